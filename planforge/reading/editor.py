"""The one editor of a spec, whatever its form: a value set, an item put in, something taken out; all else stays.

::

    edited = edit(source, [
        Set(("targets", "base"), "8500万"),               # set, or made with all that is missing on the way
        Insert(("districts", 2), {"name": "驻马店"}),      # before item 2; the length of the list appends
        Remove(("targets", "locks", 0)),
        Note(("2027-06 重排：…",)),                        # lines among the comments that open the file
    ])
    path.write_bytes(edited.content)

Values are plain data: text as a manager writes it, numbers, dates, flags, None, lists and mappings. Changes are made
one after the other, each path is one of the data as the changes before left it. ``differences``
are the changes that turn some data into others. How YAML is changed stands in ``yaml_editor``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, TypeVar

from msgspec import Struct

from planforge.problem import Path
from planforge.reading.source import Source
from planforge.spec.model import hollow

S = TypeVar("S", bound=Source)
NAMES = ("name", "code", "role", "topic", "district", "month")  # what an item of a list is known by


class Set(Struct, frozen=True):
    """A value at a path, whether something stands there or not."""

    path: Path
    value: Any


class Insert(Struct, frozen=True):
    """An item of a list before the index that ends the path; the list is made where there is none."""

    path: Path
    value: Any


class Remove(Struct, frozen=True):
    """What stands at a path."""

    path: Path


class Note(Struct, frozen=True):
    """Lines to stand behind the comments that open the file."""

    lines: tuple[str, ...]


Change = Set | Insert | Remove | Note


def edit(source: S, changes: Sequence[Change]) -> S:
    """The source with the changes made.

    Refusal where one cannot be made without changing something else, as behind an anchor that others refer to.
    KeyError or IndexError where a path to be removed or inserted at leads nowhere.
    """
    return source.edited(changes)


def equal(path: Path, one: Any, other: Any) -> bool:
    """Whether two values are the same to the letter."""
    return bool(one == other)


Same = Callable[[Path, Any, Any], bool]
"""Whether two values at a path count as the same, so that the one that stands there stays; ``...`` is no value."""


def differences(old: Any, new: Any, path: Path = (), same: Same = equal) -> Iterator[Change]:
    """The changes from one plain data to another, in the order in which they are to be made."""
    if isinstance(old, dict) and isinstance(new, dict):
        yield from (Remove((*path, key)) for key in old if key not in new and not same((*path, key), old[key], ...))
        for key, value in new.items():
            yield from differences(old[key], value, (*path, key), same) if key in old else (Set((*path, key), value),)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _between(old, new, path, same)
    elif not same(path, old, new):
        yield Set(path, new)


def _between(old: list[Any], new: list[Any], path: Path, same: Same) -> Iterator[Change]:
    """Items known by name are changed where they stand; others go and come."""
    matcher = SequenceMatcher(None, [_identity(item) for item in old], [_identity(item) for item in new], False)
    blocks = matcher.get_matching_blocks()
    pairs = {i + k: j + k for i, j, size in blocks for k in range(size)}
    if len(old) == len(new) and (set(pairs.items()) <= {(i, i) for i in range(len(old))}):
        pairs = {i: i for i in range(len(old))}
    for i, j in pairs.items():
        yield from differences(old[i], new[j], (*path, i), same)
    yield from (Remove((*path, i)) for i in reversed(range(len(old))) if i not in pairs)
    kept = set(pairs.values())
    yield from (Insert((*path, j), new[j]) for j in range(len(new)) if j not in kept)


def _identity(item: Any) -> str:
    if isinstance(item, dict):
        name = next(((key, item[key]) for key in NAMES if item.get(key) is not None), None)
        return repr(name or sorted(str(key) for key, value in item.items() if not hollow(value)))
    return repr(item)


def plain(value: Any) -> Any:
    """A value as reading a YAML file gives it: mappings, lists, text and None."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def applied(data: Any, change: Set | Insert | Remove) -> Any:
    """Plain data with one change made; what is not changed is shared with the data given."""
    return _applied(data, change.path, change)


def _applied(data: Any, path: Path, change: Set | Insert | Remove) -> Any:
    if not path:
        return plain(change.value) if isinstance(change, Set) else data
    step, below = path[0], path[1:]
    last = not below
    if isinstance(step, int):
        items = list(data or ())
        if last and isinstance(change, Remove):
            del items[step]
        elif last and isinstance(change, Insert):
            items.insert(step, plain(change.value))
        else:
            items[step] = _applied(items[step], below, change)
        return items
    fields = dict(data or {})
    if last and isinstance(change, Remove):
        del fields[step]
    else:
        fields[step] = _applied(fields.get(step), below, change)
    return fields
