"""Render N small specs while workers are killed at random, then count: every spec has its document or is told.

python benchmarks/batch.py [SPECS] [SECONDS BETWEEN KILLS]
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from planforge.writers import FORMATS

SMALL = (
    "planforge: 1\nyear: 2027\nregion: {{name: R{0}, company: C}}\n"
    "length: full\ndistricts: [{{name: A}}, {{name: B}}]\ntargets: {{base: {0}0万}}\n"
)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(1, count + 1):
            (folder / f"p{number}.yaml").write_text(SMALL.format(number), "utf-8")
        start = time.perf_counter()
        batch = subprocess.Popen(
            [sys.executable, "-m", "planforge", "render", name, "--to", "md", "-j", "2"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PLANFORGE_LANG": "en"},
        )
        kills, over, largest = [0], threading.Event(), [0]
        watcher = threading.Thread(target=disturb, args=(batch.pid, pause, over, kills, largest))
        watcher.start()
        _, said = batch.communicate()
        over.set()
        watcher.join()
        whole = [path for path in folder.glob("*.md") if FORMATS["md"].imprint.is_intact(path.read_bytes())]
        lost = set(re.findall(r"p\d+\.yaml: F03", said))
        left = len(list(folder.glob(".planforge-*")))
        print(f"{count:,} specs, {kills[0]} workers killed: {len(whole):,} documents, {len(lost)} told as lost")
        print(f"{count - len(whole) - len(lost)} unaccounted for, {left} temporary files left, exit {batch.returncode}")
        print(f"largest worker {largest[0]} MB, {time.perf_counter() - start:.0f} s")
        print(said.strip().splitlines()[-1])
        sys.exit(len(whole) + len(lost) != count)


def disturb(batch: int, pause: float, over: threading.Event, kills: list[int], largest: list[int]) -> None:
    """Kill a worker now and then; note the largest."""
    chance = random.Random(1)
    while not over.wait(pause * chance.uniform(0.5, 1.5)):
        listed = subprocess.run(["ps", "-eo", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True)
        rows = [line.split(maxsplit=3) for line in listed.stdout.splitlines()]
        workers = [row for row in rows if int(row[1]) == batch and "planforge.jobs.pool" in row[3]]
        largest[0] = max([largest[0], *(int(row[2]) // 1024 for row in workers)])
        if workers:
            try:
                os.kill(int(chance.choice(workers)[0]), signal.SIGKILL)
                kills[0] += 1
            except ProcessLookupError:
                continue


if __name__ == "__main__":
    main()
