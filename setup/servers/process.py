"""What is known about a running server: its process, told apart from strangers, its port, and the file that remembers it."""

import fcntl
import json
import os
import secrets
import signal
import socket
import time
from contextlib import contextmanager
from pathlib import Path

from setup.servers.place import Unready


def is_ours(pid: int | None, program: str, folder: Path) -> bool:
    """Whether the process lives, runs this program and names this folder: a number alone may be anybody's by now."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and Path(words[0]).name == program and any(str(folder) in word for word in words[1:])


def is_over(pid: int) -> bool:
    """Whether the process has given back all it held, its port too: one that dies has no words long before that."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def kill(pid: int) -> None:
    """As a power cut would; returns when it is over."""
    os.kill(pid, signal.SIGKILL)
    while not is_over(pid):
        time.sleep(0.02)


def end(pid: int | None, program: str, folder: Path, polite: signal.Signals, patience: float = 60.0) -> bool:
    """Ask our process to end, and kill it when it does not; whether there was one."""
    if not is_ours(pid, program, folder):
        return False
    os.kill(pid, polite)
    deadline = time.monotonic() + patience
    while not is_over(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    if is_ours(pid, program, folder):
        kill(pid)
    return True


def free_port(wanted: int | None = None) -> int:
    """A port of 127.0.0.1 that nobody listens on: the wanted one when it is free."""
    for port in (wanted, 0):
        if port is not None:
            with socket.socket() as door:
                # As servers do: what is left of old connections does not count as taken.
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    door.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return door.getsockname()[1]
    raise Unready("No port of 127.0.0.1 is free.")


class Memory:
    """A file that only its owner may read: the port and the password of one server."""

    def __init__(self, path: Path):
        self.path = path

    def read(self) -> dict:
        """What is remembered; empty when there is nothing, or nothing that can be read."""
        try:
            told = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def write(self, **told) -> None:
        """Remember this instead, in one step."""
        fresh = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(told, file)
        fresh.replace(self.path)

    @contextmanager
    def alone(self):
        """One starts or stops at a time."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
