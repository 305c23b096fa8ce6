"""One plan from spec to bytes, as a job that runs in this process or another and gives back values, never files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from planforge.problem import Problem, Refusal, Severity, Text, Where

if TYPE_CHECKING:
    from planforge.plan.plan import Plan
    from planforge.reading.source import Source
    from planforge.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class Job:
    """What to make of one spec."""

    spec: Path
    to: str = "docx"
    language: str | None = None
    overrides: tuple[str, ...] = ()
    templates: Path | None = None
    style: str = "business"
    contents: str = "paged"
    kind: str = "plan"
    person: str | None = None
    epoch: int | None = None  # SOURCE_DATE_EPOCH, seconds


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: ``content`` is None when the spec could not be made into a plan."""

    job: Job
    content: bytes | None
    problems: tuple[Problem, ...] = ()
    frames: tuple[str, ...] = ()  # the code frame of each problem, "" without one


def run(job: Job) -> Outcome:
    """Read, plan, compose and write one spec. Mistakes of the user come back as problems, never as exceptions."""
    from planforge.reading.read import read

    reading = read(job.spec, job.overrides)
    if reading.spec is None:
        return _outcome(job, None, reading.problems, reading.source)
    try:
        plan, content = _make(job, reading.spec)
    except Refusal as refusal:
        return _outcome(job, None, reading.problems + refusal.problems, reading.source)
    return _outcome(job, content, reading.problems + plan.problems, reading.source)


def run_all(jobs: Iterable[Job], *, workers: int, work: Callable[[Job], Outcome] = run) -> Iterator[Outcome]:
    """The outcomes as they come. One job, or one worker, runs here; a job that kills its worker is tried once alone."""
    waiting = list(jobs)
    if len(waiting) == 1 or workers == 1:
        yield from map(work, waiting)
        return
    suspects: list[Job] = []
    with _pool(min(workers, len(waiting))) as pool:
        yield from _collect(pool, waiting, work, suspects)
    for job in suspects:
        with _pool(1) as pool:
            again: list[Job] = []
            yield from _collect(pool, [job], work, again)
        if again:
            yield _lost(job)


def _make(job: Job, spec: Spec) -> tuple[Plan, bytes]:
    from planforge.document.compose import compose
    from planforge.plan.make import make_plan
    from planforge.writers import write, write_workbook

    plan = make_plan(spec)
    if job.to == "xlsx":
        return plan, write_workbook(plan, language=job.language, templates=job.templates, epoch=job.epoch)
    document = compose(plan, language=job.language, templates=job.templates, kind=job.kind, person=job.person)
    meta = replace(document.meta, spec_name=job.spec.name, changes=job.overrides)
    document = replace(document, meta=meta)
    return plan, write(document, to=job.to, style=job.style, contents=job.contents, epoch=job.epoch)


def _outcome(job: Job, content: bytes | None, problems: tuple[Problem, ...], source: Source) -> Outcome:
    placed = tuple(problem if problem.where else source.locate(problem) for problem in problems)
    return Outcome(job, content, placed, tuple(source.frame(p.where) if p.where else "" for p in placed))


def _pool(workers: int) -> Executor:
    # Spawned, as on Windows: forking beside the progress bar's thread may hang. Recycled: memory climbs.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), max_tasks_per_child=50)


def _collect(pool: Executor, jobs: list[Job], work: Callable[[Job], Outcome], suspects: list[Job]) -> Iterator[Outcome]:
    futures = {pool.submit(work, job): job for job in jobs}
    for future in as_completed(futures):
        try:
            yield future.result()
        except BrokenProcessPool:
            suspects.append(futures[future])


def _lost(job: Job) -> Outcome:
    return Outcome(
        job,
        None,
        (
            Problem(
                "F03",
                Text(
                    "处理这份计划的进程意外终止（内存不足？）", "the process working on this spec died (out of memory?)"
                ),
                Text("单独渲染该文件，或用 --jobs 1", "render this file alone, or use --jobs 1"),
                where=Where(str(job.spec)),
                severity=Severity.ERROR,
            ),
        ),
    )
