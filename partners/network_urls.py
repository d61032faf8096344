"""Addresses of the network's desk, under /desk/network/."""

from django.urls import path

from partners import network_views as views

urlpatterns = [
    path("", views.network_desk, name="network_desk"),
    path("<int:cso>/", views.cso_network, name="cso_network"),
    path("<int:cso>/townships/", views.coverage, name="coverage"),
    path("<int:cso>/ambassadors/", views.ambassadors, name="ambassadors"),
    path("<int:cso>/ambassadors/new/", views.add_ambassador, name="add_ambassador"),
    path("<int:cso>/ambassadors/<uuid:pk>/", views.ambassador, name="ambassador"),
    path("<int:cso>/sessions/", views.sessions, name="sessions_held"),
    path("<int:cso>/sessions/new/", views.add_session, name="add_session"),
    path("<int:cso>/sessions/<uuid:pk>/", views.session, name="session_held"),
]
