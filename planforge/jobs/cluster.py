"""Jobs on a Dask cluster: specs and what they read go by value, so that workers need planforge and no disk of ours.

A worker that is killed costs its own jobs, which Dask gives to another; one that kills three workers has no document.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from planforge import isolated
from planforge.jobs.build import build
from planforge.jobs.failures import failure
from planforge.jobs.pool import Ended, Why, told
from planforge.jobs.render import Job, Outcome, run, run_all
from planforge.jobs.settings import config_for
from planforge.jobs.store import history_of, sales_of
from planforge.problem import Problem, Refusal, Text, Where
from planforge.records import replace
from planforge.resources import leads_out

LOCAL = "local"


class Parcel(Struct, frozen=True):
    """A job with all that it reads, by path below a folder of its own; ``build`` is the planforge that packed it."""

    job: Job  # its paths are below that folder
    files: Mapping[str, bytes]
    build: str


def run_on(jobs: Sequence[Job], place: str, *, workers: int) -> Generator[Outcome]:
    """The outcomes as they come, from ``local`` workers or the scheduler at an address (``tcp://…``).

    National plans, made of many files, are made here. Raises Refusal where Dask is not installed or nobody answers.
    """
    if not jobs:
        return
    with _client(place, workers) as client:
        from distributed import as_completed

        sent: dict[str, Job] = {}
        here, futures = list[Job](), []
        for number, job in enumerate(jobs):
            parcel = packed(job)
            if parcel is None:
                here.append(job)
                continue
            future = client.submit(unpacked, parcel, key=f"planforge-{number}-{id(jobs)}", pure=False)
            sent[future.key] = job
            futures.append(future)
        yield from run_all(here, workers=workers)
        for future in as_completed(futures, loop=client.loop):  # type: ignore[no-untyped-call]
            yield _received(future, sent[future.key])
            future.release()


def _received(future: Any, job: Job) -> Outcome:
    error = future.exception() if future.status != "finished" else None
    if error is not None:
        why = Why.DIED if type(error).__name__ == "KilledWorker" else Why.RAISED
        return Outcome(job, None, (failure(Ended(0, job, why=why, detail=told(error)), job.spec),))
    outcome: Outcome = future.result()
    return replace(outcome, job=job, problems=tuple(_placed(p, job.spec) for p in outcome.problems))


def _placed(problem: Problem, spec: Path) -> Problem:
    """The problem at its place where the job comes from."""
    if problem.where is None or not problem.where.file.startswith(BESIDE):
        return problem
    return problem.at(replace(problem.where, file=str(spec.parent / problem.where.file.removeprefix(BESIDE))))


@contextmanager
def _client(place: str, workers: int) -> Iterator[Any]:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise Refusal(
            Problem(
                "F13",
                Text(f"--on {place} 需要 Dask", f"--on {place} needs Dask"),
                Text("pip install 'planforge[dask]'", "pip install 'planforge[dask]'"),
                where=Where("--on"),
            )
        ) from None
    with ExitStack() as stack:
        stack.enter_context(_nameless())
        try:
            if place == LOCAL:
                cluster = LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
                )
                place = stack.enter_context(cluster).scheduler_address
            client = stack.enter_context(Client(place, timeout="20s", set_as_default=False))  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TimeoutError, RuntimeError) as error:
            message = Text(f"连不上 {place}：{error}", f"nobody answers at {place}: {error}")
            raise Refusal(Problem("F13", message, where=Where("--on"))) from None
        yield client


@contextmanager
def _nameless() -> Iterator[None]:
    """While inside, new workers do not run the start of this program, which has nothing that they need, nor take a
    module from the working folder before they are told where ours are."""
    main, variables = sys.modules["__main__"], dict(os.environ)
    held = {name: getattr(main, name) for name in ("__spec__", "__file__") if hasattr(main, name)}
    main.__spec__ = None
    main.__dict__.pop("__file__", None)
    os.environ.pop("PYTHONPATH", None)
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        main.__dict__.update(held)
        os.environ.clear()
        os.environ.update(variables)


def packed(job: Job) -> Parcel | None:
    """The job with the files it reads; None for what is made here: a nation, and a job of which a file is gone or may
    not be read, which reading it tells."""
    try:
        return _parcel(job, sales_of(job, history_of(job)))
    except (OSError, ValueError, Refusal):
        return None


def _parcel(job: Job, sales: Path | None) -> Parcel:
    spec = job.spec.resolve()
    read = [spec] if sales is None or not sales.is_file() else [spec, sales.resolve()]
    top = os.path.commonpath([path.parent for path in read])
    files = {f"plan/{path.relative_to(top).as_posix()}": path.read_bytes() for path in read}
    files["plan/planforge.toml"] = f'length = "{config_for(spec.parent).length}"\n'.encode()
    changed: dict[str, Any] = {"spec": Path(next(iter(files))), "roots": (Path("plan"),)}
    if job.templates:
        files |= {f"templates/{name}": content for name, content in _own(job.templates)}
        changed["templates"] = Path("templates")
    if Path(job.style).is_file():
        files[f"style/{Path(job.style).name}"] = Path(job.style).read_bytes()
        changed["style"] = f"style/{Path(job.style).name}"
    return Parcel(replace(job, **changed), files, build())


def _own(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The user's templates by their place in the folder. OSError for a link that leads out of it."""
    for path in folder.rglob("*"):
        if path.is_file():
            if leads_out(path, folder):
                raise OSError(errno.ELOOP, "a link that leads out of its folder", str(path))
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def unpacked(parcel: Parcel) -> Outcome:
    """On the worker: the job in a folder of its own, its problems placed as if it had run where it came from."""
    if parcel.build != build():
        message = Text("集群上的 planforge 不是同一个版本", "the cluster has another build of planforge")
        return Outcome(parcel.job, None, (Problem("F13", message, where=Where("--on")),))
    with isolated.scratch() as folder:
        job = parcel.job
        for path, content in parcel.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        if not parcel.files:
            return run(job)
        changed: dict[str, Any] = {"spec": folder / job.spec, "roots": tuple(folder / root for root in job.roots)}
        changed |= {"templates": folder / job.templates} if job.templates else {}
        changed |= {"style": str(folder / job.style)} if job.style.startswith("style/") else {}
        outcome = run(replace(job, **changed))
        return replace(outcome, problems=tuple(_moved(p, folder / job.spec) for p in outcome.problems))


def _moved(problem: Problem, spec: Path) -> Problem:
    """A place in the spec or in a file beside it is marked as such: its name is that where the job comes from."""
    where = problem.where
    if where is None or not Path(where.file).is_relative_to(spec.parent):
        return problem
    return problem.at(replace(where, file=BESIDE + Path(where.file).relative_to(spec.parent).as_posix()))


BESIDE = "\0"
"""How the name of a file begins that is told from the folder of the spec."""
