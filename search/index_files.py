"""Where the embedded index lies on disk: versioned directories and the pointer that readers follow.

`current.json` names the directory in use and its generation. It is replaced in one step, so a reader sees the old
index or the new one, never a half. Called by search.embedded only.
"""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from search import fields, text


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which directory is in use, its generation, and the schema and ICU version it was made with."""

    directory: str
    generation: int
    schema: str
    icu: str

    @property
    def is_readable(self) -> bool:
        """Whether this program can read the index: made with the same fields and the same word cutting."""
        return self.schema == fields.made_with() and self.icu == text.ICU_VERSION


class IndexFiles:
    """The directory of one index."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self.writer_lock = self.root / "writer.lock"
        self.rebuild_lock = self.root / "rebuild.lock"
        self._pointer_path = self.root / "current.json"

    def stamp(self) -> tuple[int, int, int] | None:
        """Changes whenever the pointer does; None when there is none. One stat call: asked on every search."""
        try:
            seen = os.stat(self._pointer_path)  # noqa: PTH116 - half the time of Path.stat
        except FileNotFoundError:
            return None
        return seen.st_ino, seen.st_mtime_ns, seen.st_size

    def pointer(self) -> Pointer | None:
        """What the pointer says; None when there is none or it cannot be read."""
        try:
            return Pointer(**json.loads(self._pointer_path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def point_to(self, directory: str, generation: int) -> None:
        """Moves the pointer in one step that survives a power cut."""
        pointer = {
            "directory": directory,
            "generation": generation,
            "schema": fields.made_with(),
            "icu": text.ICU_VERSION,
        }
        written = self._pointer_path.with_suffix(".new")
        with written.open("w", encoding="utf-8") as handle:
            json.dump(pointer, handle)
            handle.flush()
            os.fsync(handle.fileno())
        written.replace(self._pointer_path)
        self._sync_root()

    def path(self, directory: str) -> Path:
        """Where a directory named by the pointer is."""
        return self.root / Path(directory).name

    def new_directory(self) -> str:
        """Makes an empty directory named with schema and ICU version, and returns its name."""
        self.root.mkdir(parents=True, exist_ok=True)
        stem = f"openings-s{fields.made_with()}-icu{text.ICU_VERSION}-{time.time_ns():x}"
        (self.root / stem).mkdir()
        return stem

    def forget_all_but(self, *directories: str) -> None:
        """Deletes index directories that are neither in use nor the one before."""
        for found in self.root.glob("openings-*"):
            if found.is_dir() and found.name not in directories:
                shutil.rmtree(found, ignore_errors=True)

    def _sync_root(self):
        handle = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
