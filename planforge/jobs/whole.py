"""Files that are there whole or not at all: written beside their place, then put there."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import escape
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """A folder that keeps itself out of the repository."""

    place: Path

    def read(self, name: str) -> bytes | None:
        """What is kept under a name."""
        with suppress(OSError):
            return (self.place / name).read_bytes()
        return None

    def write(self, name: str, content: bytes) -> None:
        """Written beside, then put in place."""
        with beside(self.place / name) as part:
            ignore = self.place / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", "utf-8")
            part.write_bytes(content)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Where to write what is to be ``path``; what a run that was killed has left of it is cleared away. OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    clear(path.parent, f"{path.name}.{host()}-")
    part = path.with_name(f"{path.name}.{host()}-{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def host() -> str:
    """This machine, as the names of its temporary files tell it."""
    return sha256(platform.node().encode()).hexdigest()[:6]


def clear(folder: Path, stem: str) -> None:
    """Remove the temporary files of that start whose process is gone."""
    with suppress(OSError):
        for path in folder.glob(f"{escape(stem)}*.part"):
            owner = path.stem.removeprefix(stem).partition("-")[0]
            if owner.isdigit() and int(owner) != os.getpid() and not _lives(int(owner)):
                with suppress(OSError):
                    path.unlink()


def _lives(process: int) -> bool:
    if os.name != "posix":
        return False  # Windows lets nobody remove a file that another has open
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
