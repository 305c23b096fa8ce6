"""Why no split exists, in one sentence with the smallest change that would make one possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from planforge.problem import Text
from planforge.wording import printed

Show = Callable[[int], Text]
"""Prints an amount of units inside a sentence, e.g. as 万元."""
LISTED = 3  # names spelled out before the rest is only counted


class Infeasible(Exception):  # noqa: N818 - a state of the figures, told to the user
    """No split exists.

    ``reason`` is a stable word: "not-given", "negative", "no-weight", "over", "under", "crossed" for one margin;
    "margins", "row", "column", "block" for two; "three" for three. ``message`` says the smallest change that mends it.
    ``index`` is the node, row or column at fault where it is one; ``rows`` and ``columns`` are the block that leaves no
    way; ``gap`` is the smallest change, in units.
    """

    def __init__(
        self,
        reason: str,
        message: Text,
        index: int | None = None,
        *,
        rows: tuple[int, ...] = (),
        columns: tuple[int, ...] = (),
        gap: int = 0,
    ) -> None:
        super().__init__(message.en)
        self.reason, self.message, self.index = reason, message, index
        self.rows, self.columns, self.gap = rows, columns, gap


class Names(Struct, frozen=True):
    """What rows, columns and amounts are called in a sentence; numbered where names are not given."""

    rows: Sequence[Text] = ()
    columns: Sequence[Text] = ()
    show: Show | None = None

    def row(self, *indexes: int) -> Text:
        return _listed(indexes, self.rows, Text("第 {} 行", "row {}"))

    def column(self, *indexes: int) -> Text:
        return _listed(indexes, self.columns, Text("第 {} 列", "column {}"))

    def amount(self, units: int) -> Text:
        return (self.show or plain)(units)


def plain(units: int) -> Text:
    """``1,320`` in both languages."""
    return Text(printed(units), printed(units))


def _listed(indexes: Sequence[int], names: Sequence[Text], numbered: Text) -> Text:
    shown = indexes[:LISTED]
    more = len(indexes) - len(shown)
    zh = "、".join(names[i].zh if names else numbered.zh.format(i + 1) for i in shown)
    en = ", ".join(names[i].en if names else numbered.en.format(i + 1) for i in shown)
    return Text(f"{zh}等 {len(indexes)} 项", f"{en} and {more} more") if more else Text(zh, en)
