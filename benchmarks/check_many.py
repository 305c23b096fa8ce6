"""How long checking takes: 1,000 small specs in one call, one spec of a megabyte, and the start itself.

python benchmarks/check_many.py [SPECS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SMALL = Path(__file__).parent / "small.yaml"
ROWS = 8_000  # actions and texts that make a megabyte


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    text = SMALL.read_text("utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = folder / "one.yaml"
        one.write_text(text, "utf-8")
        wall, start = seconds("check", one)
        print(f"one small spec, start included: {wall:.2f} s, {start:.2f} s of CPU")
        many = folder / "many"
        many.mkdir()
        for number in range(count):
            (many / f"{number:04}.yaml").write_text(text.replace("豫南区域", f"豫南{number}区"), "utf-8")
        for workers in ("1", "2"):
            wall, spent = seconds("check", many, "-j", workers)
            each = (spent - start) * 1000 / count
            print(f"{count:,} specs, {workers} process(es): {wall:.1f} s, {each:.1f} ms of CPU each after start")
        large = folder / "large.yaml"
        large.write_text(text + "".join(map(action, range(ROWS))), "utf-8")
        wall, spent = seconds("check", large, "--ignore", "A,G")
        print(f"a spec of {large.stat().st_size / 1e6:.2f} MB: {wall:.2f} s, {spent:.2f} s of CPU")


def action(number: int) -> str:
    day = f"2027-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return (
        f"  - {{name: 第 {number} 家网点开发, owner: 杨帆, starts: {day}, ends: {day}, "
        "budget: 0, deliverable: 网点台账、门头照片与首单}\n"
    )


def seconds(*arguments: str | Path) -> tuple[float, float]:
    """Wall time and CPU time of the command with all its processes."""
    began, used = time.perf_counter(), cpu()
    done = subprocess.run([sys.executable, "-m", "planforge", *map(str, arguments)], capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode("utf-8", "replace")
    return time.perf_counter() - began, cpu() - used


def cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    main()
