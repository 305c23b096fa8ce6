"""One LibreOffice for many documents: a private process with a profile of its own, minded, and begun anew when it dies.

A second LibreOffice with the same profile hands its file to the one that runs and costs next to nothing. An empty
document stays open in it, or it would end with the first file.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from planforge import isolated

EMPTY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text/></office:body>'
    "</office:document>\n"
)
WORN = 40  # documents after which it is begun anew, which bounds its memory
READY = 60.0  # seconds within which it must have opened the empty document
LOOK = 0.1


def variables(folder: Path) -> dict[str, str]:
    """What a LibreOffice is told besides its command: where fontconfig finds what stands in for typefaces."""
    return {"TZ": "UTC", "XDG_CONFIG_HOME": str(folder)}


class Kept:
    """The process; ``command`` gives what to run for a folder with the profile, besides the files."""

    def __init__(self, command: Callable[[Path], Sequence[str]], folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack, self.done = folder, stack, 0
        empty = folder / "empty.fodt"
        empty.write_text(EMPTY, "utf-8")
        minded = isolated.minded([*command(folder), str(empty)])
        started = isolated.start(minded, folder=folder, variables=variables(folder))
        self.process = stack.enter_context(isolated.held(started))
        self.lock = folder / f".~lock.{empty.name}#"

    def is_ready(self) -> bool:
        """Whether it has come so far as to open the empty document."""
        for _ in range(round(READY / LOOK)):
            if self.lock.exists():
                return True
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(LOOK)
                return False
        return False

    @property
    def is_good(self) -> bool:
        """Whether it may be given another document."""
        return self.process.poll() is None and self.done < WORN

    def end(self) -> None:
        """It is over, and its folder is gone."""
        with suppress(OSError):
            self.stack.close()
