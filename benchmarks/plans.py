"""N full plans with linked contents: one process and two, 1 % changed, driver and workers killed, a Dask worker killed.

    python benchmarks/plans.py [PLANS [STEP…]]

Steps: one, two, changed, driver, workers, dask; all of them where none is named. At the end of each the documents are
held against those of one process, byte for byte. Prints CPU seconds of all processes; nothing here is a test.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "yunan-noodles"
CHANCE = random.Random(1)


def write(folder: Path, count: int) -> None:
    """Plans of one region and its sales, each with a target of its own."""
    text = (EXAMPLE / "plan.yaml").read_text("utf-8")
    assert text.count("name: 豫南区域") == 1
    for number in range(count):
        home = folder / f"r{number:04}"
        home.mkdir(parents=True)
        for path in EXAMPLE.iterdir():
            if path.suffix in (".csv", ".xlsx") and path.is_file():
                shutil.copy(path, home)
        (home / "plan.yaml").write_text(text.replace("name: 豫南区域", f"name: 豫南{number}区域"), "utf-8")


def render(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "planforge", "render", str(folder), "--contents", "linked", *options]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def documents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/plan.docx"))}


def fresh(source: Path, name: str) -> Path:
    folder = source.parent / name
    shutil.rmtree(folder, ignore_errors=True)
    left_out = shutil.ignore_patterns("*.docx", "plan.xlsx", ".planforge")
    return Path(shutil.copytree(source, folder, ignore=left_out))


def timed(what: str, folder: Path, options: Sequence[str], wanted: dict[str, bytes], disturb: str = "") -> None:
    before, start = cpu(), time.monotonic()
    driver, kills = render(folder, *options), 0
    while disturb and driver.poll() is None:
        time.sleep(CHANCE.uniform(5, 25))
        victims = [driver.pid] if disturb == "driver" else workers_of(driver.pid)
        if victims and driver.poll() is None and kills < (1 if disturb == "dask" else 99):
            os.kill(CHANCE.choice(victims), signal.SIGKILL)
            kills += 1
        if disturb == "driver":
            driver.wait()
            print(f"  killed with {len(documents(folder))} documents", flush=True)
            driver, disturb = render(folder, *options), "driver" if kills < 3 else ""
    said = driver.communicate()[1].strip().splitlines()
    found = documents(folder)
    same = sum(found.get(name) == content for name, content in wanted.items())
    told = f", {kills} killed" if kills else ""
    print(
        f"{what}: {cpu() - before:.1f} CPU-s, {time.monotonic() - start:.0f} s{told}; {len(found)} documents, "
        f"{same} of {len(wanted)} as wanted; {said[-1] if said else ''}",
        flush=True,
    )


def workers_of(driver: int) -> list[int]:
    """The processes below a driver that work for it."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    below, found = {driver}, []
    for pid, parent, *words in rows:
        if int(parent) in below:
            below.add(int(pid))
            if any("planforge.jobs.pool" in word or "spawn_main" in word for word in words):
                found.append(int(pid))
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    steps = sys.argv[2:] or ["one", "two", "changed", "driver", "workers", "dask"]
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "source"
        write(source, count)
        alone = fresh(source, "one")
        timed("one process", alone, ["-j", "1"], {})
        wanted = documents(alone)
        if "two" in steps:
            timed("two processes", fresh(source, "two"), ["-j", "2"], wanted)
        if "changed" in steps:
            for path in sorted(alone.glob("*/plan.yaml"))[: max(count // 100, 1)]:
                path.write_text(path.read_text("utf-8") + "# again\n", "utf-8")
            timed("1 % changed", alone, ["-j", "1"], wanted)
        if "driver" in steps:
            timed("driver killed", fresh(source, "driver"), ["-j", "2"], wanted, "driver")
        if "workers" in steps:
            timed("workers killed", fresh(source, "workers"), ["-j", "2"], wanted, "workers")
        if "dask" in steps:
            timed("Dask, a worker killed", fresh(source, "dask"), ["-j", "2", "--on", "local"], wanted, "dask")


if __name__ == "__main__":
    main()
