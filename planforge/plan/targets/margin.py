"""One margin of a plan: a total over the nodes of an axis by weight, with what the manager holds; always comes to it.

Where locks and bounds cannot all hold, the last written is left out first (bounds before locks, on the side that is
too much or too little), with one problem that says the smallest change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.plan.targets.allocate import Infeasible, Share, share_out
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.holds import Held
from planforge.problem import Path, Problem, Text


class Margin(Struct, frozen=True):
    """The figures of an axis in rounding units, each with how it came about, and the holds that could be kept."""

    nodes: tuple[str, ...]
    shares: tuple[Share, ...]
    kept: tuple[Held, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def amounts(self) -> tuple[int, ...]:
        return tuple(share.amount for share in self.shares)

    def of(self, node: str) -> Share:
        """How a node came by its figure; ValueError for an unknown node."""
        return self.shares[self.nodes.index(node)]


class Axis(Struct, frozen=True):
    """What is split: its name for messages, its nodes, and the place of the spec to point at."""

    name: Text
    nodes: tuple[str, ...]
    path: Path


def split_margin(
    total: int,
    axis: Axis,
    weights: Sequence[Fraction],
    held: Sequence[Held],
    basis: Basis,
    least: Mapping[int, int] | None = None,
    most: Mapping[int, int] | None = None,
) -> Margin:
    """``total`` units over the nodes by weight.

    ``least`` is what locks within a node already need of it, ``most`` what it can take beside them; where there is no
    way with the latter it is the cells that will say so.
    """
    kept, problems = list(held), list[Problem]()
    told: set[str] = set()
    least, most, weights = dict(least or {}), dict(most or {}), list(weights)
    while True:
        try:
            shares = share_out(total, weights, show=basis.show, **_sides(kept, axis, least, most))
            return Margin(axis.nodes, shares, tuple(kept), tuple(problems))
        except Infeasible as error:
            if most:
                most = {}
                continue
            drop = _offender(error, kept, axis)
            if error.reason not in told:
                told.add(error.reason)
                problems.append(_impossible(error, axis, drop))
            if drop is not None:
                kept.remove(drop)
            elif least:
                least = {}
            else:
                weights = [Fraction(1)] * len(weights)


def within_room(
    held: Sequence[Held], nodes: Sequence[str], most: Mapping[int, int], basis: Basis
) -> tuple[list[Held], list[Problem]]:
    """The holds without locks and floors of more than a node can take in all its months, each with a problem."""
    kept, problems = list[Held](), list[Problem]()
    for one in held:
        room = most.get(nodes.index(one.node))
        if room is None or one.kind == "cap" or one.units <= room:
            kept.append(one)
            continue
        whole, gap = basis.show(room), basis.show(one.units - room)
        message = Text(
            f"“{one.node}”的各月最多放 {whole.zh}，少 {gap.zh}；暂不计这一条",
            f'the months of "{one.node}" take {whole.en} at most, {gap.en} less; it is left out for now',
        )
        problems.append(Problem("P47", message, path=one.path))
    return kept, problems


def _sides(
    kept: Sequence[Held], axis: Axis, least: Mapping[int, int], most: Mapping[int, int]
) -> dict[str, dict[int, int]]:
    place = {node: index for index, node in enumerate(axis.nodes)}
    locks, floors, caps = (
        {place[held.node]: held.units for held in kept if held.kind == kind} for kind in ("lock", "floor", "cap")
    )
    needed = {i: max(floors.get(i, 0), units) for i, units in least.items() if units}
    room = {i: min(caps.get(i, units), units) for i, units in most.items()}
    return {"locks": locks, "floors": floors | needed, "caps": caps | room}


_CAUSES = {
    "over": ("floor", "lock"),
    "under": ("cap", "lock"),
    "crossed": ("cap", "floor"),
    "no-weight": ("cap", "lock"),
}


def _offender(error: Infeasible, kept: Sequence[Held], axis: Axis) -> Held | None:
    """The last written of the kind that makes it impossible; None where no hold does."""
    node = axis.nodes[error.index] if error.reason == "crossed" and error.index is not None else None
    for kind in _CAUSES.get(error.reason, ()):
        found = [held for held in kept if held.kind == kind and node in (None, held.node)]
        counting = [held for held in found if held.units or error.reason != "over"]
        if counting:
            return counting[-1]
    return None


def _impossible(error: Infeasible, axis: Axis, drop: Held | None) -> Problem:
    left = Text("；暂不计这一条", "; it is left out for now") if drop else Text("；暂按均分", "; split evenly for now")
    return Problem(
        "P40",
        Text(f"{axis.name.zh}：{error.message.zh}{left.zh}", f"{axis.name.en}: {error.message.en}{left.en}"),
        path=drop.path if drop else axis.path,
    )
