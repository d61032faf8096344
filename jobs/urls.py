"""Addresses of jobs/."""

urlpatterns = []
