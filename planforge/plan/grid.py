"""A table of exact figures: nodes down, twelve months across. Every sum in a plan is a sum of such cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

MONTHS = tuple(range(1, 13))
QUARTERS = ((1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12))

Cells = tuple[tuple[int, ...], ...]


class Grid(Struct, frozen=True):
    """``cells[i][m - 1]`` is the figure of node i in month m: currency units, or a count of units of volume."""

    axis: str  # "district", "product", "channel", "person", "store", "line"
    nodes: tuple[str, ...]
    cells: Cells

    @property
    def total(self) -> int:
        return sum(map(sum, self.cells))

    @property
    def totals(self) -> tuple[int, ...]:
        """The year of each node, in the order of ``nodes``."""
        return tuple(map(sum, self.cells))

    @property
    def months(self) -> tuple[int, ...]:
        """The twelve monthly sums over all nodes."""
        return tuple(map(sum, zip(*self.cells, strict=True))) if self.cells else (0,) * 12

    @property
    def quarters(self) -> tuple[int, ...]:
        """The four quarterly sums over all nodes."""
        return by_quarter(self.months)

    def row(self, node: str) -> tuple[int, ...]:
        """The twelve months of one node; KeyError for a node that is not here."""
        try:
            return self.cells[self.nodes.index(node)]
        except ValueError:
            raise KeyError(node) from None

    def of(self, node: str, month: int | None = None) -> int:
        """A node's year, or its figure in one month (1..12)."""
        return self.row(node)[month - 1] if month else sum(self.row(node))

    def only(self, nodes: Iterable[str]) -> Grid:
        """Some of the nodes, without those that have nothing in any month."""
        rows = {name: row for name in nodes if any(row := self.row(name))}
        return Grid(self.axis, tuple(rows), tuple(rows.values()))

    def beside(self, rest: Grid, name: str) -> Grid:
        """The grid with all of another as one more row; itself where the other is empty."""
        return Grid(self.axis, (*self.nodes, name), (*self.cells, rest.months)) if rest.nodes else self

    def map(self, change: Callable[[int], int]) -> Grid:
        """The grid with every cell changed."""
        return Grid(self.axis, self.nodes, tuple(tuple(map(change, row)) for row in self.cells))


def by_quarter(months: Sequence[int]) -> tuple[int, ...]:
    """Sums of three months each; twelve figures in, four out."""
    return tuple(sum(months[m - 1] for m in quarter) for quarter in QUARTERS)
