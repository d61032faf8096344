"""One archive of a backup: written so that it is there whole or not at all, read so that a damaged one is refused.

A gzipped tar of the database's copy, of what editors uploaded, and last of a manifest with the digest of every member.
"""

import fcntl
import gzip
import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath

PRODUCT, FORM = "fair-passage", 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "database", "media/"
_PIECE = 1024 * 1024
_PARTS = ".fair-passage-"


class Damaged(Exception):  # noqa: N818 - it says what the file is
    """It is no archive of ours, or not as it was written; the message says which in a sentence."""


class Busy(Exception):  # noqa: N818 - it says what the folder is
    """Another backup is being written into the folder."""


class _Digesting:
    """A file that is read once and remembers what it was."""

    def __init__(self, file):
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


@contextmanager
def folder_alone(folder: Path) -> Iterator[None]:
    """Nobody else writes an archive here meanwhile; what killed ones left is gone. Raises Busy."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{_PARTS}lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Another backup is being written into {folder}.")
        for left in folder.glob(f"{_PARTS}part*"):
            left.unlink()
        yield


def part_of(folder: Path, name: str) -> Path:
    """Where something unfinished stands in the folder."""
    return folder / f"{_PARTS}part-{name}"


def write(folder: Path, name: str, database: Path, media: Path, left_out: str, told: dict) -> Path:
    """Write the archive under a name of its own, and only when it is on the disk under the final one."""
    part, members = part_of(folder, name), {}
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
            _add(tar, DATABASE, database, members)
            for path in sorted(path for path in media.rglob("*") if path.is_file() and not path.is_symlink()):
                inside = path.relative_to(media)
                if inside.parts[0] != left_out:
                    _add(tar, MEDIA + inside.as_posix(), path, members)
            manifest = json.dumps({"product": PRODUCT, "form": FORM, **told, "members": members}, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(manifest)
            tar.addfile(entry, BytesIO(manifest))
        raw.flush()
        os.fsync(raw.fileno())
    final = folder / name
    final.hardlink_to(part)  # never over another one
    part.unlink()
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    return final


def unpack(archive: Path, into: Path) -> dict:
    """Unpack into an empty folder and give the manifest. Raises Damaged unless every byte is as it was written."""
    found: dict[str, dict] = {}
    manifest = None
    try:
        with tarfile.open(archive, mode="r:gz") as tar:
            for entry in tar:
                if not entry.isfile() or not _is_ours(entry.name) or manifest is not None:
                    raise Damaged(f"{archive.name} is not a backup of this site's making.")
                source = _Digesting(tar.extractfile(entry))
                if entry.name == MANIFEST:
                    manifest = json.loads(source.read())
                    continue
                target = into / entry.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:
                    while piece := source.read(_PIECE):
                        file.write(piece)
                found[entry.name] = {"sha256": source.digest.hexdigest(), "bytes": entry.size}
    except FileNotFoundError:
        raise Damaged(f"There is no file {archive}.")
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError):
        raise Damaged(f"{archive.name} is damaged or cut short, or is no backup. Nothing was restored.")
    if not isinstance(manifest, dict) or manifest.get("product") != PRODUCT:
        raise Damaged(f"{archive.name} is cut short, or is no backup of this product. Nothing was restored.")
    if manifest.get("form") != FORM:
        raise Damaged(f"{archive.name} was made by a newer version of this product.")
    if manifest.get("members") != found or DATABASE not in found:
        raise Damaged(f"{archive.name} is damaged: its parts are not those it was made with. Nothing was restored.")
    return manifest


def _add(tar: tarfile.TarFile, name: str, path: Path, members: dict) -> None:
    with path.open("rb") as file:
        entry = tarfile.TarInfo(name)
        entry.size = os.fstat(file.fileno()).st_size
        source = _Digesting(file)
        tar.addfile(entry, source)
    members[name] = {"sha256": source.digest.hexdigest(), "bytes": entry.size}


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    return name in (MANIFEST, DATABASE) or (
        name.startswith(MEDIA) and path.as_posix() == name and ".." not in path.parts and not path.is_absolute()
    )
