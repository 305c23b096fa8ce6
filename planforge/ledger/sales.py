"""One sale as it was read, whose it is, and the account of every figure of the file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct, field

from planforge.ledger.heads import AXES
from planforge.problem import Problem, Severity, Text, Where
from planforge.wording import printed

NIL = Decimal(0)
MOST_TOLD = 20  # different mistakes of one kind that are told one by one


class Node(NamedTuple):
    """Whose sales: the names a line carries, None where the file has no such column or the cell is empty."""

    district: str | None
    product: str | None
    channel: str | None
    person: str | None
    store: str | None


assert Node._fields == AXES


class Sale(NamedTuple):
    """One line of the file, understood. ``amount`` and ``profit`` are in currency units; ``column`` counts from 1."""

    file: str
    line: int
    column: int
    year: int
    month: int
    node: Node
    amount: Decimal
    units: Decimal | None
    profit: Decimal | None = None
    estimated: bool = False
    spread: bool = False  # a month's part of what the file tells of a quarter, a half or a year

    @property
    def where(self) -> Where:
        """The place of its amount."""
        return Where.of(self.file, self.line, self.column)


# The account ----------------------------------------------------------------------------------------------------------

COUNTED = ("amount", "units", "profit", "price")
REASONS = {
    "amount": Text("销售额", "sales"),
    "units": Text("销量", "volume"),
    "profit": Text("利润", "profit"),
    "price": Text("单价", "price"),
    "label": Text("名称、日期、编号", "names, dates, numbers"),
    "above": Text("表头和标题", "heads and titles"),
    "total": Text("合计", "sums"),
    "copy": Text("重复", "copies"),
    "measure": Text("其他指标", "other measures"),
    "column": Text("没有读的列", "columns not read"),
    "sheet": Text("没有读的工作表", "sheets left aside"),
    "note": Text("表外的说明", "notes beside the table"),
    "unread": Text("读不懂的行", "lines that cannot be read"),
    "void": Text("取消、关闭的单", "lines cancelled or lost"),
    "year": Text("其他年份", "other years"),
    "replaced": Text("已有实际的预计", "estimates that actuals replace"),
}
"""Why a figure of the file is where it is: the first four are what sales are made of, the others are left out."""


class Share(Struct):
    """Some figures of the file: how many cells, in how many lines, and what they come to in currency units."""

    cells: int = 0
    lines: int = 0
    amount: Decimal = NIL
    example: str = ""


class Account(Struct):
    """Every cell of a file that holds a number, by what became of it. ``cells`` is counted before anything is
    understood; ``shares`` as it is, so that the two agree only if nothing was lost."""

    cells: int = 0
    shares: dict[str, Share] = field(default_factory=dict)
    columns: dict[str, Share] = field(default_factory=dict)  # by head, of those left out

    def add(self, reason: str, cells: int, amount: Decimal = NIL, *, lines: int = 1, example: str = "") -> None:
        """Some more figures of a kind."""
        if not cells and not amount:
            return
        share = self.shares.setdefault(reason, Share())
        share.cells += cells
        share.lines += lines
        share.amount += amount
        share.example = share.example or example

    def move(self, reason: str, to: str, cells: int, amount: Decimal, lines: int) -> None:
        """Figures that were counted and are left out after all, or the other way round."""
        self.add(reason, -cells, -amount, lines=-lines)
        self.add(to, cells, amount, lines=lines)

    def merge(self, other: Account) -> None:
        """The figures of another sheet."""
        self.cells += other.cells
        for reason, share in other.shares.items():
            self.add(reason, share.cells, share.amount, lines=share.lines, example=share.example)
        for head, share in other.columns.items():
            own = self.columns.setdefault(head, Share(example=share.example))
            own.cells += share.cells
            own.amount += share.amount

    @property
    def known(self) -> int:
        """Cells of which it is known what became of them."""
        return sum(share.cells for share in self.shares.values())

    @property
    def counted(self) -> int:
        """Cells that sales were made of."""
        return sum(share.cells for reason, share in self.shares.items() if reason in COUNTED)


# What was odd in many lines -------------------------------------------------------------------------------------------


class Tally(Struct):
    """How many lines were odd in one way, the first places of them, and an example."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    where: Where | None = None
    example: str = ""
    amount: Decimal = NIL

    def add(self, where: Where, example: str = "", amount: Decimal = NIL) -> None:
        """One more."""
        self.count += 1
        self.where = self.where or where
        self.example = self.example or example
        self.amount += amount
        if len(self.lines) < MOST_TOLD:
            self.lines.append(where.line)

    def merged(self, other: Tally) -> Tally:
        """This and another sheet's together."""
        return Tally(
            self.count + other.count,
            (self.lines + other.lines)[:MOST_TOLD],
            self.where or other.where,
            self.example or other.example,
            self.amount + other.amount,
        )

    def told(self, code: str, message: Text, hint: Text | None, severity: Severity) -> Iterator[Problem]:
        """One problem for all its lines; ``{count}``, ``{lines}``, ``{amount}`` and ``{example}`` are filled in."""
        if not self.count:
            return
        shown = ", ".join(map(str, dict.fromkeys(self.lines[:5]))) + ("…" if self.count > 5 else "")
        told = {"count": self.count, "lines": shown, "example": self.example, "amount": printed(self.amount)}
        filled = Text(message.zh.format_map(told), message.en.format_map(told))
        yield Problem(code, filled, hint, ("history",), self.where, severity)


def named_in(kind: str, period: tuple[int, int] | None) -> str:
    """The name of the tally of what a month lacks: nothing is lacking of those after the last that sold."""
    return f"{kind} in {period[0]}-{period[1]:02}" if period else kind


def lacked(name: str, last: tuple[int, int]) -> str | None:
    """The kind that a tally's name begins with; None where its month is yet to come."""
    kind, _, month = name.partition(" in ")
    return None if month > f"{last[0]}-{last[1]:02}" else kind
