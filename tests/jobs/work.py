"""Tasks as a hostile day brings them; a number or a word in, a number out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from planforge import isolated


def double(number: int) -> int:
    return 2 * number


def slow(number: int) -> int:
    time.sleep(0.02)
    return 2 * number


def fail_at_seven(number: int) -> int:
    if number == 7:
        raise LookupError("seven is not among them")
    return 2 * number


def die_at_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def die_once(mark: str) -> str:
    """Dies where the mark is not there yet, and leaves it."""
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return mark


def hang_at_seven(number: int) -> int:
    if number == 7:
        time.sleep(600)
    return 2 * number


def stop_at_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGSTOP)
    return 2 * number


def noisy(number: int) -> int:
    """Prints, reads and starts a program that reads, as libraries may."""
    print("x" * 100_000)
    sys.stdin.read()
    subprocess.run(["cat"], check=True)
    return 2 * number


def unpicklable(number: int) -> object:
    return (lambda: number) if number == 7 else 2 * number


def sleeper(number: int) -> int:
    """Starts a program of its own that lasts and is known by the working folder, and tells its process."""
    Path(f"child-{number}").write_text(str(os.getpid()))
    code = f"import time; time.sleep(600)  # sleeper {number} of {Path.cwd()}"
    isolated.run([sys.executable, "-I", "-c", code], patience=600)
    return number


def process(number: int) -> int:
    return os.getpid()


def hoard(number: int) -> int:
    """Grows for good, and tells its process."""
    KEPT.append(bytearray(60 << 20))
    return os.getpid()


def environment(number: int) -> dict[str, str]:
    return dict(os.environ)


def double_of_input() -> None:
    sys.stdout.write(str(2 * int(sys.stdin.read())))


def sleep_for_ever() -> None:
    time.sleep(600)


KEPT: list[bytearray] = []
