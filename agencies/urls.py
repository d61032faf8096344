"""Addresses of agencies/."""

urlpatterns = []
