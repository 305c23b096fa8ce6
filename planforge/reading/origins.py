"""Which values of a spec are not the manager's own yet: starting values of the trade, proposals, values carried over.

A spec lists them under ``unconfirmed``, each with its place and the value as it was put there. One counts as long as
that value stands: a change confirms it, and so does removing the entry. Whoever shows a figure asks by its path::

    marks = unconfirmed(plan.spec)
    mark_at(marks, ("products", 2, "margin"))    # a Mark, or None where the value is the manager's

Every other value is the manager's own, comes from a file that the spec names (``history``), or is computed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct
from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from planforge.problem import Path
from planforge.reading.titles import titles
from planforge.spec.days import parse_date, parse_month
from planforge.spec.model import Sentence
from planforge.spec.origin import Origin
from planforge.spec.spec import Spec
from planforge.spec.values import AmountOrGrowth, parse_flag, parse_percent, parse_signed_money

NAMES = ("name", "code", "role", "topic", "district")


class Mark(Struct, frozen=True):
    """One value that waits for confirmation; ``number`` is its place in ``spec.unconfirmed``."""

    at: str
    path: Path
    origin: Origin
    basis: str | None
    number: int


Marks = Mapping[Path, Mark]
"""By path, with the keys of the file and indices of lists: ``("products", 2, "margin")``."""


def unconfirmed(spec: Spec) -> Marks:
    """Every value that still stands as it was put there, in the order of the list."""
    return {mark.path: mark for mark in _standing(spec)}


def mark_at(marks: Marks, path: Path) -> Mark | None:
    """The mark of a value, or of the nearest thing it is part of."""
    return next((marks[path[:end]] for end in range(len(path), 0, -1) if path[:end] in marks), None)


def _standing(spec: Spec) -> Iterator[Mark]:
    for number, entry in enumerate(spec.unconfirmed):
        found = _find(spec, entry.at, ())
        if found is None:
            continue
        path, value = found
        if entry.value is None or _same(entry.value, value):
            yield Mark(entry.at, path, entry.origin, entry.basis, number)


def _find(here: Any, rest: str, path: Path) -> tuple[Path, Any] | None:
    """The path that a text such as ``products.甲.margin`` names, and what stands there; names may hold dots."""
    for step, names, value in _below(here):
        for name in names:
            if rest == name:
                return (*path, step), value
            if rest.startswith(f"{name}."):
                found = _find(value, rest[len(name) + 1 :], (*path, step))
                if found is not None:
                    return found
    return None


def _below(here: Any) -> Iterator[tuple[str | int, tuple[str, ...], Any]]:
    """What is one step further down: step, the names it goes by, value; nothing where nothing is given."""
    if isinstance(here, BaseModel):
        for name, field in type(here).model_fields.items():
            if (value := getattr(here, name)) is not None:
                key = field.alias or name
                yield key, (key, titles(type(here))[key].zh), value
    elif isinstance(here, dict):
        yield from ((key, (str(key),), value) for key, value in here.items())
    elif isinstance(here, tuple):
        for index, item in enumerate(here):
            known = (getattr(item, name, None) for name in NAMES)
            yield index, (*(name for name in known if isinstance(name, str)), str(index)), item


def _same(text: str, value: Any) -> bool:
    """Whether a text means the value."""
    if isinstance(value, Sentence):
        value = getattr(value, value.sentence())
    if isinstance(value, str):
        return text.strip() == value
    parsers = [parse_percent, parse_signed_money, parse_month]
    if isinstance(value, bool):
        parsers = [parse_flag]
    elif isinstance(value, datetime.date):
        parsers = [parse_date]
    elif isinstance(value, AmountOrGrowth):
        parsers = [AmountOrGrowth.parse]
    return any(_parsed(parser, text) == value for parser in parsers)


def _parsed(parser: Any, text: str) -> Any:
    try:
        return parser(text)
    except PydanticCustomError:
        return None


# A spec without what is no content ------------------------------------------------------------------------------------


def content(spec: Spec) -> Spec:
    """The spec without examples that stand unchanged: what it would be if nobody had taken them in.

    An entry of a list in which a placeholder is left is an example as a whole.
    """
    paths = [_entry(path) for path, mark in unconfirmed(spec).items() if mark.origin == "example"]
    left = _without(spec, paths) if paths else spec
    return spec if left is None else left


def _entry(path: Path) -> Path:
    """The entry of a list that a place lies in; the place itself where it lies in none."""
    inside = [end for end, step in enumerate(path) if isinstance(step, int)]
    return path[: inside[-1] + 1] if inside else path


def _without(value: Any, paths: list[Path]) -> Any:
    """The value without what stands at the paths; None where nothing is left."""
    if not paths:
        return value
    if () in paths:
        return None
    if isinstance(value, tuple):
        kept = [_without(item, _under(index, paths)) for index, item in enumerate(value)]
        return tuple(item for item in kept if item is not None)
    if isinstance(value, dict):
        kept_items = {key: _without(item, _under(key, paths)) for key, item in value.items()}
        return {key: item for key, item in kept_items.items() if item is not None}
    changed: dict[str, Any] = {}
    for name, field in type(value).model_fields.items():
        under = _under(field.alias or name, paths)
        if under:
            left = _without(getattr(value, name), under)
            if left is None and field.is_required():
                return None
            changed[name] = field.get_default(call_default_factory=True) if left is None else left
    return value.model_copy(update=changed)


def _under(step: str | int, paths: list[Path]) -> list[Path]:
    return [path[1:] for path in paths if path[:1] == (step,)]


# A spec whose proposals say that they are -----------------------------------------------------------------------------


_OF_TRADE = ("starting", "note")  # the only sentence that a preset writes into a plan


def labelled(spec: Spec, label: str) -> Spec:
    """The spec with the label behind every sentence that is a proposal nobody has taken for his own, and behind what a
    trade's preset says of its own; of an amount it stands behind what it is based on.
    """
    marks = unconfirmed(spec).items()
    paths = [path for path, mark in marks if mark.origin == "proposed" or (mark.origin, path[-1]) == _OF_TRADE]
    found: Spec = _labelled(spec, paths, label)
    return found


def _labelled(value: Any, paths: list[Path], label: str) -> Any:
    if not paths or isinstance(value, int | Decimal | datetime.date):
        return value
    if isinstance(value, str):
        if () not in paths:
            return value
        end = value[-1] if value[-1] in "。." else ""
        return f"{value.removesuffix(end)}{label}{end}"
    if isinstance(value, tuple):
        return tuple(_labelled(item, _under(index, paths), label) for index, item in enumerate(value))
    if isinstance(value, dict):
        return {key: _labelled(item, _under(key, paths), label) for key, item in value.items()}
    if not isinstance(value, BaseModel):
        return value
    fields = {field.alias or name: name for name, field in type(value).model_fields.items()}
    named = ("text", "what", "basis", "deliverable", "name")
    wanted: list[Path] = [(key,) for key in named if key in fields and getattr(value, fields[key])]
    inner = [*paths, *(wanted[:1] if () in paths or ("amount",) in paths else ())]
    changed = {name: _labelled(getattr(value, name), _under(key, inner), label) for key, name in fields.items()}
    return value.model_copy(update={name: one for name, one in changed.items() if one is not getattr(value, name)})
