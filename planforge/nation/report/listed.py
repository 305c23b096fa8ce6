"""Many regions as one table or as plain rows: what each plans, and how that differs from what it planned before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.document.listing import Listing
from planforge.document.model import Table
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


class Compared(Struct, frozen=True):
    """A region before and after; None where it was not there."""

    name: str
    before: Submission | None
    after: Submission | None


def paired(before: Sequence[Submission], after: Sequence[Submission]) -> tuple[Compared, ...]:
    """Regions by name: those that are there now in order, then those that are gone."""
    old = {one.name: one for one in before}
    new = {one.name: one for one in after}
    return tuple(Compared(name, old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old)))


def compared(pairs: Sequence[Compared], words: Words) -> Table | None:
    """The regions whose target, gross profit or expense has changed, or that have come or gone."""
    of = Listing[Compared](words, "regions_compared")

    def state(one: Compared) -> str:
        if one.before and one.after:
            return ""
        return words.label(f"nation.compared.{'new' if one.after else 'gone'}")

    columns = (
        of.text("region", 1.8, lambda one: one.name),
        of.money("before", 1.2, lambda one: one.before.total if one.before else None),
        of.money("after", 1.2, lambda one: one.after.total if one.after else None),
        of.difference("change", 1.2, "after", "before"),
        of.growth("growth", 1.0, "after", "before"),
        of.text("state_of", 1.0, state),
    )
    changed = [pair for pair in pairs if _figures(pair.before) != _figures(pair.after)]
    return of.table(columns, changed, total="total")


def _figures(one: Submission | None) -> object:
    return None if one is None else (one.total, one.months, one.products, one.channels, one.districts, one.measures)


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
