"""Owns columns as the user names them, by ``--map`` and ``history.columns``: which they are, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from planforge.ledger.heads import KEYS, role_named
from planforge.ledger.scales import UNIT, scale_of
from planforge.problem import Problem, Text
from planforge.spec.history import HistoryFile


def mapping_problems(
    given: HistoryFile, heads: Sequence[str], called: Collection[str], file: str
) -> tuple[Problem, ...]:
    """Keys that mean nothing, columns that are not there, a unit nobody knows."""
    keys = ", ".join(KEYS)
    unknown = [
        Problem(
            "H02",
            Text(f"history.columns 中没有“{key}”这一列", f"history.columns knows no {key}"),
            Text(f"可用：{keys}", f"possible: {keys}"),
            ("history", "columns", key),
        )
        for key in given.columns
        if role_named(key) is None
    ]
    absent = [
        Problem(
            "H03",
            Text(f"{file} 中没有名为“{column}”的列", f"{file} has no column {column}"),
            listed(heads),
            ("history", "columns", key),
        )
        for key, column in given.columns.items()
        if column not in called
    ]
    return (*unknown, *absent, *odd_unit(given))


def odd_unit(given: HistoryFile) -> tuple[Problem, ...]:
    """A unit of the user's that nobody knows."""
    if given.unit is None or scale_of(given.unit) is not None:
        return ()
    return (
        Problem(
            "H02",
            Text(f"金额单位“{given.unit}”无法识别", f"unit {given.unit} is not known"),
            Text("写 元、千元、万元、百万元 或 亿元", "write unit, thousand, 10k or million"),
            ("history", "unit"),
        ),
    )


def listed(heads: Sequence[str]) -> Text:
    """The heads there are, for a hint."""
    named = [head for head in dict.fromkeys(heads) if head][:30]
    return Text(f"现有列：{'、'.join(named)}", f"its columns: {', '.join(named)}")


def names_called(
    shown: Sequence[str], heads: Sequence[str], groups: Sequence[Sequence[str]], *, grouped: bool
) -> dict[str, int]:
    """The columns by every name that a user may write: as they are ``shown``; their heads, of several the first; the
    head behind what stands above, 三级医院/返利, or which of some alike it is, 金额#2; where they are ``grouped``, what
    stands above some."""
    found: dict[str, int] = {}
    for place, head in enumerate(shown):
        found.setdefault(head, place)
    times: Counter[str] = Counter()
    for place, head in enumerate(heads):
        full = full_name(place, heads, groups)
        times[head] += 1
        found.setdefault(head, place)
        if found.setdefault(full, place) != place:
            found[f"{full}#{times[head]}"] = place
    for texts in groups if grouped else ():
        for place, text in enumerate(texts):
            found.setdefault(text, place)
    for place, head in enumerate(heads):
        found.setdefault(UNIT.sub("", head).strip(), place)
    return {name: place for name, place in found.items() if name}


def full_name(place: int, heads: Sequence[str], groups: Sequence[Sequence[str]]) -> str:
    """A column's head behind those above it."""
    above = (texts[place] for texts in reversed(groups))
    return "/".join(dict.fromkeys(filter(None, (*above, heads[place]))))


def own_columns(given: Mapping[str, str], called: Mapping[str, int]) -> dict[str, int]:
    """The user's own columns by role, as places."""
    found = {role_named(key): called[column] for key, column in given.items() if column in called}
    return {role: place for role, place in found.items() if role is not None}
