"""One margin with what the manager holds: locks, floors and caps, the rest by weight, each share with its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.plan.targets.allocate.infeasible import Infeasible, Show, plain
from planforge.plan.targets.allocate.remainder import Weight, apportion, whole_weights
from planforge.problem import Text

Sides = dict[int, str]


class Share(Struct, frozen=True):
    """How one node came by its figure: ``share`` is its part of all weights, ``raw`` the exact figure before rounding,
    ``held`` what bound it ("lock", "floor", "cap" or "")."""

    weight: Fraction
    share: Fraction
    raw: Fraction
    amount: int
    held: str = ""

    @property
    def rounding(self) -> Fraction:
        """What rounding added, between −1 and 1."""
        return self.amount - self.raw

    @property
    def raised(self) -> int:
        """1 where the largest remainder gave one more than the whole part of ``raw``, else 0."""
        return self.amount - self.raw.__floor__()


class Room(Struct, frozen=True):
    """What each node may get at least and at most; ``locked`` nodes have no choice."""

    low: Sequence[int]
    high: Sequence[int]
    locked: frozenset[int] = frozenset()


def share_out(
    total: int,
    weights: Sequence[Weight],
    *,
    locks: Mapping[int, int] | None = None,
    floors: Mapping[int, int] | None = None,
    caps: Mapping[int, int] | None = None,
    show: Show | None = None,
) -> tuple[Share, ...]:
    """``total`` by weight: locked nodes keep their figure, floors and caps hold, the rest shares what is left.

    free_i = w_i ÷ Σ_free w × (total − Σ held), floors and caps by water-filling, whole parts by largest remainder.
    A node of weight 0 gets its floor and no more. ``show`` prints an amount in a message.
    Raises Infeasible with the smallest change where no split exists.
    """
    whole = whole_weights(weights)
    locked = dict(locks or {})
    low = {i: max(amount, 0) for i, amount in (floors or {}).items() if i not in locked}
    high = {i: amount for i, amount in (caps or {}).items() if i not in locked}
    _check(total, whole, (locked, low, high), show or plain)
    most = total - min(0, sum(amount for amount in locked.values() if amount < 0))
    room = Room(
        [locked.get(i, low.get(i, 0)) for i in range(len(whole))],
        [locked.get(i, high.get(i, max(most, low.get(i, 0)))) for i in range(len(whole))],
        frozenset(locked),
    )
    amounts, bound = level(total, whole, room)
    return _trace(total, weights, whole, amounts, bound)


def level(total: int, weights: Sequence[int], room: Room) -> tuple[list[int], Sides]:
    """Water-filling: amounts within the room that sum to ``total``, and what bound whom.

    Nodes outside their bounds are held at them, the graver side first, and the rest is shared again. The caller has
    checked that Σ low ≤ total ≤ Σ high, nodes of weight 0 counting as if their high were their low.
    """
    bound: Sides = dict.fromkeys(room.locked, "lock")
    free = [i for i in range(len(weights)) if i not in bound]
    rest, whole = total - sum(room.low[i] for i in bound), sum(weights[i] for i in free)
    while whole:
        below = [i for i in free if room.low[i] * whole > weights[i] * rest]
        above = [i for i in free if room.high[i] * whole < weights[i] * rest]
        if not below and not above:
            break
        under = sum(room.low[i] * whole - weights[i] * rest for i in below)
        over = sum(weights[i] * rest - room.high[i] * whole for i in above)
        held = (dict.fromkeys(below, "floor") if under >= over else {}) | (
            dict.fromkeys(above, "cap") if over >= under else {}
        )
        bound |= held
        free = [i for i in free if i not in held]
        rest -= sum(room.high[i] if side == "cap" else room.low[i] for i, side in held.items())
        whole -= sum(weights[i] for i in held)
    amounts = [room.high[i] if bound.get(i) == "cap" else room.low[i] for i in range(len(weights))]
    if whole:
        for i, part in zip(free, apportion(rest, [weights[i] for i in free]), strict=True):
            amounts[i] = part
    else:
        bound |= {i: "floor" for i in free if room.low[i]}
    return amounts, bound


def _trace(
    total: int, given: Sequence[Weight], weights: Sequence[int], amounts: Sequence[int], bound: Sides
) -> tuple[Share, ...]:
    whole = sum(weights)
    free = sum(weight for i, weight in enumerate(weights) if i not in bound)
    rest = total - sum(amounts[i] for i in bound)
    return tuple(
        Share(
            weight=Fraction(given[i]),
            share=Fraction(weight, whole) if whole else Fraction(0),
            raw=Fraction(amounts[i]) if i in bound or not free else Fraction(weight * rest, free),
            amount=amounts[i],
            held=bound.get(i, ""),
        )
        for i, weight in enumerate(weights)
    )


# Whether there is a way at all ----------------------------------------------------------------------------------------

Held = tuple[Mapping[int, int], Mapping[int, int], Mapping[int, int]]


def _check(total: int, weights: Sequence[int], held: Held, show: Show) -> None:
    locked, low, high = held
    for i, cap in high.items():
        if low.get(i, 0) > cap:
            raise _crossed(i, low.get(i, 0), cap, show)
    least = sum(locked.values()) + sum(low.values())
    if least > total:
        raise _over(total, least, held, show)
    takers = [i for i, weight in enumerate(weights) if weight and i not in locked]
    if all(i in high for i in takers):
        most = least + sum(high[i] - low.get(i, 0) for i in takers)
        if most < total:
            raise _under(total, most, bool(takers), len(locked) == len(weights), show)


def _crossed(index: int, floor: int, cap: int, show: Show) -> Infeasible:
    one, other, gap = show(floor), show(cap), show(floor - cap)
    message = Text(
        f"下限 {one.zh} 高于上限 {other.zh}：至少改动 {gap.zh}",
        f"floor {one.en} is above cap {other.en}: move one of them by {gap.en}",
    )
    return Infeasible("crossed", message, index, gap=floor - cap)


def _over(total: int, least: int, held: Held, show: Show) -> Infeasible:
    locked, low, _ = held
    kinds = [Text("锁定", "locks")] if any(locked.values()) else []
    kinds += [Text("下限", "floors")] if any(low.values()) else []
    zh, en = "与".join(kind.zh for kind in kinds), " and ".join(kind.en for kind in kinds)
    single_zh, single_en = "或".join(kind.zh for kind in kinds), " or ".join(f"a {kind.en[:-1]}" for kind in kinds)
    whole, added, gap = show(total), show(least), show(least - total)
    if not kinds:
        return Infeasible("over", Text(f"目标 {whole.zh} 低于零", f"the target {whole.en} is below nil"), gap=-total)
    message = Text(
        f"{zh}合计 {added.zh}，比目标 {whole.zh} 多 {gap.zh}：调低{single_zh}，或提高目标",
        f"{en} add up to {added.en}, {gap.en} more than the target {whole.en}: lower {single_en} or raise the target",
    )
    return Infeasible("over", message, gap=least - total)


def _under(total: int, most: int, capped: bool, all_locked: bool, show: Show) -> Infeasible:
    whole, reached, gap = show(total), show(most), show(total - most)
    if not capped and not all_locked:
        message = Text(
            f"还有 {gap.zh} 无处可分：其余权重都是零，请给其中之一权重",
            f"{gap.en} is left with no one to take it: all other weights are nil, give one of them a weight",
        )
        return Infeasible("no-weight", message, gap=total - most)
    kind = Text("锁定", "locks") if all_locked else Text("上限", "caps")
    message = Text(
        f"按锁定与上限最多只能到 {reached.zh}，比目标 {whole.zh} 少 {gap.zh}：提高{kind.zh}，或调低目标",
        f"locks and caps let {reached.en} be reached, {gap.en} less than the target {whole.en}: "
        f"raise one of the {kind.en} or lower the target",
    )
    return Infeasible("under", message, gap=total - most)
