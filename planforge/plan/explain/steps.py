"""One step of an explanation: what is looked at, and its figure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from planforge.plan.targets.holds import Held
from planforge.plan.targets.margin import Margin
from planforge.plan.targets.targets import Workings
from planforge.problem import Text


class Step(Struct, frozen=True):
    """``unit`` is "money" or "price" (in currency units, a price always printed in them), "rate" (a fraction of one),
    "count", or "" where there is no figure."""

    what: Text
    figure: int | Fraction | None = None
    unit: str = ""


def money_step(zh: str, en: str, figure: int | Fraction) -> Step:
    """An amount of money."""
    return Step(Text(zh, en), figure, "money")


def rate_step(zh: str, en: str, figure: Fraction) -> Step:
    """A share or ratio."""
    return Step(Text(zh, en), figure, "rate")


def count_step(zh: str, en: str, figure: int | Fraction) -> Step:
    """A number of something."""
    return Step(Text(zh, en), figure, "count")


# The last steps to a target -------------------------------------------------------------------------------------------

_HELD = {
    "lock": Text("锁定", "locked"),
    "floor": Text("提到下限", "raised to its floor"),
    "cap": Text("压到上限", "held at its cap"),
}

_CLOSED = Text("已关账，按实际", "closed as sold")
_IMPLIED = _HELD | {
    "floor": Text("提到其中各项锁定所需", "raised to what the locks within it need"),
    "cap": Text("压到各项锁定和营业月份留下的空间", "held at what locks and months of trade leave room for"),
}
"""What holds a figure without a bound of its own."""
_LEFT = {
    "closed": Text("扣除已关账月份实际后的余额", "left after what closed months sold"),
    "held": Text("扣除锁定与上下限后的余额", "left after locks, floors and caps"),
    "both": Text("扣除已关账月份实际、锁定与上下限后的余额", "left after closed months, locks, floors and caps"),
}
PUSHED = Text("其中由已关账月份转来", "of which closed months push on")
"""What months that are over did not sell, or sold more, against the figure as it was without them."""


def settled(node: str, margin: Margin, workings: Workings, missed: int = 0) -> Iterator[Step]:
    """From the exact figure to the whole one, and what held it; what others hold is taken off first.

    ``missed`` is what months that are over sold less than they were to sell.
    """
    share, others = margin.of(node), [other for other in margin.shares if other.held]
    over = sum(held.closed for held in margin.kept)
    if not share.held:
        if others:
            free = sum((other.weight for other in margin.shares if not other.held), Fraction(0))
            rest = sum(margin.amounts) - sum(other.amount for other in others)
            left = _LEFT["closed" if over == len(others) else "both" if over else "held"]
            yield units_step(left.zh, left.en, rest, workings)
            part = share.weight / free if free else free
            yield rate_step("× 占其余权重之比", "× share of the weights left", part)
        yield units_step("= 未取整", "= before rounding", share.raw, workings)
        if others and missed:
            yield units_step(PUSHED.zh, PUSHED.en, part * missed, workings)
        if share.rounding:
            yield units_step("取整（最大余额法）", "rounding (largest remainder)", share.rounding, workings)
    yield final(share.amount, workings, share.held, _hold(margin, node))


def final(units: int, workings: Workings, kind: str, held: Held | None) -> Step:
    if not kind:
        return units_step("目标", "target", units, workings)
    label = _CLOSED if held and held.closed else (_HELD if held else _IMPLIED)[kind]
    reason = held.reason if held else None
    zh, en = (f"{label.zh}（{reason}）", f"{label.en} ({reason})") if reason else label
    return units_step(f"目标，{zh}", f"target, {en}", units, workings)


def _hold(margin: Margin, node: str) -> Held | None:
    """What holds a node of a margin."""
    kind = margin.of(node).held
    return next((held for held in margin.kept if held.node == node and held.kind == kind), None)


def units_step(zh: str, en: str, units: int | Fraction, workings: Workings) -> Step:
    return money_step(zh, en, units * workings.basis.granule)
