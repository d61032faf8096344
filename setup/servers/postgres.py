"""A PostgreSQL of one's own, of the system's programs: its data folder, port and password belong to this checkout."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

from setup.servers.place import Unready, folder_at, forget_folder, person, say
from setup.servers.process import Memory, end, free_port, is_ours, kill

OLDEST = 15
NAME = "fairpassage"
PATIENCE = 60.0
# What is committed stays committed: fsync and the rest keep their defaults.
CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
logging_collector = off
"""


class Postgres:
    """One server in one folder. `run` is where its folder and its memory lie."""

    def __init__(self, run: Path):
        self.memory = Memory(run / "postgres.json")
        self.link = run / "postgres"

    @property
    def home(self) -> Path:
        """Its data folder."""
        return self.link.resolve()

    @property
    def url(self) -> str:
        """Its address, with the password of the one user, who may make databases."""
        told = self.memory.read()
        return f"postgres://{NAME}:{told.get('password')}@127.0.0.1:{told.get('port')}/{NAME}"

    @property
    def pid(self) -> int | None:
        """The number of its first process, alive and ours; else None."""
        try:
            pid = int((self.home / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if is_ours(pid, "postgres", self.home) else None

    def exports(self) -> dict[str, str]:
        """What a shell must export to reach it."""
        return {"DATABASE_URL": self.url}

    def start(self) -> None:
        """Until it takes connections; at once when it runs. Raises Unready with a sentence."""
        with self.memory.alone():
            if self.pid:
                self._wait(None)
                return
            programs = self._prepare()
            told = self.memory.read()
            for _ in range(3):
                port = free_port(told.get("port"))
                self.memory.write(**told | {"port": port})
                if self._launch(programs, port):
                    break
                time.sleep(1)  # what is left of a killed one still ends, and holds its memory until then
            else:
                raise Unready(f"PostgreSQL did not start; its last words are in {self.link}/log.")
            self._make_database(programs)

    def stop(self) -> bool:
        """End it; whether it ran. Its data stay for the next start."""
        with self.memory.alone():
            return bool(self.pid) and end(self.pid, "postgres", self.home, signal.SIGINT)

    def kill(self) -> None:
        """As a power cut would."""
        kill(self.pid)

    def forget(self) -> None:
        """End it and delete all it had."""
        self.stop()
        forget_folder(self.link)
        self.memory.path.unlink(missing_ok=True)

    def _prepare(self) -> Path:
        """The programs that suit the folder, which is made when there is none; one no program suits is put aside."""
        folder = folder_at(self.link)
        version = folder / "PG_VERSION"
        # The memory is written when the folder is whole, so a folder without a password is half of one.
        if version.exists() and self.memory.read().get("password"):
            wanted = version.read_text().strip()
            if programs := installed().get(int(wanted)):
                return programs
            aside = self.link.with_name(f"{self.link.name}-{wanted}-{secrets.token_hex(3)}")
            say(f"The data folder is of PostgreSQL {wanted}, which is not here: kept as {aside}, and a new one made.")
            self.link.rename(aside)
            folder = folder_at(self.link)
        programs = newest()
        for old in folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        user, password = person(), secrets.token_hex(16)
        secret = folder.with_name(f"{folder.name}.secret")
        secret.touch(mode=0o600)
        try:
            secret.write_text(password)
            user.owns(folder)
            user.owns(secret)
            user.run(
                programs / "initdb", "-D", folder, "-U", NAME, "--pwfile", secret, "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C.UTF-8", env=_environment(), cwd="/",
            )  # fmt: skip
        finally:
            secret.unlink()
        self.memory.write(password=password)
        return programs

    def _launch(self, programs: Path, port: int) -> bool:
        """Whether it came up."""
        (self.home / "fair-passage.conf").write_text(CONFIGURATION.format(port=port))
        told = self.home / "postgresql.conf"
        if "fair-passage.conf" not in told.read_text():
            told.write_text(told.read_text() + "\ninclude 'fair-passage.conf'\n")
        self._forget_a_dead_one()
        user = person()
        user.owns(self.home)
        with (self.home / "log").open("ab") as log:
            process = user.start(
                programs / "postgres", "-D", self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=_environment(), cwd="/",
            )  # fmt: skip
        return self._wait(process)

    def _forget_a_dead_one(self) -> None:
        """After kill -9 the number in postmaster.pid may be another process's by now, and PostgreSQL would give way to it."""
        if not self.pid:
            (self.home / "postmaster.pid").unlink(missing_ok=True)

    def _wait(self, process: subprocess.Popen | None) -> bool:
        """Whether it says that it is ready; of a process of ours, False when it ended first."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if process and process.poll() is not None:
                return False
            try:
                if (self.home / "postmaster.pid").read_text().rstrip().endswith("ready"):
                    return True
            except OSError:
                pass
            time.sleep(0.1)
        raise Unready(f"PostgreSQL was not ready after {PATIENCE:.0f} seconds; see {self.link}/log.")

    def _make_database(self, programs: Path) -> None:
        told = self.memory.read()
        where = ["-h", "127.0.0.1", "-p", str(told["port"]), "-U", NAME]
        environment = {**_environment(), "PGPASSWORD": told["password"]}
        done = subprocess.run(
            [programs / "createdb", *where, NAME], env=environment, capture_output=True, text=True, cwd="/"
        )
        if done.returncode and "already exists" not in done.stderr:
            raise Unready(f"The database could not be made: {done.stderr.strip()}")


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": "/"}


def installed() -> dict[int, Path]:
    """{major version: folder of its programs}, of those that are new enough."""
    found = {}
    for program in Path("/usr/lib/postgresql").glob("*/bin/postgres"):
        if re.fullmatch(r"\d+", program.parts[-3]) and int(program.parts[-3]) >= OLDEST:
            found[int(program.parts[-3])] = program.parent
    return found


def newest() -> Path:
    """Where the newest programs lie. Raises Unready when there are none."""
    if found := installed():
        return found[max(found)]
    raise Unready(f"PostgreSQL {OLDEST} or newer is not here. Run: setup/system-packages postgres")
