"""What this app adds to Wagtail's admin; each part registers itself in a module of its own."""

from cms.facts import admin  # noqa: F401 - registers the screens of facts
