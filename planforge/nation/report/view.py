"""A nation as it is seen from one of its nodes, in a document for readers or in a list of everything."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from planforge.document.model import Table
from planforge.nation.fairness import Standing, standings
from planforge.nation.nation import Nation
from planforge.nation.submission import Submission
from planforge.nation.tree import Node
from planforge.nation.up import summed
from planforge.plan.measures import Value
from planforge.reading.origins import unconfirmed
from planforge.records import replace
from planforge.words import Words

MOST = 40  # rows beyond which a list is none for a reader
SLIDE = 14  # on a slide
T = TypeVar("T")


class View(Struct, frozen=True, dict=True):
    """A nation seen from one of its nodes; ``whole`` lists everything, however long that is."""

    nation: Nation
    node: str
    today: datetime.date | None = None  # to which days are counted
    whole: bool = False
    most: int = MOST

    @cached_property
    def below(self) -> tuple[Node, ...]:
        """The node and all below it."""
        return tuple(self.nation.tree.below(self.node))

    @cached_property
    def names(self) -> frozenset[str]:
        """Their names."""
        return frozenset(node.name for node in self.below)

    @cached_property
    def listed(self) -> tuple[Node, ...]:
        """The nodes of as many levels as a reader can take in; the first level at least."""
        if self.whole:
            return self.below
        top = self.below[0].level
        depth = {top + n: sum(node.level <= top + n for node in self.below) for n in range(12)}
        last = max((level for level, count in depth.items() if count <= self.most), default=top)
        return tuple(node for node in self.below if node.level <= max(last, top + 1))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The regions below without a plan that can be used."""
        return tuple(name for name in self.nation.missing if name in self.names)

    @property
    def children(self) -> tuple[str, ...]:
        """The nodes one level below."""
        return self.nation.tree.nodes[self.node].children

    @cached_property
    def regions(self) -> tuple[Submission, ...]:
        """The regions' plans."""
        return self.nation.tree.submissions(self.node)

    @property
    def waiting(self) -> int:
        """The values that nobody has confirmed, of headquarters' own file and of the regions' below."""
        return len(unconfirmed(self.nation.written)) + sum(one.waiting for one in self.regions)

    @cached_property
    def asked_products(self) -> dict[str, int]:
        """Products asked of the regions below that hand in a plan."""
        if not self.missing:
            return self.nation.asked(self.node).products
        heard = [self.nation.asked(one.name).products for one in self.regions]
        return {name: sum(one.get(name, 0) for one in heard) for name in self.nation.asked(self.node).products}

    def sum(self, key: str, name: str | None = None, *, last: bool = False) -> Value | None:
        """A measure of all regions below a node."""
        return summed(self.nation.tree, name or self.node, key, last=last)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """The regions below among all."""
        return tuple(one for one in standings(self.nation.tree, self.nation.down) if one.name in self.names)

    def first(self, items: Sequence[T]) -> tuple[T, ...]:
        """As many as a reader can take in."""
        return tuple(items if self.whole else items[: self.most])

    def ends(self, items: Sequence[T]) -> tuple[T, ...]:
        """The first and the last of a ranking that is too long."""
        half = self.most // 2
        return tuple(items) if self.whole or len(items) <= self.most else (*items[:half], *items[-half:])


def shortened(table: Table | None, shown: int, count: int, words: Words) -> Table | None:
    """A table that leaves rows out says how many."""
    if table is None or shown >= count:
        return table
    more = words.label("nation.more", count=str(count - shown))
    return replace(table, note=" ".join(filter(None, (table.note, more))))
