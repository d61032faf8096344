"""The servers that `make` starts: ours are told from strangers, what is broken is made anew, and nobody else is ended."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from setup.servers import elasticsearch, postgres
from setup.servers.place import Unready, folder_at, forget_folder
from setup.servers.postgres import Postgres
from setup.servers.process import Memory, end, free_port, is_ours


@pytest.fixture
def sleeper(tmp_path):
    """A process that names tmp_path among its words."""
    script = "import time; print(flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as process:
        process.stdout.readline()  # before that the system may not know its words
        yield process
        process.kill()


def program_of(process) -> str:
    return Path(Path(f"/proc/{process.pid}/cmdline").read_text().split("\0")[0]).name


def test_a_process_is_ours_by_its_program_and_its_folder(sleeper, tmp_path):
    program = program_of(sleeper)
    assert is_ours(sleeper.pid, program, tmp_path)
    assert not is_ours(sleeper.pid, "postgres", tmp_path)
    assert not is_ours(sleeper.pid, program, tmp_path / "other")
    sleeper.kill()
    sleeper.wait()
    assert not is_ours(sleeper.pid, program, tmp_path)
    assert not is_ours(None, program, tmp_path)


def test_a_stranger_with_the_number_of_ours_is_left_alone(sleeper, tmp_path):
    assert not end(sleeper.pid, "java", tmp_path, signal.SIGTERM)
    assert sleeper.poll() is None


def test_a_process_that_does_not_end_when_asked_is_killed(tmp_path):
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as deaf:
        deaf.stdout.readline()
        assert end(deaf.pid, program_of(deaf), tmp_path, signal.SIGTERM, patience=0.2)


def test_the_remembered_port_is_used_again_unless_somebody_took_it():
    port = free_port()
    assert free_port(port) == port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert free_port(port) != port


def test_the_memory_is_its_owners_alone_and_a_broken_one_is_none(tmp_path):
    memory = Memory(tmp_path / "memory.json")
    assert memory.read() == {}
    memory.write(port=1, password="secret")
    assert memory.read() == {"port": 1, "password": "secret"}
    assert memory.path.stat().st_mode & 0o777 == 0o600
    memory.path.write_text("{")
    assert memory.read() == {}


def test_a_folder_that_somebody_took_away_is_made_again(tmp_path):
    link = tmp_path / "run" / "server"
    first = folder_at(link)
    assert folder_at(link) == first
    first.rmdir()
    second = folder_at(link)
    assert second.is_dir()
    forget_folder(link)
    assert not second.exists()
    assert not link.exists()
    assert not link.is_symlink()


def test_an_archive_that_is_not_the_one_we_know_is_not_unpacked(tmp_path):
    archive = tmp_path / f"elasticsearch-{elasticsearch.VERSION}.zip"
    archive.write_bytes(b"something else")
    with pytest.raises(Unready) as refused:
        elasticsearch.fetch(tmp_path)
    assert elasticsearch.SHA256 in str(refused.value)
    assert not archive.exists()
    assert archive.with_suffix(".refused").exists()


@pytest.fixture
def server(tmp_path):
    """A PostgreSQL of this test alone; its programs are the system's."""
    if not postgres.installed():
        said = "PostgreSQL is not installed: run `make postgres`."
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    made = Postgres(tmp_path / "run")
    yield made
    made.forget()


def ask(server, question: str):
    with psycopg.connect(server.url, autocommit=True) as connection:
        answer = connection.execute(question)
        return answer.fetchone()[0] if answer.description else None


def test_postgres_starts_once_keeps_what_is_committed_and_ends_alone(server):
    server.start()
    told = server.exports()
    assert told["DATABASE_URL"].startswith("postgres://fairpassage:")
    assert ask(server, "SHOW fsync") == "on"
    assert ask(server, "SHOW listen_addresses") == "127.0.0.1"
    ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
    pid = server.pid
    assert Path(f"/proc/{pid}").stat().st_uid != 0
    server.start()
    assert (server.pid, server.exports()) == (pid, told)
    server.kill()
    server.start()
    assert server.pid != pid
    assert server.exports() == told
    assert ask(server, "SELECT number FROM kept") == 7
    assert server.stop()
    assert not server.stop()
    assert not is_ours(pid, "postgres", server.home)


def test_a_wrong_password_opens_no_postgres(server):
    server.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url.replace(server.memory.read()["password"], "wrong"))


def take(taken, port):
    """Takes the port, once the last child of the killed server has let go of it."""
    for _ in range(100):
        try:
            taken.bind(("127.0.0.1", port))
            break
        except OSError:
            time.sleep(0.1)
    taken.listen()


def test_postgres_starts_over_a_stale_number_and_a_taken_port(server):
    server.start()
    server.kill()
    stale = server.home / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n" + stale.read_text().partition("\n")[2])
    with socket.socket() as taken:
        with contextlib.suppress(OSError):
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        take(taken, server.memory.read()["port"])
        server.start()
        assert server.memory.read()["port"] != taken.getsockname()[1]
        assert ask(server, "SELECT 1") == 1


def test_a_folder_of_a_postgres_that_is_not_here_is_put_aside_and_not_deleted(server, capsys):
    server.start()
    server.stop()
    (server.home / "PG_VERSION").write_text("9\n")
    server.start()
    assert ask(server, "SELECT 1") == 1
    said = capsys.readouterr().err
    assert "PostgreSQL 9" in said
    (aside,) = server.link.parent.glob("postgres-9-*")
    assert str(aside) in said
    assert (aside / "PG_VERSION").read_text() == "9\n"
    forget_folder(aside)


def test_a_half_made_folder_is_made_anew(server):
    folder = folder_at(server.link)
    (folder / "half").write_text("of a folder")
    server.start()
    assert ask(server, "SELECT 1") == 1
