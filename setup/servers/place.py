"""Where a server lives and as whom it runs: never as root, never in a folder that its user could not reach."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Both servers refuse to run as root, and `nobody` is shared with whatever else runs as nobody: it could read the data and
# end the server. So root gets one user for them, without a shell, a home or a password.
USER = "fairpassage"
ROOTS_FOLDER = Path("/var/lib/fair-passage")


class Unready(Exception):  # noqa: N818
    """A sentence that says what is missing here or went wrong, for the person who started a server."""


def say(sentence: str) -> None:
    """Tell the person; on the error stream, because the other one carries only what is to be exported."""
    print(sentence, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Person:
    """The user a server runs as."""

    name: str
    uid: int
    gid: int

    def start(self, *words: object, **more) -> subprocess.Popen:
        """A process of this user in a session of its own, so that Ctrl-C at the terminal does not reach it."""
        if os.getuid() == 0:
            more |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.Popen([str(word) for word in words], start_new_session=True, **more)

    def run(self, *words: object, text_in: str = "", **more) -> None:
        """A command of this user, to its end. Raises Unready with what it said when it fails."""
        process = self.start(
            *words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more
        )
        told, _ = process.communicate(text_in)
        if process.returncode:
            raise Unready(f"{Path(str(words[0])).name} failed:\n{told.strip()}")

    def owns(self, path: Path) -> None:
        """Give a file, or a folder with all in it, to this user, and let nobody else in."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if os.getuid() == 0:
            for part in (path, *path.rglob("*")):
                os.chown(part, self.uid, self.gid, follow_symlinks=False)


def person() -> Person:
    """Who starts this, or, started by root, the user made for servers. Raises Unready when it cannot be made."""
    if os.getuid() != 0:
        return Person(pwd.getpwuid(os.getuid()).pw_name, os.getuid(), os.getgid())
    try:
        found = pwd.getpwnam(USER)
    except KeyError:
        words = ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        made = subprocess.run([*words, "--shell", "/usr/sbin/nologin", USER], capture_output=True, text=True)
        if made.returncode:
            raise Unready(f"No user {USER} for the servers could be made: {made.stderr.strip()}") from None
        found = pwd.getpwnam(USER)
    return Person(found.pw_name, found.pw_uid, found.pw_gid)


def folder_at(path: Path) -> Path:
    """The folder that `path` stands for, made when it is not there.

    Root's checkout often lies where no other user may pass (/root, .run/), so there `path` is a link to a folder below
    /var/lib/fair-passage.
    """
    if path.is_dir():
        return path.resolve()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # a link to a folder that somebody took away
    if os.getuid() != 0:
        path.mkdir(mode=0o700)
        return path.resolve()
    ROOTS_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f"{path.name}-", dir=ROOTS_FOLDER))
    path.symlink_to(made)
    return made


def forget_folder(path: Path) -> None:
    """Delete the folder that `path` stands for."""
    if path.is_dir():
        shutil.rmtree(path.resolve())
    if path.is_symlink():
        path.unlink()
