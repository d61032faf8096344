"""Tells Django about foundation/, and makes the cache's own table whenever the database is migrated."""

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class FoundationConfig(AppConfig):
    name = "foundation"
    label = "foundation"

    def ready(self):
        post_migrate.connect(make_cache_table, sender=self, dispatch_uid="foundation.make_cache_table")


def make_cache_table(using, **kwargs):
    """Where the cache lives in the database its table is no model's; without it every limit would fail."""
    call_command("createcachetable", database=using, verbosity=0)
