"""One file checked, as a value that can come from another process; many files, in a pool where that is quicker."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from planforge.jobs.failures import failure
from planforge.jobs.pool import each
from planforge.problem import Problem, Refusal, Severity
from planforge.records import replace

if TYPE_CHECKING:
    from planforge.checks.completeness import PartScore
    from planforge.checks.rule import Settings
    from planforge.jobs.settings import Config
    from planforge.nation.submission import Submission
    from planforge.reading.read import Reading
    from planforge.reading.source import Source

ORDER = (Severity.INFO, Severity.WARNING, Severity.ERROR)
WORD = (".docx", ".docm", ".dotx", ".doc")
FRAMED = 50  # files of a nation whose lines are shown
NAMES = frozenset({"P02", "P80", "A04", "A07", "M05", "M11", "M21", "M34"})
"""Codes of names that there are not."""
WORTH_A_POOL = 40  # files; below that, starting processes costs more than they save


class Request(Struct, frozen=True):
    """What the command line asks for beyond the files; it wins over a settings file."""

    changes: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: Severity | None = None
    templates: Path | None = None  # a folder with presets of the user's own
    roots: tuple[Path, ...] = ()  # folders that a spec may read from besides its own


class Checked(Struct, frozen=True):
    """The findings of one file with their frames; scores where it is a spec that could be read."""

    path: Path
    problems: tuple[Problem, ...]
    frames: tuple[str, ...] = ()
    scores: tuple[PartScore, ...] = ()
    matrix: tuple[tuple[str, tuple[int, ...]], ...] = ()  # of a nation: its regions, the emptiest first, part by part
    readable: bool = True
    fail_level: Severity = Severity.WARNING
    language: str = ""  # of the file, where it has one

    @property
    def exit_code(self) -> int:
        """0 fine, 1 findings of the level that fails, 2 not readable."""
        if not self.readable:
            return 2
        return int(any(ORDER.index(problem.severity) >= ORDER.index(self.fail_level) for problem in self.problems))


def check_all(files: Sequence[Path], request: Request, workers: int) -> Generator[Checked]:
    """Every file's findings as they come; every file has them, whatever happens to the process that works on it."""
    work = partial(check_file, request=request)
    with closing(each(work, files, workers=workers if len(files) >= WORTH_A_POOL else 1)) as ended:
        for one in ended:
            yield one.result or Checked(one.task, (failure(one, one.task),), readable=False)


def check_file(path: Path, request: Request) -> Checked:
    """A spec or a Word file checked with the settings that hold where it lies."""
    from planforge.jobs.settings import config_for

    try:
        config = _overlay(config_for(path.resolve().parent), request)
    except Refusal as refusal:
        return Checked(path, refusal.problems, readable=False)
    if path.suffix.lower() in WORD:
        return _check_word(path, config)
    return _check_spec(path, request, config)


def _check_word(path: Path, config: Config) -> Checked:
    from planforge.checks.word import UNREADABLE, check_word

    found = check_word(path)
    readable = all(problem.code != UNREADABLE for problem in found)
    kept = tuple(problem for problem in found if not readable or config.settings.wants(problem.code))
    return Checked(path, kept, readable=readable, fail_level=config.fail_level)


def _check_spec(path: Path, request: Request, config: Config) -> Checked:
    from planforge.checks.completeness import scores
    from planforge.checks.run import check
    from planforge.plan.make import make_plan
    from planforge.reading.examples import with_examples
    from planforge.reading.read import read

    reading = read(path, request.changes, request.roots)
    if reading.spec is None:
        placed = tuple(_placed((*reading.problems, *_unknown_names(reading)), reading.source))
        frames = _frames(placed, reading.source)
        return Checked(path, placed, frames, readable=False, language=reading.source.language)
    settings, wrong = _fitted(config.settings, reading.spec.industry, request.templates)
    if reading.spec.nation:
        return _check_nation(path, reading, settings, wrong, request, config)
    plan = make_plan(with_examples(reading.spec, reading.source.data, request.templates))
    problems = check(plan, reading.source, settings, before=(*reading.problems, *wrong))
    frames, language = _frames(problems, reading.source), reading.source.language
    return Checked(path, problems, frames, scores(plan), fail_level=config.fail_level, language=language)


def _unknown_names(reading: Reading) -> Iterator[Problem]:
    """Names that there are not in a spec of which something cannot be understood: both are told at once."""
    from planforge.checks.run import check
    from planforge.plan.make import make_plan
    from planforge.reading.read import with_gaps

    mended = with_gaps(reading) if isinstance(reading.source.data, dict) else None
    if mended is not None and mended.nation is None:
        told = {problem.path for problem in reading.problems}
        yield from (p for p in check(make_plan(mended), reading.source) if p.code in NAMES and p.path not in told)


def _check_nation(
    path: Path, reading: Reading, settings: Settings, wrong: tuple[Problem, ...], request: Request, config: Config
) -> Checked:
    """A national spec: what it says itself, and whether the regions tie; the rules are for the regions' own plans."""
    from planforge.checks.ignored import apply_ignores
    from planforge.jobs.regions import nation_at

    assert reading.spec is not None
    nation = nation_at(path, reading.spec, reading.source, request.roots)
    own_plan = nation.plan.problems if nation.tree.regions else ()  # without regions it lacks all that they bring
    found = dict.fromkeys([*reading.problems, *wrong, *own_plan, *nation.problems])
    problems = [p for p in _placed(found, reading.source) if settings.wants(p.code)]
    own = [p for p in problems if p.where and p.where.file == reading.source.file]
    others = [p for p in problems if p not in own]
    told = (*apply_ignores(own, reading.source, settings), *others)
    matrix = tuple((one.name, one.parts) for one in sorted(nation.tree.submissions(nation.tree.root), key=_emptiest))
    frames, language = _region_frames(told, reading.source), reading.source.language
    return Checked(path, told, frames, matrix=matrix, fail_level=config.fail_level, language=language)


def _emptiest(one: Submission) -> int:
    return sum(one.parts)


def _region_frames(problems: Iterable[Problem], source: Source) -> tuple[str, ...]:
    """The code frame of each problem, those of regions from their own files."""
    from planforge.reading.read import open_source

    opened: dict[str, Source] = {source.file: source}
    frames = []
    for problem in problems:
        file = problem.where.file if problem.where else ""
        if file and file not in opened and len(opened) < FRAMED:
            opened[file] = open_source(Path(file))
        frames.append(opened[file].frame(problem.where) if problem.where and file in opened else "")
    return tuple(frames)


def _fitted(settings: Settings, industry: str, templates: Path | None) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings without the rules that the industry's preset says do not fit; what is wrong with the preset."""
    from planforge.reading.preset import load_preset

    try:
        unfit = load_preset(industry, templates).ignore_rules
    except Refusal as refusal:
        return settings, refusal.problems
    return replace(settings, ignore=(*settings.ignore, *unfit)), ()


def _overlay(config: Config, request: Request) -> Config:
    settings = replace(
        config.settings,
        select=request.select or config.settings.select,
        ignore=(*config.settings.ignore, *request.ignore),
    )
    return replace(config, settings=settings, fail_level=request.fail_level or config.fail_level)


def _placed(problems: Iterable[Problem], source: Source) -> Iterator[Problem]:
    return (problem if problem.where else source.locate(problem) for problem in problems)


def _frames(problems: Iterable[Problem], source: Source) -> tuple[str, ...]:
    """The code frame of each problem; none for what is missing from the file as a whole, where there is no line."""
    whole = source.where(())
    return tuple(
        source.frame(problem.where) if problem.where and not (problem.path and problem.where == whole) else ""
        for problem in problems
    )
