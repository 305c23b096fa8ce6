"""planforge as a person calls it: a process of its own, text in, text out."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

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
    """The finished process; output is decoded as UTF-8. One whose environment matters to nothing that is loaded is
    forked, not begun."""
    words = [*map(str, arguments)]
    early = "--help" in words or any(name.startswith("PYTHON") for name in environment)
    if hasattr(os, "fork") and not early and _surroundings() == _USUAL:
        return _forked(words, cwd, environment)
    return subprocess.run(
        [sys.executable, "-m", "planforge", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def _surroundings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


_USUAL = _surroundings()


@cache
def _ready() -> subprocess.Popen[str]:
    """The process that forks; over with this one, whose end closes its input."""
    command = [sys.executable, str(Path(__file__).with_name("ready.py"))]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")


def _forked(words: list[str], cwd: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    ready = _ready()
    assert ready.stdin and ready.stdout
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        for stream in (out, err):
            stream.touch()
        call = {"arguments": words, "cwd": str(cwd), "out": str(out), "err": str(err), "environment": environment}
        ready.stdin.write(json.dumps(call) + "\n")
        ready.stdin.flush()
        code = int(ready.stdout.readline())
        return subprocess.CompletedProcess(words, code, _read(out), _read(err))


def _read(stream: Path) -> str:
    return stream.read_bytes().decode("utf-8").replace("\r\n", "\n")


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
