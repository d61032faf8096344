"""Tells Django about agencies/."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
    label = "agencies"
