"""Past sales from a file: its sheets brought to one table, lines understood, what is wrong with them told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.history import HistoryFile, HistoryRow
from planforge.spec.sales import AXES, Node, Sale
from planforge.spec.sales_choice import Choice, Known, choose
from planforge.spec.sales_columns import columns_named, listed, mapping_problems
from planforge.spec.sales_dates import Dates
from planforge.spec.sales_doubts import doubts, tallies
from planforge.spec.sales_layout import Layout, find_layout, heads_of
from planforge.spec.sales_lines import Lines
from planforge.spec.sales_sheets import Sheet, open_sheets
from planforge.spec.spec import Spec

SHAPES = {
    "long": Text("逐行", "one sale a line"),
    "wide": Text("月份横排", "months across"),
    "cross": Text("月份竖排、片区横排", "months down, districts across"),
}


@dataclass(slots=True)
class Taken:
    """What a file gave. ``notes`` say how it was read, ``problems`` what could not be or is doubtful; ``daily`` says
    that it names days: lines are orders, and a month without one sold nothing. Orders and customers are by year."""

    sales: list[Sale]
    notes: list[Text] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    daily: bool = False
    orders: dict[int, set[str]] = field(default_factory=dict)
    customers: dict[int, set[str]] = field(default_factory=dict)
    profit_head: str = ""
    unread: int = 0  # cells that could not be read


def load_history(spec: Spec, folder: Path) -> tuple[tuple[HistoryRow, ...], tuple[Problem, ...]]:
    """The history of a spec as rows, from its file (relative to ``folder``) or as written; amounts in currency units.

    Rows are in the order of the file. What could not be understood is left out and told with file and line.
    """
    if isinstance(spec.history, tuple):
        return spec.history, ()
    given = HistoryFile(file=spec.history) if isinstance(spec.history, str) else spec.history
    known = {
        "district": [district.name for district in spec.districts],
        "product": [product.name for product in spec.products],
        "channel": [channel.name for channel in spec.channels],
        "person": [member.name for member in spec.team],
        "store": [store.name for store in spec.stores],
    }
    taken, problems = read_sales(folder / given.file, given.file, given, spec.year - 1, known)
    if taken is None:
        return (), problems
    told = [problem for problem in taken.problems if problem.severity is not Severity.INFO]
    return gather(taken.sales), (*told, *doubts(spec, taken.sales, given, daily=taken.daily))


def read_sales(
    path: Path, name: str, given: HistoryFile, year: int, known: Known
) -> tuple[Taken | None, tuple[Problem, ...]]:
    """Every sale of a file that messages call ``name``; None with the reasons where it cannot be read at all.

    ``year`` is taken for months that no place in the file gives a year.
    """
    sheets, problems = open_sheets(path, name)
    sheets = tuple(sheet for sheet in sheets if given.sheet in (None, sheet.name))
    if problems or not sheets:
        return None, problems or (_no_sheet(name, given),)
    laid = [(sheet, layout) for sheet in sheets if (layout := find_layout(sheet, given))]
    parts = _alike(laid, given) if laid else ()
    problems = _unfit(sheets, parts, given, name)
    if problems:
        return None, problems
    return _read(parts, [sheet for sheet in sheets if sheet not in [part for part, _ in parts]], given, year, known), ()


# Sheets ---------------------------------------------------------------------------------------------------------------

Parts = Sequence[tuple[Sheet, Layout]]


def _alike(laid: Parts, given: HistoryFile) -> Parts:
    """The sheets of the same form that have the user's columns and hold most lines; the others are left aside."""
    groups: dict[Hashable, list[tuple[Sheet, Layout]]] = defaultdict(list)
    for sheet, layout in laid:
        groups[layout.form].append((sheet, layout))

    def fitness(parts: Parts) -> tuple[bool, bool, int]:
        layout = parts[0][1]
        return (
            set(given.columns.values()) <= set(layout.heads),
            layout.shape != "cross",
            sum(len(sheet.rows) for sheet, _ in parts),
        )

    return max(groups.values(), key=fitness)


def _unfit(sheets: Sequence[Sheet], laid: Parts, given: HistoryFile, name: str) -> tuple[Problem, ...]:
    """Why no sheet can be read: columns of the user's that are not there, or none for the month or the amount."""
    heads = laid[0][1].heads if laid else heads_of(max(sheets, key=lambda sheet: len(sheet.rows)))
    wrong = mapping_problems(given, heads, name)
    if wrong or laid:
        return wrong
    if not any(sheet.rows for sheet in sheets):
        return (Problem("H01", Text(f"{name} 是空的", f"{name} is empty"), EXPORT, ("history",), Where(name)),)
    if all(len(sheet.rows) < 2 for sheet in sheets):
        words = Text(f"{name} 只有表头", f"{name} has a header only")
        return (Problem("H01", words, EXPORT, ("history",), Where(name)),)
    return tuple(_missing(heads, max(sheets, key=lambda sheet: len(sheet.rows)), name))


def _missing(heads: Sequence[str], sheet: Sheet, name: str) -> Iterator[Problem]:
    lacking = [key for key in ("month", "amount") if not columns_named(key, heads)] or ["month", "amount"]
    words = {"month": Text("月份", "month"), "amount": Text("销售额", "sales")}
    row = next((number for number, cells in sheet.rows if cells == heads), 1)
    for key in lacking:
        message = Text(f"{name} 中找不到{words[key].zh}列", f"{name} has no column for {words[key].en}")
        hint = Text(
            f"{listed(heads).zh}；用 history.columns 或 --map 指明 {key}",
            f"{listed(heads).en}; name it as {key} in history.columns or with --map",
        )
        yield Problem("H04", message, hint, ("history",), Where(sheet.file, row, 1))


def _no_sheet(name: str, given: HistoryFile) -> Problem:
    words = Text(f"{name} 中没有工作表“{given.sheet}”", f"{name} has no sheet {given.sheet}")
    return Problem("H03", words, Text("改正 history.sheet", "correct history.sheet"), ("history",), Where(name))


# Lines ----------------------------------------------------------------------------------------------------------------


def _read(parts: Parts, aside: Sequence[Sheet], given: HistoryFile, year: int, known: Known) -> Taken:
    layout = parts[0][1]
    places = [value.column for value in layout.values]
    rows = [
        cells
        for sheet, own in parts
        for _, cells in sheet.rows[own.first :]
        if any(place < len(cells) and cells[place] for place in places)
    ]
    choice = choose(layout, rows, known)
    layout.axes["measure"] = () if choice.measure is None else (choice.measure,)
    months = layout.axes["month"]
    dates = Dates.of(row[months[0]] for row in rows if months[0] < len(row) and row[months[0]]) if months else Dates()
    taken = Taken([], _notes(parts, aside, choice), list(_dated(dates, layout, parts[0][0])), daily=dates.daily)
    taken.profit_head = next((layout.heads[value.column] for value in layout.values if value.kind == "profit"), "")
    named = len(parts) > 1 and not layout.axes["district"] and all(own.year is None for _, own in parts)
    for sheet, own in parts:
        own.axes["measure"] = layout.axes["measure"]
        district = sheet.name if named and own.month is None else None
        lines = Lines(sheet, own, choice.columns, dates, own.year or year, given.rename, district)
        sales = lines.sales()
        taken.sales += sales
        taken.unread += lines.unread
        taken.problems += (
            *lines.problems,
            *lines.more(),
            *tallies(lines, sheet, _sum(sales), given_year=own.year or year),
        )
        for mine, theirs in ((taken.orders, lines.orders), (taken.customers, lines.customers)):
            for sold, names in theirs.items():
                mine.setdefault(sold, set()).update(names)
    return taken


def _sum(sales: Iterable[Sale]) -> Decimal:
    return sum((sale.amount for sale in sales), Decimal(0))


def _notes(parts: Parts, aside: Sequence[Sheet], choice: Choice) -> list[Text]:
    layout, lines = parts[0][1], sum(len(sheet.rows) - own.first for sheet, own in parts)
    shape = SHAPES[layout.shape]
    which = "、".join(sheet.name for sheet, _ in parts if sheet.name), ", ".join(s.name for s, _ in parts if s.name)
    notes = [
        Text(
            f"{f'工作表 {which[0]}，' if which[0] else ''}表头在第 {layout.header} 行，{shape.zh}，{lines:,} 行",
            f"{f'sheet {which[1]}, ' if which[1] else ''}heads in row {layout.header}, {shape.en}, {lines:,} lines",
        )
    ]
    if layout.shape == "long":
        notes.append(_heads_of_figures(layout))
    notes += choice.notes
    if layout.scale != 1:
        notes.append(Text(f"金额乘以 {layout.scale:,f}", f"amounts are multiplied by {layout.scale:,f}"))
    if layout.aside:
        notes.append(Text(f"没有计入：{'、'.join(layout.aside)}", f"columns left aside: {', '.join(layout.aside)}"))
    if aside:
        names = [sheet.name for sheet in aside]
        notes.append(Text(f"没有读的工作表：{'、'.join(names)}", f"sheets left aside: {', '.join(names)}"))
    return notes


def _heads_of_figures(layout: Layout) -> Text:
    heads = {value.kind: layout.heads[value.column] for value in layout.values}
    zh, en = f"销售额取自“{heads.get('amount', '')}”", f"sales from {heads.get('amount', '')}"
    if "price" in heads:
        zh, en = f"销售额 = “{heads['units']}” × “{heads['price']}”", f"sales = {heads['units']} × {heads['price']}"
    if layout.axes["month"]:
        month = layout.heads[layout.axes["month"][0]]
        zh, en = f"月份取自“{month}”，{zh}", f"months from {month}, {en}"
    if "units" in heads:
        zh, en = f"{zh}，销量取自“{heads['units']}”", f"{en}, volume from {heads['units']}"
    return Text(zh, en)


def _dated(dates: Dates, layout: Layout, sheet: Sheet) -> Iterator[Problem]:
    """What is doubtful about the order of days and months."""
    if dates.doubt is None or not layout.axes["month"]:
        return
    kind, example = dates.doubt
    order = Text("日在前", "the day first") if dates.day_first else Text("月在前", "the month first")
    said = {
        "unsure": Text(
            f"日期“{example}”分不出日和月，按{order.zh}读", f"dates like {example} are taken with {order.en}"
        ),
        "mixed": Text(
            f"日期有的日在前、有的月在前，按{order.zh}读",
            f"dates have days first and months first; {order.en} is taken",
        ),
        "swapped": Text(
            f"一部分日期（如 {example}）被 Excel 把日和月读反了，已换回",
            f"some dates (like {example}) had day and month exchanged by Excel; they were turned back",
        ),
    }
    hint = Text(
        "核对几行；把日期列改成 2026-01-31 的写法最稳妥", "look at a few lines; dates like 2026-01-31 leave no doubt"
    )
    yield Problem("H13", said[kind], hint, ("history",), Where(sheet.file, layout.header, 1), Severity.WARNING)


# Rows of months -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Year:
    """Twelve months in the making; None where the file says nothing."""

    amounts: list[Decimal | None] = field(default_factory=lambda: [None] * 12)
    units: list[Decimal | None] = field(default_factory=lambda: [None] * 12)

    def add(self, sale: Sale) -> None:
        place = sale.month - 1
        self.amounts[place] = (self.amounts[place] or Decimal(0)) + sale.amount
        if sale.units is not None:
            self.units[place] = (self.units[place] or Decimal(0)) + sale.units


def gather(sales: Iterable[Sale]) -> tuple[HistoryRow, ...]:
    """The sales by year and node. Volumes are whole: halves are rounded up, and returns beyond sales count as nil."""
    years: dict[tuple[int, Node], _Year] = defaultdict(_Year)
    for sale in sales:
        years[sale.year, sale.node].add(sale)
    return tuple(
        HistoryRow(
            year=year,
            **dict(zip(AXES, node, strict=True)),
            months=tuple(found.amounts),
            units=tuple(map(whole, found.units)) if any(unit is not None for unit in found.units) else (),
        )
        for (year, node), found in years.items()
    )


def whole(units: Decimal | None) -> int | None:
    """A volume in whole units, never below nil."""
    return None if units is None else max(int(units.quantize(Decimal(1), ROUND_HALF_UP)), 0)


EXPORT = Text("重新导出，要有表头和逐月的销售额", "export it again, with heads and sales by month")
