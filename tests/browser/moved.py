"""The product on another day, whole: what `foundation.clock` takes for the moment is so many days ahead as a file says.

`PORTAL_TODAY` moves the day only; here the moments at which facts become known move along, so that a past day can be asked
for. A served site reads the file anew each time, as a site that runs over midnight does. Sign-in keeps the real time.

    MOVED=FILE gunicorn tests.browser.moved:application
    MOVED=FILE python -m tests.browser.moved COMMAND … + COMMAND …      (one process for several, as starting is what takes long)
"""

import os
import sys
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from foundation import clock


class Moved(datetime):
    """A datetime whose now() is days ahead."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(days=int(Path(os.environ["MOVED"]).read_text()))


clock.datetime = Moved

if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    for is_plus, words in groupby(sys.argv[1:], lambda word: word == "+"):
        if not is_plus:
            call_command(*words)
else:
    from portal.wsgi import application  # noqa: F401 - gunicorn's
