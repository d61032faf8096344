"""Settings of a worker beside the tests: theirs, with the locks where the tests have them."""

import os

from portal.settings_tests import *  # noqa: F403

SEARCH_INDEX_DIR = Path(os.environ["SEARCH_INDEX_DIR"])  # noqa: F405
WHITENOISE_USE_FINDERS = True
