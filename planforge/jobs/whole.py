"""Files that are there whole or not at all: written beside their place, then put there."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from msgspec import Struct

from planforge.isolated import host, lives
from planforge.resources import leads_out, own_key


class Folder(Struct, frozen=True):
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
                with beside(ignore) as whole:
                    whole.write_text("*\n", "utf-8")
            part.write_bytes(content)


class Own(Folder, frozen=True):
    """A folder in the working folder, which may have come along with what others made.

    Every file in its folders begins with a seal by the key of this installation: one without it counts as not there.
    Those at its top are for people and never read back. Where the installation has no key nothing is kept.
    """

    def read(self, name: str) -> bytes | None:
        """What this installation has kept under a name."""
        content = super().read(name) or b""
        key, said = own_key(), content[32:]
        return said if key and hmac.compare_digest(content[:32], _seal(key, name, said)) else None

    def write(self, name: str, content: bytes) -> None:
        """With its seal; nothing where the folder is a link that leads out of the one it stands in."""
        key = own_key()
        if leads_out(self.place, self.place.parent):
            return
        if "/" not in name:
            super().write(name, content)
        elif key:
            super().write(name, _seal(key, name, content) + content)


def _seal(key: bytes, name: str, content: bytes) -> bytes:
    return hmac.digest(key, name.encode() + b"\0" + content, "sha256")


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


def clear(folder: Path, stem: str) -> None:
    """Remove the temporary files of that start whose process is gone."""
    with suppress(OSError):
        for path in folder.glob(f"{escape(stem)}*.part"):
            owner = path.stem.removeprefix(stem).partition("-")[0]
            if os.name != "posix" or not lives(owner):  # Windows lets nobody remove a file that another has open
                with suppress(OSError):
                    path.unlink()
