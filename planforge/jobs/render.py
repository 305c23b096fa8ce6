"""One plan from spec to bytes, as a job that runs in this process or another and gives back values, never files."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from planforge.jobs.failures import failure
from planforge.jobs.pool import each
from planforge.problem import Problem, Refusal, Severity, Text
from planforge.records import replace

if TYPE_CHECKING:
    from planforge.nation.nation import Nation
    from planforge.plan.plan import Plan
    from planforge.reading.origins import Mark
    from planforge.reading.source import Source
    from planforge.spec.spec import Length, Spec


class Job(Struct, frozen=True):
    """What to make of one spec."""

    spec: Path
    to: str = "docx"
    language: str | None = None
    overrides: tuple[str, ...] = ()
    templates: Path | None = None
    style: str = "business"
    contents: str = "paged"
    kind: str = "plan"
    length: Length | None = None  # the spec's, the settings', else standard
    person: str | None = None
    node: str | None = None  # of a national plan: the node whose plan it is
    epoch: int | None = None  # SOURCE_DATE_EPOCH, seconds
    roots: tuple[Path, ...] = ()  # folders that a spec may read from besides its own
    final: bool = False  # refuse while a value is not confirmed


class Outcome(Struct, frozen=True):
    """What became of a job: ``content`` is None when the spec could not be made into a plan."""

    job: Job
    content: bytes | None
    problems: tuple[Problem, ...] = ()
    frames: tuple[str, ...] = ()  # the code frame of each problem, "" without one
    workbook: bytes | None = None  # with the annex tables of a document of standard length


def run(job: Job) -> Outcome:
    """Read, plan, compose and write one spec. Mistakes of the user come back as problems, never as exceptions."""
    from planforge.reading.examples import with_examples
    from planforge.reading.origins import unconfirmed
    from planforge.reading.read import read
    from planforge.words import using

    reading = read(job.spec, job.overrides, job.roots)
    if reading.spec is None:
        return _outcome(job, None, reading.problems, reading.source)
    spec = with_examples(reading.spec, reading.source.data, job.templates)
    if job.final and (marks := unconfirmed(spec)):
        return _outcome(job, None, (*reading.problems, *map(_not_final, marks.values())), reading.source)
    try:
        with using(job.templates):
            content, found, workbook = _make(job, spec, reading.source)
    except Refusal as refusal:
        return _outcome(job, None, reading.problems + refusal.problems, reading.source)
    return replace(_outcome(job, content, reading.problems + found, reading.source), workbook=workbook)


def run_all(jobs: Iterable[Job], *, workers: int) -> Generator[Outcome]:
    """The outcomes as they come; every job has one, whatever happens to the process that works on it.

    Several jobs share a LibreOffice in every process that works on them.
    """
    waiting = tuple(jobs)
    work = run_sharing if len(waiting) > 1 else run
    with ExitStack() as stack, closing(each(work, waiting, workers=workers)) as ended:
        stack.callback(let_go)
        for one in ended:
            yield one.result or Outcome(one.task, None, (failure(one, one.task.spec),))


_HELD = ExitStack()


def run_sharing(job: Job) -> Outcome:
    """As ``run``, with the LibreOffice that this process keeps; it ends with the process, or by ``let_go``."""
    from planforge.writers import pdf

    if not pdf.is_kept():
        _HELD.enter_context(pdf.kept())
    return run(job)


def let_go() -> None:
    """End the LibreOffice that this process keeps."""
    _HELD.close()


def _make(job: Job, spec: Spec, source: Source) -> tuple[bytes, tuple[Problem, ...], bytes | None]:
    """The file, what is wrong with the plan or could not be done as it should, and the workbook that goes with it."""
    from planforge.document.compose import compose, words_for
    from planforge.document.tables import Made
    from planforge.jobs.settings import config_for
    from planforge.plan.make import make_plan
    from planforge.writers import FORMATS, Options

    nation = _nation(job, spec, source) if spec.nation else None
    plan = nation.plan_of(nation.with_nodes(job.node)) if nation else make_plan(spec)
    if slips := tuple(p for p in plan.problems if p.code == "P83" and p.severity is Severity.ERROR):
        raise Refusal(*slips)  # a plan of 12 for 4,896万: no paper may ask to approve it
    form, told, own = FORMATS[job.to], list[Problem](), job.kind == "plan"
    style = "official" if job.kind == "official" and job.style == "business" else job.style  # a 公文 is black
    options = Options(style, job.contents, job.epoch, job.language, job.templates, told.append)
    if nation:
        told += nation.of_split
    if form.takes == "plan":
        made = form(plan, options) if nation is None else _workbook(job, nation)
        return made, (*_told(plan, source), *told), None
    length = job.length or spec.length or config_for(job.spec.resolve().parent).length
    if nation and own:
        from planforge.nation.report import compose_nation

        document = compose_nation(
            nation,
            job.node,
            language=job.language,
            templates=job.templates,
            length=length,
            slides=form.kind == "deck",
        )
    else:
        official = job.style == "official" and job.length is None and form.kind == "plan"
        kind = job.kind if job.kind != "plan" else "official" if official else form.kind
        options = replace(options, made=Made(plan, words_for(plan, job.language, job.templates)))
        document = compose(
            plan,
            language=job.language,
            templates=job.templates,
            kind=kind,
            person=job.person,
            length=length,
            made=options.made,
        )
    meta = replace(document.meta, spec_name=job.spec.name, changes=job.overrides)
    content = form(replace(document, meta=meta), options)
    whole = job.kind == form.kind == "plan" and document.with_contents  # a deck or an official paper brings none
    with_annex = whole and length == "standard" and not nation
    return content, (*_told(plan, source), *told), FORMATS["xlsx"](plan, options) if with_annex else None


def _told(plan: Plan, source: Source) -> tuple[Problem, ...]:
    """What computing has to say, and the errors of ``check`` that stand in the paper as figures; while the terms of
    payment are still those of the trade, that the opening receivables are not stated is left to ``check``: a first
    draft lacks more than that, and says so on its cover."""
    from planforge.checks.printed import check_printed
    from planforge.reading.origins import unconfirmed

    starting = any(path[:2] == ("collection", "terms") for path in unconfirmed(plan.spec))
    own = (problem for problem in plan.problems if not (starting and problem.code == "M45"))
    return (*own, *check_printed(plan, source))


def _nation(job: Job, spec: Spec, source: Source) -> Nation:
    from planforge.jobs.regions import nation_at

    return nation_at(job.spec, spec, source, job.roots)


def _workbook(job: Job, nation: Nation) -> bytes:
    """Every table of a nation or one of its nodes, whole."""
    from planforge.nation.report import nation_tables, nation_words
    from planforge.writers import FORMATS, xlsx

    tables = nation_tables(nation, job.node, job.language, job.templates)
    listed = [table for table in tables.values() if table.key != "nation_map"]
    words = nation_words(nation, job.language, job.templates)
    made = xlsx.write_tables(nation.plan, words, listed, templates=job.templates, epoch=job.epoch)
    return FORMATS[job.to].imprint.mark(made)


def _not_final(mark: Mark) -> Problem:
    if mark.origin == "example":
        return Problem(
            "F10",
            Text(
                f"{mark.at} 与示例一字不差，当作没有填，不能定稿",
                f"{mark.at} is word for word the example, so it counts as not filled in, and this is no final version",
            ),
            Text(
                "换成自己的内容；确实如此，换一种说法；用不着，删去",
                "put your own there; where it is true, say it in your own words; where it is not needed, remove it",
            ),
            mark.path,
        )
    return Problem(
        "F10",
        Text(f"{mark.at} 未核实，不能定稿", f"{mark.at} is not confirmed, so this is no final version"),
        Text(
            "改成自己的数；认可的，删去 unconfirmed 中的那一条",
            "put your own there; to accept it, remove its entry under unconfirmed",
        ),
        mark.path,
    )


def _outcome(job: Job, content: bytes | None, problems: tuple[Problem, ...], source: Source) -> Outcome:
    placed = tuple(problem if problem.where else source.locate(problem) for problem in problems)
    return Outcome(job, content, placed, tuple(source.frame(p.where) if p.where else "" for p in placed))
