"""Tells Django about reference/."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "reference"
    label = "reference"
