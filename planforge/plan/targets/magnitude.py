"""Amounts of a size that cannot be meant: a forgotten 万, a market smaller than what is sold in it.

The likeliest slip of a hand that writes 8280 for 8280万 passes every other rule, since any amount adds up.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.numbers import nearest
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path, Problem, Severity, Text
from planforge.records import replace
from planforge.spec.products import Product
from planforge.spec.region import MoneyFormat
from planforge.spec.spec import Spec
from planforge.wording import both, money, printed

FAR = 20  # times last year, or a part of it
STEP = 8  # times last year's price: a point that slipped
SLIP = 10  # of the year's target, which all else is made of


def magnitude_problems(spec: Spec, targets: TargetPlan) -> Iterator[Problem]:
    """Targets, locks and markets against last year's sales; nothing where there is no last year."""
    style = spec.money
    for path, amount, last, whose in _stated(spec, targets):
        base = path == ("targets", "base")
        most = SLIP if base else FAR
        year = _a_year(last, targets) if base else last
        if last > 0 and not Fraction(last, most) <= Fraction(amount) <= most * year:
            unlikely = _unlikely(path, amount, last, whose, style)
            yield _slip(unlikely, Fraction(amount) / last - 1) if base else unlikely
    for index, product in enumerate(spec.products):
        if (
            product.price
            and product.last_price
            and not (Fraction(1, STEP) < Fraction(product.price) / Fraction(product.last_price) < STEP)
        ):
            yield _dear(product, style, ("products", index, "price"))
    for index, district in enumerate(spec.districts):
        last = _last(targets, district.name)
        if district.market is not None and 0 < district.market < last:
            yield _crowded(district.name, district.market, last, style, ("districts", index, "market"))


def _a_year(last: int, targets: TargetPlan) -> int:
    """Last year's sales, at the average of its months where not all of them have any."""
    months = sum(map(bool, targets.last_districts.months)) if targets.last_districts else 0
    return last * 12 // months if months else last


def _stated(spec: Spec, targets: TargetPlan) -> Iterator[tuple[Path, Decimal, int, Text]]:
    """Amounts written for a year of the region or a district, with last year's sales of the same."""
    region = Text("全区", "the region")
    for key in ("base", "floor", "stretch", "assigned"):
        stated = getattr(spec.targets, key)
        amount = getattr(stated, "amount", stated)
        if isinstance(amount, Decimal) and amount > 0:
            yield ("targets", key), amount, targets.last or 0, region
    for index, lock in enumerate(spec.targets.locks):
        alone = (lock.month, lock.product, lock.channel, lock.person, lock.store) == (None,) * 5
        if lock.district is not None and alone and lock.amount > 0:
            last, name = _last(targets, lock.district), Text(lock.district, lock.district)
            yield ("targets", "locks", index, "amount"), lock.amount, last, name


def _last(targets: TargetPlan, district: str) -> int:
    grid = targets.last_districts
    return grid.totals[grid.nodes.index(district)] if grid and district in grid.nodes else 0


def _unlikely(path: Path, amount: Decimal, last: int, whose: Text, style: MoneyFormat) -> Problem:
    stated, before = money(int(amount), style), money(last, style)
    return Problem(
        "P83",
        Text(
            f"写的是 {printed(amount)} 元（{stated.zh}），而{whose.zh}上年销售 {before.zh}，相差悬殊",
            f"this is {stated.en}, while {whose.en} sold {before.en} last year",
        ),
        Text("是否漏写了单位？金额写作 8280万、1.2亿", "is a unit missing? write 82.8m, 650k, 8280万"),
        path,
        severity=Severity.WARNING,
    )


def _slip(unlikely: Problem, growth: Fraction) -> Problem:
    """A year's target of such a size is a slip of the unit, unless it is said as the growth that it is."""
    places = next((n for n in range(1, 9) if abs(growth + 1) * 10 ** (n + 2) >= 1), 9)  # never -100.0%
    meant = f"{Decimal(nearest(growth * 10 ** (places + 2))).scaleb(-places):+f}%"
    hint = Text(
        f"{unlikely.hint.zh if unlikely.hint else ''}；真要这样，改写成对上年的增幅，如 {meant}",
        f"{unlikely.hint.en if unlikely.hint else ''}; if it is meant, write the growth on last year: {meant}",
    )
    return replace(unlikely, hint=hint, severity=Severity.ERROR)


def _dear(product: Product, style: MoneyFormat, path: Path) -> Problem:
    now, before = both(lambda n: n.priced(product.price), style), both(lambda n: n.priced(product.last_price), style)
    return Problem(
        "P83",
        Text(
            f"{product.name}的计划单价 {now.zh}，上年单价 {before.zh}，相差悬殊",
            f"the planned price of {product.name} is {now.en}; last year's was {before.en}",
        ),
        Text("是否写错了小数点，或换了销量单位？", "has the point slipped, or has the unit of volume changed?"),
        path,
        severity=Severity.WARNING,
    )


def _crowded(name: str, market: Decimal, last: int, style: MoneyFormat, path: Path) -> Problem:
    size, sold = money(int(market), style), money(last, style)
    return Problem(
        "P84",
        Text(
            f"{name}的市场容量 {size.zh} 小于上年销售 {sold.zh}，占有率会超过100%",
            f"the market of {name}, {size.en}, is smaller than last year's sales there, {sold.en}",
        ),
        Text("是否漏写了单位？金额写作 9800万、1.2亿", "is a unit missing? write 98m, 9800万"),
        path,
        severity=Severity.WARNING,
    )
