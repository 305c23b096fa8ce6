"""Objectives in numbers: the network (current, new, closed, year-end, distribution), display by stage, other counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from planforge.plan.allocate import Infeasible, largest_remainder
from planforge.plan.amounts import round_table
from planforge.plan.wording import did_you_mean
from planforge.problem import Path, Problem, Text
from planforge.spec.spec import Spec
from planforge.spec.targets import CountObjective, NetworkDistrict, NetworkMeasure

if TYPE_CHECKING:
    from planforge.plan.targets import TargetPlan

Quarters = tuple[int, ...]
_EVEN = (Fraction(1, 4),) * 4


@dataclass(frozen=True, slots=True)
class NodeCount:
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
        """Planned distribution: target ÷ universe."""
        return Fraction(self.target, self.universe) if self.universe else None

    @property
    def last_rate(self) -> Fraction | None:
        """Distribution at the start of the year."""
        return Fraction(self.current, self.universe) if self.universe else None


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """One measure: districts and their sum."""

    name: str
    unit: str
    distribution: bool
    districts: tuple[NodeCount, ...]
    total: NodeCount


@dataclass(frozen=True, slots=True)
class CountPlan:
    """Another objective in numbers, by district and quarter; rows sum to ``plan``."""

    name: str
    unit: str
    last: int | None
    plan: int
    districts: tuple[str, ...]
    quarters: tuple[tuple[int, ...], ...]  # districts × 4


@dataclass(frozen=True, slots=True)
class DisplayPlan:
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
    problems = [*_strangers(given.districts, spec, (*path, "districts")), *_progress_problems(given.quarters, path)]
    moves = _moves(given, names, path, problems)
    weights = _weights(given.quarters)
    new = round_table([[n * w for w in weights] for n, _ in moves], 1)
    closed = round_table([[c * w for w in weights] for _, c in moves], 1)
    nodes = tuple(
        _node(name, given.districts[name], move, _net(opened, left))
        for name, move, opened, left in zip(names, moves, new, closed, strict=True)
    )
    total = _total(nodes) if nodes else _alone(given, weights)
    return NetworkPlan(given.name, given.unit, given.distribution, nodes, total), problems


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
    if not open_ and given.target is not None and lacking:
        problems.append(_unmet(given, lacking, path))
    shared = dict(zip(open_, _share(lacking, [given.districts[name] for name in open_]), strict=True))
    return [moves[name] or _signed(shared[name], given.districts[name].closed) for name in names]


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


def _share(lacking: int, districts: Sequence[NetworkDistrict]) -> Sequence[int]:
    """By room to grow (universe - current), where no universe is known by what there is; losses by what there is."""
    room = [max((d.universe or 0) - d.current + d.closed, 0) for d in districts]
    have = [d.current for d in districts]
    for weights in (room if lacking > 0 else have, have, [1] * len(districts)):
        try:
            parts = largest_remainder(abs(lacking), weights)
        except Infeasible:
            continue
        return parts if lacking >= 0 else [-part for part in parts]
    return []


# Counts and display ---------------------------------------------------------------------------------------------------


def plan_counts(spec: Spec, targets: TargetPlan) -> tuple[tuple[CountPlan, ...], tuple[Problem, ...]]:
    """Every other objective by district and quarter, whole numbers that sum to the plan."""
    plans, problems = [], list[Problem]()
    for index, given in enumerate(spec.counts):
        path: Path = ("counts", index)
        problems += [*_strangers(given.weights, spec, (*path, "weights")), *_progress_problems(given.quarters, path)]
        plans.append(_count(given, targets))
    return tuple(plans), tuple(problems)


def _count(given: CountObjective, targets: TargetPlan) -> CountPlan:
    names = targets.districts.nodes
    rows = _usable(
        [Fraction(given.weights.get(name, 0)) for name in names],
        [Fraction(total) for total in targets.districts.totals],
        [Fraction(1)] * len(names),
    )
    season = [sum(targets.season[q : q + 3], Fraction(0)) for q in (0, 3, 6, 9)]
    columns = _weights(given.quarters) if len(given.quarters) == 4 else season
    whole = sum(rows) * sum(columns)
    cells = round_table([[given.plan * row * column / whole for column in columns] for row in rows], 1)
    return CountPlan(given.name, given.unit, given.last, given.plan, names, cells)


def _usable(*choices: list[Fraction]) -> list[Fraction]:
    """The first weights that are not negative and not all nil."""
    return next(weights for weights in choices if min(weights) >= 0 and any(weights))


def plan_display(spec: Spec, network: Sequence[NetworkPlan]) -> tuple[DisplayPlan | None, tuple[Problem, ...]]:
    """Display rates by district and stage; the region's weighted by nodes, None where the nodes are not known."""
    given = spec.display
    if not given.current and not given.stages:
        return None, ()
    named = {name for rates in (given.current, *(stage.rates for stage in given.stages)) for name in rates}
    names = tuple(dict.fromkeys(d.name for d in spec.districts if d.name in named))
    base = next((plan for plan in network if plan.name == given.base_of), None)
    current = _rates(given.current, names)
    stages = [_rates(stage.rates, names) for stage in given.stages]
    problems = [*_strangers(given.current, spec, ("display", "current"))]
    for index, stage in enumerate(given.stages):
        problems += _strangers(stage.rates, spec, ("display", "stages", index, "rates"))
    if given.base_of is not None and base is None:
        known = [plan.name for plan in network]
        problems.append(_nameless(given.base_of, known, ("display", "base_of")))
    plan = DisplayPlan(
        measure=given.measure,
        districts=names,
        current=current,
        stages=tuple(stage.name for stage in given.stages),
        until=tuple(stage.until for stage in given.stages),
        rates=tuple(zip(*stages, strict=True)) if stages else ((),) * len(names),
        total_current=_weighted(current, names, base, None),
        total_rates=tuple(
            _weighted(rates, names, base, stage.until) for rates, stage in zip(stages, given.stages, strict=True)
        ),
    )
    return plan, tuple(problems)


def _rates(given: dict[str, object], names: Sequence[str]) -> tuple[Fraction | None, ...]:  # type: ignore[type-arg]
    return tuple(Fraction(str(given[name])) if name in given else None for name in names)


def _weighted(
    rates: Sequence[Fraction | None], names: Sequence[str], base: NetworkPlan | None, until: int | None
) -> Fraction | None:
    """The rate of all nodes together; nodes as they are at the start, or at the end of the quarter of ``until``."""
    nodes = {node.name: node for node in base.districts} if base else {}
    if base is None or None in rates or any(name not in nodes for name in names):
        return None
    counts = [nodes[n].current if until is None else nodes[n].quarters[(until - 1) // 3] for n in names]
    whole = sum(counts)
    return sum(((r or 0) * c for r, c in zip(rates, counts, strict=True)), Fraction(0)) / whole if whole else None


# Shared ---------------------------------------------------------------------------------------------------------------


def _weights(given: Sequence[object]) -> tuple[Fraction, ...]:
    """Four shares of the year; even where they are not four or cannot be used."""
    weights = [Fraction(str(weight)) for weight in given]
    if len(weights) != 4 or min(weights) < 0 or not any(weights):
        return _EVEN
    return tuple(weight / sum(weights) for weight in weights)


def _strangers(given: object, spec: Spec, path: Path) -> Iterator[Problem]:
    """Districts that the plan does not have."""
    known = [district.name for district in spec.districts]
    for name in given if isinstance(given, dict) else ():
        if name not in known:
            yield _nameless(name, known, (*path, name))


def _nameless(name: str, known: Sequence[str], path: Path) -> Problem:
    return Problem("P02", Text(f"未知名称“{name}”", f'unknown name "{name}"'), did_you_mean(name, known), path)


def _progress_problems(quarters: Sequence[object], path: Path) -> Iterator[Problem]:
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
            f"{name}年初 {given.current}，新增 {given.new}，退出 {given.closed}，应为 {end}，目标写 {given.target}；以目标为准",
            f"{name} has {given.current}, {given.new} new, {given.closed} closed: {end}, not {given.target}; the target stands",
        ),
        Text(f"把 target 改为 {end}，或只写一个", f"set target to {end}, or give only one of them"),
        (*path, "districts", name, "target"),
    )


def _unmet(given: NetworkMeasure, lacking: int, path: Path) -> Problem:
    reached = (given.target or 0) - lacking
    return Problem(
        "P77",
        Text(
            f"“{given.name}”各片区合计 {reached}，全区目标写 {given.target}；以片区为准",
            f"the districts' \"{given.name}\" sum to {reached}, the region's target is {given.target}; the districts stand",
        ),
        Text(f"把 target 改为 {reached}，或留一个片区不填", f"set target to {reached}, or leave one district open"),
        (*path, "target"),
    )
