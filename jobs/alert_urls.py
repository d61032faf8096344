"""Addresses of saved searches for everybody, under /alerts/. What follows is a secret: see portal.logs."""

from django.urls import path

from jobs import alert_views

urlpatterns = [
    path("", alert_views.save_search, name="save_search"),
    path("stop/<int:number>-<slug:code>/", alert_views.stop_mails, name="stop_mails"),
    path("<str:secret>/", alert_views.show_alert, name="alert"),
    path("<str:secret>/feed/", alert_views.show_feed, name="alert_feed"),
]
