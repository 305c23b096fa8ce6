"""What headquarters moves by hand between nodes of any level, as locks of the national spec with a reason.

The nodes above what changes are held too, up to the one that has both, so that nobody else's figure moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from planforge.nation.issue import amount as readable
from planforge.nation.nation import Nation
from planforge.numbers import nearest
from planforge.plan.targets.basis import granule_of
from planforge.problem import Path, Problem, Refusal, Text
from planforge.reading.editor import Change, Insert, Remove, Set
from planforge.spec.targets import Lock
from planforge.wording import did_you_mean, money


def move(nation: Nation, figure: Decimal, giver: str, taker: str, reason: str) -> list[Change]:
    """An amount from one node to another of any level, neither of which is above the other."""
    one, other = _way(nation, giver), _way(nation, taker)
    shared = set(one) & set(other)
    if giver in other or taker in one:
        message = Text(f"“{giver}”与“{taker}”上下相属", f'"{giver}" and "{taker}" are above one another')
        raise Refusal(Problem("P96", message, Text("在两个节点之间划转", "move between two nodes")))
    whole, have = nearest(figure, granule_of(nation.spec.money)), nation.asked(giver).total
    if whole > have:
        has, wants = money(have, nation.spec.money), money(whole, nation.spec.money)
        message = Text(f"“{giver}”只有 {has.zh}，划不出 {wants.zh}", f'"{giver}" is asked {has.en}, not {wants.en}')
        raise Refusal(Problem("P97", message, Text(f"最多 {has.zh}", f"{has.en} at most")))
    held = {name: nation.asked(name).total - whole for name in one if name not in shared}
    held |= {name: nation.asked(name).total + whole for name in other if name not in shared}
    return list(_written(nation, held, reason))


def set_to(nation: Nation, name: str, figure: int, reason: str) -> list[Change]:
    """A node's year; its siblings take the rest."""
    _way(nation, name)
    return list(_written(nation, {name: figure}, reason))


def scaled(nation: Nation, name: str, growth: Fraction, reason: str) -> list[Change]:
    """A node's year changed by a rate; its siblings take the rest."""
    _way(nation, name)
    total = nation.asked(name).total
    return set_to(nation, name, nearest(total * (1 + growth), granule_of(nation.spec.money)), reason)


def released(nation: Nation, name: str | None) -> list[Change]:
    """No lock and no bound of a node any more, or of all: the split is by weight again."""
    if name is not None:
        _way(nation, name)
    spec = nation.source.data if isinstance(nation.source.data, dict) else {}
    found: list[Change] = []
    for home in ("nation", "targets"):
        for key in ("locks", "bounds"):
            listed = (spec.get(home) or {}).get(key) or ()
            found += [
                Remove((home, key, index))
                for index in reversed(range(len(listed)))
                if isinstance(listed[index], Mapping) and listed[index].get("district") in nation.tree.nodes
                if name in (None, listed[index].get("district"))
            ]
    return found


def _way(nation: Nation, name: str) -> tuple[str, ...]:
    """The node and those above it but the nation; Refusal for a name that is none's, or the nation's."""
    nodes = nation.tree.nodes
    if name not in nodes or nodes[name].parent is None:
        known = [node for node in nodes if nodes[node].parent is not None]
        raise Refusal(
            Problem("P95", Text(f"没有节点“{name}”", f'there is no node "{name}"'), did_you_mean(name, known))
        )
    return nation.tree.way(name)


def _written(nation: Nation, held: Mapping[str, int], reason: str) -> Iterator[Change]:
    """The locks, in place where one holds the same node already, else behind the others."""
    places = {lock.district: (path, lock) for path, lock in _locks(nation) if lock.month is None}
    count = sum(path[:2] == ("nation", "locks") for path, _ in _locks(nation))
    for name, figure in held.items():
        told = readable(figure, nation.spec.money.unit)
        if name in places:
            path, lock = places[name]
            yield Set((*path, "amount"), told)
            yield Set((*path, "reason"), f"{lock.reason}; {reason}" if lock.reason else reason)
        else:
            yield Insert(("nation", "locks", count), {"district": name, "amount": told, "reason": reason})
            count += 1


def _locks(nation: Nation) -> Iterator[tuple[Path, Lock]]:
    """The locks that the national file itself has."""
    spec = nation.written
    assert spec.nation is not None
    for home, listed in (("nation", spec.nation.locks), ("targets", spec.targets.locks)):
        for index, lock in enumerate(listed):
            yield (home, "locks", index), lock
