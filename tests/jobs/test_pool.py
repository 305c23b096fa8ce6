"""The pool: every task ends, whatever happens to the processes that work on them."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import work

from planforge.jobs import pool
from planforge.jobs.pool import HERE, WORN, Ended, Why, each

START = 90  # seconds in which two processes must have started, however busy the machine is
posix = pytest.mark.skipif(os.name != "posix", reason="signals")


def results(task: Callable[[Any], Any], count: int, *, workers: int = 2, patience: float = 60) -> list[Ended[Any, Any]]:
    ended = sorted(each(task, range(count), workers=workers, patience=patience), key=lambda one: one.place)
    assert [one.task for one in ended] == list(range(count))
    return ended


def all_but_seven(ended: list[Ended[Any, Any]]) -> bool:
    return [one.result for one in ended if one.task != 7] == [2 * n for n in range(len(ended)) if n != 7]


def test_more_tasks_than_workers_live_through_all_end() -> None:
    ended = results(work.double, 4 * WORN + 3)
    assert [one.result for one in ended] == [2 * one.task for one in ended]


def test_one_worker_or_few_tasks_need_no_other_process() -> None:
    assert {one.result for one in results(work.process, 3, workers=1)} == {os.getpid()}
    assert {one.result for one in results(work.process, 1, workers=4)} == {os.getpid()}
    assert os.getpid() not in {one.result for one in results(work.process, HERE + 1, workers=1)}


@pytest.mark.parametrize("workers", [1, 2])
def test_what_raises_ends_its_own_task_and_says_what_and_where(workers: int) -> None:
    ended = results(work.fail_at_seven, 12, workers=workers)
    assert all_but_seven(ended)
    assert ended[7].why is Why.RAISED
    assert "LookupError: seven is not among them (work.py:" in ended[7].detail


@posix
def test_a_task_that_kills_its_process_is_lost_alone() -> None:
    ended = results(work.die_at_seven, 12)
    assert all_but_seven(ended)
    assert (ended[7].result, ended[7].why) == (None, Why.DIED)


@posix
def test_a_task_whose_process_was_killed_is_tried_again(tmp_path: Path) -> None:
    marks = [str(tmp_path / str(number)) for number in range(3)]
    assert sorted(one.result or "" for one in each(work.die_once, marks, workers=2)) == marks


@pytest.mark.parametrize("task", [work.hang_at_seven, pytest.param(work.stop_at_seven, marks=posix)])
def test_a_task_that_never_ends_is_ended(task: Callable[[int], int]) -> None:
    ended = results(task, 10, patience=1.5)
    assert all_but_seven(ended)
    assert ended[7].why is Why.LATE


def test_what_a_task_prints_or_reads_does_no_harm() -> None:
    assert [one.result for one in results(work.noisy, 4)] == [0, 2, 4, 6]


def test_a_result_that_cannot_travel_is_told() -> None:
    ended = results(work.unpicklable, 10)
    assert all_but_seven(ended)
    assert ended[7].why is Why.RAISED


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not measured there")
def test_a_worker_that_has_grown_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "GROWN", 120 << 20)
    ended = results(work.hoard, 6, workers=2)
    assert len({one.result for one in ended}) >= 2
    assert max(Counter(one.result for one in ended).values()) <= 3


def test_a_worker_sees_nothing_that_is_not_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    seen = results(work.environment, 2)[0].result
    assert seen is not None
    assert "GITHUB_TOKEN" not in seen and "PYTHONPATH" not in seen
    assert seen["PATH"] == os.environ["PATH"]


@posix
def test_closing_the_results_ends_everything_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    seen: list[float] = []

    def interrupt() -> None:
        if wait_for(lambda: len(sleepers(tmp_path)) == 2, START):
            seen.append(time.monotonic())
        signal.raise_signal(signal.SIGINT)

    with closing(each(work.sleeper, range(4), workers=2)) as ended:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            next(ended)
    assert seen and time.monotonic() - seen[0] < 1
    assert wait_for(lambda: sleepers(tmp_path) == [])


@posix
def test_workers_do_not_outlive_their_owner(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.append({str(Path(__file__).parent)!r})\n"
        "from planforge.jobs.pool import each\nimport work\n"
        "if __name__ == '__main__': list(each(work.sleeper, range(4), workers=2))"
    )
    owner = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path)
    assert wait_for(lambda: len(started(tmp_path)) == 2 and len(sleepers(tmp_path)) == 2, START)
    workers = started(tmp_path)
    owner.kill()
    owner.wait()
    assert wait_for(lambda: sleepers(tmp_path) == [] and not any(map(lives, workers)))


@posix
@pytest.mark.slow
def test_all_ends_while_workers_are_killed_at_random() -> None:
    killing, chance = threading.Event(), random.Random(7)

    def kill() -> None:
        while not killing.wait(0.15):
            with contextlib.suppress(IndexError, ProcessLookupError):
                os.kill(chance.choice(children()), signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        ended = results(work.slow, 150, workers=3)
    finally:
        killing.set()
        thread.join()
    lost = [one for one in ended if one.why]
    assert {one.why for one in lost} <= {Why.DIED}
    assert len(lost) < 10  # killed twice
    assert all(one.result == 2 * one.task for one in ended if not one.why)
    assert wait_for(lambda: children() == [])


def wait_for(true: Callable[[], bool], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


def started(folder: Path) -> list[int]:
    return [int(path.read_text()) for path in folder.glob("child-*") if path.read_text()]


def lives(process: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


def sleepers(folder: Path) -> list[str]:
    """What tasks working in the folder have started and is still alive; other runs of these tests have their own."""
    listed = subprocess.run(["ps", "-ewwo", "stat=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"of {folder}" in line and line[0] != "Z"]


def children() -> list[int]:
    """The workers of this process."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(maxsplit=2) for line in listed.splitlines())
    return [int(row[0]) for row in rows if int(row[1]) == os.getpid() and "planforge.jobs.pool" in row[2]]
