"""Which rows of a table are sales: no heads, sums, copies or notes; and the names that merged cells carry down."""

from __future__ import annotations

import contextlib
import itertools
import math
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from planforge.ledger.across import whole_year
from planforge.ledger.dates import Dates
from planforge.ledger.figures import Cell, figure_of, is_number, shown
from planforge.ledger.heads import (
    AXES,
    is_actual,
    is_beside,
    is_grand_total,
    is_quarter,
    is_total,
    is_whole_total,
    may_be_total,
    measure_of,
    other_of,
    states_of,
)
from planforge.ledger.layout import Layout
from planforge.ledger.sales import NIL, Account, Tally, named_in
from planforge.ledger.sheets import Sheet
from planforge.ledger.titles import only_year
from planforge.ledger.totals import Vector

NAMED_FIRST = 4  # cells at the left of a line that may say it is a sum
LONGEST_NESTED = 5_000  # rows of a table up to which sums are looked for among all of them
_YEAR_OR_MONTH = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:[-/.年]\s*\d{1,2})?(?!\d)")
MOST_VERSIONS = 12  # different cells of a column that tells plans from actual figures
MOST_DIFFERENT = 5_000  # different cells of a column that may hold names of targets and averages
_REMARK = re.compile(r"注|备注|说明|制表|填报|note", re.IGNORECASE)
_FOOT = re.compile(
    r"(?:打印|制表|填表|制单|导出|填报|审核|复核|主管[:：]|负责人[:：]|经办|审批|编制|数据来源|print|exported|page )",
    re.IGNORECASE,
)


class Rows(Struct):
    """The rows of one sheet. ``chosen`` is the column of every role; ``year`` that of months without one, until a line
    between the others names another."""

    sheet: Sheet
    layout: Layout
    chosen: Mapping[str, int]
    dates: Dates
    year: int
    account: Account = field(default_factory=Account)
    tallies: dict[str, Tally] = field(default_factory=dict)
    stated: list[tuple[int, Decimal]] = field(default_factory=list)  # sums of the whole table, by their lines
    year_told: bool = False
    _filled: dict[int, dict[int, Cell]] = field(default_factory=dict)  # by column, by row
    _commas: dict[int, bool] = field(default_factory=dict)
    _scale: Decimal = Decimal(1)
    _measures: dict[Cell, str | None] = field(default_factory=dict)
    _turned: set[int] = field(default_factory=set)  # lines of returns whose amounts are taken off
    _sections: list[tuple[int, int]] = field(default_factory=list)  # rows that name a year for those below
    _outline: dict[int, tuple[str, ...]] = field(default_factory=dict)  # the names above a row, the outermost first

    def tally(self, kind: str) -> Tally:
        """The tally of a kind of oddity."""
        return self.tallies.setdefault(kind, Tally())

    # Which lines count

    def _kept(self) -> list[int]:
        """The rows that are sales: no heads, sums, copies, titles or notes."""
        sheet, first = self.sheet, self.layout.first
        columns = [value.column for value in self.layout.values]
        heads = self.layout.heads
        axes = (self.chosen[axis] for axis in AXES if axis in self.chosen)
        names = sorted({*range(min(NAMED_FIRST, len(heads))), *axes})
        worded = self._worded(names)
        blank = self._blank(columns)
        beyond = 1 + max((place for place, head in enumerate(heads) if head), default=0)
        ragged = sheet.name == "" and sheet.width > beyond
        own = self.chosen.get("row")
        repeats = self._may_repeat(first)
        states = self._states() | self._beside(names)
        seen: set[tuple[Cell, ...]] = set()
        kept: list[int] = []
        if not (states or worded or blank or ragged or repeats or heads[0] in sheet.distinct(0, first)):
            return list(range(first, len(sheet.rows)))
        for row in range(first, len(sheet.rows)):
            cells = sheet.rows[row]
            if row in worded:
                self._total(row)
            elif row in blank:
                self._empty(row)
            elif cells[0] == heads[0] and self._is_heads(row):
                self.account.add("above", sheet.figures(row))
            elif not (row in states and self._set_aside(row, states[row])):
                if ragged and any(cell != "" for cell in cells[beyond:]):
                    self.tally("ragged").add(sheet.where(row))
                if repeats and self._repeats(row, seen, own):
                    continue
                kept.append(row)
        return kept

    def _set_aside(self, row: int, state: str) -> bool:
        """Whether a line of a state is none of sales; one of a return is, with its amount taken off."""
        sheet, amount = self.sheet, self._amount_in(row)
        if state == "beside":
            self.tally("beside").add(sheet.where(row), _why(sheet.texts(row)))
            self.account.add("measure", sheet.figures(row))
        elif state == "foot":
            self.tally("notes").add(sheet.where(row), next(filter(None, sheet.texts(row))))
            self.account.add("note", sheet.figures(row))
        elif state == "void":
            self.tally("void").add(sheet.where(row), sheet.text(row, self.chosen["status"]), amount)
            self.account.add("void", sheet.figures(row), amount)
        elif amount > 0:
            self._turned.add(row)
            self.tally("turned").add(sheet.where(row), sheet.text(row, self.chosen["status"]))
        return state != "returned"

    def _states(self) -> dict[int, str]:
        """The lines that sold nothing or were returned, where the user has named the column that says so."""
        place, first = self.chosen.get("status"), self.layout.first
        if place is None:
            return {}
        cells = self.sheet.column(place)
        said = states_of(self.layout.heads[place], map(shown, self.sheet.distinct(place, first)))
        return {row: state for row in range(first, len(cells)) if (state := said.get(shown(cells[row])))}

    def _beside(self, names: Sequence[int]) -> dict[int, str]:
        """The lines of targets, ratios, averages, last year's figures: a name says so, or a column of versions."""
        found: dict[int, str] = {}
        first = self.layout.first
        found |= self._feet()
        if self.layout.shape == "long" and "measure" in self.chosen:
            cells = self.sheet.column(self.chosen["measure"])
            texts = [text for text in self.sheet.distinct(self.chosen["measure"], first) if isinstance(text, str)]
            other = {text for text in texts if text and measure_of(text) != "amount"}
            found |= {row: "beside" for row in range(first, len(cells)) if cells[row] in other}
        taken = {value.column for value in self.layout.values} | {self.chosen.get("month"), self.chosen.get("status")}
        for place in (p for p in range(len(self.layout.heads)) if p not in taken):
            cells = self.sheet.column(place)
            if place not in names:
                few = set(itertools.islice(cells, first, first + 1_000))
                if len(few) > MOST_VERSIONS or not any(isinstance(c, str) and _is_version(c) for c in few):
                    continue
            different = self.sheet.distinct(place, first)
            if len(different) > MOST_DIFFERENT:
                continue  # numbers of orders
            words = {c for c in different if isinstance(c, str) and is_beside(c)}
            if words:
                found |= {row: "beside" for row in range(first, len(cells)) if cells[row] in words}
        return found

    def _feet(self) -> dict[int, str]:
        """Lines at the foot of a page: when it was printed and by whom, with no figure where sales have theirs."""
        first, rows = self.layout.first, set[int]()
        places = [value.column for value in self.layout.values]
        for place in places if self.layout.shape != "long" else places[:1]:
            if str not in self.sheet.kinds(place, first):
                continue
            texts = {c for c in self.sheet.distinct(place, first) if isinstance(c, str) and c and not is_number(c)}
            cells = self.sheet.column(place)
            rows.update(row for row in range(first, len(cells)) if cells[row] in texts)
        return {
            row: "foot"
            for row in sorted(rows)
            if _FOOT.match(next(filter(None, self.sheet.texts(row)), ""))
            and not (self.layout.shape != "long" and any(is_number(cell_at(self.sheet.rows[row], p)) for p in places))
        }

    def _blank(self, columns: Sequence[int]) -> set[int]:
        """The rows without any figure of their own."""
        found: set[int] | None = None
        for place in columns:
            column = self.sheet.column(place)
            some = str in self.sheet.kinds(place, self.layout.first)
            empty = {n for n, cell in enumerate(column) if cell == ""} if some else set()
            empty |= {row for row, at in self.sheet.copied if at == place}
            found = empty if found is None else found & empty
            if not found:
                return set()
        return found or set()

    def _may_repeat(self, first: int) -> bool:
        """Whether lines may repeat: not where a column is different in every one of them."""
        places = [
            *range(min(NAMED_FIRST, self.sheet.width)),
            *(p for p in (self.chosen.get("order"),) if p is not None),
        ]
        lines = len(self.sheet.rows) - first
        return not any(len(self.sheet.distinct(place, first)) == lines for place in places)

    def _repeats(self, row: int, seen: set[tuple[Cell, ...]], own: int | None) -> bool:
        """Tell a line that is the same as an earlier one; True for one that its own number shows to be a copy."""
        key = tuple(self.sheet.rows[row])
        if key not in seen:
            seen.add(key)
            return False
        copy = own is not None and self.sheet.column(own)[row] != ""
        self.tally("dropped" if copy else "repeats").add(self.sheet.where(row))
        if copy:
            self.account.add("copy", self.sheet.figures(row), self._amount_in(row))
        return copy

    def _worded(self, names: Sequence[int]) -> set[int]:
        """The rows in which a name means a sum."""
        first = self.layout.first
        columns = [self.sheet.column(place) for place in names]
        texts = [
            [cell for cell in self.sheet.distinct(place, first) if type(cell) is str]
            for place in names
            if str in self.sheet.kinds(place, first)
        ]
        likely = (text for found in texts if may_be_total("\n".join(found)) for text in found)
        words = {text for text in likely if not text[-1:].isdigit() and is_total(text)}
        if words:
            cells = set(itertools.chain.from_iterable(texts))
            words = {text for text in words if not _is_latin_name(text, cells)}
        words |= self._spans_of_months()
        if not words:
            return set()
        if "month" in self.chosen and self.chosen["month"] not in names:
            columns.append(self.sheet.column(self.chosen["month"]))
        found = {row for column in columns for row, cell in enumerate(column) if row >= first and cell in words}
        return found | set(self._below_sums(found, words))

    def _below_sums(self, sums: set[int], words: Container[Cell]) -> Iterator[int]:
        """The further lines of sums that stand once for a line of every measure or year: 小计 in a merged cell."""
        axes = [self.chosen[axis] for axis in AXES if axis in self.chosen]
        if not axes or not self.chosen.keys() & {"measure", "year"}:
            return
        for row in sums:
            named = [cell_at(self.sheet.rows[row], place) for place in axes]
            same = [("",) if cell in words else ("", cell) for cell in named]
            for below in range(row + 1, len(self.sheet.rows)):
                cells = self.sheet.rows[below]
                if any(cell_at(cells, place) not in own for place, own in zip(axes, same, strict=True)):
                    break
                yield below

    def _spans_of_months(self) -> set[str]:
        """What the column of months says of lines that add months up: 第一季度, 上半年 between them."""
        month = self.chosen.get("month")
        if month is None:
            return set()
        texts = [cell for cell in self.sheet.distinct(month, self.layout.first) if isinstance(cell, str) and cell]
        spans = {text for text in texts if is_quarter(text)}
        return spans if len(spans) < len(texts) - sum(map(is_total, texts)) else set()

    def _total(self, row: int) -> None:
        sheet = self.sheet
        name = next((text for text in sheet.texts(row) if is_total(text) or is_quarter(text)), "")
        self.tally("totals").add(sheet.where(row), name)
        self.account.add("total", sheet.figures(row), self._amount_in(row), example=name)
        if is_grand_total(name) and self._measure(row, sheet.rows[row]) == "amount":
            amounts = [value.column for value in self.layout.values if value.kind == "amount"]
            known = [number_of(cell_at(sheet.rows[row], column), self._commas.get(column, False)) for column in amounts]
            if known and None not in known:
                self.stated.append((sheet.numbers[row], sum((n for n in known if n is not None), NIL) * self._scale))

    def _amount_in(self, row: int) -> Decimal:
        """The amounts of a row in currency units; nil where a column says that it tells volumes or the like."""
        if self._measure(row, self.sheet.rows[row]) != "amount":
            return NIL
        if any(value.kind == "amount" for value in self.layout.values):
            columns = [value.column for value in self.layout.values if value.kind == "amount"]
            return sum(self._vector(row, columns), NIL) * self._scale
        return self._amounts_of([row])[0]

    def _measure(self, row: int, cells: Sequence[Cell]) -> str | None:
        """What the figures of a line are, where a column says so; None for one that is no sales."""
        place = self.chosen.get("measure")
        if place is None or cell_at(cells, place) == "":
            return "amount"
        cell = cell_at(cells, place)
        if cell not in self._measures:
            self._measures[cell] = measure_of(shown(cell).strip())
        return self._measures[cell]

    def _vector(self, row: int, columns: Sequence[int]) -> Vector:
        """The amounts of a row, empty and odd cells as nil."""
        cells = self.sheet.rows[row]
        return tuple(
            NIL if (row, c) in self.sheet.copied else number_of(cell_at(cells, c), self._commas.get(c, False)) or NIL
            for c in columns
        )

    def _empty(self, row: int) -> None:
        """A line without a figure: a year that begins, a note beside the table, or a sale of an unknown amount."""
        sheet = self.sheet
        texts = [text for text in sheet.texts(row) if text]
        month = self.chosen.get("month")
        year = only_year(texts[0]) if texts else None
        alone = len(set(texts)) == 1
        cut = alone and self._is_cut_off(texts[0], row, month)
        title = alone and not cut and not is_number(texts[0])
        if alone and not cut and year and not _REMARK.match(texts[0]):
            self.year, self.year_told = year, True
            self._sections.append((row, year))
            self.account.add("above", sheet.figures(row))
        elif self.layout.shape == "long" and month is not None and (cut or sheet.text(row, month)) and not title:
            when = None if sheet.figures(row) else self._month_of(row, month)
            self.tally(named_in("blanks", when)).add(sheet.where(row))
            self.account.add("unread", sheet.figures(row))
        else:
            if texts and not self._is_heads(row):
                self.tally("notes").add(sheet.where(row), texts[0])
            self.account.add("note", sheet.figures(row))

    def _is_cut_off(self, text: str, row: int, month: int | None) -> bool:
        """Whether the only cell of a line is the month of a sale, or a whole line that was not cut into cells: no
        title, though a year stands in it."""
        if self.layout.shape != "long" or month is None:
            return False
        if text.endswith(("-", "/", ".")):
            return True
        if self.sheet.text(row, month) == text:
            with contextlib.suppress(ValueError):
                return self.dates.month(text)[0] is not None
        rest = _YEAR_OR_MONTH.sub(" ", unicodedata.normalize("NFKC", text))
        return bool(_YEAR_OR_MONTH.search(text)) and bool(re.search(r"\d{3}", rest)) and not _REMARK.search(text)

    def _is_heads(self, row: int) -> bool:
        texts = self.sheet.texts(row)
        return texts[: len(self.layout.heads)] == self.layout.heads

    def _amounts_of(self, rows: Sequence[int]) -> list[Decimal]:
        """The amounts of lines: volume times price where no column has them, nil where they cannot be read."""
        columns = [value.column for value in self.layout.values if value.kind == "amount"]
        if columns:
            return [self._vector(row, columns[:1])[0] for row in rows]
        columns = [value.column for value in self.layout.values if value.kind in ("units", "price")]
        return [math.prod(self._vector(row, columns), start=Decimal(1)) for row in rows]

    def _month_of(self, row: int, month: int) -> tuple[int, int] | None:
        """The month that a line without figures names by itself, with its year."""
        try:
            year, number = self.dates.month(self.sheet.column(month)[row])
        except ValueError:
            return None
        own = self.chosen.get("year")
        year = year or (only_year(self.sheet.text(row, own)) if own is not None else self.year)
        return (year, number) if year else None

    # Names that a merged cell carries down

    def _fill(self, rows: Sequence[int]) -> None:
        places = [self.chosen[role] for role in ("year", "month", *AXES) if role in self.chosen]
        for place in dict.fromkeys(places):
            if "" in self.sheet.distinct(place, self.layout.first) and self._is_outline(rows, place):
                last: Cell = ""
                for row in rows:
                    cell = self.sheet.column(place)[row]
                    if cell == "":
                        self._filled.setdefault(place, {})[row] = last
                        self.tally(f"filled {place}").add(self.sheet.where(row, place), shown(last))
                    last = cell if cell != "" else last

    def _is_outline(self, rows: Sequence[int], place: int) -> bool:
        """Whether a column names only the first line of a block, as under a merged cell: it begins with a name, names
        no block twice in a row, leaves at least a quarter of its cells empty, and other names tell the lines apart."""
        cells = [self.sheet.column(place)[row] for row in rows]
        named = [cell for cell in cells if cell != ""]
        if not cells or cells[0] == "" or len(named) == len(cells) or len(named) * 4 > len(cells) * 3:
            return False
        if any(one != "" and one == other for one, other in itertools.pairwise(cells)):
            return False
        others = [p for role, p in self.chosen.items() if role in ("year", "month", "measure", *AXES) and p != place]
        if self.layout.values[0].month:  # beside months, columns of names under heads that nobody knows tell them too
            known = {place, *(value.column for value in self.layout.values)}
            others += [p for p in range(self.sheet.width) if p not in known and self._holds_names(p, rows)]
        keys = [tuple(cell_at(self.sheet.rows[row], p) for p in others) for row in rows]
        if any(cell == "" and key == before for cell, key, before in zip(cells[1:], keys[1:], keys, strict=False)):
            return False  # a line that differs from the one above in nothing but the missing name
        return len(set(named)) == len(named) or self._recurs_in_order(named)

    def _holds_names(self, place: int, rows: Sequence[int]) -> bool:
        cells = [self.sheet.column(place)[row] for row in rows]
        return all(isinstance(cell, str) and cell != "" and number_of(cell, False) is None for cell in cells)

    def _recurs_in_order(self, named: Sequence[Cell]) -> bool:
        """Whether the names come again in the same order, block after block."""
        distinct = list(dict.fromkeys(named))
        return all(name == distinct[n % len(distinct)] for n, name in enumerate(named))

    def _cell(self, row: int, cells: Sequence[Cell], place: int) -> Cell:
        filled = self._filled.get(place)
        return filled[row] if filled and row in filled else cell_at(cells, place)


def cell_at(cells: Sequence[Cell], place: int) -> Cell:
    """A cell of a row, text without blanks round it; empty beyond its end."""
    if place >= len(cells):
        return ""
    cell = cells[place]
    return cell.strip() if isinstance(cell, str) else cell


def number_of(cell: Cell, comma: bool) -> Decimal | None:
    """The figure of a cell; None for one that holds nothing, or something else."""
    try:
        return figure_of(cell, decimal_comma=comma)
    except ValueError:
        return None


def _is_version(name: str) -> bool:
    """Whether a name says that its line is what was sold, or of which year: those beside it may say otherwise."""
    return is_actual(name) or whole_year(name) is not None


def _why(texts: Sequence[str]) -> str:
    """The name that shows a line to be no sale."""
    return next((text for text in texts if is_beside(text)), next((text for text in texts if other_of(text)), ""))


def _is_latin_name(text: str, names: set[str]) -> bool:
    """Whether a name that ends in "Total" may be a brand: nothing before the word names anything of the table."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if is_whole_total(plain) or not plain.isascii() or plain.lower().startswith("total for "):
        return False
    before = re.sub(r"(?i)\s*(?:sub|grand)?[\s-]*total$", "", plain).strip().lower()
    return bool(before) and not any(name.strip().lower() == before for name in names)
