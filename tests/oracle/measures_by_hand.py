"""Every measure of a plan by hand: what is planned and what was last year, of the region or a node, for any months.

Base figures are read off the published cells; ratios are part ÷ whole. Nothing of planforge is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from accounts import Books, columns, money, rate
from worked_out import counts_as_expense, is_wage

Value = Fraction | int | None
GRIDS = {"district": "districts", "product": "products", "channel": "channels", "person": "people"}
GRIDS |= {"area": "areas", "store": "stores"}
RATIOS = {
    "gross_margin": ("gross_profit", "sales"),
    "expense_ratio": ("expense", "sales"),
    "wage_ratio": ("wages", "sales"),
    "contribution_rate": ("contribution", "sales"),
    "return_on_spend": ("contribution", "cost"),
    "safety": ("spare_sales", "sales"),
    "collection_rate": ("cash", "owed"),
    "cash_to_sales": ("cash", "sales"),
    "market_share": ("market_sales", "market"),
    "distribution": ("outlets", "universe"),
}


class Place(NamedTuple):
    """The region or a node of an axis, from a month to a month; ``of`` names a network measure or a count."""

    axis: str = ""
    node: str = ""
    first: int = 1
    last: int = 12
    of: str | None = None

    @property
    def year(self) -> bool:
        return (self.first, self.last) == (1, 12)

    def over(self, months: Sequence[int]) -> int:
        return sum(months[self.first - 1 : self.last])


def places(b: Books) -> Iterator[Place]:
    """The region by year, quarter and month; every node by year; districts by quarter; every network measure."""
    spans = [(1, 12), *((m, m) for m in range(1, 13)), (1, 3), (4, 6), (7, 9), (10, 12), (1, 6)]
    yield from (Place(first=first, last=last) for first, last in spans)
    for axis, grid in GRIDS.items():
        yield from (Place(axis, node) for node in b.grid(f"targets.{grid}"))
    yield from (Place("district", node, q, q + 2) for node in b.names for q in (1, 4, 7, 10))
    for key in ("network", "counts"):
        for one in b.shown[key]:
            yield from (Place(last=last, of=one["name"]) for last in (3, 6, 9, 12))
            yield from (Place("district", node, of=one["name"]) for node in b.names)


def planned(key: str, b: Books, at: Place) -> Value:
    """What the plan sets."""
    if key in RATIOS:
        part, whole = (planned(one, b, at) for one in RATIOS[key])
        return Fraction(part) / Fraction(whole) if part is not None and whole is not None and whole > 0 else None
    return PLANNED[key](b, at)


def row(b: Books, grid: str, at: Place) -> Value:
    rows = b.grid(grid)
    if not rows or (at.axis and at.node not in rows):
        return None
    return at.over(rows[at.node] if at.axis else columns(rows.values()))


def sales(b: Books, at: Place) -> Value:
    return row(b, f"targets.{GRIDS[at.axis or 'district']}", at)


def gross(b: Books, at: Place) -> Value:
    if not b.shown["profit"]:
        return None
    if at.axis == "product":
        return next((p["gross"] for p in b.shown["profit"]["products"] if p["name"] == at.node), None)
    return row(b, "profit.gross", at)


def lines(wanted: Callable[[Any, Books], bool]) -> Callable[[Books, Place], Value]:
    def read(b: Books, at: Place) -> Value:
        held = [i for i, line in enumerate(b.each("budget.lines")) if wanted(line, b)]
        some = [at.node] if at.axis else b.names
        rows = [list(b.grid(f"budget.by_district.{name}").values()) for name in some]
        return sum(at.over(own[i]) for own in rows for i in held) if held else None

    return read


cost = lines(lambda line, b: True)


def contribution(b: Books, at: Place) -> Value:
    got = gross(b, at)
    return None if got is None else got - (cost(b, at) or 0)


def break_even(b: Books, at: Place) -> Value:
    return b.shown["profit"]["break_even"] if b.shown["profit"] and at.year else None


def spare(b: Books, at: Place) -> Value:
    even = break_even(b, at)
    return None if even is None else b.total - even


def account(b: Books, at: Place) -> Any:
    found = b.shown["collection"]
    if not found or at.axis not in ("", "district"):
        return None
    return found["total"] if not at.axis else next(d for d in found["districts"] if d["name"] == at.node)


def opening(b: Books, at: Place) -> Value:
    found = account(b, at)
    return found["opening"][at.first - 1] if found else None


def closing(b: Books, at: Place) -> Value:
    found = account(b, at)
    if not found:
        return None
    moved = sum(found["sales"][: at.last]) - sum(found["cash"][: at.last])
    return int(found["opening"][0] + moved)


def owed(b: Books, at: Place) -> Value:
    begun, sold = opening(b, at), sales(b, at)
    return None if begun is None or sold is None else begun + sold


def area(b: Books, at: Place) -> Any:
    """The market of a district, or of the region."""
    return next((s for s in b.shown["shares"] if s["name"] == at.node), None) if at.year else None


def market_sales(b: Books, at: Place) -> Value:
    """Targets of the districts whose market is given."""
    sized = [d["name"] for d in b.each("districts") if money(d.get("market"))]
    if not sized or not at.year or (at.axis and at.node not in sized):
        return None
    return sum(sum(b.targets[name]) for name in ([at.node] if at.axis else sized))


def node(b: Books, at: Place, measure: str) -> Any:
    """A network measure at a place: the one named, else the first (of which distribution is worked out)."""
    wide = [
        n for n in b.shown["network"] if (n["name"] == at.of if at.of else measure == "network" or n["distribution"])
    ]
    if not wide:
        return None
    return next((n for n in (wide[0]["total"], *wide[0]["districts"]) if n["name"] == at.node), None)


def ended(measure: str) -> Callable[[Books, Place], Value]:
    def read(b: Books, at: Place) -> Value:
        found = node(b, at, measure)
        return found["quarters"][at.last // 3 - 1] if found and at.last in (3, 6, 9, 12) else None

    return read


def universe(b: Books, at: Place) -> Value:
    found = node(b, at, "outlets")
    return found["universe"] if found else None


def shown_rate(b: Books, at: Place) -> Value:
    """Display at the last stage that is over by then."""
    found = b.shown["display"]
    if not found or (at.axis and at.node not in found["districts"]):
        return None
    rates = found["rates"][found["districts"].index(at.node)] if at.axis else found["total_rates"]
    over = [r for until, r in zip(found["until"], rates, strict=True) if until <= at.last]
    return Fraction(over[-1]) if over and over[-1] is not None else None


def counted(b: Books, at: Place) -> Value:
    found = next((c for c in b.shown["counts"] if at.of in (None, c["name"])), None)
    if found is None or (at.first, at.last % 3) not in ((1, 0), (4, 0), (7, 0), (10, 0)):
        return None
    rows = [found["quarters"][found["districts"].index(at.node)]] if at.axis else found["quarters"]
    return sum(sum(own[at.first // 3 : at.last // 3]) for own in rows)


PLANNED: dict[str, Callable[[Books, Place], Value]] = {
    "sales": sales,
    "volume": lambda b, at: row(b, "targets.volumes", at),
    "gross_profit": gross,
    "expense": lines(counts_as_expense),
    "wages": lines(lambda line, b: is_wage(line)),
    "cost": cost,
    "contribution": contribution,
    "break_even": break_even,
    "spare_sales": spare,
    "cash": lambda b, at: row(b, "collection.people" if at.axis == "person" else "collection.cash", at),
    "opening_receivables": opening,
    "closing_receivables": closing,
    "owed": owed,
    "market": lambda b, at: found["market_plan"] if (found := area(b, at)) else None,
    "market_sales": market_sales,
    "network": ended("network"),
    "outlets": ended("outlets"),
    "universe": universe,
    "display": shown_rate,
    "count": counted,
}


# Last year ------------------------------------------------------------------------------------------------------------


def last_year(key: str, b: Books) -> Value:
    """Last year's figure of the region."""
    profit, held, shares = b.shown["profit"], b.shown["budget"], b.shown["shares"]
    last, sold = (profit or {}).get("last"), b.whole(b.last)
    outlets, first = node(b, Place(), "outlets"), node(b, Place(), "network")
    spent = money(b.get("budget.last.expense"))
    paid = last["gross"] - last["contribution"] if last else None
    names = {o["name"] for o in b.each("objectives") if o.get("measure") == "collection_rate"}
    said = [m["actual"] for m in b.each("review.metrics") if m["name"] in names]
    found: dict[str, Any] = {
        "sales": sold,
        "volume": b.shown["targets"]["last_volume"],
        "gross_profit": profit and profit["last_gross"],
        "gross_margin": profit and profit["last_margin"],
        "expense": held["last_expense"],
        "expense_ratio": Fraction(spent, sold) if spent and sold else held["last_ratio"],
        "wages": held["last_wages"],
        "wage_ratio": held["last_wage_ratio"],
        "cost": paid,
        "contribution": last and last["contribution"],
        "contribution_rate": Fraction(last["contribution"], sold) if last and sold else None,
        "return_on_spend": Fraction(last["contribution"], paid) if last and paid else None,
        "closing_receivables": b.shown["collection"] and b.shown["collection"]["opening"],
        "collection_rate": rate(said[0]) if said else None,
        "market": shares[-1]["market"] if shares else None,
        "market_sales": shares[-1]["sales"] if shares else None,
        "market_share": shares[-1]["share"] if shares else None,
        "network": first and first["current"],
        "outlets": outlets and outlets["current"],
        "universe": outlets and outlets["universe"],
        "distribution": Fraction(outlets["current"], outlets["universe"]) if outlets and outlets["universe"] else None,
        "display": b.shown["display"] and b.shown["display"]["total_current"],
        "count": b.shown["counts"][0]["last"] if b.shown["counts"] else None,
    }
    value = found.get(key)
    return Fraction(value) if isinstance(value, str) else value
