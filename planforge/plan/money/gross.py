"""Gross profit, sales × margin: by product, by class, and by district and month from the product cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import nearest, ratio
from planforge.plan.amounts import round_parts, round_table
from planforge.plan.grid import Grid
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path, Problem, Text
from planforge.spec.products import Product
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean, rate


class ProductProfit(Struct, frozen=True):
    """One product (or class): sales and gross profit, last year and planned."""

    name: str
    product_class: str | None
    last_sales: int | None
    sales: int
    last_margin: Fraction | None
    margin: Fraction | None
    last_gross: int | None
    gross: int
    last_share: Fraction | None
    share: Fraction


def product_margins(spec: Spec) -> dict[str, Fraction]:
    """Planned margin of each product that has one, its own or its class's."""
    classes = {c.name: c.margin for c in spec.product_classes}
    found = {p.name: p.margin if p.margin is not None else classes.get(p.product_class or "") for p in spec.products}
    return {name: Fraction(margin) for name, margin in found.items() if margin is not None}


def last_margins(spec: Spec) -> dict[str, Fraction]:
    """Last year's margin of each product, as planned where none is stated; only those stated where last year's gross
    profit is, for what it says wins over a guess."""
    stated = {p.name: Fraction(p.last_margin) for p in spec.products if p.last_margin is not None}
    return stated if spec.budget.last.gross_profit is not None else product_margins(spec) | stated


def gross_cells(spec: Spec, targets: TargetPlan, granule: int) -> Grid:
    """Gross profit by district and month, its total the gross profit of all products."""
    return Grid("district", targets.districts.nodes, round_table(exact_gross(spec, targets), granule))


def exact_gross(spec: Spec, targets: TargetPlan) -> list[list[Fraction]]:
    """Σ over products of sales cell × margin, districts × 12, before rounding."""
    nodes = targets.products.nodes if targets.products else ()
    margins = [product_margins(spec).get(name, Fraction(0)) for name in nodes]
    return [
        [
            sum((sales * margin for sales, margin in zip(cell, margins, strict=True) if sales), Fraction(0))
            for cell in row
        ]
        for row in targets.by_product
    ]


def product_profits(spec: Spec, targets: TargetPlan, granule: int) -> tuple[ProductProfit, ...]:
    """Every product of the target plan; without a margin it earns nothing."""
    nodes, sales = (targets.products.nodes, targets.products.totals) if targets.products else ((), ())
    margins, before = product_margins(spec), last_margins(spec)
    sold = [targets.last_products.get(name) for name in nodes]
    grosses = round_parts([s * margins.get(n, Fraction(0)) for n, s in zip(nodes, sales, strict=True)], granule)
    earned = round_parts([(s or 0) * before.get(n, Fraction(0)) for n, s in zip(nodes, sold, strict=True)], granule)
    classes = {p.name: p.product_class for p in spec.products}
    return tuple(
        ProductProfit(
            name,
            classes.get(name),
            sold[i],
            sales[i],
            before.get(name) if sold[i] else None,
            margins.get(name),
            earned[i] if sold[i] is not None and name in before else None,
            grosses[i],
            ratio(sold[i], sum(s or 0 for s in sold)),
            ratio(sales[i], sum(sales)) or Fraction(0),
        )
        for i, name in enumerate(nodes)
    )


def class_profits(spec: Spec, products: Sequence[ProductProfit]) -> tuple[ProductProfit, ...]:
    """The products summed by class, in the order of the spec's classes, then as products name them; "" for the rest."""
    named = [c.name for c in spec.product_classes] + [p.product_class for p in products if p.product_class]
    groups = {name: [p for p in products if p.product_class == name] for name in named}
    if named:
        groups[""] = [p for p in products if not p.product_class]
    return tuple(_summed(name, group) for name, group in groups.items() if group)


def _summed(name: str, group: Sequence[ProductProfit]) -> ProductProfit:
    sold = [p for p in group if p.last_sales is not None]
    last_sales = sum(p.last_sales or 0 for p in sold) if sold else None
    earning = [p for p in sold if p.last_gross is not None]
    return ProductProfit(
        name,
        name,
        last_sales,
        sum(p.sales for p in group),
        average_margin([(p.last_sales or 0, p.last_margin) for p in sold]),
        average_margin([(p.sales, p.margin) for p in group]),
        sum(p.last_gross or 0 for p in earning) if earning else None,
        sum(p.gross for p in group),
        sum((p.last_share or Fraction(0) for p in sold), Fraction(0)) if sold else None,
        sum((p.share for p in group), Fraction(0)),
    )


def average_margin(weighed: Sequence[tuple[int, Fraction | None]]) -> Fraction | None:
    """Margins weighted by sales, never averaged plainly; a margin that is not given earns nothing."""
    sales = sum(weight for weight, _ in weighed)
    if not sales or all(margin is None for _, margin in weighed):
        return None
    return sum((weight * (margin or Fraction(0)) for weight, margin in weighed), Fraction(0)) / sales


def stated_last_gross(spec: Spec, products: Sequence[ProductProfit], granule: int) -> int | None:
    """Last year's gross profit: as stated, else from last year's sales and margins; None where neither is known."""
    if spec.budget.last.gross_profit is not None:
        return nearest(spec.budget.last.gross_profit, granule)
    earned = [p.last_gross for p in products if p.last_gross is not None]
    return sum(earned) if earned else None


def margin_problems(spec: Spec) -> Iterator[Problem]:
    """Products without a margin where others have one, of an unknown class, or earning more than they sell for."""
    known = product_margins(spec)
    classes = [c.name for c in spec.product_classes]
    for index, product in enumerate(spec.products):
        path: Path = ("products", index)
        if known and product.name not in known:
            yield _marginless(product, path)
        if product.product_class and classes and product.product_class not in classes:
            yield Problem(
                "M21",
                Text(
                    f"产品“{product.name}”的类别“{product.product_class}”不在 product_classes 中",
                    f'The class "{product.product_class}" of "{product.name}" is not among product_classes',
                ),
                did_you_mean(product.product_class, classes),
                (*path, "class"),
            )
        if product.margin is not None and product.margin > 1:
            yield Problem(
                "M22",
                Text(
                    f"产品“{product.name}”毛利率 {rate(product.margin)}，超过 100%",
                    f'The margin of "{product.name}" is {rate(product.margin)}, more than 100%',
                ),
                Text("毛利率 = 毛利 ÷ 销售额，不会超过 100%", "a margin is gross profit ÷ sales, 100% at most"),
                path=(*path, "margin"),
            )


def _marginless(product: Product, path: Path) -> Problem:
    return Problem(
        "M20",
        Text(
            f"产品“{product.name}”没有毛利率，毛利暂计为 0",
            f'The product "{product.name}" has no margin; its gross profit counts as 0',
        ),
        Text("给产品或其类别填 margin。", "Give the product or its class a margin."),
        path,
    )
