"""planforge as a person calls it: a process of its own, text in, text out."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

SMALL = """\
planforge: 1
year: 2027
region: {name: 豫南区域, company: 福麦食品, manager: 李明}
districts:
  - {name: 信阳, leader: 王强}
  - {name: 南阳, leader: 杨帆}
targets: {base: 2400万}
"""


def planforge(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The finished process; output is decoded as UTF-8."""
    return subprocess.run(
        [sys.executable, "-m", "planforge", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def planforge_on_a_terminal(*arguments: str | Path, answers: Sequence[str], cwd: Path) -> tuple[int, str]:
    """The exit code and what the screen shows where each question (a line that ends in a colon) is answered in turn."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "planforge", *map(str, arguments)],
        cwd=cwd, env={**os.environ, "PLANFORGE_LANG": "zh", "PYTHONIOENCODING": "utf-8"},
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    left, screen, late = list(answers), b"", time.monotonic() + 120
    while time.monotonic() < late:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                read = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not read:
                break
            screen += read
        elif left and screen.rstrip().endswith(b":"):
            os.write(ours, left.pop(0).encode() + b"\n")
    os.close(ours)
    return process.wait(timeout=60), screen.decode()


def write_spec(path: Path, text: str = SMALL) -> Path:
    """A small spec on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
