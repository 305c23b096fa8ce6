"""One sale of the history as it was read, and whose it is."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

MOST_TOLD = 20  # lines of one kind of mistake that are told one by one


class Node(NamedTuple):
    """Whose sales: the names a line carries, None where the file has no such column or the cell is empty."""

    district: str | None
    product: str | None
    channel: str | None
    person: str | None
    store: str | None


AXES = Node._fields


class Sale(NamedTuple):
    """One line of the file, understood. ``amount`` and ``profit`` are in currency units."""

    line: int
    year: int
    month: int
    node: Node
    amount: Decimal
    units: Decimal | None
    profit: Decimal | None = None
