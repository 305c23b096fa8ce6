"""What a district's share of the target is made of: last year, history, market, growth, equal and manual shares.

History shares by proportion of averages or average of proportions (Gross & Sohl 1990). Where the spec leaves the blend
to the data it is last year's share and the trend's, the slope of past changes on the changes before them telling how
much of a trend lasts (a damped trend, Gardner & McKenzie 1985).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import is_whole, nearest
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.season import shares_of
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.region import District
from planforge.wording import rate

COMPONENTS = ("last", "history", "market", "growth", "equal", "manual")
LASTING = Fraction(35, 100)  # how much of last year's change lasts, before the data say otherwise
PASSING = Fraction(-25, 100)  # the same where districts are thin: half of a change was chance and turns back
DOUBT = 8  # how many years of change the assumption is worth
STEP = Fraction(5, 100)  # to which the part of the trend is rounded, so that it can be followed
YEARS = 5  # that tell how much of a trend lasts
THIN = Fraction(1, 4)  # months without a sale, of all, that make districts too thin to have a trend
Raw = list[Fraction | None]


class Weights(Struct, frozen=True):
    """Each component's base figures and shares, one a district; shares of a component sum to one.

    ``coefficients`` are the parts of the blend that could be used, sum one; ``blend`` is what they come to.
    """

    bases: dict[str, tuple[Fraction, ...]]
    shares: dict[str, tuple[Fraction, ...]]
    coefficients: dict[str, Fraction]
    blend: tuple[Fraction, ...]
    problems: tuple[Problem, ...]
    chosen: bool = False  # the blend is what the data say, not what the spec does

    def of(self, index: int) -> dict[str, Fraction]:
        """One district's share in every component, then in the blend."""
        return {name: shares[index] for name, shares in self.shares.items()} | {"blend": self.blend[index]}


def district_weights(basis: Basis, presence: Sequence[Fraction]) -> Weights:
    """Shares of the districts by the spec's blend; ``presence`` is the part of a full year each district is open.

    Manual weights are taken as they are, all others count for the part of the year. A component that no district has
    data for is left out with a problem; without any the districts share alike, and a problem says so.
    """
    problems: list[Problem] = []
    wanted = _coefficients(basis, problems)
    bases: dict[str, tuple[Fraction, ...]] = {}
    for name in wanted:
        raw = _base(name, basis)
        problems += _missing(name, raw, basis)
        if name == "manual":
            problems += uneven_weights(Text("各片区", "the districts"), raw, ("districts",))
        known = tuple(max(value or Fraction(0), Fraction(0)) for value in raw)
        scaled = known if name == "manual" else tuple(v * p for v, p in zip(known, presence, strict=True))
        if any(scaled):
            bases[name] = scaled
        elif any(presence):
            problems.append(_unusable(name, alone=len(wanted) == 1, given=any(value is not None for value in raw)))
    if not bases:
        bases, wanted = {"equal": tuple(Fraction(p > 0) for p in presence)}, {"equal": Fraction(1)}
    return _blend(bases, wanted, problems, basis.spec.targets.by_district == "auto")


def _blend(
    bases: dict[str, tuple[Fraction, ...]], wanted: dict[str, Fraction], problems: list[Problem], chosen: bool
) -> Weights:
    whole = sum(wanted[name] for name in bases)
    coefficients = {name: wanted[name] / whole for name in bases}
    shares = {name: shares_of(base) if any(base) else base for name, base in bases.items()}
    count = len(next(iter(bases.values())))
    blend = tuple(sum((coefficients[name] * shares[name][i] for name in bases), Fraction(0)) for i in range(count))
    return Weights(bases, shares, coefficients, blend, tuple(problems), chosen and "equal" not in bases)


def _coefficients(basis: Basis, problems: list[Problem]) -> dict[str, Fraction]:
    blend = basis.spec.targets.by_district
    if blend == "auto":
        return _told(basis)
    given = {name: Fraction(getattr(blend, name)) for name in COMPONENTS if getattr(blend, name)}
    if not is_whole([getattr(blend, name) for name in given]):
        total = rate(sum(given.values(), Fraction(0)))
        problems.append(
            Problem(
                "P10",
                Text(
                    f"片区权重构成合计 {total}，不是 100%",
                    f"the parts of the districts' weight sum to {total}, not 100%",
                ),
                Text("调整各项，使合计为 100%；暂按比例折算", "make them sum to 100%; for now they are scaled"),
                ("targets", "by_district"),
            )
        )
    return given or {"history": Fraction(1)}


def _base(name: str, basis: Basis) -> Raw:
    """The figures that a component's shares are made of; None where a district's is not given."""
    match name:
        case "last":
            sold = basis.sales("district", basis.spec.year - 1)
            return [_exact(sold.get(name)) for name in basis.names]
        case "history":
            return _history(basis)
        case "market":
            return [_exact(district.market) for district in basis.districts]
        case "growth":
            return _extrapolated(basis)
        case "manual":
            return [_exact(district.weight) for district in basis.districts]
        case _:
            return [Fraction(1)] * len(basis.districts)


def _history(basis: Basis) -> Raw:
    """Past sales of each district over all years, or its share averaged over the years."""
    years = [sales for year in basis.history.years if (sales := basis.sales("district", year))]
    years = years or [sales for sales in [basis.sales("district", basis.spec.year - 1)] if sales]
    if basis.spec.targets.history_share == "average-of-proportions":
        return [_mean_share(name, years) for name in basis.names]
    return [_sum(name, years) for name in basis.names]


def _sum(name: str, years: Sequence[dict[str, Decimal]]) -> Fraction | None:
    known = [Fraction(sales[name]) for sales in years if name in sales]
    return sum(known, Fraction(0)) if known else None


def _mean_share(name: str, years: Sequence[dict[str, Decimal]]) -> Fraction | None:
    wholes = [(sales, sum(sales.values(), Decimal(0))) for sales in years]
    known = [Fraction(sales[name]) / Fraction(whole) for sales, whole in wholes if name in sales and whole > 0]
    return sum(known, Fraction(0)) / len(wholes) if known else None


def _extrapolated(basis: Basis) -> Raw:
    """Last year's sales changed once more as they did last year, a rise by the same amount, a fall by the same rate, so
    that no leap is repeated in full; a district without two years changes as the region."""
    last, before = (basis.sales("district", basis.spec.year - back) for back in (1, 2))
    region = _again(basis.last, basis.before)
    return [
        None if name not in last else Fraction(last[name]) * (_again(last[name], before.get(name)) or region or 1)
        for name in basis.names
    ]


def _again(last: Decimal | Fraction | None, before: Decimal | Fraction | None) -> Fraction | None:
    """What a year is to be multiplied by to change once more; None without both, or without sales in the earlier."""
    if last is None or not before or before < 0 or last < 0:
        return None
    return 1 + (Fraction(last) - Fraction(before)) / Fraction(max(last, before))


def _told(basis: Basis) -> dict[str, Fraction]:
    """The blend that the data ask for: last year's share, and the trend as far as past trends lasted; where changes
    turn back, the years together as far as they do, for a mean of two years undoes half of the last change."""
    year = basis.spec.year
    if not basis.sales("district", year - 1):
        return {"history": Fraction(1)}
    if not basis.sales("district", year - 2):
        return {"last": Fraction(1)}
    slope = _lasting(basis)
    other, part = ("growth", slope) if slope >= 0 else ("history", min(-2 * slope, Fraction(1)))
    part = nearest(part / STEP) * STEP
    return {name: value for name, value in (("last", 1 - part), (other, part)) if value}


def _lasting(basis: Basis) -> Fraction:
    """How much of a change in a district's share is seen again in the next year: from 0 to 1, from -1 where districts
    are thin, for what is below nil turns back, and who grew fastest is not asked for least without the best of reasons.

    The slope of the changes that came on those the trend foretold, over the YEARS last years, drawn towards LASTING
    (PASSING where districts are thin) by as much as DOUBT years of change would."""
    first = PASSING if _is_thin(basis) else LASTING
    shares = [_shares(basis, basis.spec.year - back) for back in range(YEARS, 0, -1)]
    met, foretold, count = Fraction(0), Fraction(0), 0
    for before, last, now in zip(shares, shares[1:], shares[2:], strict=False):
        if before and last and now:
            trend = shares_of([value * (_again(value, old) or 1) for old, value in zip(before, last, strict=True)])
            said = [one - two for one, two in zip(trend, last, strict=True)]
            came = [one - two for one, two in zip(now, last, strict=True)]
            met += sum((a * b for a, b in zip(said, came, strict=True)), Fraction(0))
            foretold += sum((a * a for a in said), Fraction(0))
            count += 1
    if not count or not foretold:
        return first
    weight = DOUBT * foretold / count
    return min(max((met + weight * first) / (foretold + weight), Fraction(-1 if first < 0 else 0)), Fraction(1))


def _shares(basis: Basis, year: int) -> list[Fraction]:
    """The districts' shares of a year; nothing where it is not known."""
    sold = basis.sales("district", year)
    known = [max(Fraction(sold.get(name, 0)), Fraction(0)) for name in basis.names]
    return list(shares_of(known)) if any(known) else []


def _is_thin(basis: Basis) -> bool:
    """Whether many months of last year went without a sale in their district."""
    monthly = basis.history.monthly(("district",), basis.spec.year - 1)
    months = [month for sold in monthly.values() for month in sold.months]
    return sum(not month for month in months) > THIN * len(months)


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


# What can be wrong ----------------------------------------------------------------------------------------------------

_LACKS = {
    "last": Text("没有上年销售", "has no sales last year"),
    "history": Text("没有销售历史", "has no past sales"),
    "growth": Text("没有上年销售，推算不出增速", "has no sales last year to grow from"),
    "market": Text("没有填市场容量 market", "gives no market size"),
    "manual": Text("没有填手工权重 weight", "gives no weight of its own"),
}
_SUBJECTS = {
    "last": "上年销售",
    "history": "历史销售",
    "growth": "上年销售",
    "market": "市场容量",
    "manual": "手工权重",
    "equal": "权重",
}
_FIELDS = {"market": "market", "manual": "weight"}


def _missing(name: str, raw: Raw, basis: Basis) -> list[Problem]:
    """Districts without a figure, where others have one: not given is not nil."""
    if all(value is None for value in raw):
        return []
    pairs = enumerate(zip(basis.districts, raw, strict=True))
    return [
        _lacking(name, district, _place(name, index, basis))
        for index, (district, value) in pairs
        if value is None and not (_is_new(district) and name in ("last", "history", "growth"))
    ]


def uneven_weights(whose: Text, given: Sequence[Fraction | Decimal | None], path: Path) -> list[Problem]:
    """Weights written as parts of the whole that do not come to it.

    Those of which one is all of it and the others half as much again (1 and 1, 120 % and 80 %) are proportions; what
    rates printed to a tenth of a per cent are apart by is rounding.
    """
    known = [Fraction(weight) for weight in given if weight]
    whole = sum(known, Fraction(0))
    over = whole > 1 or (whole < 1 and None not in given)
    rounding = Fraction(max(10, len(known)), 2000)
    if not known or min(known) < 0 or not over or abs(whole - 1) < rounding or (max(known) >= 1 and whole * 2 >= 3):
        return []
    return [
        Problem(
            "P15",
            Text(
                f"{whose.zh}写明的权重合计 {rate(whole)}，不是 100%；按比例折算",
                f"the weights of {whose.en} sum to {rate(whole)}, not 100%; they are scaled",
            ),
            Text("调整权重，使合计为 100%", "make them sum to 100%"),
            path,
            severity=Severity.WARNING,
        )
    ]


def _is_new(district: District) -> bool:
    return district.opens is not None or bool(district.ramp)


def _place(name: str, index: int, basis: Basis) -> Path:
    district = basis.districts[index]
    return ("districts", basis.spec.districts.index(district), *((_FIELDS[name],) if name in _FIELDS else ()))


def _lacking(name: str, district: District, path: Path) -> Problem:
    lack, part = _LACKS[name], Text(f"by_district.{name}", f"by_district.{name}")
    return Problem(
        "P11",
        Text(
            f"片区“{district.name}”{lack.zh}，{part.zh} 一项暂按 0 计",
            f'"{district.name}" {lack.en}; {part.en} counts as 0 for it',
        ),
        Text("补上；确实没有就写 0，新片区写 opens", "give it; write 0 if there is none, and opens for a new district"),
        path,
    )


def _unusable(name: str, *, alone: bool, given: bool) -> Problem:
    """Nobody gives it, or all that give it say nil."""
    lack = _LACKS.get(name, Text("没有数据", "has no data"))
    why = (
        Text(f"各片区的{_SUBJECTS[name]}都是 0", f"all districts' {name} is 0")
        if given
        else Text(f"各片区都{lack.zh}", f"every district {lack.en}")
    )
    instead = Text("各片区均分", "districts share alike") if alone else Text("按其余各项分解", "the other parts count")
    return Problem(
        "P12",
        Text(
            f"{why.zh}，by_district.{name} 无法使用，{instead.zh}",
            f"{why.en}: by_district.{name} is of no use, {instead.en}",
        ),
        Text("补上数据，或去掉这一项", "add the data, or drop this part")
        if not given
        else Text("至少给一个片区大于 0 的数", "give at least one district more than 0"),
        ("targets", "by_district"),
        severity=Severity.WARNING if name in ("last", "history") else Severity.ERROR,
    )
