"""Addresses of accounts/ under /account/, beside allauth's: invitations (a secret, see portal.logs) and sessions."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("invitation/<str:secret>/", views.show_invitation, name="invitation"),
    path("sessions/", views.show_sessions, name="sessions"),
]
