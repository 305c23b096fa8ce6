"""planforge as a person calls it: a process of its own, text in, text out."""

from __future__ import annotations

import os
import subprocess
import sys
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


def write_spec(path: Path, text: str = SMALL) -> Path:
    """A small spec on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
