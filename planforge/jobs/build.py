"""Which planforge this is, to the last byte: what is kept from one run to the next is of one build only."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from planforge import __version__, resources


@cache
def build() -> str:
    """A hash over the version, the code, and the words and looks that come with it; the same on every machine
    and after a first run, which keeps what it compiles in ``__pycache__``."""
    sums = sha256(__version__.encode())
    for folder in (Path(__file__).resolve().parent.parent, resources.templates()):
        for path in sorted(folder.rglob("*")):
            if "__pycache__" not in path.relative_to(folder).parts and path.is_file():
                sums.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
                sums.update(path.read_bytes())
    return sums.hexdigest()
