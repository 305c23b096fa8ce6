"""What promotions return on their spend: lift × gross margin ÷ cost, compared and ranked."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.money.profit import ProfitPlan
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Problem, Text
from planforge.records import replace
from planforge.spec.money import Promotion
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean


class PromotionReturn(Struct, frozen=True):
    """A promotion and its return on spend: lift × margin ÷ cost; rank 1 is best."""

    name: str
    cost: int
    lift: int | None
    margin: Fraction | None
    gross: int | None
    result: Fraction | None
    rank: int | None


def return_on_spend(lift: Fraction, margin: Fraction, cost: Fraction) -> Fraction:
    """lift × margin ÷ cost, exact; ZeroDivisionError where nothing is spent."""
    return lift * margin / cost


def plan_promotions(
    spec: Spec, targets: TargetPlan, profit: ProfitPlan | None, granule: int = 1
) -> tuple[PromotionReturn, ...]:
    """Every promotion in the order of the spec; what lacks cost, lift or margin has no result and no rank."""
    margins = [margin_of(promotion, spec, profit) for promotion in spec.promotions]
    returns = tuple(_return(p, margin, granule) for p, margin in zip(spec.promotions, margins, strict=True))
    best = sorted((r.result for r in returns if r.result is not None), reverse=True)
    return tuple(r if r.result is None else replace(r, rank=best.index(r.result) + 1) for r in returns)


def _return(promotion: Promotion, margin: Fraction | None, granule: int) -> PromotionReturn:
    result = gross = None
    if promotion.lift is not None and margin is not None:
        gross = nearest(Fraction(promotion.lift) * margin, granule)
        if promotion.cost:
            result = return_on_spend(Fraction(promotion.lift), margin, Fraction(promotion.cost))
    lift = None if promotion.lift is None else nearest(promotion.lift, granule)
    cost = nearest(promotion.cost or 0, granule)
    return PromotionReturn(promotion.name, cost, lift, margin, gross, result, None)


def margin_of(promotion: Promotion, spec: Spec, profit: ProfitPlan | None) -> Fraction | None:
    """Margin of the products named, weighted by their targets; the average of all where none is named."""
    if profit is None:
        return None
    homes = {item.name: item.product for item in spec.new_items}
    names = {homes.get(name, name) for name in promotion.products}
    margins = [(p.sales, p.margin) for p in profit.products if p.name in names and p.margin is not None]
    if not margins:
        return profit.margin
    sales = sum(weight for weight, _ in margins)
    weights = [Fraction(weight, sales) if sales else Fraction(1, len(margins)) for weight, _ in margins]
    return sum((w * margin for w, (_, margin) in zip(weights, margins, strict=True)), Fraction(0))


def promotion_problems(spec: Spec) -> Iterator[Problem]:
    """Promotions of products, districts or channels that the plan does not have."""
    known = {
        "products": [p.name for p in spec.products] + [item.name for item in spec.new_items],
        "districts": [d.name for d in spec.districts],
        "channels": [c.name for c in spec.channels],
    }
    for index, promotion in enumerate(spec.promotions):
        for field, names in known.items():
            for position, name in enumerate(getattr(promotion, field)):
                if names and name not in names:
                    yield Problem(
                        "M17",
                        Text(
                            f"促销“{promotion.name}”涉及未知的“{name}”",
                            f'The promotion "{promotion.name}" names an unknown "{name}"',
                        ),
                        did_you_mean(name, names),
                        ("promotions", index, field, position),
                    )
