"""Many regions as one table or as plain rows: what each plans, and how that differs from what it planned before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.document.listing import As, Listed, Listing, Total
from planforge.document.model import RowKind, Table
from planforge.nation.down import Asked
from planforge.nation.nation import Nation
from planforge.nation.submission import SUMMED, Submission
from planforge.words import Words


def listed(handed: Sequence[Submission], words: Words) -> Table | None:
    """One row a region: last year, target, what is asked, margin, expense, people, how complete its plan is."""
    of = Listing[Submission](words, "regions_listed")

    columns = (
        of.text("region", 1.8, lambda one: one.name),
        of.text("parent", 1.4, lambda one: one.parent),
        of.money("last", 1.2, lambda one: one.measures.get("sales", (None, None))[0]),
        of.money("offered", 1.2, lambda one: one.total),
        of.growth("growth", 1.0, "offered", "last"),
        of.money("asked", 1.2, lambda one: one.assigned),
        of.money("gross", 1.2, lambda one: one.measures.get("gross_profit", (None, None))[1]),
        of.money("expense", 1.2, lambda one: one.measures.get("expense", (None, None))[1]),
        of.ratio("expense_ratio", 1.0, "expense", "offered"),
        of.count("people", 0.8, lambda one: one.people or None),
        of.percent("complete", 0.9, lambda one: Fraction(sum(one.parts), 100 * (len(one.parts) or 1))),
    )
    return of.table(columns, handed, total="total")


class Side(Struct, frozen=True):
    """A region or node before or after: its plan, what it is asked, what the regions below it offer."""

    plan: Submission | None = None
    asked: Asked | None = None
    offered: int | None = None


class Compared(Struct, frozen=True):
    """A region or node before and after; None where it was not there. A node is ``inner`` that has others below it."""

    name: str
    before: Side | None
    after: Side | None
    inner: bool = False


def paired(before: Sequence[Submission], after: Sequence[Submission]) -> tuple[Compared, ...]:
    """Regions by name: those that are there now in order, then those that are gone. What cannot be read is there, under
    the name that it seems to have."""
    old, new = ({one.name or one.called: _side(one) for one in handed} for handed in (before, after))
    return tuple(Compared(name, old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old)))


def _side(one: Submission) -> Side:
    return Side(one, None, one.total) if one.readable else Side()


def paired_nodes(before: Nation, after: Nation) -> tuple[Compared, ...]:
    """Every node of a nation, in the same order."""
    old, new = _sides(before), _sides(after)
    return tuple(
        Compared(
            name, old.get(name), new.get(name),
            any(name in one.tree.nodes and bool(one.tree.nodes[name].children) for one in (before, after)),
        )
        for name in dict.fromkeys((*new, *old))
    )  # fmt: skip


def _sides(nation: Nation) -> dict[str, Side]:
    return {
        name: Side(node.submission, nation.asked(name), nation.tie(name).offered)
        for name, node in nation.tree.nodes.items()
    }


_YEARS: dict[str, Callable[[Side | None], int | None]] = {
    "asked": lambda side: side.asked.total if side and side.asked else None,
    "assigned": lambda side: side.plan.assigned if side and side.plan else None,
    "offered": lambda side: side.offered if side else None,
}
"""Figures of the year: what the split asks, what its file says it is asked, what it plans."""


def difference_rows(pairs: Sequence[Compared]) -> list[dict[str, object]]:
    """Plain rows for JSON: the year's figures before and after, in currency units, None for what is not known."""
    return [
        {"node": one.name} | {key: [read(one.before), read(one.after)] for key, read in _YEARS.items()} for one in pairs
    ]


def changed(pairs: Sequence[Compared]) -> tuple[Compared, ...]:
    """Those of which anything has changed: a figure asked, assigned or planned, or any other word of a plan."""
    return tuple(pair for pair in pairs if _figures(pair.before) != _figures(pair.after) or _reworded(pair))


def compared(pairs: Sequence[Compared], words: Words) -> Table | None:
    """What is asked, what files say is asked, and what is planned, before and after, of those that have changed."""
    found, offered = changed(pairs), _YEARS["offered"]
    of = Listing[Compared](words, "regions_compared")
    planned = words.label("nation.compared.offered")

    def both(key: str, read: Callable[[Side | None], int | None]) -> Iterator[Listed[Compared]]:
        group = words.label(f"nation.compared.{key}")
        yield of.money("before", 1.2, lambda one: read(one.before), group=group, total=Total.NONE)
        yield of.money("after", 1.2, lambda one: read(one.after), group=group, total=Total.NONE)

    def moved(read: Callable[[Side | None], int | None]) -> bool:
        return any(read(one.before) != read(one.after) for one in found)

    columns = (
        of.text("region", 1.8, lambda one: one.name),
        *(column for key in ("asked", "assigned") if moved(_YEARS[key]) for column in both(key, _YEARS[key])),
        *both("offered", offered),
        of.difference("change", 1.2, lambda one: offered(one.after), lambda one: offered(one.before), group=planned),
        of.growth("growth", 1.0, lambda one: offered(one.after), lambda one: offered(one.before), group=planned),
        of.text("state_of", 1.4, lambda one: _state(one, words)),
    )
    return of.table(columns, [As(one, RowKind.SUBTOTAL) if one.inner else one for one in found])


def _state(one: Compared, words: Words) -> str:
    """What has changed, where no figure of a year in the table says so."""
    if one.before is None or one.after is None:
        return words.label(f"nation.compared.{'new' if one.after else 'gone'}")
    if not one.inner and (one.before.plan is None) != (one.after.plan is None):
        return words.label(f"nation.compared.{'readable' if one.after.plan else 'unread'}")
    if any(read(one.before) != read(one.after) for read in _YEARS.values()):
        return ""
    return words.label(f"nation.compared.{'inside' if _figures(one.before) != _figures(one.after) else 'other'}")


def _figures(side: Side | None) -> object:
    if side is None:
        return None
    one, asked = side.plan, side.asked
    return (
        side.offered,
        asked and (asked.total, asked.months, asked.products, asked.channels),
        one and (
            one.total, one.months, one.products, one.channels, one.districts, one.measures, one.assigned,
            one.assigned_months, one.assigned_products, one.proposed,
        ),
    )  # fmt: skip


def _reworded(pair: Compared) -> bool:
    told = [(one.plan.digest, one.plan.standing) if one and one.plan else None for one in (pair.before, pair.after)]
    return told[0] != told[1]


def rows(handed: Sequence[Submission]) -> list[dict[str, object]]:
    """Plain rows for CSV and JSON; money in currency units, None for what is not known."""
    return [_row(one) for one in handed]


def _row(one: Submission) -> dict[str, object]:
    told: Mapping[str, object] = {
        "file": one.file, "region": one.name, "parent": one.parent, "year": one.year, "currency": one.currency,
        "target": one.total, "assigned": one.assigned, "proposed": one.proposed, "people": one.people or None,
        "complete": sum(one.parts) // len(one.parts) if one.parts else None,
    }  # fmt: skip
    measures = {key: one.measures.get(key, (None, None)) for key in SUMMED}
    return {
        **told,
        **{f"last_{key}": last for key, (last, _) in measures.items()},
        **{key: plan for key, (_, plan) in measures.items()},
    }
