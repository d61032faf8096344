"""Rows a second of the import commands: `python -m bench.imports`, in the environment of a site without openings.

The writer of the index is held meanwhile, as `index_pending --follow` holds it, so that the import writes and notes and
somebody else indexes; how long that takes is told apart.
"""

import io
import json
import os
import time

from bench.site import BASE_DIR


def measure() -> dict:
    """Rows a second: H-2A orders new and unchanged, the register of Hong Kong; documents a second of the index."""
    from search import outbox
    from search.engine import engine

    with engine().writing():
        found = {
            "h2a": run("import_openings", "jobs/content/us_h2a.csv", "jobs/sources/us_h2a.toml"),
            "h2a_again": run("import_openings", "jobs/content/us_h2a.csv", "jobs/sources/us_h2a.toml"),
            "hong_kong": run(
                "import_agencies",
                "agencies/content/registers/hk_employment_agencies.csv",
                "agencies/sources/hk_employment_agencies.toml",
            ),
        }
    started = time.perf_counter()
    done = outbox.drain()
    found["indexed"] = {"rows": done, "a_second": done / (time.perf_counter() - started)}
    return found


def run(command: str, file: str, source: str) -> dict:
    """One import by its own command, from its call to its return: reading, checking, writing, commit."""
    from django.core.management import call_command

    printed = io.StringIO()
    started, worked = time.perf_counter(), time.process_time()
    call_command(command, str(BASE_DIR / file), source=str(BASE_DIR / source), json=True, stdout=printed)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    rows = json.loads(printed.getvalue())["read"]
    return {"rows": rows, "a_second": rows / seconds, "a_processor_second": rows / worked}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(measure()))
