"""Owns how pages are filled: what is too high for the rest of a page lets the words after it stand first.

The air between blocks, the height of charts and the padding of rows yield a little, so that a block fits or a page ends
where its text does.
What is moved stays below its own heading and passes no caption, so that no number changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from docx.document import Document as WordFile
from msgspec import Struct, field

from planforge.records import replace
from planforge.writers.docx.estimate import rooms
from planforge.writers.docx.heights import Sheet, sheet_of, table_style
from planforge.writers.docx.pieces import OWN, Piece, pieces_of
from planforge.writers.docx.spacing import write_into
from planforge.writers.docx.stack import Chain, Sheaf, chains, gap, headed, height_of
from planforge.writers.docx.wordml import Element

_CLOSER, _WIDER = 0.45, 1.2  # shares by which the air may shrink and grow
_LOWER, _HIGHER = 0.2, 0.35  # shares by which charts may
_PADDED = 60  # twips by which rows may grow
_SHEET = 0.7, 1.5, 140  # shares by which chart and air of a single page may grow, twips by which rows may
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
_ENDING = "SectionBreak"  # what ends a section: at the head of a page it would leave one empty


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


def fill(word: WordFile, kind: Callable[[Element], str], *, grows: bool, ends: bool) -> None:
    """Fill the pages of a document with what stands on them; ``kind`` is the style of a block as we call it.

    Air, charts and rows grow only in typefaces whose measures we know; those of a last page if it ``ends`` so.
    """
    sheet, body = careful(word), word.part.element.body
    for _, blocks, room in list(rooms(word, sheet)):
        if not any("Heading" in kind(one) or table_style(one) in OWN for one in blocks):
            continue
        pieces = list(pieces_of(sheet, blocks, room, kind))
        headed(pieces[0].units)
        filled = _best(pieces, _Given(room.height - SPARE, grows))
        if ends:
            filled.end()
        at = body.index(blocks[0])
        for number, element in enumerate(one for piece in filled.made for one in piece.elements):
            body.insert(at + number, element)
        for piece in filled.made:
            write_into(sheet, piece)


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
