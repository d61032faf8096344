"""An Elasticsearch of one's own: Elastic's server without optional modules, as Maven Central carries it for tests."""

import base64
import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from functools import cache
from pathlib import Path

from setup.servers.place import Unready, folder_at, forget_folder, person, say
from setup.servers.process import Memory, end, free_port, is_ours, kill

VERSION = "8.19.3"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SHA256 = "c4b08b70523700efde9f3e4c9287229f085c2c0db1efca5c6a7d65abbdb9f2e1"
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
JAVA_VERSIONS = ("17", "21")
PATIENCE = 180.0
# One node of development: it has no second one for replicas, and a full disk of a laptop is none of its business.
CONFIGURATION = """
cluster.name: fair-passage
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: 0
xpack.security.enabled: true
xpack.ml.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""


class Elasticsearch:
    """One server in one folder. `run` is where its folder and its memory lie, `downloads` where its archive does.

    quick_start halves the work of a start and makes every answer slower: for tests that start it often.
    """

    def __init__(self, run: Path, downloads: Path, heap: str = "1g", quick_start: bool = False):
        self.downloads = downloads
        self.java_options = f"-Xms{heap} -Xmx{heap}" + (" -XX:TieredStopAtLevel=1" if quick_start else "")
        self.memory = Memory(run / "elasticsearch.json")
        self.link = run / "elasticsearch"

    @property
    def home(self) -> Path:
        """The unpacked server, whose name holds its version."""
        return self.link.resolve() / f"elasticsearch-{VERSION}"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.memory.read().get('port')}"

    @property
    def password(self) -> str:
        """Of the user `elastic`."""
        return self.memory.read().get("password", "")

    @property
    def pid(self) -> int | None:
        """The number of its process, alive and ours; else None."""
        return _process_of(self.home)

    def exports(self) -> dict[str, str]:
        """What a shell must export to reach it."""
        return {"ELASTICSEARCH_URL": self.url, "ELASTICSEARCH_PASSWORD": self.password}

    def start(self) -> None:
        """Until it is green; at once when it runs. Raises Unready with a sentence."""
        with self.memory.alone():
            if self.pid:
                self._wait("red")
                return
            is_new = self._unpack()
            for _ in range(3):
                port = free_port(self.memory.read().get("port"))
                self.memory.write(port=port, password=self.password or secrets.token_hex(16))
                self._configure(port)
                try:
                    self._launch()
                    break
                except Unready as error:
                    # Somebody took the port between our look and the server's.
                    if "BindException" not in str(error) and "Address already in use" not in str(error):
                        raise
            else:
                raise Unready("Elasticsearch found every port taken that was free a moment before.")
            # Indexes kept from before may want replicas that one node can never give.
            self._wait("green" if is_new else "yellow")

    def stop(self) -> bool:
        """End it; whether it ran. Its data stay for the next start."""
        with self.memory.alone():
            return self._end_every_version()

    def kill(self) -> None:
        """As a power cut would."""
        kill(self.pid)

    def forget(self) -> None:
        """End it and delete all it had."""
        self.stop()
        forget_folder(self.link)
        self.memory.path.unlink(missing_ok=True)

    def _end_every_version(self) -> bool:
        ended = False
        for home in self.link.resolve().glob("elasticsearch-*"):
            ended |= end(_process_of(home), "java", home, signal.SIGTERM)
        return ended

    def _unpack(self) -> bool:
        """Whether it had to be unpacked: a folder of another version, or one that is not whole, is made anew."""
        whole = self.home / "unpacked"
        if whole.exists() and self.password:
            return False
        archive = fetch(self.downloads)
        self._end_every_version()
        folder = folder_at(self.link)
        for old in folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        with zipfile.ZipFile(archive) as packed:
            for piece in packed.infolist():
                path = Path(packed.extract(piece, folder))
                path.chmod(piece.external_attr >> 16 & 0o777 or 0o644)
        for name in ("data", "logs", "tmp"):
            (self.home / name).mkdir(exist_ok=True)
        user, password = person(), self.password or secrets.token_hex(16)
        user.owns(folder)
        keystore = self.home / "bin" / "elasticsearch-keystore"
        user.run(keystore, "create", "-s", env=self._environment(), cwd=self.home)
        user.run(keystore, "add", "-x", "bootstrap.password", text_in=password, env=self._environment(), cwd=self.home)
        self.memory.write(password=password)
        whole.touch()
        return True

    def _configure(self, port: int) -> None:
        (self.home / "config" / "elasticsearch.yml").write_text(CONFIGURATION.format(port=port))

    def _launch(self) -> None:
        """Start its daemon; the program ends when the server is up, or says why it is not."""
        (self.home / "pid").unlink(missing_ok=True)
        person().run(
            self.home / "bin" / "elasticsearch", "-d", "-p", self.home / "pid", env=self._environment(), cwd=self.home
        )

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.defpath + ":/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "ES_JAVA_HOME": str(java_home()),
            "ES_JAVA_OPTS": self.java_options,
            "CLI_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
            "ES_TMPDIR": str(self.home / "tmp"),
        }

    def _wait(self, status: str) -> None:
        """Until its cluster is as well as that."""
        enough = ("green", "yellow", "red")[: ("green", "yellow", "red").index(status) + 1]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if not self.pid:
                raise Unready(f"Elasticsearch ended; its last words are in {self.link}/*/logs.")
            if self.health() in enough:
                return
            time.sleep(0.3)
        raise Unready(f"Elasticsearch runs, but was not {status} after {PATIENCE:.0f} seconds; see {self.link}/*/logs.")

    def health(self) -> str:
        """What its cluster says of itself; "" when it does not answer."""
        request = urllib.request.Request(f"{self.url}/_cluster/health")
        token = base64.b64encode(f"elastic:{self.password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)["status"]
        except urllib.error.HTTPError as error:
            if error.code == 401:
                raise Unready(f"Elasticsearch refuses the password in {self.memory.path}.") from None
            return ""
        except (OSError, ValueError):
            return ""


def _process_of(home: Path) -> int | None:
    """The number of the process that runs in a folder, alive and ours; else None."""
    try:
        pid = int((home / "pid").read_text())
    except (OSError, ValueError):
        return None
    return pid if is_ours(pid, "java", home) else None


def fetch(folder: Path) -> Path:
    """The archive, brought by Maven unless it is there, and its checksum checked each time."""
    archive = folder / f"elasticsearch-{VERSION}.zip"
    if not archive.exists():
        say(f"Bringing Elasticsearch {VERSION} (97 MB) with Maven …")
        # `copy` is `get` plus the place we want it at; it takes what Maven's own cache holds.
        words = ["mvn", "-B", "-q", MAVEN_COPY, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder.absolute()}"]
        try:
            done = subprocess.run(words, capture_output=True, text=True)
        except FileNotFoundError:
            raise Unready("Maven (mvn) is not here. Run: setup/system-packages elasticsearch") from None
        if done.returncode or not archive.exists():
            raise Unready(f"Maven did not bring {ARTIFACT}:\n{(done.stdout + done.stderr).strip()}")
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        archive.rename(archive.with_suffix(".refused"))
        raise Unready(
            f"The archive of Elasticsearch {VERSION} is not the one we know, so it was not unpacked.\n"
            f"  SHA-256 expected: {SHA256}\n  SHA-256 found:    {found}\n"
            f"It is kept as {archive.with_suffix('.refused')}. If Maven's own copy (in ~/.m2) is damaged, delete it there."
        )
    return archive


@cache
def java_home() -> Path:
    """A Java that this version runs on. Raises Unready when there is none."""
    places = [os.environ.get("ES_JAVA_HOME"), os.environ.get("JAVA_HOME"), *sorted(Path("/usr/lib/jvm").glob("*"))]
    if on_path := shutil.which("java"):
        places.append(Path(on_path).resolve().parents[1])
    for place in filter(None, places):
        program = Path(place) / "bin" / "java"
        if program.exists():
            told = subprocess.run([program, "-version"], capture_output=True, text=True).stderr
            if any(f'version "{version}.' in told for version in JAVA_VERSIONS):
                return Path(place).resolve()
    raise Unready("Elasticsearch needs Java 17 or 21, and none is here. Run: setup/system-packages elasticsearch")
