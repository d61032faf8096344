"""The door for WSGI servers (gunicorn portal.wsgi)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# What is loaded stays: the collector need not walk it again and again while people wait.
gc.collect()
gc.freeze()
