"""Tells Django about audits/: the supplier lists of brands, who recruits for them, and dossiers."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "audits"
    label = "audits"
