"""Past sales in the figures a starting spec states: who sold how much, in which years, at which price and margin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec import Struct

from planforge.ledger.heads import AXES
from planforge.ledger.intake import FULL, Intake
from planforge.ledger.sales import Sale
from planforge.ledger.seats import home_of
from planforge.ledger.sense import SMALL
from planforge.wording import printed

CENT = Decimal("0.01")
FEW = 3  # months from which a year can be guessed


class Sold(Struct, frozen=True):
    """A district, product, channel, person or store. ``last`` are its sales of the last year, ``share`` its part of
    them, ``growth`` and ``change`` on the year before; ``price`` is amount by unit, ``margin`` profit by amount."""

    name: str
    last: Decimal | None = None
    share: Decimal | None = None
    growth: Decimal | None = None
    change: Decimal | None = None
    price: Decimal | None = None
    margin: Decimal | None = None
    district: str | None = None


class YearFact(Struct, frozen=True):
    """One year of the region, how many months of it are told, and the strongest and the weakest of them."""

    year: int
    amount: Decimal
    growth: Decimal | None
    peak: int
    low: int
    months: int


class Metric(Struct, frozen=True):
    """A figure of last year beside sales."""

    name: str
    actual: str
    note: str
    unit: str = ""


class Past(Struct, frozen=True):
    """``file`` is the tidy table beside the spec, ``source`` what it was made from; ``returns`` says that some months
    of it are below nil, ``small`` that its unit would be doubted. The nodes are in the order of last year's sales."""

    file: str
    source: str
    axes: tuple[str, ...]
    facts: tuple[YearFact, ...]
    districts: tuple[Sold, ...]
    products: tuple[Sold, ...] = ()
    channels: tuple[Sold, ...] = ()
    people: tuple[Sold, ...] = ()
    stores: tuple[Sold, ...] = ()
    metrics: tuple[Metric, ...] = ()
    returns: bool = False
    small: bool = False
    volume_unit: str = ""
    estimated: str = ""  # the last year's months that are estimates: 11–12

    @property
    def years(self) -> tuple[int, ...]:
        """The years, oldest first."""
        return tuple(fact.year for fact in self.facts)

    @property
    def last_year(self) -> int:
        """The last of them."""
        return self.facts[-1].year

    @property
    def movers(self) -> tuple[tuple[Sold, Sold], ...]:
        """Of districts and of products the one that gained most and the one that gained least or lost."""
        found = []
        for nodes in (self.districts, self.products):
            moved = sorted((n for n in nodes if n.growth is not None), key=lambda n: n.change or 0)
            if moved and moved[-1].change != moved[0].change:
                found.append((moved[-1], moved[0]))
        return tuple(found)

    @property
    def part(self) -> bool:
        """Whether all there is is a part of one year, of which the rest cannot be estimated."""
        return len(self.facts) == 1 and self.facts[0].months < FULL

    @property
    def few(self) -> bool:
        """Whether these are so few months that a year of them would be a guess."""
        return self.part and self.facts[0].months < FEW

    @property
    def total(self) -> Decimal:
        """The last year's sales."""
        return self.facts[-1].amount


def past_of(intake: Intake, file: str, source: str, words: Mapping[str, Any]) -> Past:
    """The facts of an intake whose tidy table is ``file``; ``words`` are those of ``start.yaml``."""
    nodes = {axis: tuple(_nodes(axis, intake)) for axis in AXES}
    facts = tuple(_facts(intake))
    return Past(
        file=file,
        source=" ".join(source.split()),
        axes=tuple(words["heads"][axis] for axis in AXES if nodes[axis]),
        facts=facts,
        districts=nodes["district"],
        products=nodes["product"],
        channels=nodes["channel"],
        people=nodes["person"],
        stores=tuple(store for store in nodes["store"] if store.district),
        metrics=tuple(_metrics(intake, words["metrics"])),
        returns=intake.has_negative_months,
        volume_unit=intake.volume_unit,
        estimated=_estimated(intake, facts[-1].year),
        small=all(fact.amount < SMALL for fact in facts),
    )


def _facts(intake: Intake) -> Iterator[YearFact]:
    before = None
    for year in intake.years:
        months: dict[int, Decimal] = defaultdict(Decimal)
        for sale in intake.sales:
            if sale.year == year:
                months[sale.month] += sale.amount
        whole = sum(months.values(), Decimal(0))
        peak, low = (pick(sorted(months), key=months.__getitem__) for pick in (max, min))
        yield YearFact(year, whole, _ratio(whole - before, before) if before else None, peak, low, len(months))
        before = whole


def _nodes(axis: str, intake: Intake) -> Iterator[Sold]:
    groups: dict[str, list[Sale]] = defaultdict(list)
    for sale in intake.sales:
        name = getattr(sale.node, axis)
        if name is not None:
            groups[name].append(sale)
    last = intake.years[-1]
    sums = {name: _sum(sales, last) for name, sales in groups.items()}
    whole = sum(sums.values(), Decimal(0))
    for name in sorted(groups, key=lambda name: -sums[name]):
        sales = groups[name]
        before = _sum(sales, last - 1) if last - 1 in intake.years else Decimal(0)
        yield Sold(
            name=name,
            last=sums[name],
            share=_ratio(sums[name], whole),
            growth=_ratio(sums[name] - before, before),
            change=sums[name] - before,
            price=_price(sales, last) if axis == "product" else None,
            margin=_margin(sales, last) if axis == "product" else None,
            district=home_of(sales) if axis in ("person", "store") else None,
        )


def _sum(sales: Iterable[Sale], year: int) -> Decimal:
    return sum((sale.amount for sale in sales if sale.year == year), Decimal(0))


def _ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole > 0 else None


def _price(sales: Sequence[Sale], year: int) -> Decimal | None:
    """The year's average price, to the cent; None where not every sale tells its volume."""
    sold = [sale for sale in sales if sale.year == year]
    units = [sale.units for sale in sold if sale.units is not None]
    if len(units) < len(sold) or sum(units) <= 0 or _sum(sold, year) <= 0:
        return None
    return max((_sum(sold, year) / sum(units, Decimal(0))).quantize(CENT, ROUND_HALF_UP), CENT)


def _margin(sales: Sequence[Sale], year: int) -> Decimal | None:
    """The year's profit by its sales; None where not every sale tells it."""
    sold = [sale for sale in sales if sale.year == year]
    profits = [sale.profit for sale in sold if sale.profit is not None]
    amount = _sum(sold, year)
    if not sold or len(profits) < len(sold) or amount <= 0:
        return None
    margin = sum(profits, Decimal(0)) / amount
    return margin if -1 <= margin <= 1 else None


def _metrics(intake: Intake, words: Mapping[str, Any]) -> Iterator[Metric]:
    """Profit, orders and customers of the last year beside the year before, where the file tells both."""
    if len(intake.years) < 2:
        return
    before, last = intake.years[-2:]
    months = _span_told(intake, last)
    figures: dict[str, tuple[str, str] | None] = {
        "profit": _profits(intake, before, last),
        "orders": _counts(intake.orders, before, last),
        "customers": _counts(intake.customers, before, last),
    }
    for key, found in figures.items():
        if found:
            told = {"value": found[1], "before": found[0], "before_year": before, "column": intake.profit_head}
            text = {part: str(words[key][part]).format_map(told) for part in ("name", "actual", "note", "unit")}
            if months:
                text["note"] = str(words["part"]).format(year=last, months=months, note=text["note"])
            yield Metric(**text)


def _span_told(intake: Intake, year: int) -> str:
    """The months of a year that the file tells: ``1–10``; empty where it tells all twelve."""
    told = sorted({sale.month for sale in intake.sales if sale.year == year and (sale.file or not sale.estimated)})
    return "" if len(told) == FULL else f"{told[0]}–{told[-1]}" if len(told) > 1 else str(told[0])


def _estimated(intake: Intake, year: int) -> str:
    """The months of a year that are estimated from those it has and the year before."""
    found = sorted({s.month for s in intake.sales if s.year == year and s.estimated and not s.file and s.amount})
    return f"{found[0]}–{found[-1]}" if len(found) > 1 else "".join(map(str, found))


def _profits(intake: Intake, *years: int) -> tuple[str, str] | None:
    shares = [_margin(intake.sales, year) for year in years]
    shown = [f"{(share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%" for share in shares if share is not None]
    return (shown[0], shown[1]) if len(shown) == 2 else None


def _counts(found: Mapping[int, int], *years: int) -> tuple[str, str] | None:
    shown = [printed(found[year]) for year in years if found.get(year)]
    return (shown[0], shown[1]) if len(shown) == 2 else None
