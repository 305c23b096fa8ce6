"""Cells left empty in past sales that the other year has: a blank is no statement, and yet it counts as nil."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from planforge.ledger.heads import AXES
from planforge.ledger.sales import MOST_TOLD, NIL, Node
from planforge.problem import Problem, Severity, Text
from planforge.spec.history import HistoryRow
from planforge.wording import printed

RUNS = 2  # gaps of a node from which it is one that sells now and then
ENDED = 3  # empty months at the end from which a node has left
SPARSE = (Decimal(1) / 3, Decimal("0.05"))  # of the nodes, and of the cells, beyond which gaps are a table's manner

Cells = Mapping[int, Decimal]
"""What a node sold by month, counted from the year 0: ``year * 12 + month - 1``."""


class Empty(Struct, frozen=True):
    """Months (1..12) of a year without a figure of a node, and what the ``other`` year sold in them, in currency units.
    ``rows`` are the places of the node's rows of that year."""

    node: Node
    year: int
    months: tuple[int, ...]
    other: int
    sold: Decimal
    rows: tuple[int, ...]

    def problem(self) -> Problem:
        """What is told of them, at the row where there is one."""
        whose = Text(" ".join(filter(None, self.node)) or "全区", " ".join(filter(None, self.node)) or "the region")
        listed = Text("、".join(map(str, self.months)), ", ".join(map(str, self.months)))
        message = Text(
            f"“{whose.zh}”{self.year} 年 {listed.zh} 月是空的，{self.other} 年同月卖了 {printed(self.sold, 0)}："
            "空格说不清是没填还是没有销售，现按没有销售计，增减幅和按历史分的目标随之变动",
            f"{whose.en} is empty in month{'s' * (len(self.months) > 1)} {listed.en} of {self.year}, and sold "
            f"{printed(self.sold, 0)} in the same of {self.other}: a blank does not say whether nothing was sold; it"
            " counts as nil, which moves the growth and the targets split by history",
        )
        path = ("history", self.rows[0]) if len(self.rows) == 1 else ("history",)
        return Problem("H27", message, FILL, path, severity=Severity.WARNING)


FILL = Text("补上数字；确实没有销售就写 0", "give the figures, 0 where nothing was sold")


def empty_cells(
    rows: Sequence[HistoryRow], last: int, told: Callable[[Node, int, int], bool] = lambda node, year, month: False
) -> tuple[Empty, ...]:
    """Those of the years ``last - 1`` and ``last``, of nodes that else sell in every month; nothing where gaps are a
    table's manner, and none of months that are ``told`` elsewhere or that no row tells."""
    grains: dict[frozenset[str], dict[Node, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, row in enumerate(rows):
        if row.year in (last - 1, last) and row.months:
            node = Node(*(getattr(row, axis) for axis in AXES))
            grains[frozenset(axis for axis in AXES if getattr(row, axis))][node].append(place)
    anybody = {n for nodes in grains.values() for places in nodes.values() for n in _cells(rows[p] for p in places)}
    found = [empty for nodes in grains.values() for empty in _of_grain(rows, nodes, anybody, told)]
    return tuple(found[:MOST_TOLD])


def _of_grain(
    rows: Sequence[HistoryRow],
    nodes: Mapping[Node, Sequence[int]],
    anybody: Collection[int],
    told: Callable[[Node, int, int], bool],
) -> Iterator[Empty]:
    cells = {node: _cells(rows[place] for place in places) for node, places in nodes.items()}
    gaps = {node: _gaps(sold, anybody) for node, sold in cells.items()}
    if _is_sparse(gaps, cells):
        return
    for node, months in gaps.items():
        runs = sum(month - 1 not in months for month in months)
        wanted = [n for n in months if not told(node, n // 12, n % 12 + 1)] if runs <= RUNS else []
        for year in dict.fromkeys(n // 12 for n in wanted):
            mine = [n for n in wanted if n // 12 == year]
            alike = (n + shift for n in mine for shift in (-12, 12))
            other = {n: cells[node][n] for n in alike if cells[node].get(n)}
            places = tuple(place for place in nodes[node] if rows[place].year == year)
            yield Empty(node, year, tuple(n % 12 + 1 for n in mine), min(other) // 12, sum(other.values(), NIL), places)


def _cells(rows: Iterable[HistoryRow]) -> Cells:
    cells: dict[int, Decimal] = {}
    for row in rows:
        for place, amount in enumerate(row.months):
            if amount is not None:
                cells[row.year * 12 + place] = cells.get(row.year * 12 + place, NIL) + amount
    return cells


def _gaps(sold: Cells, anybody: Collection[int]) -> list[int]:
    """Empty months of a node since it began in which others sell and in whose like of the other year it did; those at
    the end only where they are too few for it to have left."""
    if not sold:
        return []
    end = max(anybody) + 1
    if len([n for n in anybody if n > max(sold)]) >= ENDED:
        end = max(sold)
    empty = (n for n in range(min(sold), end) if n not in sold and n in anybody)
    return [n for n in empty if any(sold.get(n + shift, NIL) > 0 for shift in (-12, 12))]


def _is_sparse(gaps: Mapping[Node, Sequence[int]], cells: Mapping[Node, Cells]) -> bool:
    some, empty = sum(map(bool, gaps.values())), sum(map(len, gaps.values()))
    of_nodes, of_cells = SPARSE
    return some > len(gaps) * of_nodes and empty > (empty + sum(map(len, cells.values()))) * of_cells
