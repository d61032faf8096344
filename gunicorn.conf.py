"""How gunicorn serves the site, read by itself from the folder it starts in: long questions welcome, no traces in logs.

Workers by WEB_CONCURRENCY, as gunicorn reads it itself. With METRICS_TOKEN the workers keep their figures in one folder,
METRICS_DIR, so that whichever is asked tells of all; each server needs a folder of its own.
"""

import os
from pathlib import Path

from gunicorn.glogging import Logger

from portal.logs import log_settings

# Ten thousand Burmese letters are ninety thousand bytes in an address. The site answers such a question with a
# page; gunicorn's own limit would answer with a bare line. A proxy in front has a limit of its own.
limit_request_line = 0
control_socket_disable = True
threads = 4
accesslog = None
logconfig_dict = log_settings(as_json=os.environ.get("DJANGO_SETTINGS_MODULE") == "portal.settings_production")


class WithoutAccess(Logger):
    """gunicorn would put address and query string of each request together even when nobody writes them down."""

    def access(self, *_told):
        """portal.metrics writes the one line for a request."""


logger_class = WithoutAccess

if os.environ.get("METRICS_TOKEN"):
    figures = Path(os.environ.get("METRICS_DIR") or Path(__file__).parent / ".run" / "metrics")
    figures.mkdir(mode=0o700, parents=True, exist_ok=True)
    # prometheus-client looks for it once, when it is imported: nothing above may import it.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)

    def when_ready(_server):
        """The port is ours and no worker runs yet: what an earlier server counted is forgotten."""
        for kind in ("counter", "histogram", "gauge"):
            for path in figures.glob(f"{kind}_*.db"):
                path.unlink()

    def child_exit(_server, worker):
        """What a dead worker was doing is no longer being done; what it counted stays counted."""
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid, str(figures))
