"""Reading a spec: every mistake at once, each with its place; the sales history brought in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from pathlib import Path, PurePath
from typing import Any

from msgspec import Struct
from pydantic import ValidationError

from planforge.ledger.history import load_history
from planforge.problem import Problem, Severity, Text, Where
from planforge.reading.messages import Change, locate_all, problems_of
from planforge.reading.override import apply_overrides
from planforge.reading.reach import out_of_reach
from planforge.reading.source import Source
from planforge.reading.yaml_source import of_text, open_yaml
from planforge.records import replace
from planforge.spec.spec import Spec


def _open_workbook(path: Path) -> tuple[Source, tuple[Problem, ...]]:
    from planforge.reading.workbook.source import open_workbook  # a spreadsheet library is slow to load

    return open_workbook(path)


OPENERS: dict[str, Callable[[Path], tuple[Source, tuple[Problem, ...]]]] = {
    ".yaml": open_yaml,
    ".yml": open_yaml,
    ".xlsx": _open_workbook,
    ".xlsm": _open_workbook,
    ".xls": _open_workbook,  # these three only to say how they become one that can be read
    ".et": _open_workbook,
    ".ods": _open_workbook,
}
"""What reads a spec by its suffix; any other is read as YAML."""


class Reading(Struct, frozen=True):
    """What came of reading a file: ``spec`` is None where a mistake makes it impossible."""

    spec: Spec | None
    source: Source
    problems: tuple[Problem, ...]


def read(path: Path | str, overrides: tuple[str, ...] = (), roots: tuple[Path, ...] = ()) -> Reading:
    """Read a spec and its sales history, which must lie in the spec's folder or in one of ``roots``.

    ``overrides`` are changes such as ``targets.base=+25%``. After reading, ``spec.history`` is a tuple of rows, whether
    it came from a file or was written in the spec. Never raises for what a user may have written.
    """
    path = Path(path)
    source, problems = open_spec(path)
    return _read(source, problems, path.parent, overrides, roots)


def is_questionnaire(path: Path) -> bool:
    """Whether a workbook is a questionnaire, filled in or not; False for one that cannot be opened."""
    return path.is_file() and isinstance(_open_workbook(path)[0].data, dict)


def open_source(path: Path) -> Source:
    """The file alone, as it stands; nothing is understood of it."""
    return OPENERS.get(path.suffix.lower(), open_yaml)(path)[0]


def open_spec(path: Path) -> tuple[Source, tuple[Problem, ...]]:
    """The file of a spec as its form has it, before any of it is judged."""
    return OPENERS.get(path.suffix.lower(), open_yaml)(path)


def valid(source: Source, data: Any = None, changes: Sequence[Change] = ()) -> tuple[Spec | None, tuple[Problem, ...]]:
    """The spec that the data make (the source's own, where none are given), or what is wrong with them."""
    data = source.data if data is None else data
    if not isinstance(data, dict):
        return None, () if data is None else (_no_mapping(source),)
    try:
        return Spec.model_validate(data), ()
    except ValidationError as error:
        return None, problems_of(error, data, source, changes)


def with_gaps(reading: Reading) -> Spec | None:
    """The spec with what cannot be understood left open, so that the rest can be looked at as well; None where too
    little is left. Figures made of it mean nothing: only its names do. No file of past sales is opened for it.
    """
    spec = _mended(reading.source, reading.problems)
    if spec is None or isinstance(spec.history, tuple):
        return spec
    return spec.model_copy(update={"history": ()})


def _mended(source: Source, problems: Sequence[Problem]) -> Spec | None:
    data = deepcopy(source.data)
    for stopgap in (None, *STOPGAPS):
        for problem in problems:
            _stop(data, problem.path, stopgap)
        spec, problems = valid(source, data)
        if spec is not None:
            return spec
    return None


def _no_history(
    source: Source, problems: Sequence[Problem], folder: Path, roots: tuple[Path, ...]
) -> Sequence[Problem]:
    """Why past sales could not be read either, where the spec has mistakes: all that stands in the way is told."""
    spec = _mended(source, problems)
    if spec is None or isinstance(spec.history, tuple) or any(p.path[:1] == ("history",) for p in problems):
        return ()
    if stray := _stray(spec, folder, roots):
        return locate_all((stray,), source)
    rows, doubts = load_history(spec, folder)
    return () if rows else _of_history((doubt for doubt in doubts if doubt.severity is Severity.ERROR), source)


def _of_history(doubts: Iterable[Problem], source: Source) -> tuple[Problem, ...]:
    """What is told of the file of past sales: at its place there, in the words of the spec. The spec names the file
    from its own folder; it is told from where the spec's own places are.
    """
    beside = PurePath(source.file).parent
    located = ((doubt.where, source.locate(doubt)) for doubt in doubts)
    return tuple(
        problem.at(replace(where, file=(beside / where.file).as_posix())) if where else problem
        for where, problem in located
    )


STOPGAPS = ("—", "0", "100%", "2027-01-01", "2027")
"""Values one of which any field takes."""


def _stop(data: Any, path: Sequence[str | int], stopgap: str | None) -> None:
    """Take out what stands at a path, or put the stopgap there. An item of a list keeps its place: those behind it are
    known by theirs.
    """
    if not path:
        return
    here: Any = data
    try:
        for step in path[:-1]:
            here = here[step]
        if stopgap is None and isinstance(here, dict):
            here.pop(path[-1], None)
        else:
            here[path[-1]] = stopgap or STOPGAPS[0]
    except (KeyError, IndexError, TypeError):
        return


def read_text(text: str, folder: Path, overrides: tuple[str, ...] = (), file: str = "plan.yaml") -> Reading:
    """Read a spec that no file holds; files that it names are looked for in ``folder``."""
    source, problems = of_text(text, file)
    return _read(source, problems, folder, overrides)


def read_source(source: Source, folder: Path, roots: tuple[Path, ...] = ()) -> Reading:
    """Read a source that has been changed and that no file holds yet, in whatever form it is."""
    return _read(source, (), folder, (), roots)


def _read(
    source: Source,
    problems: tuple[Problem, ...],
    folder: Path,
    overrides: tuple[str, ...],
    roots: tuple[Path, ...] = (),
) -> Reading:
    if not isinstance(source.data, dict):
        return Reading(None, source, (*problems, *valid(source)[1]))
    data, wrong, changes = apply_overrides(source.data, overrides)
    spec, faults = valid(source, data, changes)
    problems = (*problems, *wrong)
    if spec is None:
        told = {one.where for one in problems if one.severity is Severity.ERROR and one.where and one.where.line}
        found = _sorted(*problems, *(fault for fault in faults if fault.where not in told))
        return Reading(None, source, _sorted(*found, *_no_history(source, found, folder, roots)))
    if stray := _stray(spec, folder, roots):
        return Reading(None, source, _sorted(*problems, *locate_all((stray,), source)))
    rows, doubts = load_history(spec, folder)
    problems = _sorted(*problems, *_of_history(doubts, source))
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Reading(None, source, problems)
    return Reading(spec.model_copy(update={"history": rows}), source, problems)


def _stray(spec: Spec, folder: Path, roots: tuple[Path, ...]) -> Problem | None:
    """What is wrong with where the history lies."""
    if isinstance(spec.history, tuple):
        return None
    named, place = (spec.history, ()) if isinstance(spec.history, str) else (spec.history.file, ("file",))
    return out_of_reach(named, folder, roots, ("history", *place))


def _sorted(*problems: Problem) -> tuple[Problem, ...]:
    """In the order of the file; what has no line comes first, all else as it was found."""
    return tuple(sorted(problems, key=_place))


def _place(problem: Problem) -> tuple[str, int, int]:
    where = problem.where
    return (where.sheet, where.line, where.column) if where else ("", 0, 0)


def _no_mapping(source: Source) -> Problem:
    return Problem(
        "R13",
        Text("文件应是一组“键: 值”", "the file should be a mapping of keys and values"),
        Text("从 planforge new 写的文件开始", "start from a file that planforge new writes"),
        where=Where(source.file, 1, 1),
    )
