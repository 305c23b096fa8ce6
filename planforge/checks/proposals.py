"""First sentences from the data, where nobody has written any: each a proposal with the figures behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct

from planforge.numbers import Numbers, growth
from planforge.plan.plan import Plan
from planforge.plan.targets.allocate import largest_remainder
from planforge.spec.history import HistoryRow

LARGE = {"district": Fraction(35, 100), "channel": Fraction(1, 2)}  # a node's share from which the region leans on it
TRIFLE = Fraction(1, 100)  # a share of two years' sales below which nothing is said of a node
LISTS = (
    "situation.issues", "situation.swot.weaknesses", "situation.swot.opportunities", "situation.swot.threats",
    "targets.growth_sources",
)  # fmt: skip
"""Where proposals are items of a list."""


class Proposal(Struct, frozen=True):
    """A value for a place of the spec: a sentence, or an item with an amount; ``basis`` are the figures behind it."""

    at: str
    value: Any
    basis: str

    @property
    def text(self) -> str:
        """The proposal in a line."""
        return self.value if isinstance(self.value, str) else f"{self.value['name']} {self.value['amount']}"


def entry(proposal: Proposal, index: int | None) -> dict[str, str]:
    """What ``unconfirmed`` says of a proposal that was taken over; ``index`` in a list."""
    place = proposal.at if index is None else f"{proposal.at}.{index}"
    marked = {"origin": "proposed", "basis": proposal.basis}
    if isinstance(proposal.value, str):
        return {"at": place, "value": proposal.value, **marked}
    return {"at": f"{place}.amount", "value": proposal.value["amount"], **marked}


def proposals(plan: Plan, words: Mapping[str, Mapping[str, str]], numbers: Numbers) -> list[Proposal]:
    """What the sales of two years say, in the words of ``fill.yaml``; nothing where they are not known."""
    rows = [row for row in plan.spec.history if isinstance(row, HistoryRow)]
    last = max((row.year for row in rows), default=0)
    found: list[Proposal] = []
    expected = _expected(rows, last, words["expected"]["text"])

    def say(key: str, **slots: object) -> None:
        text, basis = (words[key][part].format(year=last, **slots) for part in ("text", "basis"))
        found.append(Proposal(words[key]["at"], text + expected, basis))

    total, before = (sum((_amount(row) for row in rows if row.year == year), Fraction(0)) for year in (last, last - 1))
    grew = growth(total, before)
    if not total or grew is None:
        return []
    whole = numbers.percent(grew, signed=True)
    for axis in ("district", "product"):
        grown = _growth(rows, axis, last, TRIFLE)
        if len(grown) < 2:
            continue
        ranked = sorted(grown, key=lambda name: grown[name][0])
        for key, name in (("slowest", ranked[0]), ("fastest", ranked[-1])):
            rate, amount = grown[name]
            if rate <= 0 if key == "fastest" else rate >= max(grew, Fraction(0)):
                continue  # what fell least is no opportunity, what grew like the whole no issue
            shrinks = key == "slowest" and rate < 0
            said = {"name": name, "last": numbers.amount(amount), "growth": numbers.percent(rate, signed=True)}
            say("shrinking" if shrinks else key, whole=whole, **said)
    for axis, key in (("district", "largest"), ("channel", "leaning")):
        sold = _sold(rows, axis, last)
        name = max(sold, key=lambda one: sold[one], default="")
        if len(sold) > 1 and (share := sold[name] / total) >= LARGE[axis]:
            said = {"name": name, "share": numbers.percent(share), "points": numbers.number(share * 10, 1)}
            say(key, last=numbers.amount(sold[name]), total=numbers.amount(total), **said)
    _season(rows, last, say, numbers)
    return [*found, *_sources(plan, _growth(rows, "district", last), rows, last, words["source"], numbers)]


def _expected(rows: Sequence[HistoryRow], last: int, text: str) -> str:
    """That months of last year are estimates, and which; empty where none is."""
    found = sorted({month for row in rows if row.year == last for month in row.estimated})
    span = f"{found[0]}–{found[-1]}" if len(found) > 1 else "".join(map(str, found))
    return text.format(months=span) if found else ""


def _sources(
    plan: Plan,
    grown: Mapping[str, tuple[Fraction, Fraction]],
    rows: Sequence[HistoryRow],
    last: int,
    words: Mapping[str, str],
    numbers: Numbers,
) -> Iterator[Proposal]:
    """The gap to the target over districts, by what each is to grow, for those that grew: what fell is no source of
    growth before somebody says how, and its part stays open."""
    gap, targets = plan.gap, plan.targets.districts
    if gap is None or gap.gap <= 0:
        return
    wanted = {name: sum(targets.row(name)) - grown[name][1] for name in targets.nodes if name in grown}
    wanted = {name: more for name, more in wanted.items() if more > 0}
    step = plan.granule if gap.gap % plan.granule == 0 else 1
    parts = largest_remainder(gap.gap // step, list(wanted.values())) if wanted else ()
    for name, part in zip(wanted, parts, strict=True):
        products = _growth([row for row in rows if row.district == name], "product", last)
        best = max(products, key=lambda product: products[product][0], default=None)
        leading = ""
        if best is not None and len(products) > 1 and products[best][0] > 0:
            rate = numbers.percent(products[best][0], signed=True)
            leading = words["leading"].format(product=best, growth=rate)
        basis = words["basis"].format(
            year=last, last=numbers.amount(grown[name][1]),
            growth=numbers.percent(grown[name][0], signed=True), leading=leading,
        )  # fmt: skip
        if part and grown[name][0] > 0:
            item = {"name": words["text"].format(name=name), "amount": f"{Decimal(part * step)}", "district": name}
            yield Proposal(words["at"], item | {"basis": basis}, basis)


def _season(rows: Sequence[HistoryRow], last: int, say: Callable[..., None], numbers: Numbers) -> None:
    months = [Fraction(0)] * 12
    for row in rows:
        if row.year == last and len(row.months) == 12:
            months = [one + Fraction(amount or 0) for one, amount in zip(months, row.months, strict=True)]
    if total := sum(months):
        peak, low = months.index(max(months)), months.index(min(months))
        shares = [numbers.percent(months[one] / total) for one in (peak, low)]
        names = [numbers.full_month(one + 1) for one in (peak, low)]
        say("season", peak=names[0], low=names[1], peak_share=shares[0], low_share=shares[1])


def _growth(
    rows: Sequence[HistoryRow], axis: str, last: int, least: Fraction = Fraction(0)
) -> dict[str, tuple[Fraction, Fraction]]:
    """Growth on the year before and last year's sales of each node; those without sales before are left out, and those
    with less than the ``least`` share of both years.
    """
    sums: dict[str, list[Fraction]] = {}
    for row in rows:
        name = getattr(row, axis)
        if name and row.year in (last - 1, last):
            sums.setdefault(name, [Fraction(0), Fraction(0)])[row.year - last + 1] += _amount(row)
    enough = least * sum(map(sum, sums.values()))
    told = ((name, growth(now, before), now) for name, (before, now) in sums.items() if before + now >= enough)
    return {name: (grown, now) for name, grown, now in told if grown is not None}


def _sold(rows: Sequence[HistoryRow], axis: str, year: int) -> dict[str, Fraction]:
    """A year's sales of each node."""
    sums: dict[str, Fraction] = {}
    for row in rows:
        if row.year == year and (name := getattr(row, axis)):
            sums[name] = sums.get(name, Fraction(0)) + _amount(row)
    return sums


def _amount(row: HistoryRow) -> Fraction:
    return Fraction(row.total) if row.total is not None else sum((Fraction(m or 0) for m in row.months), Fraction(0))
