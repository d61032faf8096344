"""`manage.py import_agencies FILE --source SOURCE.toml`: read a regulator's list of licensed agencies."""

from agencies.actions.importing import load_register
from foundation.imports import ImportCommand


class Command(ImportCommand):
    help = "Read a regulator's list of licensed agencies into the registry, keeping what it said before."

    def load(self, rows, source, report):
        """Every row ends as created, updated, unchanged or rejected."""
        load_register(rows, source, report)
