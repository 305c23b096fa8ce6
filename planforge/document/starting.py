"""Values that nobody has confirmed, where a document shows them: their cells shaded, a note below the table."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.model import Cell, Row, Table, Tone
from planforge.plan.measures import MEASURES
from planforge.plan.plan import Plan
from planforge.problem import Path
from planforge.reading.origins import unconfirmed
from planforge.records import replace
from planforge.words import Words

SHOWN: dict[str, tuple[Path, dict[str, tuple[str, ...]]]] = {
    "budget_lines": (("budget", "lines"), {"ratio": ("plan", "ratio_plan"), "amount": ("plan", "ratio_plan")}),
    "budget_by_quarter": (("budget", "lines"), {"ratio": ("year_total",), "amount": ("year_total",)}),
    "product_classes": (("product_classes",), {"margin": ("margin_plan",)}),
    "profit_by_class": (("product_classes",), {"margin": ("margin_plan", "gross_plan")}),
    "profit_by_product": (("products",), {"margin": ("margin_plan", "gross_plan"), "last_margin": ("margin_last",)}),
    "targets_by_product": (("products",), {"share": ("plan",), "last": ("last",), "target": ("plan",)}),
    "targets_by_channel": (("channels",), {"share": ("plan",), "last": ("last",), "target": ("plan",)}),
    "terms": (("collection", "terms"), {"pattern": ("pattern",)}),
    "tactics": (("tactics",), {"": ("tactic",)}),
    "market_by_district": (("districts",), {"market": ("market", "market_plan")}),
    "appraisal_metrics": (("appraisal", "schemes"), {"": ("role",)}),
}
"""By table: the list of the spec whose items are its rows, and which field stands in which columns."""

RESTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "sales": (("targets", "base"),),
    "volume": (("products",),),
    "gross_profit": (("products",), ("product_classes",)),
    "expense": (("budget",),),
    "wages": (("budget",),),
    "contribution": (("products",), ("product_classes",), ("budget",)),
    "break_even": (("products",), ("product_classes",), ("budget",)),
    "cash": (("collection",),),
    "closing_receivables": (("collection",),),
    "market_sales": (("districts", "*", "market"), ("region", "market")),
    "network": (("network",), ("districts", "*", "outlets")),
    "objective": (("objectives",),),
    "funnel": (("targets", "funnels"),),
}
"""By base measure, and for figures of the trade by what they are part of: the places of the spec it is made of."""


def rests_on_starting(key: str, plan: Plan) -> bool:
    """Whether a measure, or the part that a rate is of, is made of values that nobody has confirmed, or that disagree
    with each other.
    """
    measure = MEASURES.get(key)
    part = measure.part if measure and measure.part else key
    if part in ("cash", "closing_receivables") and plan.collection and plan.collection.misfit:
        return True
    places = RESTS.get(part, ())
    return any(_lies(path, place) for path in _used(plan) for place in places)


def _used(plan: Plan, *, shown: bool = False) -> Iterator[Path]:
    """What waits for confirmation and enters a figure: a class's margin does where a product of it has none, and is
    ``shown`` as it stands where it has no product.
    """
    spec = plan.spec
    without = {product.product_class for product in spec.products if product.margin is None}
    if shown:
        without |= {kind.name for kind in spec.product_classes} - {one.product_class for one in spec.products}
    entering = {at for at, item in enumerate(spec.product_classes) if item.name in without}
    for path in unconfirmed(spec):
        if path[0] != "product_classes" or (path[1] in entering if len(path) > 1 else entering):
            yield path


def _lies(path: Path, place: tuple[str, ...]) -> bool:
    return len(path) >= len(place) and all(step in ("*", at) for at, step in zip(path, place, strict=False))


def shaded(table: Table | None, plan: Plan, words: Words) -> Table | None:
    """The table with what waits for confirmation shaded and footnoted."""
    marked = dict(_marked(table.key, plan)) if table and table.key in SHOWN else {}
    if table is None or not marked:
        return table
    keys = [column.key for column in table.columns]
    rows = tuple(_row(row, keys, marked) for row in table.rows)
    if rows == table.rows:
        return table
    note = words.label("starting_values")
    return replace(table, rows=rows, note=f"{table.note}\n{note}" if table.note else note)


def _marked(key: str, plan: Plan) -> Iterator[tuple[str, set[str]]]:
    """Name of a row -> columns of which something is not confirmed."""
    prefix, fields = SHOWN[key]
    found: dict[str, set[str]] = {}
    for path in _used(plan, shown=key == "product_classes"):
        if path[: len(prefix)] != prefix or len(path) <= len(prefix):
            continue
        item = plan.spec
        for step in path[: len(prefix) + 1]:
            item = item[step] if isinstance(step, int) else getattr(item, step)  # type: ignore[index]
        name = getattr(item, "name", None) or getattr(item, "role", None) or getattr(item, "code", None)
        field = str(path[len(prefix) + 1]) if len(path) > len(prefix) + 1 else ""
        columns = fields.get(field) or (sum(fields.values(), ()) if not field else ())
        if name:
            found.setdefault(name, set()).update(columns)
    yield from found.items()


def _row(row: Row, keys: list[str], marked: dict[str, set[str]]) -> Row:
    names = [cell.text for cell in row.cells[:3]]
    wanted = next((marked[name] for name in names if name in marked), None)
    if not wanted or len(row.cells) != len(keys):
        return row
    return replace(row, cells=tuple(_cell(c, key in wanted) for c, key in zip(row.cells, keys, strict=True)))


def _cell(cell: Cell, marked: bool) -> Cell:
    return replace(cell, tone=Tone.STARTING, fill=True) if marked and cell.text not in ("", "—") else cell
