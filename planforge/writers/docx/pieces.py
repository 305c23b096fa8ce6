"""Owns the pieces that pages are filled with: blocks that follow each other in any case, set closer or wider."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct, field

from planforge.records import replace
from planforge.writers.docx.estimate import Room
from planforge.writers.docx.heights import Sheet
from planforge.writers.docx.stack import Chain, Unit, chains, gap
from planforge.writers.docx.wordml import Element, tag

_LOW = 2600  # twips: lower charts become no lower
SPACER = "TableEnd"
_FOLLOWS = (SPACER, "TableNote", "FigureCaption")  # what belongs to the table or figure above it
_SHOWN = ("Caption", "TableUnit", "Figure", "")  # what a table or figure begins with
_WORDS = ("BodyText", "List", "Article")
OWN = ("PlanTable", "DensePlanTable", "GanttTable")
_LOOSE = "PlanTable"  # whose rows may be lower
_FREED = ("PlanTable", "DensePlanTable")  # which may break where a page would stay white
_LEADING = "Intro"  # the words above a table that lead to it
_GAP, _HOLLOW = 0.25, 0.12  # of a page that would stay white, to part a table that stays whole or one that may break
_ENDS, _HIGH_ENDS = 3, 1400  # rows that stand at each side of a break; fewer where they are so many twips high
_FEW = 8  # rows of a table that stays whole and is no map
FORM = "FormTable"  # rows to write in


class Piece(Struct, eq=False):
    """Paragraphs and tables that follow each other in any case, and the units that they are."""

    elements: list[Element]
    units: list[Unit]
    kinds: list[str]  # the styles of the elements as we call them, none for a table
    charts: float = 0  # the height of the charts among them
    air: float = 1  # shares of its usual air and of the usual height of its charts
    high: float = 1
    tall: float = 0  # twips by which its rows are higher
    pinned: bool = False  # to the head of a page, where it might as well stand at the foot of the one before
    loose: tuple[int, ...] = ()  # units after which its table may go on to the next page
    parted: int = 0  # the element below which all of its table may
    told: list[_Told] = field(default_factory=list)  # once asked for, to all that have the same units

    @property
    def known(self) -> _Told:
        """What is added up of its units."""
        if not self.told:
            self.told.append(_told(self.units))
        return self.told[0]

    @property
    def yields(self) -> bool:
        """Whether its charts are high enough to become lower."""
        return self.charts >= _LOW

    @property
    def shown(self) -> bool:
        """Whether it is a table or figure."""
        return self.kinds[0] in _SHOWN

    @property
    def words(self) -> bool:
        """Whether it is running text without a heading."""
        return self.kinds[0].startswith(_WORDS) and not any(kind in _SHOWN for kind in self.kinds)

    def loosened(self, white: float) -> Iterator[Piece]:
        """The same with its table free to go on to the next page between its first rows and its last, if it has more
        than these; then with all of its table free to stand there, below the words that lead to it. ``white`` is the
        share of a page that it would leave so: a table that stays whole is parted only where that is much."""
        if self.kinds.count("") != 1 or "Caption" not in self.kinds or white < (_GAP if self._is_whole() else _HOLLOW):
            return
        if free := self._free_rows(self.elements[self.kinds.index("")]):
            units = [replace(unit, keep=unit.keep and at not in free) for at, unit in enumerate(self.units)]
            yield replace(self, units=units, told=[], loose=tuple(free))
        above = self.kinds.index("Caption") - 1
        if above > 0 and self.kinds[above] == _LEADING and white > _GAP:
            units = [replace(unit, keep=unit.keep and at != above) for at, unit in enumerate(self.units)]
            yield replace(self, units=units, told=[], parted=above)

    def _is_whole(self) -> bool:
        """Whether all rows of its table stay together."""
        return all(unit.keep for unit in [one for one in self.units if one.row][:-1])

    def _free_rows(self, table: Element) -> list[int]:
        """The units of a table after which it might go on to the next page."""
        rows = [at for at, unit in enumerate(self.units) if unit.row in _FREED]
        if not rows:
            return []
        body = [at for at in rows if self.units[at].header]
        if self._is_whole() and (len(body) > _FEW or _is_map(table)):
            return []
        pairs = zip(rows, pairwise((*map(_row_style, table.iterfind(tag("w:tr"))), "")), strict=True)
        bound = {at for at, (own, below) in pairs if "Group" in own or "Total" in below}
        ends = self._end(body), self._end(body[::-1])
        return [at for at in body if ends[0] <= at < ends[1] and at not in bound]

    def _end(self, rows: Sequence[int]) -> int:
        """The farthest of the rows that stay together at an end of a table, which are given from that end on."""
        high = accumulate(self.units[at].height for at in rows)
        enough = next((count for count, so_far in enumerate(high, 1) if so_far >= _HIGH_ENDS), _ENDS)
        return rows[: min(enough, _ENDS)][-1]

    def set(self, air: float, high: float, tall: float) -> Piece:
        """The same with other shares, and higher rows."""
        if air == high == 1 and not tall:
            return replace(self, air=1, high=1, tall=0, pinned=False)
        high = high if self.yields else max(high, 1)
        tall = tall if any(unit.row == _LOOSE for unit in self.units) else max(tall, 0)
        grown = self.charts * (high - 1)
        units = [
            replace(
                one,
                before=one.before * air,
                after=one.after * air,
                height=one.height + grown * (one.chart > 0) + tall * (one.row in OWN),
                header=one.header + tall * (one.header > 0 and one.row in OWN),
            )
            for one in self.units
        ]
        return Piece(self.elements, units, self.kinds, self.charts * high, air, high, tall if self.known.rows else 0)


class _Told(Struct, frozen=True):
    """Of some units: those in one that stay on one page, the first of which is what stands there in any case; the rows
    of tables of figures, whose padding may grow, and those of forms; the air between them."""

    chains: list[Chain]
    first: Chain
    rows: int
    blanks: int
    air: float


def _told(units: Sequence[Unit]) -> _Told:
    found, styles = list(chains(units)), [unit.row for unit in units if unit.row]
    rows, blanks = sum(style in OWN for style in styles), styles.count(FORM)
    return _Told(found, found[0], rows, blanks, sum(gap(*pair) for pair in pairwise(units)))


def pieces_of(sheet: Sheet, blocks: Iterable[Element], room: Room, kind: Callable[[Element], str]) -> Iterator[Piece]:
    """The blocks, those made one that stay together."""
    piece: Piece | None = None
    for block in blocks:
        units = (
            list(sheet.units(block, room.width, room.grid)) if block.tag in (tag("w:p"), tag("w:tbl")) else [Unit(0)]
        )
        charts = max((unit.chart for unit in units), default=0.0)
        if piece and (piece.units[-1].keep or kind(block) in _FOLLOWS):
            piece.elements.append(block)
            piece.kinds.append(kind(block))
            piece.units += units
            piece.charts = max(piece.charts, charts)
        else:
            if piece:
                yield piece
            piece = Piece([block], units, [kind(block)], charts)
    if piece:
        yield piece


def kind_of(block: Element) -> str:
    """The style of a paragraph; nothing for a table."""
    named = block.find(f"{tag('w:pPr')}/{tag('w:pStyle')}") if block.tag == tag("w:p") else None
    return "" if named is None else named.get(tag("w:val"), "")


def _is_map(table: Element) -> bool:
    """Whether a table is drawn with labels alone."""
    named = {style.get(tag("w:val"), "") for style in table.iter(tag("w:pStyle"))}
    return all(name.endswith(("Label", "Header")) for name in named)


def _row_style(row: Element) -> str:
    """The style of what stands first in a row."""
    named = next(row.iter(tag("w:pStyle")), None)
    return "" if named is None else named.get(tag("w:val"), "")
