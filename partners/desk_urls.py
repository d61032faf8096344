"""Addresses of partners/ at the desk, under /desk/csos/."""

from django.urls import path

from partners import views

urlpatterns = [
    path("", views.show_csos, name="csos"),
    path("<int:pk>/", views.show_cso, name="cso"),
]
