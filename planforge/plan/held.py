"""One lock, floor or cap, and which of several at the same place can stand together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planforge.plan.basis import Basis
from planforge.problem import Path, Problem, Text

_SIGNS = {"floor": 1, "cap": -1}
_KINDS = {"lock": Text("锁定", "lock"), "floor": Text("下限", "floor"), "cap": Text("上限", "cap")}
_SIDES = {"floor": Text("低于", "below"), "cap": Text("高于", "above")}


@dataclass(frozen=True, slots=True)
class Held:
    """One lock, floor or cap in rounding units, and where it is written. ``month`` and ``district`` narrow the node."""

    kind: str  # "lock", "floor", "cap"
    axis: str  # the axis whose split it takes part in; "cell" for district × month
    node: str  # name on that axis; the month's number for "month"
    district: str | None
    month: int | None
    units: int
    path: Path
    reason: str | None = None

    @property
    def place(self) -> tuple[str, str, str | None, int | None]:
        """The figure it holds."""
        return self.axis, self.node, self.district, self.month


def agreed(held: Iterable[Held], basis: Basis) -> tuple[tuple[Held, ...], tuple[Problem, ...]]:
    """What can stand together at each place: locks first, then bounds in the order of the spec.

    Of several floors or caps the tightest counts. A bound that a lock or an earlier bound contradicts is left out.
    """
    kept: list[Held] = []
    places: dict[tuple[str, str, str | None, int | None], list[Held]] = {}
    problems: list[Problem] = []
    for one in sorted(held, key=lambda h: h.kind != "lock"):
        beside = places.setdefault(one.place, [])
        against = next((other for other in beside if _contradict(other, one)), None)
        if against is not None:
            problems.append(_contradiction(against, one, basis))
        elif not any(other.kind == one.kind and not _tighter(one, other) for other in beside):
            kept.append(one)
            places[one.place] = [other for other in beside if other.kind != one.kind] + [one]
    standing = {id(one) for beside in places.values() for one in beside}
    return tuple(one for one in kept if id(one) in standing), tuple(problems)


def _tighter(one: Held, other: Held) -> bool:
    sign = _SIGNS.get(one.kind, 0)
    return sign * one.units > sign * other.units


def _contradict(other: Held, one: Held) -> bool:
    """Whether a figure cannot obey both; two locks of one place are told where they are read."""
    return any(
        bound.kind != base.kind and sign * bound.units > sign * base.units
        for bound, base in ((one, other), (other, one))
        for kind, sign in _SIGNS.items()
        if bound.kind == kind
    )


def _contradiction(first: Held, second: Held, basis: Basis) -> Problem:
    """The one sentence: which two, how far apart, what mends it."""
    base, bound = (first, second) if second.kind != "lock" else (second, first)
    one, other, gap = (basis.show(units) for units in (base.units, bound.units, abs(base.units - bound.units)))
    side, names = _SIDES[bound.kind], (_KINDS[base.kind], _KINDS[bound.kind])
    what = _named(second)
    return Problem(
        "P36",
        Text(
            f"{what.zh}的{names[0].zh} {one.zh} {side.zh}{names[1].zh} {other.zh}，后写的暂不计",
            f"the {names[0].en} of {what.en}, {one.en}, is {side.en} its {names[1].en} of {other.en}; "
            "the later one is left out",
        ),
        Text(f"把其中一个改动 {gap.zh}", f"move one of them by {gap.en}"),
        second.path,
    )


def _named(held: Held) -> Text:
    """``南阳 3月`` / ``南阳, month 3``."""
    month = held.node if held.axis == "month" else held.month
    names = [held.district or "", held.node] if held.axis not in ("cell", "month") else [held.district or ""]
    zh, en = [*names, f"{month}月" if month else ""], [*names, f"month {month}" if month else ""]
    return Text(" ".join(filter(None, zh)), ", ".join(filter(None, en)))
