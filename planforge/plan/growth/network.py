"""Objectives in numbers: the network (current, new, closed, year-end, distribution), display by stage, other counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.plan.targets.allocate import largest_remainder
from planforge.problem import Path, Problem, Text
from planforge.spec.spec import Spec
from planforge.spec.targets import NetworkDistrict, NetworkMeasure
from planforge.wording import did_you_mean

# When nodes open and close --------------------------------------------------------------------------------------------

Weights = Sequence[Fraction]
Rows = tuple[tuple[int, ...], ...]


def by_quarter(years: Sequence[int], weights: Weights, own: Mapping[int, Weights]) -> Rows:
    """Each district's count of the year by quarter.

    Districts in ``own`` keep to their own shares. The others fill what each quarter of the region still lacks, by what
    they have left to do, so that a district with more to open is among the first to open.
    """
    stated = {i: largest_remainder(years[i], shares) for i, shares in own.items()}
    open_ = [i for i in range(len(years)) if i not in stated]
    lacking = _lacking_node_quarters(years, weights, list(stated.values()))
    filled = dict(zip(open_, _fill([years[i] for i in open_], lacking), strict=True))
    return tuple(tuple((stated | filled)[i]) for i in range(len(years)))


def _lacking_node_quarters(years: Sequence[int], weights: Weights, stated: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """What the quarters of the region ask of the districts without shares of their own; never less than none."""
    region = largest_remainder(sum(years), weights)
    asked = [max(whole - sum(row[q] for row in stated), 0) for q, whole in enumerate(region)]
    rest = sum(years) - sum(map(sum, stated))
    return largest_remainder(rest, asked if any(asked) else weights)


def _fill(years: Sequence[int], quarters: Sequence[int]) -> list[list[int]]:
    """Quarter by quarter by what is left; of equal remainders the district with more in the year is first."""
    order = sorted(range(len(years)), key=lambda i: -years[i])
    left, filled = list(years), [[0] * len(quarters) for _ in years]
    for q, count in enumerate(quarters):
        for i, part in zip(order, largest_remainder(count, [left[i] for i in order]), strict=True):
            filled[i][q] = part
            left[i] -= part
    return filled


Quarters = tuple[int, ...]
_EVEN = (Fraction(1, 4),) * 4


class NodeCount(Struct, frozen=True):
    """A measure in one district, or in the whole region."""

    name: str  # district; "" for the region
    universe: int | None
    current: int
    new: int
    closed: int
    target: int  # current + new - closed
    quarters: tuple[int, ...]  # year-end counts of the four quarters; the last is ``target``

    @property
    def rate(self) -> Fraction | None:
        """Planned distribution: target ÷ universe; None where the universe is unknown or too small to be true."""
        return self._of_universe(self.target)

    @property
    def last_rate(self) -> Fraction | None:
        """Distribution at the start of the year, as ``rate``; None too where there is nothing yet, or nobody said."""
        return self._of_universe(self.current) if self.current else None

    def _of_universe(self, count: int) -> Fraction | None:
        return Fraction(count, self.universe) if self.universe and count <= self.universe else None


class NetworkPlan(Struct, frozen=True):
    """One measure: districts and their sum."""

    name: str
    unit: str
    distribution: bool
    districts: tuple[NodeCount, ...]
    total: NodeCount
    dated: bool = False  # quarters follow signing dates or actions


class CountPlan(Struct, frozen=True):
    """Another objective in numbers, by district and quarter; rows sum to ``plan``."""

    name: str
    unit: str
    last: int | None
    plan: int
    districts: tuple[str, ...]
    quarters: tuple[tuple[int, ...], ...]  # districts × 4


class DisplayPlan(Struct, frozen=True):
    """Display rates by district and stage; the region's rate is weighted by the nodes of ``base_of`` where given."""

    measure: str
    districts: tuple[str, ...]
    current: tuple[Fraction | None, ...]
    stages: tuple[str, ...]
    until: tuple[int, ...]  # last month of each stage
    rates: tuple[tuple[Fraction | None, ...], ...]  # districts × stages
    total_current: Fraction | None
    total_rates: tuple[Fraction | None, ...]


# Network --------------------------------------------------------------------------------------------------------------


def plan_network(spec: Spec) -> tuple[tuple[NetworkPlan, ...], tuple[Problem, ...]]:
    """Every measure by district: year-end targets, additions and closures by quarter; rows sum to the region."""
    found = [_measure(measure, spec, ("network", index)) for index, measure in enumerate(spec.network)]
    return tuple(plan for plan, _ in found), tuple(problem for _, problems in found for problem in problems)


def _measure(given: NetworkMeasure, spec: Spec, path: Path) -> tuple[NetworkPlan, list[Problem]]:
    names = [district.name for district in spec.districts if district.name in given.districts]
    problems = [*strangers(given.districts, spec, (*path, "districts")), *progress_problems(given.quarters, path)]
    for name in names:
        problems += progress_problems(given.districts[name].quarters, (*path, "districts", name))
    moves = _possible(given, names, _moves(given, names, path, problems), path, problems)
    weights = quarter_weights(given.quarters)
    quarters = [given.districts[name].quarters for name in names]
    own = {i: quarter_weights(shares) for i, shares in enumerate(quarters) if shares}
    dated = () if given.quarters or own else _dated(given, spec, sum(n for n, _ in moves))
    new = by_quarter([n for n, _ in moves], dated or weights, own)
    closed = by_quarter([c for _, c in moves], weights, own)
    nodes = tuple(
        _node(name, given.districts[name], move, _net(opened, left))
        for name, move, opened, left in zip(names, moves, new, closed, strict=True)
    )
    total = _total(nodes) if nodes else _alone(given, weights)
    return NetworkPlan(given.name, given.unit, given.distribution, nodes, total, bool(dated)), problems


SIGNED = re.compile(r"签约|签下|新签|开发|新增|开业|设商|进店|接收|承接|\bsign|\bopen", re.IGNORECASE)
"""Words of texts that bring something into the network."""


def signed(texts: Sequence[str], name: str, unit: str) -> int:
    """How many of a measure some texts say are won: 与6家经销商签约; 0 where they say nothing of it."""
    whole = "，".join(texts)
    found = re.search(rf"(\d[\d,]*)\s*(?:{re.escape(unit)})?(?:新|个)?{re.escape(name)}", whole)
    return int(found[1].replace(",", "")) if found and SIGNED.search(whole) else 0


def _dated(given: NetworkMeasure, spec: Spec, new: int) -> tuple[Fraction, ...]:
    """Shares of the quarters by the signing dates of new dealers, else by the actions that win them, each spread over
    its months; nothing where these are not all that is new."""
    signs = [dealer.signs for dealer in spec.situation.dealers.items if dealer.signs and dealer.signs.year == spec.year]
    if new and len(signs) == new and given.name in _DEALERS | {spec.words.get("dealer", "")}:
        return tuple(Fraction(sum((day.month + 2) // 3 == q for day in signs), new) for q in range(1, 5))
    found = [Fraction(0)] * 4
    for action in spec.actions:
        count = signed((action.name, action.deliverable or ""), given.name, given.unit)
        if count and action.ends and action.ends.year == spec.year:
            first = action.starts.month if action.starts and action.starts.year == spec.year else action.ends.month
            months = range(min(first, action.ends.month), action.ends.month + 1)
            for month in months:
                found[(month - 1) // 3] += Fraction(count, len(months))
    return tuple(part / new for part in found) if new and sum(found) == new else ()


_DEALERS = {"经销商", "代理商", "dealers", "distributors", "Dealers", "Distributors"}


def _net(new: Sequence[int], closed: Sequence[int]) -> Quarters:
    return tuple(n - c for n, c in zip(new, closed, strict=True))


def _node(name: str, given: NetworkDistrict, move: tuple[int, int], net: Quarters) -> NodeCount:
    new, closed = move
    ends = tuple(given.current + sum(net[: q + 1]) for q in range(4))
    return NodeCount(name, given.universe, given.current, new, closed, given.current + new - closed, ends)


def _total(nodes: Sequence[NodeCount]) -> NodeCount:
    universes = [node.universe for node in nodes]
    return NodeCount(
        "",
        None if None in universes else sum(universe or 0 for universe in universes),
        sum(node.current for node in nodes),
        sum(node.new for node in nodes),
        sum(node.closed for node in nodes),
        sum(node.target for node in nodes),
        tuple(map(sum, zip(*(node.quarters for node in nodes), strict=True))),
    )


def _alone(given: NetworkMeasure, weights: Sequence[Fraction]) -> NodeCount:
    """A measure that names no district: all its target is new."""
    new = given.target or 0
    parts = largest_remainder(new, weights)
    return NodeCount("", None, 0, new, 0, new, tuple(sum(parts[: q + 1]) for q in range(4)))


def _moves(given: NetworkMeasure, names: Sequence[str], path: Path, problems: list[Problem]) -> list[tuple[int, int]]:
    """New and closed in each district; those that state neither share what the region's target still lacks."""
    moves = {name: _stated(given.districts[name], name, path, problems) for name in names}
    open_ = [name for name in names if moves[name] is None]
    lacking = _lacking(given, names, moves)
    if open_ and given.target is None:
        return [move or (0, given.districts[name].closed) for name, move in moves.items()]
    parts = _share(lacking, [given.districts[name] for name in open_])
    left = lacking - sum(parts)
    if given.target is not None and left:
        problems.append(_unmet(given, left, path))
    shared = dict(zip(open_, parts, strict=True))
    return [moves[name] or _signed(shared[name], given.districts[name].closed) for name in names]


def _possible(
    given: NetworkMeasure, names: Sequence[str], moves: Sequence[tuple[int, int]], path: Path, problems: list[Problem]
) -> list[tuple[int, int]]:
    """The moves with no more closed than there are; what would lie beyond the universe stands and is told."""
    found = []
    for name, (new, closed) in zip(names, moves, strict=True):
        district, place = given.districts[name], (*path, "districts", name)
        end = district.current + new - closed
        lost = closed - district.current - (district.new or 0)
        if end >= 0 and lost > 0:  # a target would have it open as many again as it cannot close
            problems.append(_below_none(given, name, district.current + (district.new or 0), district.closed, place))
            new, closed = new - lost, closed - lost
        elif end < 0:
            problems.append(_below_none(given, name, district.current + new, closed, place))
            closed = district.current + new
        most = max(district.current, end)
        if district.universe is not None and most > district.universe:
            problems.append(_beyond_universe(given, name, most, district.universe, place))
        found.append((new, closed))
    return found


def _stated(given: NetworkDistrict, name: str, path: Path, problems: list[Problem]) -> tuple[int, int] | None:
    if given.target is None:
        return None if given.new is None else (given.new, given.closed)
    if given.new is not None and given.current + given.new - given.closed != given.target:
        problems.append(_contradiction(given, name, path))
    return _signed(given.target - given.current + given.closed, given.closed)


def _signed(new: int, closed: int) -> tuple[int, int]:
    """Fewer than none new are closures."""
    return (new, closed) if new >= 0 else (0, closed - new)


def _lacking(given: NetworkMeasure, names: Sequence[str], moves: dict[str, tuple[int, int] | None]) -> int:
    """New nodes that the region's target still needs of districts that state nothing."""
    ends = 0
    for name in names:
        new, closed = moves[name] or (0, given.districts[name].closed)
        ends += given.districts[name].current + new - closed
    return (given.target or 0) - ends


def _share(lacking: int, districts: Sequence[NetworkDistrict]) -> list[int]:
    """By room to grow (universe - current), where no universe is known by what there is; losses by what there is.

    Nobody gets more than his room; nobody loses any where all together could not lose enough. What is left over is
    nobody's."""
    have = [max(d.current - d.closed, 0) for d in districts]
    if lacking < 0:
        return [-part for part in _within(-lacking, have, have)] if -lacking <= sum(have) else [0] * len(have)
    room = [None if d.universe is None else max(d.universe - d.current + d.closed, 0) for d in districts]
    most = [lacking if r is None else r for r in room]
    known = [r or 0 for r in room]
    return _within(min(lacking, sum(most)), known if any(known) else have, most)


def _within(count: int, weights: Sequence[int], most: Sequence[int]) -> list[int]:
    """A count by weights, none more than its most; evenly where the weights say nothing. ``count`` must fit."""
    parts = [0] * len(weights)
    while left := count - sum(parts):
        free = [i for i, part in enumerate(parts) if part < most[i]]
        chosen = [weights[i] for i in free] if any(weights[i] for i in free) else [1] * len(free)
        for i, more in zip(free, largest_remainder(left, chosen), strict=True):
            parts[i] = min(parts[i] + more, most[i])
    return parts


# Shared ---------------------------------------------------------------------------------------------------------------


def quarter_weights(given: Sequence[object]) -> tuple[Fraction, ...]:
    """Four shares of the year; even where they are not four or cannot be used."""
    weights = [Fraction(str(weight)) for weight in given]
    if len(weights) != 4 or min(weights) < 0 or not any(weights):
        return _EVEN
    return tuple(weight / sum(weights) for weight in weights)


def strangers(given: object, spec: Spec, path: Path) -> Iterator[Problem]:
    """Districts that the plan does not have."""
    known = [district.name for district in spec.districts]
    for name in given if isinstance(given, dict) else ():
        if name not in known:
            yield nameless(name, known, (*path, name))


def nameless(name: str, known: Sequence[str], path: Path) -> Problem:
    return Problem("P02", Text(f"未知名称“{name}”", f'unknown name "{name}"'), did_you_mean(name, known), path)


def progress_problems(quarters: Sequence[object], path: Path) -> Iterator[Problem]:
    weights = [Fraction(str(weight)) for weight in quarters]
    if weights and (len(weights) != 4 or min(weights) < 0 or not any(weights)):
        yield Problem(
            "P75",
            Text(
                "quarters 须是四个不为负、不全为零的数，暂按平均计",
                "quarters needs four weights, none negative, not all nil; even for now",
            ),
            Text("例如 [20%, 35%, 30%, 15%]", "e.g. [20%, 35%, 30%, 15%]"),
            (*path, "quarters"),
        )


def _contradiction(given: NetworkDistrict, name: str, path: Path) -> Problem:
    end = given.current + (given.new or 0) - given.closed
    return Problem(
        "P76",
        Text(
            f"{name}年初 {given.current}、新增 {given.new}、退出 {given.closed}，应为 {end}，"
            f"目标写 {given.target}；以目标为准",
            f"{name} has {given.current}, {given.new} new, {given.closed} closed: {end}, not {given.target}",
        ),
        Text(f"把 target 改为 {end}，或只写一个", f"set target to {end}, or give only one of them"),
        (*path, "districts", name, "target"),
    )


def _below_none(given: NetworkMeasure, name: str, there: int, closed: int, path: Path) -> Problem:
    return Problem(
        "P79",
        Text(
            f"{name}的“{given.name}”只有 {there}，退出 {closed} 就少于 0，按退出 {there} 计",
            f'{name} has {there} "{given.name}", {closed} closed would leave less than none; {there} close',
        ),
        Text(f"closed 不超过 {there}", f"let closed be {there} at most"),
        path,
    )


def _beyond_universe(given: NetworkMeasure, name: str, count: int, universe: int, path: Path) -> Problem:
    return Problem(
        "P79",
        Text(
            f"{name}的“{given.name}” {count}，多于总量 {universe}，布点率会超过 100%，不予计算",
            f'{name} would have {count} "{given.name}" of a universe of {universe}: no rate of more than 100% is told',
        ),
        Text("改正 universe 或数量", "correct universe or the count"),
        (*path, "universe"),
    )


def _unmet(given: NetworkMeasure, lacking: int, path: Path) -> Problem:
    reached = (given.target or 0) - lacking
    return Problem(
        "P77",
        Text(
            f"“{given.name}”各片区合计 {reached}，全区目标写 {given.target}；以片区为准",
            f'districts sum to {reached} "{given.name}", the region is to have {given.target}; the districts stand',
        ),
        Text(f"把 target 改为 {reached}，或改各片区的数", f"set target to {reached}, or change the districts"),
        (*path, "target"),
    )
