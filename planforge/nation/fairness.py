"""Whether what regions are asked is even: growth asked beside that of all together, last year's, and market share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from msgspec import Struct

from planforge.nation.down import Asked, Down
from planforge.nation.submission import Submission
from planforge.nation.tree import Tree
from planforge.numbers import growth, ratio

APART = Fraction(3, 100)  # points from all together that are no outlier yet
SPREADS = 2  # times the distance within which half of what was sold lies, beyond which a region stands out


class Standing(Struct, frozen=True):
    """A region among all. ``together`` is what all are asked on what they sold, ``distance`` its own asked growth less
    that; ``outlier`` says "high" or "low" where it is far from it. ``rank`` counts from the highest asked growth."""

    name: str
    parent: str
    asked: int
    growth: Fraction | None
    past_growth: Fraction | None  # last year's on the year before
    attained: Fraction | None  # of last year's target
    share: Fraction | None  # of last year's market
    share_asked: Fraction | None  # what is asked, of the market as it is expected to be
    off_season: Fraction | None  # of the year's target, in other months than the region sold in last year
    asked_share: Fraction | None  # of the nation's target
    last_share: Fraction | None  # of the nation's last year
    together: Fraction | None
    distance: Fraction | None
    outlier: str = ""
    rank: int | None = None
    count: int = 0


def standings(tree: Tree, down: Down) -> tuple[Standing, ...]:
    """The regions by asked growth, the highest first; those without last year's sales at the end."""
    leaves = [node for node in tree.nodes.values() if not node.children and node.parent is not None]
    total = sum(down.asked[node.name].total for node in leaves)
    last = [down.asked[node.name].last for node in leaves]
    whole = None if None in last else sum(filter(None, last))
    rates = {node.name: down.asked[node.name].growth for node in leaves}
    known = sorted(rate for rate in rates.values() if rate is not None)
    together = _together([down.asked[node.name] for node in leaves])
    spread = _spread([down.asked[node.name] for node in leaves], together)
    found = []
    for node in leaves:
        asked, one = down.asked[node.name], node.submission
        rate = rates[node.name]
        distance = None if rate is None or together is None else rate - together
        found.append(
            Standing(
                name=node.name,
                parent=node.parent or "",
                asked=asked.total,
                growth=rate,
                past_growth=_past_growth(one),
                attained=ratio(*one.attained) if one and one.attained else None,
                share=_market_share(one, asked.last),
                share_asked=ratio(asked.total, one.market_next) if one else None,
                off_season=_off_season(one, asked.months),
                asked_share=ratio(asked.total, total),
                last_share=ratio(asked.last, whole),
                together=together,
                distance=distance,
                outlier=_outlier(distance, spread),
                rank=None if rate is None else known[::-1].index(rate) + 1,
                count=len(known),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.growth is None, -(one.growth or 0))))


def _together(regions: Sequence[Asked]) -> Fraction | None:
    """What all regions whose growth is known are asked, on what they sold."""
    known = [one for one in regions if one.growth is not None]
    return growth(sum(one.total for one in known), sum(one.last or 0 for one in known))


def _spread(regions: Sequence[Asked], together: Fraction | None) -> Fraction | None:
    """The distance from all together within which those lie that sold half of it: many small regions are no middle."""
    if together is None:
        return None
    apart = sorted((abs(one.growth - together), one.last or 0) for one in regions if one.growth is not None)
    sold = accumulate(last for _, last in apart)
    half = Fraction(sum(last for _, last in apart), 2)
    return next(distance for (distance, _), reached in zip(apart, sold, strict=True) if reached >= half)


def _outlier(distance: Fraction | None, spread: Fraction | None) -> str:
    """Which way a region stands out."""
    if distance is None or spread is None or abs(distance) < APART or abs(distance) <= SPREADS * spread:
        return ""
    return "high" if distance > 0 else "low"


def _past_growth(one: Submission | None) -> Fraction | None:
    if one is None:
        return None
    before, last = one.past.get(one.year - 2), one.past.get(one.year - 1)
    return growth(sum(last), sum(before)) if before and last else None


def _off_season(one: Submission | None, months: Sequence[int]) -> Fraction | None:
    """Half the sum of the differences between two seasons: the part that would have to move."""
    sold = one.past.get(one.year - 1, ()) if one else ()
    if len(sold) != 12 or not sum(sold) or not sum(months):
        return None
    return (
        sum(
            (abs(Fraction(a, sum(months)) - Fraction(b, sum(sold))) for a, b in zip(months, sold, strict=True)),
            Fraction(0),
        )
        / 2
    )


def _market_share(one: Submission | None, last: int | None) -> Fraction | None:
    return ratio(last, one.measures.get("market", (None, None))[0]) if one else None
