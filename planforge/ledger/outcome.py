"""What a file of sales gave, and what it is asked about where it does not say enough."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from msgspec import Struct, field

from planforge.ledger.lines import Part
from planforge.ledger.sales import Account, Sale
from planforge.ledger.sheets import Sheet
from planforge.problem import Problem, Text


class Option(Struct, frozen=True):
    """One answer to a question: what it is called, what sales come to with it, and the option that says so."""

    name: str | Text
    amount: Decimal | None
    option: str
    value: str


class Question(Problem, frozen=True):
    """A problem that the user can answer by choosing."""

    options: tuple[Option, ...] = ()
    of_year: bool = False  # it asks which year the sales are of


class Ledger(Struct):
    """What a file gave. ``notes`` say how it was read, ``problems`` what could not be or is doubtful; ``daily`` says
    that it names days: lines are orders, and a month without one sold nothing. Orders and customers are by year."""

    file: str
    sales: list[Sale]
    parts: list[Part]
    aside: list[Sheet] = field(default_factory=list)  # sheets that were understood and left aside
    account: Account = field(default_factory=Account)
    notes: list[Text] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    daily: bool = False
    orders: dict[int, set[str]] = field(default_factory=dict)
    customers: dict[int, set[str]] = field(default_factory=dict)
    profit_head: str = ""
    unread: int = 0  # cells that could not be read
    scale: Decimal | None = None  # of the amounts; None where nothing says it
    currency: str = ""  # of the amounts, as titles or heads name it
    volume_unit: str = ""  # of the volumes; empty where no head says it
    priced: bool = False  # prices, signs of a currency or units beside the figures show what they are in
    assumed_year: bool = False
    unread_columns: tuple[tuple[str, str], ...] = ()  # heads of columns not read, with the --map that would read them

    def sums(self, *axes: str) -> dict[tuple[str | int | None, ...], Decimal]:
        """Amounts by year, month or axis."""
        found: dict[tuple[str | int | None, ...], Decimal] = defaultdict(Decimal)
        for sale in self.sales:
            key = tuple(getattr(sale, axis) if axis in ("year", "month") else getattr(sale.node, axis) for axis in axes)
            found[key] += sale.amount
        return dict(found)
