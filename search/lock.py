"""A lock between processes on one file: dies with its holder, however that ends. Keeps writers and rebuilds apart."""

import fcntl
import time
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):  # noqa: N818
    """Somebody else has the lock."""


@contextmanager
def file_lock(path: Path, wait_seconds: float = 0.0, shared: bool = False):
    """Holds the lock for the block. Raises Held when it is not free within wait_seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    deadline = time.monotonic() + wait_seconds
    with path.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, kind)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Held(str(path)) from None
                time.sleep(0.02)
        yield


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock now."""
    try:
        with file_lock(path, shared=True):
            return False
    except Held:
        return True
