"""One expense line: what drives it, what it comes to in the year, and how it lies over districts and months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from msgspec import Struct

from planforge.plan.growth.network import NetworkPlan
from planforge.plan.money.outlays import Days, Outlay, days_by_month, is_season
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path, Problem, Text
from planforge.spec.money import ExpenseLine
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean

Driver = Literal["ratio", "amount", "per_unit", "per_store", "per_event"]
DRIVERS: tuple[Driver, ...] = ("ratio", "amount", "per_unit", "per_store", "per_event")
EVENTS = ("promotions", "training")


class Line(Struct, frozen=True):
    """One expense line for the year."""

    name: str
    kind: str
    driver: str  # how it was worked out: "ratio", "amount", "per_unit", "per_store", "per_event"
    rate: Fraction | None  # the ratio or the amount per driver
    amount: int
    last: int | None
    ratio: Fraction | None  # of sales
    last_ratio: Fraction | None
    fixed: bool
    capped: bool


class Ground(NamedTuple):
    """What lines are worked out from."""

    spec: Spec
    targets: TargetPlan
    network: tuple[NetworkPlan, ...]
    outlays: tuple[Outlay, ...]


def driver_of(line: ExpenseLine) -> Driver | None:
    """The driver of a line; the first where several are given, None where none is."""
    return next((driver for driver in DRIVERS if getattr(line, driver) is not None), None)


def base_of(line: ExpenseLine, ground: Ground) -> int | None:
    """What the rate is multiplied by: sales, units, stores, events, or one; None where the plan does not have it."""
    match driver_of(line):
        case "ratio":
            return ground.targets.total
        case "per_unit":
            return ground.targets.volumes.total if ground.targets.volumes else None
        case "per_store":
            nodes = nodes_of(line, ground)
            return sum(nodes.values()) if nodes else None
        case "per_event":
            return len(_events(line, ground.spec)) or None
        case _:
            return 1


def driven_amount(line: ExpenseLine, ground: Ground) -> Fraction:
    """Rate × base, exact; nil where the driver is absent."""
    driver = driver_of(line)
    base = base_of(line, ground)
    return Fraction(0) if driver is None or base is None else Fraction(getattr(line, driver)) * base


def is_capped(line: ExpenseLine, ground: Ground) -> bool:
    """Whether the cap holds the line down."""
    return line.cap is not None and driven_amount(line, ground) > line.cap


def exact_amount(line: ExpenseLine, ground: Ground) -> Fraction:
    """The year's amount before rounding: what drives it, at most the cap."""
    driven = driven_amount(line, ground)
    return driven if line.cap is None else min(driven, Fraction(line.cap))


def is_fixed(line: ExpenseLine) -> bool:
    """As the line says; otherwise only what does not move with sales, units, stores or events is fixed."""
    return line.fixed if line.fixed is not None else driver_of(line) == "amount"


def nodes_of(line: ExpenseLine, ground: Ground) -> dict[str, int] | None:
    """Stores of each district, or year-end nodes of the network measure named as ``driver``; None if there are none."""
    if line.driver is None:
        places = [store.district for store in ground.spec.stores]
        return {place: places.count(place) for place in places} or None
    measure = next((m for m in ground.network if m.name == line.driver), None)
    return {node.name: node.target for node in measure.districts} if measure else None


def event_source(line: ExpenseLine) -> str | None:
    """``promotions`` or ``training``: as the line says, else by its kind; None for any other word."""
    named = line.driver or ("training" if line.kind == "training" else "promotions")
    return named if named in EVENTS else None


def _events(line: ExpenseLine, spec: Spec) -> Sequence[object]:
    source = event_source(line)
    return {"promotions": spec.promotions, "training": spec.training, None: ()}[source]


# Over districts and months --------------------------------------------------------------------------------------------


def spread(amount: int, line: ExpenseLine, ground: Ground) -> list[list[Fraction]]:
    """``amount`` as districts × 12, exact: where it is spent, then by the line's season in each district."""
    season = season_of(line, ground)
    parts = zip(placed(amount, line, ground), ground.targets.districts.cells, strict=True)
    return [[part * share for share in (season or _own_season(cells, ground))] for part, cells in parts]


def placed(amount: int, line: ExpenseLine, ground: Ground) -> list[Fraction]:
    """``amount`` by district: what is known to be spent in one is charged there, only the rest is spread.

    Weights that the line states hold for all of it.
    """
    weights, known = district_weights(line, ground), known_in(line, ground)
    whole = sum(known)
    if line.districts or not whole:
        return [amount * weight for weight in weights]
    if whole > amount:
        return [part * amount / whole for part in known]
    return [part + (amount - whole) * weight for part, weight in zip(known, weights, strict=True)]


def known_in(line: ExpenseLine, ground: Ground) -> list[Fraction]:
    """What is known to be spent on a line in each district: promotions, actions and materials that name theirs."""
    districts = ground.targets.districts
    found = dict.fromkeys(districts.nodes, Fraction(0))
    for outlay in ground.outlays:
        here = [(name, weight) for name, weight in outlay.places if name in found]
        if outlay.line != line.name or not here or len(here) < len(outlay.places):
            continue
        weights = [Fraction(districts.of(name) if weight is None else weight) for name, weight in here]
        for (name, _), share in zip(here, _shares(weights), strict=True):
            found[name] += Fraction(outlay.cost) * share
    return list(found.values())


def spread_by_sales(amount: int, line: ExpenseLine, ground: Ground) -> Fraction:
    """How much of a line is in its districts for want of anything better than their sales."""
    if line.districts or driver_of(line) == "per_store" or staffed(line, ground):
        return Fraction(0)
    return max(Fraction(amount) - sum(known_in(line, ground)), Fraction(0))


def staffed(line: ExpenseLine, ground: Ground) -> dict[str, Fraction]:
    """For fixed wages, how many people work in each district, who works in several a part in each; none for other lines
    or where the team is not listed so far that each district has somebody."""
    if line.kind != "wage" or not is_fixed(line):
        return {}
    rows = Counter(member.person for member in ground.spec.team)
    found = dict.fromkeys(ground.targets.districts.nodes, Fraction(0))
    for member in ground.spec.team:
        if member.district in found:
            found[member.district] += Fraction(1, rows[member.person])
    return found if all(found.values()) else {}


def district_weights(line: ExpenseLine, ground: Ground) -> list[Fraction]:
    """Shares of the districts, sum one: as the line says, by their nodes for ``per_store``, fixed wages by the people
    who work there, else by sales."""
    names = ground.targets.districts.nodes
    given: dict[str, Decimal] | dict[str, int] | dict[str, Fraction] = line.districts
    if not given and driver_of(line) == "per_store":
        given = nodes_of(line, ground) or {}
    given = given or staffed(line, ground)
    weights = [Fraction(given.get(name, 0)) for name in names]
    if not usable(weights):
        weights = [Fraction(total) for total in ground.targets.districts.totals]
    return _shares(weights)


def season_of(line: ExpenseLine, ground: Ground) -> list[Fraction] | None:
    """The line's twelve shares of the year; None where it goes with each district's sales.

    Fixed wages are the same in every month, unless the line says otherwise.
    """
    paid_evenly = line.kind == "wage" and is_fixed(line) and "season" not in line.model_fields_set
    if line.season == "even" or paid_evenly:
        return [Fraction(1, 12)] * 12
    if line.season == "events":
        months = event_months(line, ground)
        return _shares(months) if any(months) else None
    if line.season == "sales" or not is_season(line.season):
        return None
    return _shares([Fraction(weight) for weight in line.season])


def event_months(line: ExpenseLine, ground: Ground) -> list[Fraction]:
    """What dated events put into each month: costs that name the line; for ``per_event`` the events counted."""
    named = [(Fraction(o.cost), o.months) for o in ground.outlays if o.line == line.name]
    if driver_of(line) == "per_event":
        named = [(Fraction(1), days) for days in _event_days(line, ground.spec)]
    dated = [(cost, months, sum(map(Fraction, months))) for cost, months in named if any(months)]
    return [sum((cost * Fraction(months[m]) / whole for cost, months, whole in dated), Fraction(0)) for m in range(12)]


def _event_days(line: ExpenseLine, spec: Spec) -> list[Days]:
    if event_source(line) == "training":
        return [days_by_month(session.date, None, spec.year) for session in spec.training]
    return [days_by_month(promotion.starts, promotion.ends, spec.year) for promotion in spec.promotions]


def _own_season(cells: Sequence[int], ground: Ground) -> list[Fraction]:
    """A district's own months; the region's where it sells nothing, even where nobody does."""
    months = cells if any(cells) else ground.targets.districts.months
    return _shares([Fraction(month) for month in months])


def usable(weights: Sequence[Fraction]) -> bool:
    return bool(weights) and min(weights) >= 0 and sum(weights) > 0


def _shares(weights: Sequence[Fraction]) -> list[Fraction]:
    """Weights as shares of one; equal shares where all are nil."""
    whole = sum(weights)
    return [weight / whole for weight in weights] if whole else [Fraction(1, len(weights))] * len(weights)


# What can be wrong ----------------------------------------------------------------------------------------------------


def line_problems(index: int, ground: Ground) -> Iterator[Problem]:
    """A line without a driver or with two, driven by something absent, or with weights that cannot be used."""
    line = ground.spec.budget.lines[index]
    path: Path = ("budget", "lines", index)
    given = [driver for driver in DRIVERS if getattr(line, driver) is not None]
    if len(given) != 1:
        yield _drivers(line.name, given, path)
    elif base_of(line, ground) is None:
        yield _absent(line, ground, path)
    if isinstance(line.season, tuple) and not is_season(line.season):
        yield _season(line.name, (*path, "season"))
    if line.season == "events" and not any(event_months(line, ground)):
        yield _eventless(line.name, (*path, "season"))
    yield from _districts(line, ground, (*path, "districts"))


def _drivers(name: str, given: Sequence[str], path: Path) -> Problem:
    found = Text("没有写", "none") if not given else Text("写了 " + "、".join(given), " and ".join(given))
    return Problem(
        "M01",
        Text(
            f"科目“{name}”须由 ratio、amount、per_unit、per_store、per_event 之一决定，现{found.zh}",
            f'The line "{name}" needs exactly one of ratio, amount, per_unit, per_store, per_event; it has {found.en}',
        ),
        Text("补写一项。", "Add one.") if not given else Text("只保留一项。", "Keep one."),
        path if not given else (*path, given[1]),
    )


def _absent(line: ExpenseLine, ground: Ground, path: Path) -> Problem:
    driver = driver_of(line) or ""
    missing, hint = _missing_base(line, ground, driver)
    return Problem(
        "M02",
        Text(
            f"科目“{line.name}”按 {driver} 计算，但计划中没有{missing.zh}，暂计为 0",
            f'The line "{line.name}" is driven by {driver}, but the plan has no {missing.en}; it counts as 0',
        ),
        hint,
        (*path, "driver" if line.driver else driver),
    )


def _missing_base(line: ExpenseLine, ground: Ground, driver: str) -> tuple[Text, Text | None]:
    """What is missing, and how to mend it."""
    if driver == "per_unit":
        return Text("销量", "volume"), Text(
            "给产品填 price，或填 targets.volume。", "Give products a price, or set targets.volume."
        )
    if driver == "per_store" and line.driver:
        return Text(f"网络指标“{line.driver}”", f'network measure "{line.driver}"'), did_you_mean(
            line.driver, [m.name for m in ground.network]
        )
    if driver == "per_store":
        return Text("门店", "stores"), Text(
            "填写 stores，或用 driver 指明 network 中的指标。", "List stores, or name a network measure as driver."
        )
    if line.driver and line.driver not in EVENTS:
        return Text(f"“{line.driver}”", f'"{line.driver}"'), did_you_mean(line.driver, EVENTS)
    source = event_source(line)
    return (Text("培训", "training") if source == "training" else Text("促销活动", "promotions")), None


def _season(name: str, path: Path) -> Problem:
    return Problem(
        "M03",
        Text(
            f"科目“{name}”的月度权重应为十二个不小于 0 的数，且不全为 0；暂随销售分布",
            f'The line "{name}" needs twelve monthly weights, none below 0, not all 0; it goes with sales for now',
        ),
        path=path,
    )


def _eventless(name: str, path: Path) -> Problem:
    return Problem(
        "M04",
        Text(
            f"科目“{name}”随活动分布，但没有带日期的活动列支该科目；暂随销售分布",
            f'The line "{name}" goes with events, but nothing dated draws on it; it goes with sales for now',
        ),
        Text(f"给活动写上日期和 line: {name}。", f"Give its events dates and line: {name}."),
        path,
    )


def _districts(line: ExpenseLine, ground: Ground, path: Path) -> Iterator[Problem]:
    names = ground.targets.districts.nodes
    for name in line.districts:
        if name not in names:
            yield Problem(
                "M05",
                Text(
                    f"科目“{line.name}”分摊到未知片区“{name}”",
                    f'The line "{line.name}" goes to an unknown district "{name}"',
                ),
                did_you_mean(name, names),
                (*path, name),
            )
    weights = [Fraction(line.districts.get(name, 0)) for name in names]
    if line.districts and not usable(weights):
        yield Problem(
            "M06",
            Text(
                f"科目“{line.name}”的片区权重不能为负或全为 0；暂随销售分摊",
                f'The district weights of the line "{line.name}" are below 0 or all 0; it goes with sales for now',
            ),
            path=path,
        )
