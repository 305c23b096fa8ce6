"""What a district's share of the target is made of: history, market, growth, equal and manual shares, blended.

History shares by proportion of averages or average of proportions (Gross & Sohl 1990).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from planforge.plan.targets.basis import Basis
from planforge.plan.targets.season import shares_of
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.region import District
from planforge.wording import rate

COMPONENTS = ("history", "market", "growth", "equal", "manual")
Raw = list[Fraction | None]


@dataclass(frozen=True, slots=True)
class Weights:
    """Each component's base figures and shares, one a district; shares of a component sum to one.

    ``coefficients`` are the parts of the blend that could be used, sum one; ``blend`` is what they come to.
    """

    bases: dict[str, tuple[Fraction, ...]]
    shares: dict[str, tuple[Fraction, ...]]
    coefficients: dict[str, Fraction]
    blend: tuple[Fraction, ...]
    problems: tuple[Problem, ...]

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
        known = tuple(max(value or Fraction(0), Fraction(0)) for value in raw)
        scaled = known if name == "manual" else tuple(v * p for v, p in zip(known, presence, strict=True))
        if any(scaled):
            bases[name] = scaled
        elif any(presence):
            problems.append(_unusable(name, alone=len(wanted) == 1, given=any(value is not None for value in raw)))
    if not bases:
        bases, wanted = {"equal": tuple(Fraction(p > 0) for p in presence)}, {"equal": Fraction(1)}
    return _blend(bases, wanted, problems)


def _blend(bases: dict[str, tuple[Fraction, ...]], wanted: dict[str, Fraction], problems: list[Problem]) -> Weights:
    whole = sum(wanted[name] for name in bases)
    coefficients = {name: wanted[name] / whole for name in bases}
    shares = {name: shares_of(base) if any(base) else base for name, base in bases.items()}
    count = len(next(iter(bases.values())))
    blend = tuple(sum((coefficients[name] * shares[name][i] for name in bases), Fraction(0)) for i in range(count))
    return Weights(bases, shares, coefficients, blend, tuple(problems))


def _coefficients(basis: Basis, problems: list[Problem]) -> dict[str, Fraction]:
    blend = basis.spec.targets.by_district
    given = {name: Fraction(getattr(blend, name)) for name in COMPONENTS if getattr(blend, name)}
    if sum(given.values()) != 1:
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
    """Last year's sales grown once more as they grew last year; a district without two years grows as the region."""
    last, before = (basis.sales("district", basis.spec.year - back) for back in (1, 2))
    region = _growth(basis.last, basis.before)
    return [_grown(last.get(name), before.get(name), region) for name in basis.names]


def _grown(last: Decimal | None, before: Decimal | None, region: Fraction) -> Fraction | None:
    if last is None:
        return None
    return Fraction(last) * (_growth(last, before) if before else region)


def _growth(last: Decimal | None, before: Decimal | None) -> Fraction:
    return Fraction(last) / Fraction(before) if last and before and before > 0 else Fraction(1)


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


# What can be wrong ----------------------------------------------------------------------------------------------------

_LACKS = {
    "history": Text("没有销售历史", "has no past sales"),
    "growth": Text("没有上年销售，推算不出增速", "has no sales last year to grow from"),
    "market": Text("没有填市场容量 market", "gives no market size"),
    "manual": Text("没有填手工权重 weight", "gives no weight of its own"),
}
_SUBJECTS = {"history": "历史销售", "growth": "上年销售", "market": "市场容量", "manual": "手工权重", "equal": "权重"}
_FIELDS = {"market": "market", "manual": "weight"}


def _missing(name: str, raw: Raw, basis: Basis) -> list[Problem]:
    """Districts without a figure, where others have one: not given is not nil."""
    if all(value is None for value in raw):
        return []
    pairs = enumerate(zip(basis.districts, raw, strict=True))
    return [
        _lacking(name, district, _place(name, index, basis))
        for index, (district, value) in pairs
        if value is None and not (_is_new(district) and name in ("history", "growth"))
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
        severity=Severity.ERROR if name != "history" else Severity.WARNING,
    )
