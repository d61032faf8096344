"""`python3 -m setup.servers start|stop|forget elasticsearch|postgres`: prints what to export, one a line, and nothing else."""

import os
import sys
from pathlib import Path

from setup.servers.elasticsearch import Elasticsearch
from setup.servers.place import Unready, say
from setup.servers.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
DOWNLOADS = ROOT / ".run" / "downloads"


def main(verb: str, name: str) -> int:
    """Exit 1 with a sentence when it cannot be done. SERVERS_DIR moves the servers to a folder other than .run/."""
    run = ROOT / os.environ.get("SERVERS_DIR", ".run")
    if name == "elasticsearch":
        server = Elasticsearch(run, DOWNLOADS, os.environ.get("ELASTICSEARCH_HEAP") or "1g")
    else:
        server = Postgres(run)
    try:
        if verb == "start":
            server.start()
            for key, value in server.exports().items():
                print(f"{key}={value}")
        elif verb == "stop":
            say(f"{name} is stopped." if server.stop() else f"No {name} of this folder runs.")
        else:
            server.forget()
    except Unready as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
