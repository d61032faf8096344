"""Addresses of corridors/."""

urlpatterns = []
