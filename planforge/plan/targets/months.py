"""The month shapes of a plan: the region's season with its festival shift, and each node's own or borrowed shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.plan.targets.basis import Basis
from planforge.plan.targets.past import Sold
from planforge.plan.targets.season import (
    FLAT,
    RECENT,
    Shares,
    borrowed,
    drawn,
    fading,
    festival_effects,
    keeps_festival,
    moving_average,
    recent_mean,
    shares_of,
    shift_festival,
    yearly_mean,
)
from planforge.problem import Problem, Severity, Text

LACKING = 3  # months that a year may lack and still tell a season
FINE = 10_000  # parts of a currency unit in which past months are counted
Year = tuple[int, ...]


class RegionSeason(Struct, frozen=True):
    """The region's twelve shares, before (``plain``) and after the festival shift, and the years behind them.

    ``method`` is "recent-years", "yearly-mean", "moving-average", "manual", "parts" where no year is
    whole and months are estimated, or "flat" where nothing is known.
    """

    plain: Shares
    shares: Shares
    method: str
    years: Mapping[int, Year]
    effects: tuple[Fraction, ...] = ()  # what the windows about the festival bring, where they moved anything
    problems: tuple[Problem, ...] = ()

    @property
    def shifted(self) -> bool:
        """Whether the festival moved sales between January and February."""
        return self.plain != self.shares


def region_season(basis: Basis) -> RegionSeason:
    """The season by the spec's method; flat, with a problem, where neither months nor weights are given."""
    given = basis.spec.targets.season
    years = complete_years(basis, ())
    if given.method == "manual" and len(given.weights) == 12 and any(given.weights) and min(given.weights) >= 0:
        shares = shares_of([Fraction(weight) for weight in given.weights])
        return RegionSeason(shares, shares, "manual", years)
    problems = [_no_weights()] if given.method == "manual" else []
    if not years:
        return _of_parts(basis, problems)
    method = given.method if given.method != "manual" else "recent-years"
    if method == "moving-average" and len(_run(years)) < 24:
        method = "recent-years"
        problems.append(_too_short())
    plain = _shape(years, method)
    shares = _shifted(plain, years, method, basis) if keeps_festival(basis.spec) else plain
    effects = festival_effects(_behind(years, method)) if shares != plain else ()
    return RegionSeason(plain, shares, method, years, effects, tuple(problems))


def _of_parts(basis: Basis, problems: Sequence[Problem]) -> RegionSeason:
    """The season where no year is whole: of those that lack a few months, these estimated; else flat."""
    sold = {year: found for year in basis.history.years if (found := basis.history.monthly((), year).get(()))}
    parts = {year: one.months for year, one in sold.items() if one.total > 0 and one.months.count(None) <= LACKING}
    if not parts:
        return RegionSeason(FLAT, FLAT, "flat", {}, problems=(*problems, _no_months(basis)))
    years = {year: _estimated(year, parts) for year in parts}
    plain = recent_mean(list(years.values()))
    first = any(None in months[:3] for months in parts.values())
    shares = _shifted(plain, years, "recent-years", basis) if keeps_festival(basis.spec) and not first else plain
    missing = {n for months in parts.values() for n, month in enumerate(months, 1) if month is None}
    return RegionSeason(plain, shares, "parts", years, problems=(*problems, _lacking(sorted(missing))))


def _estimated(year: int, parts: Mapping[int, Sequence[Decimal | None]]) -> Year:
    """A year's months; one that is not told is the nearest other year's, at the pace of the months that both tell, else
    as the other months are on the average."""
    mine = parts[year]

    def month(place: int) -> Decimal:
        told = [amount for amount in mine if amount is not None]
        for other in sorted(parts, key=lambda one: abs(one - year)):
            both = [(a, b) for a, b in zip(mine, parts[other], strict=True) if a is not None and b is not None]
            then, there = parts[other][place], sum((b for _, b in both), Decimal(0))
            if then is not None and there > 0:
                return then * sum((a for a, _ in both), Decimal(0)) / there
        return sum(told, Decimal(0)) / len(told)

    return tuple(max(int((month(place) if amount is None else amount) * FINE), 0) for place, amount in enumerate(mine))


class NodeShape(Struct, frozen=True):
    """A node's month shares of a full year; ``borrowed`` is the part taken from the region's, 1 where all of it is."""

    shares: Shares
    borrowed: Fraction

    @property
    def own(self) -> bool:
        """Whether anything of it is its own."""
        return self.borrowed < 1


def node_shapes(basis: Basis, axis: str, names: Sequence[str], region: RegionSeason) -> tuple[NodeShape, ...]:
    """The shape of every node of an axis, drawn towards the region's as far as its own years are too few or too unlike
    each other to go by; all under a manual season take the region's."""
    rule = basis.spec.targets.season.own_shape
    rule = "never" if region.method in ("manual", "flat", "parts") and rule == "auto" else rule
    found = _years_of(basis, axis) if rule != "never" else {}
    return tuple(_node_shape(found.get(name, {}), rule, basis, region) for name in names)


def _node_shape(years: Mapping[int, Year], rule: str, basis: Basis, region: RegionSeason) -> NodeShape:
    part = Fraction(rule == "never" or not years)
    if rule == "auto" and years:
        part = borrowed(list(years.values()), region.plain)
    if part == 1:
        return NodeShape(region.shares, part)
    method = region.method if region.method != "moving-average" or len(_run(years)) >= 24 else "recent-years"
    own = drawn(_shape(years, "recent-years" if method == "manual" else method), region.plain, part)
    if keeps_festival(basis.spec) and region.years:
        own = _shifted(own, region.years, method, basis)
    return NodeShape(own, part)


def _shifted(shares: Shares, years: Mapping[int, Year], method: str, basis: Basis) -> Shares:
    """With the plan year's festival; the years count as they do in the shape."""
    chosen = _behind(years, method)
    count = len(chosen)
    weights = fading(count) if method == "recent-years" else (Fraction(1, count),) * count
    return shift_festival(shares, chosen, basis.spec.year, weights)


def _behind(years: Mapping[int, Year], method: str) -> Mapping[int, Year]:
    """The years that a shape is made of."""
    return dict(list(years.items())[-RECENT:]) if method == "recent-years" else years


def complete_years(basis: Basis, axes: tuple[str, ...]) -> dict[int, Year]:
    """The region's years with all twelve months."""
    found = {}
    for year in basis.history.years:
        sold = basis.history.monthly(axes, year).get(())
        if sold is not None and None not in sold.months and sold.total > 0:
            found[year] = _whole(sold)
    return found


def _years_of(basis: Basis, axis: str) -> dict[str, dict[int, Year]]:
    """Every node's years; a month without a row counts as nil where the region's year is complete."""
    found: dict[str, dict[int, Year]] = {}
    for year in basis.history.years:
        for (name,), sold in basis.history.monthly((axis,), year).items():
            if sold.total > 0:
                found.setdefault(name, {})[year] = _whole(sold)
    return found


def _whole(sold: Sold) -> Year:
    return tuple(max(int((amount or Decimal(0)) * FINE), 0) for amount in sold.months)


def _shape(years: Mapping[int, Year], method: str) -> Shares:
    if method == "moving-average":
        return shares_of(moving_average(_run(years)))
    figures = list(years.values())
    return yearly_mean(figures) if method == "yearly-mean" else recent_mean(figures)


def _run(years: Mapping[int, Year]) -> list[int]:
    """The months of the last unbroken run of years."""
    run: list[int] = []
    for year in sorted(years):
        run = [*(run if year - 1 in years else []), *years[year]]
    return run


def _no_months(basis: Basis) -> Problem:
    told = [sold for year in basis.history.years if (sold := basis.history.monthly((), year).get(()))]
    words = Text("没有按月的销售历史，各月平均分解", "there are no monthly sales: the months are split evenly")
    if any(month is not None for sold in told for month in sold.months):
        words = Text(
            "没有一年十二个月的销售都齐，各月平均分解",
            "no year has the sales of all twelve months: they are split evenly",
        )
    return Problem(
        "P20",
        words,
        Text(
            "在 history 中给出两年各月销售额，没有销售的月写 0，或写 season.method: manual 与 weights",
            "give two years by month in history, 0 where nothing was sold, or season.method: manual with weights",
        ),
        ("targets", "season"),
        severity=Severity.WARNING,
    )


def _lacking(months: Sequence[int]) -> Problem:
    listed = Text("、".join(map(str, months)), ", ".join(map(str, months)))
    one = len(months) == 1
    return Problem(
        "P20",
        Text(
            f"没有一年十二个月的销售都齐：旺淡季里 {listed.zh} 月是估计的",
            f"no year has the sales of all twelve months: month{'' if one else 's'} {listed.en} of the season"
            f" {'is' if one else 'are'} estimated",
        ),
        Text(
            "在 history 中补齐这些月，没有销售写 0，或写 season.method: manual 与 weights",
            "give these months in history, 0 where nothing was sold, or season.method: manual with weights",
        ),
        ("targets", "season"),
        severity=Severity.WARNING,
    )


def _no_weights() -> Problem:
    return Problem(
        "P21",
        Text(
            "手工月度权重须是十二个不为负、不全为零的数",
            "manual months need twelve weights, none negative, not all nil",
        ),
        Text("在 season.weights 中写十二个百分比", "write twelve percentages in season.weights"),
        ("targets", "season", "weights"),
    )


def _too_short() -> Problem:
    return Problem(
        "P22",
        Text(
            "移动平均法需要连续两年的月度数据，改用近年加权法",
            "the moving average needs two years of months in a row; the recent years' shares are used",
        ),
        Text("补足数据，或去掉 season.method", "add the data, or drop season.method"),
        ("targets", "season", "method"),
        severity=Severity.WARNING,
    )
