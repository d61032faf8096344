"""What every test stands on: a fixed today (portal.settings_tests), an empty cache, the roots of pages, and a way to move the clock."""

from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.migrated import put_database

# How fast the machine is proves nothing.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Each process of tests begins with a copy of one migrated database, where that can be copied."""
    if connection.vendor == "sqlite":
        put_database(Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="module")
def for_module(django_db_setup, django_db_blocker):
    """A transaction that holds what a fixture of a module writes, and takes it back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        translation.activate("en")
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def own_facts(for_module):
    """The product's own facts of migration."""
    from corridors.loading import load_folder

    load_folder()


@receiver(post_migrate)
def plant_roots(sender, **_told) -> None:
    """Puts the roots of collections and pages back when a test that commits has flushed what migrations made.

    A flush ends with this signal, so no test depends on which ran before it.
    """
    if sender.name != "wagtail":
        return
    from wagtail.models import Collection, Locale, Page

    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    if Page.get_first_root_node() is None:
        locale, _new = Locale.objects.get_or_create(language_code="en")
        Page.add_root(instance=Page(title="Root", slug="root", locale=locale))


def pytest_addoption(parser):
    """`--database-only`: for a second run on another database, without the tests that no database can change."""
    parser.addoption("--database-only", action="store_true", help="leave out tests that do not use the database")


def pytest_collection_modifyitems(config, items):
    """Leave out what brings a database of its own, and what uses none."""
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if _uses_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_the_database(item)])
    items[:] = kept


def _uses_the_database(item) -> bool:
    if item.get_closest_marker("own_database"):
        return False
    named = {"db", "transactional_db", "production", "for_module"} & set(item.fixturenames)
    return bool(named) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def _no_memory_between_tests():
    """Rate limits and remembered helplines live in the cache, the language in the thread; no test inherits them."""
    cache.clear()
    from jobs.grounds import forget_grounds

    forget_grounds()
    translation.activate("en")


@pytest.fixture
def today() -> date:
    """The day the test settings fix."""
    return date(2026, 11, 22)


@pytest.fixture
def on_day(settings):
    """Call it with a date to move the site's clock: on_day(date(2027, 1, 1))."""

    def move(day: date) -> None:
        settings.PORTAL_TODAY = day.isoformat()

    return move
