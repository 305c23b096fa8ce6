"""Adjusting a plan by hand: what is moved, zeroed, scaled or split again becomes readable locks, all margins kept.

Each verb gives the changes to be made to the spec, for the one editor; nothing is worked out here that the plan does
not work out again from them. Amounts are whole rounding units; the year's total is never touched but by a goal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import cycle
from typing import Any

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.amounts import portions
from planforge.plan.axes import AXES, BY_KEY
from planforge.plan.explain.cell import KEYS, ambiguous
from planforge.plan.grid import Grid
from planforge.plan.measures import MEASURES, measure_names, planned
from planforge.plan.plan import Plan
from planforge.problem import Problem, Refusal, Text
from planforge.reading.editor import Change, Insert, Remove, Set
from planforge.spec.days import parse_month
from planforge.spec.history import AXES as HELD
from planforge.spec.products import Channel, Product
from planforge.wording import both, did_you_mean, money


class Node(Struct, frozen=True):
    """A node of the plan that targets can be held for."""

    axis: str
    name: str
    grid: Grid

    def amount(self, month: int | None = None) -> int:
        """Its target, of a month or the year, in currency units."""
        return self.grid.of(self.name, month)


class Hold(Struct, frozen=True):
    """A lock to be written: what it holds and what it says."""

    node: Node
    month: int | None
    amount: int
    reason: str

    @property
    def place(self) -> dict[str, Any]:
        """The fields of the lock that say which figure it holds."""
        return {self.node.axis: self.node.name} | ({"month": self.month} if self.month else {})


def node_of(plan: Plan, name: str) -> Node:
    """The node of a name or of ``片区=南阳``; blanks and case do not matter. Refusal where none has it, or several."""
    grids = {axis.key: grid for axis in AXES if axis.key in HELD and (grid := axis.sales(plan)) is not None}
    known = [Node(axis, node, grid) for axis, grid in grids.items() for node in grid.nodes]
    key, equals, rest = name.partition("=")
    wanted = rest if equals else name
    within = [one for one in known if not equals or key.strip().lower() in KEYS[one.axis]]
    found = [one for one in within if one.name == wanted] or [one for one in within if _bare(one.name) == _bare(wanted)]
    if not found:
        raise Refusal(_unknown(name, [one.name for one in known]))
    if len(found) > 1:
        raise Refusal(ambiguous(wanted, [one.axis for one in found]))
    return found[0]


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


# The verbs ------------------------------------------------------------------------------------------------------------


def move(plan: Plan, amount: Decimal, giver: str, taker: str, months: Sequence[int], reason: str) -> list[Change]:
    """An amount from one node to another of its kind: the year of both, and in ``months`` their cells, by what the
    giver has in them; every other margin stays."""
    one, other = node_of(plan, giver), node_of(plan, taker)
    if one == other:
        raise Refusal(_itself(one))
    if one.axis != other.axis or _home(plan, one) != _home(plan, other):
        raise Refusal(_apart(one, other))
    whole = nearest(amount, plan.granule)
    have = [one.amount(month) for month in months] if months else [one.amount()]
    if not whole:
        raise Refusal(_nothing(amount, plan))
    if whole > sum(have):
        raise Refusal(_short(one, sum(have), whole, plan))
    _within_what_is_open(plan, (one, other), months, one.amount() - whole)
    holds = [Hold(one, None, one.amount() - whole, reason), Hold(other, None, other.amount() + whole, reason)]
    if months:
        for month, part in zip(months, portions(whole, have, plan.granule), strict=True):
            holds.append(Hold(one, month, one.amount(month) - part, reason))
            holds.append(Hold(other, month, other.amount(month) + part, reason))
    return list(written(plan, holds))


def zero(plan: Plan, name: str, months: Sequence[int], reason: str) -> list[Change]:
    """Nothing for a node, in the year or in ``months``: the others, or its other months, take it."""
    node = node_of(plan, name)
    _within_what_is_open(plan, (node,), months, node.amount() if months else 0)
    return list(written(plan, [Hold(node, month, 0, reason) for month in months or (None,)]))


def scale(plan: Plan, name: str, growth: Fraction, months: Sequence[int], reason: str) -> list[Change]:
    """A node's target, in the year or in ``months``, changed by a rate; the others, or other months, take the rest."""
    node = node_of(plan, name)
    held = [
        Hold(node, month, nearest(node.amount(month) * (1 + growth), plan.granule), reason)
        for month in months or (None,)
    ]
    _within_what_is_open(plan, (node,), months, node.amount() if months else held[0].amount)
    return list(written(plan, held))


def _within_what_is_open(plan: Plan, nodes: Sequence[Node], months: Sequence[int], left: int) -> None:
    """Refusal where a month to be changed is over, or the first node would keep less of its year than it has sold."""
    first, *_ = nodes
    if over := sorted({month for node in nodes for month in months if month in _over(plan, node)}):
        raise Refusal(_closed(over))
    told = _over(plan, first)
    sold = sum(first.amount(month) for month in told)
    if left < sold:
        raise Refusal(_below_sold(first, sold, left, told, plan))


def _over(plan: Plan, node: Node) -> tuple[int, ...]:
    """The months that are over and closed with what the node sold."""
    key = {"district": "actual", "person": "people", "store": "stores"}.get(node.axis)
    closed = plan.spec.targets.closed if key else ()
    return tuple(sorted(month.month for month in closed if node.name in getattr(month, key or "")))


def resplit(plan: Plan, name: str | None) -> list[Change]:
    """No lock and no bound any more, of a node or of all: the split is by weight again."""
    targets = plan.spec.targets
    held = None if name is None else node_of(plan, name)
    found: list[Change] = []
    for key, listed in (("locks", targets.locks), ("bounds", targets.bounds)):
        found += [
            Remove(("targets", key, index))
            for index in reversed(range(len(listed)))
            if held is None or held.name == getattr(listed[index], held.axis, None)
        ]
    return found


def followed(before: Plan, after: Plan) -> Iterator[Change]:
    """The stated years of products and channels that were those of the plan, as they have become."""
    moved = {problem.path for problem in after.problems if problem.code == "P54"}
    for axis, key in (("product", "products"), ("channel", "channels")):
        was, now = BY_KEY[axis].sales(before), BY_KEY[axis].sales(after)
        nodes: Sequence[Product | Channel] = getattr(after.spec, key)
        for index, node in enumerate(nodes):
            old, new = (grid.of(node.name) if grid else 0 for grid in (was, now))
            if node.target is not None and abs(node.target - old) < before.granule <= abs(node.target - new):
                yield Set((key, index, "target"), readable(new, after))
            elif (key, index, "share") in moved:
                yield Remove((key, index, "share"))
                yield Set((key, index, "target"), readable(new, after))


def reach(plan: Plan, key: str, goal: Decimal, work: Callable[[int], Plan], now: int) -> int:
    """The amount, a whole number of rounding units, that is just enough for a measure to meet its goal: the least where
    it needs more of it, as sales do, the most where it needs less, as a ratio of expense does of its lines.

    ``work`` makes the plan with an amount; the measure is taken to rise or fall with it throughout. Refusal where it
    does not move with it, or no amount up to a hundred times today's meets the goal.
    """
    unit, start, less = plan.granule, nearest(max(now, plan.granule), plan.granule), MEASURES[key].less_is_good

    @cache
    def beyond(amount: int) -> Fraction | None:
        """By how much the goal is passed, below nil where it is missed; None where there is no figure."""
        found = planned(work(amount), key)
        return None if found is None else (Fraction(found) - Fraction(goal)) * (-1 if less else 1)

    def met(amount: int) -> bool:
        passed = beyond(amount)
        return passed is not None and passed >= 0

    one, other = beyond(start), beyond(2 * start)
    if one is None or other is None or one == other:
        raise Refusal(_unmoved(measure_names(plan)[key]))
    more = other > one  # whether it needs more of the amount
    low, high = 0, start
    while met(high) != more:
        low, high = high, 2 * high
        if high > 100 * start:
            raise Refusal(_unreachable(measure_names(plan)[key]))
    if not more and not low and not met(low):
        raise Refusal(_unreachable(measure_names(plan)[key]))
    low, high = _narrowed(low, high, unit, beyond, more=more)
    return high if more else low


def _narrowed(
    low: int, high: int, unit: int, beyond: Callable[[int], Fraction | None], *, more: bool
) -> tuple[int, int]:
    """Two amounts beside each other of which one meets a goal: the upper where it needs ``more``. Most measures are
    nearly lines, so that few plans need to be made."""
    last = high
    for step in cycle(("line", "beside", "middle")):
        if high - low <= unit:
            break
        amount, below, above = (low + high) // 2, beyond(low), beyond(high)
        if step == "beside":
            amount = last + (unit if last == low else -unit)
        elif step == "line" and below is not None and above is not None and below != above:
            amount = low + int((high - low) * below / (below - above))
        last = min(max(amount // unit * unit, low + unit), high - unit)
        passed = beyond(last)
        met = passed is not None and passed >= 0
        low, high = (low, last) if met == more else (last, high)
    return low, high


# Writing --------------------------------------------------------------------------------------------------------------


def written(plan: Plan, holds: Iterable[Hold]) -> Iterator[Change]:
    """Locks as they are put into the spec: in place where one holds the same figure already, else behind the others."""
    locks = plan.spec.targets.locks
    places = [lock.model_dump(exclude_none=True, exclude={"amount", "reason"}) for lock in locks]
    count = len(locks)
    for hold in holds:
        if hold.place in places:
            index = places.index(hold.place)
            before = locks[index].reason
            yield Set(("targets", "locks", index, "amount"), readable(hold.amount, plan))
            both = Text(f"{before}；{hold.reason}", f"{before}; {hold.reason}").to(plan.spec.language)
            yield Set(("targets", "locks", index, "reason"), both if before else hold.reason)
        else:
            yield Insert(
                ("targets", "locks", count),
                hold.place | {"amount": readable(hold.amount, plan), "reason": hold.reason},
            )
            count += 1


def readable(amount: int, plan: Plan) -> str:
    """An amount as it is written by hand in the plan's language: ``1985万``, ``19.85m``; else in full."""
    if plan.spec.money.unit == "元":
        return str(amount)
    scale, letter = (10**6, "m") if plan.spec.language == "en" else (10_000, "万")
    return f"{(Decimal(amount) / scale).normalize():f}{letter}"


def _home(plan: Plan, node: Node) -> str | None:
    """The district of a person or store: what moves between two must stay within it."""
    homes = {"person": plan.targets.person_district, "store": plan.targets.store_district}.get(node.axis, {})
    return homes.get(node.name)


_SPANS = {"上半年": (1, 6), "h1": (1, 6), "下半年": (7, 12), "h2": (7, 12), "全年": (1, 12)}
_QUARTER = re.compile(r"(?:q|第)?([1-4一二三四])(?:季度|季)?")


def months_of(given: str) -> tuple[int, ...]:
    """``7-12``, ``7月至12月``, ``Jul-Dec``, ``7,9``, ``Q3``, ``下半年`` as months. ValueError for anything else."""
    found: list[int] = []
    text = "".join(unicodedata.normalize("NFKC", given).lower().split())
    for part in re.split("[,、;]", text):
        quarter = _QUARTER.fullmatch(part)
        if part in _SPANS:
            first, last = _SPANS[part]
        elif quarter and not part.isdigit():
            last = 3 * ("1234一二三四".index(quarter[1]) % 4 + 1)
            first = last - 2
        else:
            one, _, other = re.sub("至|到|~|—+|–|to", "-", part).partition("-")
            first, last = parse_month(one), parse_month(other or one)
        if last < first:
            raise ValueError(given)
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


# What can be wrong ----------------------------------------------------------------------------------------------------


def _unknown(name: str, known: Sequence[str]) -> Problem:
    message = Text(f"计划中没有“{name}”", f'the plan has no "{name}"')
    of_a_month = any(name.startswith(one) and _are_months(name.removeprefix(one)) for one in known)
    return Problem("P95", message, BETWEEN_MONTHS if of_a_month else did_you_mean(name, known))


def _are_months(text: str) -> bool:
    try:
        return bool(months_of(text.strip(" 的:：/")))
    except ValueError:
        return False


BETWEEN_MONTHS = Text(
    "在两个之间划转；月份之间调整用 --scale 或 --zero 加 --months，其余月份补足",
    "move between two; between months use --scale or --zero with --months: its other months take the rest",
)


def _itself(node: Node) -> Problem:
    return Problem(
        "P96",
        Text(f"“{node.name}”不能划给自己", f'"{node.name}" cannot give to itself'),
        BETWEEN_MONTHS,
    )


def _apart(one: Node, other: Node) -> Problem:
    return Problem(
        "P96",
        Text(
            f"“{one.name}”和“{other.name}”不是同一种，或不在同一片区，不能直接划转",
            f'"{one.name}" and "{other.name}" are not of one kind, or not of one district: nothing moves between them',
        ),
        Text(
            "人员、门店在片区内划转；片区之间先划转片区", "move within a district; between districts move the districts"
        ),
    )


def _short(node: Node, have: int, wanted: int, plan: Plan) -> Problem:
    one, other = money(have, plan.spec.money), money(wanted, plan.spec.money)
    return Problem(
        "P97",
        Text(f"“{node.name}”只有 {one.zh}，划不出 {other.zh}", f'"{node.name}" has {one.en}, not {other.en}'),
        Text(f"最多 {one.zh}", f"{one.en} at most"),
    )


def _below_sold(node: Node, sold: int, left: int, months: Sequence[int], plan: Plan) -> Problem:
    has, wanted, most = (money(amount, plan.spec.money) for amount in (sold, left, node.amount() - sold))
    return Problem(
        "P97",
        Text(
            f"“{node.name}”{_spoken(months).zh}已完成 {has.zh}，全年不能调到 {wanted.zh}",
            f'"{node.name}" has sold {has.en} in {_spoken(months).en}: its year cannot become {wanted.en}',
        ),
        Text(f"最多调走 {most.zh}", f"{most.en} at most can be taken from it"),
    )


def _closed(months: Sequence[int]) -> Problem:
    said = _spoken(months)
    return Problem(
        "P97",
        Text(f"{said.zh}已关账，以实际为准，不能再调", f"{said.en}: closed as sold, nothing is adjusted there"),
        Text("只写还没有关账的月份", "name months that are still open"),
    )


def _spoken(months: Sequence[int]) -> Text:
    """``1月至4月``, ``3月和5月`` / ``January–April``: months in order, as a stretch where none is left out."""
    if len(months) == months[-1] - months[0] + 1:
        return both(lambda numbers: numbers.months(months[0], months[-1]))
    return both(lambda numbers: numbers.join([numbers.full_month(month) for month in months]))


def _nothing(amount: Decimal, plan: Plan) -> Problem:
    wanted, least = money(amount, plan.spec.money), money(plan.granule, plan.spec.money)
    return Problem(
        "P97",
        Text(f"{wanted.zh}不足取整单位的一半，没有数可划", f"{wanted.en} is less than half of the rounding unit"),
        Text(f"至少 {least.zh}", f"{least.en} at least"),
    )


def _unmoved(measure: Text) -> Problem:
    return Problem(
        "P99",
        Text(f"{measure.zh}不随这个数变动", f"{measure.en} does not move with that amount"),
        Text(
            "换一个 --by，如 targets.base、budget.lines.0.amount",
            "choose another --by, such as targets.base or budget.lines.0.amount",
        ),
    )


def _unreachable(measure: Text) -> Problem:
    return Problem(
        "P98",
        Text(f"改这个数，{measure.zh}达不到", f"no amount there reaches the goal of {measure.en}"),
        Text("换一个 --by，或调低 --goal", "choose another --by, or a lower --goal"),
    )
