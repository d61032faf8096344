"""An empty SQLite database with every migration applied, made once for a checkout: migrating is what takes long."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUN = ROOT / ".run"


def migrated_database() -> Path:
    """Made by `manage.py migrate` when the migrations or the libraries have changed; whoever comes meanwhile waits."""
    RUN.mkdir(exist_ok=True)
    made = RUN / f"migrated-{_digest()}.sqlite3"
    with (RUN / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in RUN.glob("migrated-*.sqlite3*"):
                old.unlink()
            unready = made.with_suffix(".unready")
            unready.unlink(missing_ok=True)
            env = {
                **os.environ,
                "DATABASE_URL": f"sqlite:///{unready}",
                "DJANGO_SETTINGS_MODULE": "portal.settings",
            }
            subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=True)
            unready.replace(made)
    return made


def put_database(path: Path) -> Path:
    """A database of one's own at that path, in place of any that is there."""
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    return Path(shutil.copyfile(migrated_database(), path))


def _digest() -> str:
    files = [ROOT / "requirements.txt", ROOT / "portal" / "settings.py", *sorted(ROOT.glob("*/migrations/*.py"))]
    told = hashlib.sha256()
    for file in files:
        told.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return told.hexdigest()[:12]
