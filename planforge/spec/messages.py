"""What pydantic finds, in the words of a manager: by error type and context, never by a library's English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from planforge.problem import Path, Problem, Text, Where
from planforge.spec import phrases
from planforge.spec.phrases import Phrase
from planforge.spec.shape import KEY, choices_at, field_about, keys_at, listed, meant, nearest
from planforge.spec.source import Source

THOUSANDS = re.compile(r"\d{3}(?!\d)")
MAPPINGS = {"model_type", "dict_type", "model_attributes_type"}
LISTS = {"tuple_type", "list_type"}
ECHOES = MAPPINGS | LISTS | {"string_type", "name", "prose", "money", "percent", "literal_error", "too_short"}
SHOWN = 40  # characters of a value that a message repeats
EMPTY = Text("（空）", "(nothing)")

BY_KEY = {"R10", "R11"}  # codes whose message names the key alone, for the place says where

Told = Mapping[str, Any]
"""What fills a phrase, by name."""
NOTHING: Told = {}
Found = tuple[Path, Told]
Change = tuple[Path, str]
"""The path that ``--set`` changed, and the change as it was given."""


def problems_of(
    error: ValidationError, data: Any, source: Source, changes: Sequence[Change] = ()
) -> tuple[Problem, ...]:
    """Every mistake once, with its place in the file, or with the change of ``--set`` that made it."""
    items = error.errors(include_url=False, include_context=True)
    found = [(_real(tuple(item["loc"]), data), item) for item in items]
    return tuple(_blamed(_problem(path, item, source), changes) for path, item in _without_echoes(found))


def locate_all(problems: Iterable[Problem], source: Source) -> tuple[Problem, ...]:
    """Problems with their places filled in."""
    return tuple(problem if problem.where else source.locate(problem) for problem in problems)


def _real(loc: Path, data: Any) -> Path:
    """The path without the names of union branches; a missing or unknown last part stays."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        if _leads(data, part):
            path.append(part)
            data = data[part]
        elif index == len(loc) - 1 and not _is_branch(part):
            path.append(part)
    return tuple(path)


def _leads(data: Any, part: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(part, int) and part < len(data)
    return isinstance(data, dict) and part in data


def _is_branch(part: str | int) -> bool:
    text = str(part)
    return "[" in text or text[:1].isupper() or text in {"str", "int", "literal", "decimal"}


def _without_echoes(found: Sequence[Found]) -> Iterator[Found]:
    """One error a place: where a branch of a union fits the shape, the other branches' complaints are dropped."""
    deeper = {path[:end] for path, _ in found for end in range(len(path))}
    seen: set[Path] = set()
    for path, item in found:
        echo = path in deeper and item["type"] in ECHOES
        if not echo and path not in seen:
            seen.add(path)
            yield path, item


def _blamed(problem: Problem, changes: Sequence[Change]) -> Problem:
    """The problem with its place outside the file where ``--set`` brought it in."""
    change = next((text for path, text in reversed(changes) if problem.path[: len(path)] == path), None)
    if change is None:
        return problem
    message = Text(f"{change}：{problem.message.zh}", f"{change}: {problem.message.en}")
    return Problem(problem.code, message, problem.hint, problem.path, Where("--set"))


def _problem(path: Path, item: Told, source: Source) -> Problem:
    kind = item["type"]
    if kind == "missing":
        return _missing(path).at(source.key(path[:-1]))
    if kind == "extra_forbidden":
        return _unknown_key(path, keys_at(path[:-1]), item["input"]).at(source.key(path))
    if item["loc"][-1:] == (KEY,) and choices_at((*path[:-1], KEY)):
        return _unknown_key(path, choices_at((*path[:-1], KEY))).at(source.key(path))
    return _wrong(path, item).at(source.where(path))


def _wrong(path: Path, item: Told) -> Problem:
    """A value of the wrong shape or content."""
    kind, given = item["type"], item.get("input")
    if kind in MAPPINGS:
        return _said("R13", phrases.MAPPING, path, given, {"example": _example(path)})
    if kind in LISTS:
        return _said("R13", phrases.LIST, path, given)
    if isinstance(given, dict | list) and not kind.startswith("too_"):
        return _said("R13", phrases.ONE_VALUE, path, given)
    if kind == "literal_error":
        return _choice(path, given)
    return _said("R12", phrases.VALUES.get(kind, phrases.ANY_VALUE), path, given, item.get("ctx") or {})


def _said(code: str, phrase: Phrase, path: Path, given: Any = None, context: Told = NOTHING) -> Problem:
    """The phrase filled in; values of the context that are a ``Text`` differ by language."""
    field = str(path[-1]) if code in BY_KEY else _name(path)
    told = {**context, "field": field, "given": _shown(given)}
    return Problem(code, _filled(phrase.message, told), _filled(phrase.hint, told), path)


def _filled(text: Text, told: Told) -> Text:
    zh, en = ({key: v.to(tag) if isinstance(v, Text) else v for key, v in told.items()} for tag in ("zh", "en"))
    return Text(text.zh.format_map(zh), text.en.format_map(en))


def _shown(given: Any) -> Text:
    if given is None or given == "":
        return EMPTY
    text = " ".join(str(given).split())
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return Text(text, text)


def _name(path: Path) -> str:
    return ".".join(str(part) for part in path) or "?"


def _missing(path: Path) -> Problem:
    about = field_about(path)
    return _said(
        "R10", phrases.MISSING, path, context={"about": Text(f"（{about.zh}）", f"  # {about.en}") if about.zh else ""}
    )


def _unknown_key(path: Path, known: tuple[str, ...], given: Any = ...) -> Problem:
    key = str(path[-1])
    problem = _said("R11", phrases.UNKNOWN_KEY, path, context={"choices": listed(known)})
    near = nearest(key, known) or meant(key, path[:-1])
    if near:
        return _hinted(problem, Text(f"是否指 {near}？", f"did you mean {near}?"))
    if THOUSANDS.match(key) or (given is None and " " in key):  # a sentence without a value
        return _hinted(problem, phrases.COMMA)
    return _hinted(problem, phrases.COLON) if "：" in key else problem


def _choice(path: Path, given: Any) -> Problem:
    choices = choices_at(path)
    problem = _said("R12", phrases.CHOICE, path, given, {"choices": listed(choices)})
    near = nearest(str(given), choices)
    if near is None or problem.hint is None:
        return problem
    return _hinted(problem, Text(f"是否指 {near}？{problem.hint.zh}", f"did you mean {near}? {problem.hint.en}"))


def _hinted(problem: Problem, hint: Text) -> Problem:
    return Problem(problem.code, problem.message, hint, problem.path)


def _example(path: Path) -> Text:
    keys = ", ".join(f"{key}: …" for key in keys_at(path)[:3])
    return Text(f"例如 {{{keys}}}", f"e.g. {{{keys}}}") if keys else Text("写成 {名称: 值}", "write {name: value}")
