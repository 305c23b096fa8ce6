"""Owns how pages are filled: what is too high for the rest of a page lets the words after it stand first.

The air between blocks, the height of charts and the padding of rows yield a little, so that a block fits or a page ends
where its text does.
What is moved stays below its own heading and passes no caption, so that no number changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, takewhile
from typing import NamedTuple

from docx.document import Document as WordFile
from msgspec import Struct, field

from planforge.records import replace
from planforge.writers.docx.estimate import (
    Chain,
    Room,
    Sheaf,
    Sheet,
    Unit,
    chains,
    gap,
    headed,
    height_of,
    rooms,
    sheet_of,
    table_style,
)
from planforge.writers.docx.wordml import Element, node, tag

_CLOSER, _WIDER = 0.45, 1.2  # shares by which the air may shrink and grow
_LOWER, _HIGHER = 0.2, 0.35  # shares by which charts may
_PADDED = 60  # twips by which rows may grow
_SHEET = 0.7, 1.5, 140  # shares by which chart and air of a single page may grow, twips by which rows may
_LOW = 2600  # twips: lower charts become no lower
SPARE = 100  # twips a page is left short, as programs differ
_NARROWER = 0.985  # of the width, in which a page is to hold what stands on it: Word sets lines a little wider
_HIGH = 1.45  # of the type size: a line as high as the letters of the highest typefaces
_ROW = 420  # twips by which a row of a form may grow, as high as it is
_SAFE = 0.92  # of what is left, which forms fill
_LITTLE = 0.02  # of a page, which may stay white
_SPILL = 0.1  # of the last page of several, so that nothing goes on to one more
_LAST = 0.7  # of the last page, which is to be filled
_UNSURE = 0.02  # of a page, which the estimate of what stands on it may miss
_DRIFT, _DRIFTS = 0.012, 0.06  # of a page that every page holds more where lines are not set wider, and that all do
_HOLE = 40  # pages that one more may save for holes, and for what the last lacks, by their squares
_KEPT = 8  # ways to fill pages up to some place that are gone on with
_ALIKE = 150  # twips: where two ways stand as far on a page as each other
THEIRS = "-"  # the kind of what a company has written itself
_SPACER = "TableEnd"
_ENDING = "SectionBreak"  # what ends a section: at the head of a page it would leave one empty
_FOLLOWS = (_SPACER, "TableNote", "FigureCaption")  # what belongs to the table or figure above it
_SHOWN = ("Caption", "TableUnit", "Figure", "")  # what a table or figure begins with
_WORDS = ("BodyText", "List", "Article")
_OWN = ("PlanTable", "DensePlanTable", "GanttTable")
_LOOSE = "PlanTable"  # whose rows may be lower
_FREED = ("PlanTable", "DensePlanTable")  # which may break where a page would stay white
_LEADING = "Intro"  # the words above a table that lead to it
_GAP, _HOLLOW = 0.25, 0.12  # of a page that would stay white, to part a table that stays whole or one that may break
_ENDS, _HIGH_ENDS = 3, 1400  # rows that stand at each side of a break; fewer where they are so many twips high
_FEW = 8  # rows of a table that stays whole and is no map
_FORM = "FormTable"  # rows to write in
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"


class How(NamedTuple):
    """How what begins on a page is set: shares of air and charts, twips of rows; and whether what would have no room so
    is set as usual."""

    air: float = 1.0
    high: float = 1.0
    tall: float = 0
    eases: bool = False


_USUAL = How()
_TRIED = (
    _USUAL,
    How(0.85, 0.9),
    How(0.7, 0.8),
    How(0.6, 0.8, -12),
    How(1.1, 1.25, 12),
    How(1.1, 1.25, 12, eases=True),
    How(tall=24),
    How(tall=24, eases=True),
    How(0.85, 0.9, 36),
    How(1.3, 1.25, 24),
    How(1.3, 1.25, 24, eases=True),
    How(tall=48),
    How(tall=48, eases=True),
    How(1.5, 1.2, 48),
)


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
                height=one.height + grown * (one.chart > 0) + tall * (one.row in _OWN),
                header=one.header + tall * (one.header > 0 and one.row in _OWN),
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
    rows, blanks = sum(style in _OWN for style in styles), styles.count(_FORM)
    return _Told(found, found[0], rows, blanks, sum(gap(*pair) for pair in pairwise(units)))


class _Page(Struct):
    """A page that is being filled."""

    sheaf: Sheaf
    pieces: list[Piece] = field(default_factory=list)
    settled: bool = False  # what stands on it has already yielded
    begun: bool = False  # whether its first piece began on a page before
    holes: float = 0  # the squares of what it and the pages before it leave white, in shares of a page
    slack: float = 0  # by which it is used less where lines are not set wider

    def put(self, piece: Piece) -> int:
        """Put a piece on it, and go on to the pages after it where it is higher than what is left; pages turned."""
        turned, placed = 0, False
        self.pieces.append(piece)
        for chain in piece.known.chains:
            turns = 0
            if self.sheaf.used and not self.sheaf.takes(chain):
                if placed:
                    self.leave(self.sheaf.height - self.sheaf.used)
                self.sheaf, self.slack, turns = Sheaf(self.sheaf.height, chain.units[0].header), 0.0, 1
            moved = turns > 0
            turns += self._put(chain)
            if turns:
                self.pieces, self.settled, self.begun = [piece], False, placed or not moved or turns > 1
            turned, placed = turned + turns, True
        return turned

    def _put(self, chain: Chain) -> int:
        """Put a chain on it, and go on to the pages after it; pages turned."""
        whole, turned = self.sheaf.holds(chain), 0
        for unit in chain.units:
            over = 0 if whole else self.sheaf.put(unit)
            self.slack = unit.slack + (0 if over else self.slack)
            turned += over
        return turned

    def leave(self, white: float) -> None:
        """Take down the hole that it is left with."""
        self.holes += (white / self.sheaf.height) ** 2

    def might_take(self, chain: Chain, white: float) -> bool:
        """Whether a chain for which it has no room begins on it where lines are not set wider."""
        height = self.sheaf.height + self.slack + sum(unit.slack for unit in chain.units) + SPARE
        return replace(self.sheaf, height=height, used=self.sheaf.height - white).takes(chain)

    @property
    def whole(self) -> list[Piece]:
        """What begins on it: what began on a page before does not change any more, or it would break elsewhere."""
        return self.pieces[self.begun :]

    def air(self) -> float:
        """The air on it that can shrink or grow; below what began before it is that of what stands there."""
        whole = self.whole
        air = sum(piece.known.air for piece in whole)
        air += sum(gap(above.units[-1], below.units[0]) for above, below in pairwise(whole))
        pair = (self.pieces[0].units[-1], whole[0].units[0]) if self.begun and whole else ()
        return air + (gap(*pair) if pair and pair[1].before >= pair[0].after else 0)


def fill(word: WordFile, kind: Callable[[Element], str], *, grows: bool, ends: bool) -> None:
    """Fill the pages of a document with what stands on them; ``kind`` is the style of a block as we call it.

    Air, charts and rows grow only in typefaces whose measures we know; those of a last page if it ``ends`` so.
    """
    sheet, body = careful(word), word.part.element.body
    for _, blocks, room in list(rooms(word, sheet)):
        if not any("Heading" in kind(one) or table_style(one) in _OWN for one in blocks):
            continue
        pieces = list(_pieces(sheet, blocks, room, kind))
        headed(pieces[0].units)
        filled = _best(pieces, _Given(room.height - SPARE, grows))
        if ends:
            filled.end()
        at = body.index(blocks[0])
        for number, element in enumerate(one for piece in filled.made for one in piece.elements):
            body.insert(at + number, element)
        for piece in filled.made:
            _yield(sheet, piece)


def careful(word: WordFile) -> Sheet:
    """The settings of a document by which what has room on a page has it in other programs and typefaces too."""
    return sheet_of(word, _NARROWER, _HIGH)


def _best(pieces: Sequence[Piece], given: _Given) -> _Way:
    """The way to fill pages of least cost: of all that come to a place, the best goes on from there."""
    hows = [how for how in _TRIED if given.grows or (how.air <= 1 and not how.tall)]
    ways, best = [_Way(given, list(pieces), _Page(Sheaf(given.height)))], None
    while ways:
        found = dict[tuple[int, int], _Way]()
        for made in (way.onward(how) for way in ways for how in hows):
            if made.waiting and (made.place not in found or made.so_far < found[made.place].so_far):
                found[made.place] = made
            if not made.waiting and (best is None or made.cost < best.cost):
                best = made
        ways = sorted(found.values(), key=lambda way: way.so_far)[:_KEPT]
    assert best is not None  # every way comes to an end
    return best


def drop_spacers(word: WordFile, kind: Callable[[Element], str]) -> None:
    """Make the air after a table that of the words below it; only between two tables is it a paragraph of its own.

    LibreOffice parts a heading that stands below an empty paragraph below a table from what it heads.
    """
    sheet = sheet_of(word)
    for spacer in [one for one in word.part.element.body if kind(one) == _SPACER]:
        before, after = spacer.getprevious(), spacer.getnext()
        if before is None or before.tag != tag("w:tbl") or after is None or kind(after) in ("", THEIRS):
            continue
        setting = sheet.paragraph(after)
        _space(sheet, after, setting.before + sheet.paragraph(spacer).line, setting.after)
        word.part.element.body.remove(spacer)


def _pieces(sheet: Sheet, blocks: Iterable[Element], room: Room, kind: Callable[[Element], str]) -> Iterator[Piece]:
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


class _Given:
    """What pages are filled with: their height, whether what stands on them grows, and every piece as it may be set."""

    def __init__(self, height: float, grows: bool) -> None:
        self.height, self.grows = height, grows
        self._set: dict[tuple[int, float, float, float], Piece] = {}
        self._high: dict[int, float] = {}

    def set(self, piece: Piece, how: How) -> Piece:
        """A copy of a piece as given, set in a way."""
        key = id(piece), how.air, how.high, how.tall
        if key not in self._set:
            self._set[key] = piece.set(how.air, how.high, how.tall)
        return replace(self._set[key])

    def high(self, piece: Piece) -> float:
        """The height of a piece as given, and the air by it."""
        if id(piece) not in self._high:
            first, last = piece.units[0], piece.units[-1]
            self._high[id(piece)] = height_of(piece.units) + max(first.before, last.after)
        return self._high[id(piece)]


class _Way(Struct, eq=False):
    """One way to fill pages up to some place: what stands there in its order, and what waits as it was given.

    The last piece, which ends the section, stays last.
    """

    given: _Given
    waiting: list[Piece]
    page: _Page
    made: list[Piece] = field(default_factory=list)
    pages: int = 1
    pinned: bool = False  # what comes next
    gone: float = 0  # the usual height of what stands there

    @property
    def place(self) -> tuple[int, int]:
        """How far it has come."""
        return len(self.waiting), round(self.page.sheaf.used / _ALIKE)

    @property
    def so_far(self) -> float:
        """What it costs, in pages, against what stands there."""
        return self.pages + (self.page.sheaf.used - self.gone) / self.given.height + _HOLE * self.page.holes

    @property
    def cost(self) -> float:
        """What it costs in all, in pages."""
        short = _LAST + min(_DRIFT * self.pages, _DRIFTS) - self.page.sheaf.used / self.given.height
        return self.pages + _HOLE * (self.page.holes + (max(short, 0) ** 2 if self.pages > 1 else 0))

    def onward(self, how: How) -> _Way:
        """The same with the page filled that is begun, what begins on it set in a way."""
        way = self._forked()
        while way.waiting and way.pages == self.pages:
            for piece in way._next(how):
                way.made.append(piece)
                way.pages += way.page.put(piece)
        return way

    def end(self) -> None:
        """Let what stands on the last page grow into what is left of it."""
        self._grow(*((*_SHEET, _LITTLE) if self.pages == 1 else (_HIGHER, _WIDER, _PADDED, _SPILL)))

    def _forked(self) -> _Way:
        """The same, of which what stands on the page may change without changing it here."""
        begun = len(self.made) - len(self.page.pieces)
        here = [replace(piece) for piece in self.made[begun:]]
        page = replace(self.page, sheaf=replace(self.page.sheaf), pieces=here)
        return replace(self, waiting=[*self.waiting], page=page, made=[*self.made[:begun], *here])

    def _next(self, how: How) -> list[Piece]:
        """What stands next: the first piece, or where the page has no room for it the words after it; else nothing, and
        the page is turned."""
        page, piece = self.page, self.given.set(self.waiting[0], how)
        if how.eases and page.sheaf.used and not self._takes(piece):
            piece = self.given.set(self.waiting[0], _USUAL)
        if not page.sheaf.used or self._takes(piece) or self._squeezed(piece):
            piece.pinned, self.pinned = self.pinned, False
            return self._taken([piece], 0)
        if moved := self._moved(how):
            return self._taken(moved, 1)
        left = page.sheaf.height - page.sheaf.used
        looser = piece.loosened(left / page.sheaf.height)
        if loose := next((one for one in looser if self._takes(one)), None):
            return self._taken([loose], 0)
        white = left if page.settled else self._grow(_HIGHER, _WIDER, _PADDED)
        page.leave(white)
        stands = piece.kinds[0] not in ("", _ENDING) and not piece.words
        self.pinned = stands and page.might_take(piece.known.first, white)
        self.page, self.pages = _Page(Sheaf(page.sheaf.height), holes=page.holes), self.pages + 1
        return []

    def _taken(self, pieces: list[Piece], at: int) -> list[Piece]:
        """Some pieces that wait from a place on, which do so no longer."""
        self.gone += sum(map(self.given.high, self.waiting[at : at + len(pieces)]))
        del self.waiting[at : at + len(pieces)]
        return pieces

    def _moved(self, how: How) -> list[Piece]:
        """The words, a list as a whole, that may stand before a table or figure for which the page has no room."""
        page, waiting = self.page, self.waiting
        if not waiting[0].shown or not waiting[1:] or not waiting[1].words:
            return []
        listed = waiting[1].kinds[-1].startswith("List")
        items = takewhile(lambda one: listed and one.kinds[0].startswith("List"), waiting[2:])
        words = [self.given.set(one, how) for one in (waiting[1], *items)]
        units = [unit for piece in words for unit in piece.units]
        room = page.sheaf.height - page.sheaf.used - page.sheaf.gap(units[0])
        fits = height_of(units) <= room if listed else page.sheaf.takes(next(chains(units)))
        return words if fits and len(words) + 1 < len(waiting) else []

    def _takes(self, piece: Piece) -> bool:
        """Whether a piece begins on the page; a heading only where that is sure, unless lines are reckoned too high."""
        sheaf = self.page.sheaf
        sure = sheaf.height * _UNSURE if self.given.grows and piece.kinds[0].startswith("Heading") else 0
        return sheaf.takes(piece.known.first, sure)

    def _squeezed(self, piece: Piece) -> bool:
        """Whether a piece that is all one fits once air and charts of the page have yielded."""
        page, chain = self.page, piece.known.first
        beyond = len(piece.units) - len(chain.units)
        if page.settled or chain.units[0].breaks or beyond > 1:
            return False
        lacking = page.sheaf.used + page.sheaf.gap(chain.units[0]) + chain.height - page.sheaf.height
        charts = sum(one.charts for one in (*page.whole, piece) if one.yields)
        air = page.air() + chain.air
        if not 0 < lacking <= air * _CLOSER + charts * _LOWER:
            return False
        lower = min(lacking, charts * _LOWER)
        self._change((*page.whole, piece), (lower - lacking) / air if air else 0, -lower / charts if charts else 0)
        page.sheaf.used -= lacking
        page.settled = True
        return True

    def _grow(self, higher: float, wider: float, taller: float, spare: float = _LITTLE) -> float:
        """Let charts, air and rows grow into what a page leaves white; what is left of it, a little apart."""
        page = self.page
        left = self._write_larger() - page.sheaf.height * spare
        forms = any(piece.known.blanks for piece in page.pieces)  # what is left by them is spare: they move as a whole
        if left <= 0 or not self.given.grows or forms:
            return max(left, 0)
        charts, air = sum(one.charts for one in page.whole), page.air()
        high = min(left, charts * higher)
        tables = [piece for piece in page.whole if piece.known.rows]
        rows = sum(piece.known.rows for piece in tables)
        tall = min(left - high, rows * taller)
        wide = min(left - high - tall, air * wider)
        self._change(page.whole, wide / air if air else 0, high / charts if charts else 0)
        for piece in tables:
            piece.tall += tall / rows
        return left - high - tall - wide

    def _write_larger(self) -> float:
        """Let the rows of forms grow into what a page leaves white; what is left of it."""
        page = self.page
        left = page.sheaf.height - page.sheaf.used
        forms = [piece for piece in page.whole if piece.known.blanks and self.given.grows]
        rows = sum(piece.known.blanks for piece in forms)
        tall = min(left * _SAFE / rows, _ROW) if rows else 0
        for piece in forms:
            piece.tall += tall
        return left - tall * rows

    def _change(self, pieces: Sequence[Piece], air: float, high: float) -> None:
        for piece in pieces:
            piece.air *= 1 + air
            piece.high *= 1 + high if high > 0 or piece.yields else 1


def _yield(sheet: Sheet, piece: Piece) -> None:
    """Write the changed heights into a piece, and where it breaks."""
    for element, kind in zip(piece.elements, piece.kinds, strict=True):
        if kind == THEIRS:
            continue
        if piece.high != 1:
            for one in element.iter(_EXTENT):
                one.set("cy", str(round(int(one.get("cy", "0")) * piece.high)))
        if element.tag == tag("w:p") and piece.air != 1:
            setting = sheet.paragraph(element)
            _space(sheet, element, setting.before * piece.air, setting.after * piece.air)
        if element.tag == tag("w:tbl"):
            first = next((at for at, unit in enumerate(piece.units) if unit.row), 0)
            _loosen(element, [at - first for at in piece.loose])
            _heighten(sheet, element, piece.tall)
    if piece.parted:
        _part(piece.elements[piece.parted])
    if piece.pinned and piece.kinds[0] != THEIRS:
        _pin(sheet, piece.elements[0])


def _heighten(sheet: Sheet, table: Element, tall: float) -> None:
    """Let the rows of a table be so many twips higher."""
    if abs(tall) <= 1:
        return
    if table_style(table) in _OWN:
        _pad(sheet, table, tall / 2)
    for one in table.iter(tag("w:trHeight")) if table_style(table) == _FORM else ():
        one.set(tag("w:val"), str(round(int(one.get(tag("w:val"), "0")) + tall)))


def _loosen(table: Element, rows: Sequence[int]) -> None:
    """Let the page end after some of the rows of a table."""
    for number, row in enumerate(table.iterfind(tag("w:tr"))):
        for keep in list(row.iter(tag("w:keepNext"))) if number in rows else ():
            properties = keep.getparent()
            assert properties is not None
            properties.remove(keep)


def _part(paragraph: Element) -> None:
    """Let a page end below a paragraph that leads to what follows."""
    for keep in paragraph[0].findall(tag("w:keepNext")):
        paragraph[0].remove(keep)
    paragraph[0].insert(1, node("w:keepNext", val="0"))


def _is_map(table: Element) -> bool:
    """Whether a table is drawn with labels alone."""
    named = {style.get(tag("w:val"), "") for style in table.iter(tag("w:pStyle"))}
    return all(name.endswith(("Label", "Header")) for name in named)


def _row_style(row: Element) -> str:
    """The style of what stands first in a row."""
    named = next(row.iter(tag("w:pStyle")), None)
    return "" if named is None else named.get(tag("w:val"), "")


def _pad(sheet: Sheet, table: Element, more: float) -> None:
    """Let the cells of a table have so many twips more above and below."""
    top, left, bottom, right, _ = sheet.cell(table)
    sides = {"top": top + more, "left": left, "bottom": bottom + more, "right": right}
    padding = node("w:tblCellMar", *(node(f"w:{side}", w=round(width), type="dxa") for side, width in sides.items()))
    next(table.iter(tag("w:tblLook"))).addprevious(padding)


def _pin(sheet: Sheet, paragraph: Element) -> None:
    """Let a paragraph begin a page, as high on it as one that does so of itself."""
    first = ("w:pStyle", "w:keepNext", "w:keepLines")
    at = sum(one.tag in map(tag, first) for one in paragraph[0])
    paragraph[0].insert(at, node("w:pageBreakBefore"))
    _space(sheet, paragraph, 0, sheet.paragraph(paragraph).after)


def _space(sheet: Sheet, paragraph: Element, before: float, after: float) -> None:
    properties = paragraph[0]
    if properties.find(tag("w:framePr")) is not None:
        return  # it stands where it is bound to
    spacing = properties.find(tag("w:spacing"))
    if spacing is None:
        spacing = node("w:spacing")
        later = ("w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
        names = {tag(name) for name in later}
        properties.insert(next((n for n, one in enumerate(properties) if one.tag in names), len(properties)), spacing)
    for name, twips in (("before", before), ("after", after)):
        spacing.set(tag(f"w:{name}"), str(round(twips)))
        for unit in ("Lines", "Autospacing") if sheet.lined else ():  # they go before twips
            spacing.set(tag(f"w:{name}{unit}"), "0")


def kind_of(block: Element) -> str:
    """The style of a paragraph; nothing for a table."""
    named = block.find(f"{tag('w:pPr')}/{tag('w:pStyle')}") if block.tag == tag("w:p") else None
    return "" if named is None else named.get(tag("w:val"), "")
