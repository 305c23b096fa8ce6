"""Sales from a file: its sheets brought together, lines understood, every figure accounted for.

One reader for past sales and for actuals: ``read_sales``. What is doubtful is told, what is ambiguous is asked.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from planforge.ledger import heads
from planforge.ledger.choice import UNIT_OF_VOLUME, Choice, Known, choose
from planforge.ledger.dates import Dates, parse_month
from planforge.ledger.doubts import dated, told_of
from planforge.ledger.figures import Cell, currency_of
from planforge.ledger.files import open_sheets
from planforge.ledger.heads import AXES, KEYS, is_plain_sheet, is_total, listed, mapping_problems, role_named
from planforge.ledger.layout import Columns, Layout, Value, find_layout, heads_of, only_year
from planforge.ledger.lines import Part, Reader
from planforge.ledger.sales import NIL, Account, Sale
from planforge.ledger.sheets import Sheet
from planforge.ledger.totals import DISTINCT, is_close
from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.history import HistoryFile

SHAPES = {
    "long": Text("逐行", "one sale a line"),
    "wide": Text("月份横排", "months across"),
    "cross": Text("月份竖排", "months down"),
}
NOBODY: Known = {}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question: what it is called, what sales come to with it, and the option that says so."""

    name: str
    amount: Decimal | None
    option: str
    value: str


@dataclass(frozen=True, slots=True)
class Question(Problem):
    """A problem that the user can answer by choosing."""

    options: tuple[Option, ...] = ()


@dataclass(slots=True)
class Ledger:
    """What a file gave. ``notes`` say how it was read, ``problems`` what could not be or is doubtful; ``daily`` says
    that it names days: lines are orders, and a month without one sold nothing. Orders and customers are by year."""

    file: str
    sales: list[Sale]
    parts: list[Part]
    account: Account = field(default_factory=Account)
    notes: list[Text] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    daily: bool = False
    orders: dict[int, set[str]] = field(default_factory=dict)
    customers: dict[int, set[str]] = field(default_factory=dict)
    profit_head: str = ""
    unread: int = 0  # cells that could not be read
    scale: Decimal | None = None  # of the amounts; None where nothing says it
    volume_unit: str = ""  # of the volumes; empty where no head says it
    priced: bool = False  # prices, signs of a currency or units beside the figures show what they are in
    assumed_year: bool = False
    unread_columns: tuple[tuple[str, str], ...] = ()  # heads of columns not read, with the --map that would read them

    def sums(self, *axes: str) -> dict[tuple[str | int | None, ...], Decimal]:
        """Amounts by year, month or axis."""
        found: dict[tuple[str | int | None, ...], Decimal] = defaultdict(Decimal)
        for sale in self.sales:
            key = tuple(getattr(sale, axis) if axis in ("year", "month") else getattr(sale.node, axis) for axis in axes)
            found[key] += sale.amount
        return dict(found)


Reading = tuple[Ledger | None, tuple[Problem, ...]]


def read_sales(path: Path, name: str, given: HistoryFile, year: int, known: Known = NOBODY) -> Reading:
    """Every sale of a file that messages call ``name``; None with the reasons where it cannot be read at all.

    ``year`` is taken for months that no place in the file gives a year; ``known`` are the names of a plan, by axis.
    """
    with _unwatched():
        sheets, odd = open_sheets(path, name)
        return read_sheets(sheets, odd, name, given, year, known) if sheets else (None, odd)


@contextmanager
def _unwatched() -> Iterator[None]:
    """No search for circles among the million cells of a large file, of which none has any."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read_sheets(
    sheets: Sequence[Sheet], odd: Sequence[Problem], name: str, given: HistoryFile, year: int, known: Known
) -> Reading:
    """As ``read_sales``, from sheets that are open."""
    chosen = tuple(sheet for sheet in sheets if given.sheet in (None, sheet.name))
    if not chosen:
        return None, (_no_sheet(name, given, sheets),)
    names = frozenset(name for found in known.values() for name in found)
    tables = [_Table(sheet, layout) for sheet in chosen if (layout := find_layout(sheet, given, names))]
    wanted = [table for table in tables if set(given.columns.values()) <= set(table.layout.heads)]
    tables = wanted or tables
    _choose(tables, known, given)
    groups = _groups(tables, given)
    main = groups[0] if groups else []
    problems = _unfit(chosen, [table.layout for table in main], given, name)
    if problems:
        return None, problems
    asked = [question for group in groups[:1] if (question := _rivals(group, given, year, name))]
    if asked:
        return None, (*odd, *asked)
    ledger = Ledger(name, [], [])
    ledger.problems += odd
    currencies = list(_currencies(main, name))
    if currencies:
        return None, (*odd, *currencies)
    _take(ledger, groups, given, year, known)
    _replace_estimates(ledger)
    _leave(ledger, [sheet for sheet in chosen if sheet.name not in {part.sheet.name for part in ledger.parts}], given)
    _describe(ledger, main)
    _in_volume(ledger, next(iter(known.get(UNIT_OF_VOLUME, ())), ""))
    return ledger, ()


# Tables ---------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Table:
    """A sheet with its layout and the columns chosen for each role."""

    sheet: Sheet
    layout: Layout
    choice: Choice = field(default_factory=lambda: Choice({}, ()))

    @property
    def rows(self) -> list[Sequence[object]]:
        return self.sheet.rows[self.layout.first :]  # type: ignore[return-value]


def _choose(tables: Sequence[_Table], known: Known, given: HistoryFile) -> None:
    """The columns of every table: those of one form choose together."""
    spoken = {role for key in given.columns if (role := role_named(key))}
    forms: dict[tuple[str, ...], list[_Table]] = defaultdict(list)
    for table in tables:
        forms[table.layout.form].append(table)
    for alike in forms.values():
        first = alike[0].layout
        choice = choose(first, partial(_cells, alike), known, spoken)
        for table in alike:
            places = {role: _same_place(first, table.layout, place) for role, place in choice.columns.items()}
            table.choice = Choice({role: p for role, p in places.items() if p is not None}, choice.notes)


def _cells(tables: Sequence[_Table], place: int) -> dict[Cell, None]:
    """The different cells of a column of tables of one form."""
    if len(tables) == 1:
        return tables[0].sheet.distinct(place, tables[0].layout.first)
    return dict.fromkeys(cell for table in tables for cell in table.sheet.distinct(place, table.layout.first))


def _same_place(first: Layout, other: Layout, place: int) -> int | None:
    """The column of another sheet with the same head, wherever it stands."""
    if place < len(other.heads) and other.heads[place] == first.heads[place]:
        return place
    found = [p for p, head in enumerate(other.heads) if heads.key_of(head) == heads.key_of(first.heads[place])]
    return found[0] if found else None


def _groups(tables: Sequence[_Table], given: HistoryFile) -> list[list[_Table]]:
    """Tables that agree in what is understood of them, the group with the user's columns and most lines first."""
    groups: dict[tuple[str, ...], list[_Table]] = defaultdict(list)
    for table in tables:
        groups[table.choice.signature(table.layout)].append(table)

    def fitness(group: Sequence[_Table]) -> tuple[bool, bool, int]:
        layout = group[0].layout
        return (
            set(given.columns.values()) <= set(layout.heads),
            layout.shape != "cross",
            sum(len(table.sheet.rows) - table.layout.first for table in group),
        )

    return sorted(groups.values(), key=fitness, reverse=True)


def _unfit(sheets: Sequence[Sheet], laid: Sequence[Layout], given: HistoryFile, name: str) -> tuple[Problem, ...]:
    """Why no sheet can be read: columns of the user's that are not there, or none for the month or the amount."""
    found = laid[0].heads if laid else heads_of(max(sheets, key=lambda sheet: len(sheet.rows)))
    wrong = mapping_problems(given, found, name)
    if wrong or laid:
        return wrong
    if not any(sheet.rows for sheet in sheets):
        return (Problem("H01", Text(f"{name} 是空的", f"{name} is empty"), EXPORT, ("history",), Where(name)),)
    if all(len(sheet.rows) < 2 for sheet in sheets):
        words = Text(f"{name} 只有表头", f"{name} has a header only")
        return (Problem("H01", words, EXPORT, ("history",), Where(name)),)
    return tuple(_missing(found, max(sheets, key=lambda sheet: len(sheet.rows))))


def _missing(found: Sequence[str], sheet: Sheet) -> Iterator[Problem]:
    row = next((row for row in range(len(sheet.rows)) if sheet.texts(row) == tuple(found)), 0)
    columns = Columns(sheet, row + 1)
    months = [p for p in heads.columns_named("month", found) if columns.is_months(p)]
    amounts = [p for p in heads.columns_named("amount", found) if columns.is_figures(p)]
    coarse = _coarser(found, columns)
    if coarse and not months:
        yield Problem("H04", *coarse, ("history",), sheet.where(row))
        return
    lacking = [key for key, there in (("month", months), ("amount", amounts)) if not there] or ["month", "amount"]
    words = {"month": Text("月份", "month"), "amount": Text("销售额", "sales")}
    where = sheet.where(row)
    for key in lacking:
        message = Text(f"{sheet.file} 中找不到{words[key].zh}列", f"{sheet.file} has no column for {words[key].en}")
        if key == "amount":
            spoken = {
                p for role in ("month", "year", "order", "row", "price") for p in heads.columns_named(role, found)
            }
            places = [
                p for p, head in enumerate(found)
                if head and p not in spoken and columns.is_figures(p)
                and not heads.other_of(head) and not heads.is_label(head)
            ]  # fmt: skip
            options = tuple(
                Option(found[p], _column_sum(sheet, row + 1, p), "--map", f"{found[p]}=amount") for p in places
            )
            if options:
                said = "；".join(f'“{o.name}”共 {o.amount:,f}：--map "{o.value}"' for o in options)
                en = "; ".join(f'{o.name}, {o.amount:,f} in all: --map "{o.value}"' for o in options)
                hint = Text(f"{said}。{listed(found).zh}", f"{en}; {listed(found).en}")
                yield Question("H04", message, hint, ("history",), where, options=options)
                continue
        hint = Text(
            f"{listed(found).zh}；用 history.columns 或 --map 指明 {key}",
            f"{listed(found).en}; name it as {key} in history.columns or with --map",
        )
        yield Problem("H04", message, hint, ("history",), where)


def _coarser(found: Sequence[str], columns: Columns) -> tuple[Text, Text] | None:
    """What is told of a table that tells quarters, halves or whole years and no months."""
    across = [head for head in found if heads.is_quarter(head)]
    down = [p for p in range(len(found)) if columns.texts(p) and all(map(heads.is_quarter, columns.texts(p)))]
    if len(across) >= 2 or down:
        return (
            Text("表里只有季度或半年的数，没有各月的", "the table tells quarters or halves of years, and no months"),
            Text(
                "计划要逐月：重新按月导出；没有就把一季的数分到三个月，或在 history 中写全年一个数："
                "{year: 2026, total: 8000万}",
                "a plan goes by months: export it by month, or put a third of a quarter in each; or give the year alone"
                " in history: {year: 2026, total: 80m}",
            ),
        )
    if any(heads.columns_named("year", [head]) or only_year(head) for head in found):
        return (
            Text("表里只有各年的数，没有各月的", "the table tells years, and no months"),
            Text(
                "计划要逐月：重新按月导出；没有就在 history 中写全年一个数："
                "{year: 2026, district: 信阳, total: 8000万}",
                "a plan goes by months: export it by month; or give the year alone in history:"
                " {year: 2026, district: East, total: 80m}",
            ),
        )
    return None


def _column_sum(sheet: Sheet, first: int, place: int) -> Decimal:
    from planforge.ledger.lines import _at, _number

    return sum((_number(_at(row, place), False) or NIL for row in sheet.rows[first:]), NIL)


def _no_sheet(name: str, given: HistoryFile, sheets: Sequence[Sheet]) -> Problem:
    words = Text(f"{name} 中没有工作表“{given.sheet}”", f"{name} has no sheet {given.sheet}")
    there = Text("、".join(s.name for s in sheets), ", ".join(s.name for s in sheets))
    hint = Text(f"改正 history.sheet；现有：{there.zh}", f"correct history.sheet; there are {there.en}")
    return Problem("H03", words, hint, ("history",), Where(name))


# What is asked --------------------------------------------------------------------------------------------------------


def _rivals(group: Sequence[_Table], given: HistoryFile, year: int, name: str) -> Question | None:
    """Several columns that may be the sales, and come to different sums."""
    layout = group[0].layout
    if not layout.rivals:
        return None
    sums: dict[int, Decimal] = {}
    for place in layout.rivals:
        values = (Value(place), *(v for v in layout.values if v.kind not in ("amount", "price")))
        taken = [
            _reader(replace_values(t, values), given, year).read() for t in group if t.layout.rivals == layout.rivals
        ]
        sums[place] = sum((sale.amount for part in taken for sale in part.sales), NIL)
    first = sums[layout.rivals[0]]
    if all(is_close((other,), (first,)) for other in sums.values()):
        return None
    options = tuple(Option(layout.heads[p], amount, "--map", f"{layout.heads[p]}=amount") for p, amount in sums.items())
    zh = "、".join(f"“{o.name}”共 {o.amount:,f}" for o in options)
    en = ", ".join(f"{o.name} ({o.amount:,f})" for o in options)
    message = Text(f"有几列都可能是销售额：{zh}", f"several columns may be the sales: {en}")
    maps = " / ".join(f'--map "{o.value}"' for o in options)
    hint = Text(f"选一列：{maps}", f"choose one: {maps}")
    return Question("H18", message, hint, ("history",), group[0].sheet.where(layout.header), options=options)


def replace_values(table: _Table, values: tuple[Value, ...]) -> _Table:
    """The table with other columns of figures."""
    return _Table(table.sheet, replace(table.layout, values=values), table.choice)


def _currencies(group: Sequence[_Table], name: str) -> Iterator[Problem]:
    """Amounts in several currencies, by a column that says so or by the signs beside the figures."""
    found: dict[str, Where] = {}
    for table in group:
        column = table.choice.columns.get("currency")
        columns = [v.column for v in table.layout.values if v.kind == "amount"] if column is None else [column]
        for place in columns:
            cells = table.sheet.column(place)
            said = {
                c: code for c in set(cells[table.layout.first :]) if isinstance(c, str) and (code := _code(c, column))
            }
            for row in range(table.layout.first, len(cells)) if said else ():
                cell = cells[row]
                if isinstance(cell, str) and cell in said:
                    found.setdefault(said[cell], table.sheet.where(row, place))
    if len(found) > 1:
        listed_ = ", ".join(found)
        where = list(found.values())[1]
        message = Text(f"金额有几种货币：{listed_}", f"amounts are in several currencies: {listed_}")
        hint = Text(
            "换算成一种货币，或只留一种货币的行，再读",
            "convert them to one, or keep the lines of one, and read it again",
        )
        yield Problem("H17", message, hint, ("history",), where)


def _code(text: str, column: int | None) -> str | None:
    """The currency that an amount, or a cell of a column of currencies, names."""
    if column is None:
        return currency_of(text)
    return None if is_total(text) else text.upper() or None


# Lines ----------------------------------------------------------------------------------------------------------------


def _reader(table: _Table, given: HistoryFile, year: int, dates: Dates | None = None) -> Reader:
    layout, sheet = table.layout, table.sheet
    month = table.choice.columns.get("month")
    if dates is None:
        cells = () if month is None else sheet.distinct(month, layout.first)
        dates = Dates.of((cell for cell in cells if cell != ""), "" if month is None else layout.heads[month])
    return Reader(sheet, layout, table.choice.columns, dates, layout.year or given.year or year, given.rename)


def _take(ledger: Ledger, groups: Sequence[Sequence[_Table]], given: HistoryFile, year: int, known: Known) -> None:
    """The sales of the main group, and of others that tell of other months."""
    main = _read(groups[0], given, year, known, ledger)
    main = list(_apart(main, known, ledger))
    for part in main:
        _add(ledger, part)
    ledger.problems += told_of(ledger.parts)
    for group in groups[1:]:
        for part in _read(group, given, year, known, ledger):
            months = _months(part.sales)
            there = _months(ledger.sales)
            if not months:
                continue
            if not months.keys() & there.keys():
                _add(ledger, part)
                ledger.problems += told_of([part])
                ledger.notes.append(
                    Text(f"工作表 {part.sheet.name} 的列不同，月份不重叠，一并读入",
                         f"sheet {part.sheet.name} has other columns and other months: read as well")
                )  # fmt: skip
            elif all(month in there and is_close((amount,), (there[month],)) for month, amount in months.items()):
                ledger.problems.append(_aside(part, Severity.INFO, SAME))
                _account_aside(ledger, part)
            else:
                ledger.problems.append(_aside(part, Severity.WARNING, OTHER))
                _account_aside(ledger, part)


def _read(group: Sequence[_Table], given: HistoryFile, year: int, known: Known, ledger: Ledger) -> list[Part]:
    """What every table of a group says, with the order of days and months decided over all of them."""
    month = [
        cell
        for table in group
        if (place := table.choice.columns.get("month")) is not None
        for cell in table.sheet.distinct(place, table.layout.first)
        if cell != ""
    ]
    head = next((t.layout.heads[p] for t in group if (p := t.choice.columns.get("month")) is not None), "")
    dates = Dates.of(month, head)
    ledger.daily = ledger.daily or dates.daily
    parts = []
    for table in group:
        reader = _reader(table, given, year, dates)
        reader.volume_unit = next(iter(known.get(UNIT_OF_VOLUME, ())), "")
        reader.across = _axis_of([v.name for v in table.layout.values if v.name], known)
        parts.append(reader.read())
    if dates.ranges:
        ledger.notes.append(
            Text("一段日期算在它的第一天所在的月份", "a range of days counts in the month of its first")
        )
    elif dates.weekly or dates.weeks:
        said = Text("一周算在它的星期四所在的月份", "a week counts in the month that its Thursday lies in")
        ledger.notes.append(said)
    if group:
        ledger.problems += dated(dates, group[0].layout, group[0].sheet)
    return parts


def _axis_of(names: Sequence[str | None], known: Known) -> str:
    """The axis that names across, or names of sheets, belong to: the plan's, else districts."""
    shared = {axis: len(set(names) & set(known.get(axis, ()))) for axis in AXES}
    best = max(AXES, key=lambda axis: shared[axis])
    return best if shared[best] else "district"


def _months(sales: Iterable[Sale]) -> dict[tuple[int, int], Decimal]:
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for sale in sales:
        found[sale.year, sale.month] += sale.amount
    return found


# Sheets that repeat or add up others, and those that stand for a district ---------------------------------------------


def _apart(parts: Sequence[Part], known: Known, ledger: Ledger) -> Iterator[Part]:
    """The parts without copies and totals of others, with the districts that their sheets are called after."""
    kept = [part for part in parts if part.sales or part.odd] or list(parts)
    if len(kept) > 1:
        kept = list(_without_copies(kept, ledger))
    if len(kept) > 2:
        kept = list(_without_totals(kept, ledger))
    names = {id(part): _sheet_name(part.sheet.name) for part in kept}
    told = [name for name in names.values() if name]
    axis = _axis_of(told, known)
    without = all(getattr(sale.node, axis) is None for part in kept for sale in part.sales)
    if len(kept) > 1 and told and without and _overlap(kept) and len(set(told)) == len(told):
        ledger.notes.append(
            Text(
                f"{_SAID[axis].zh}取自工作表名：{'、'.join(told)}",
                f"{_SAID[axis].en} from the sheets: {', '.join(told)}",
            )
        )
        for part in kept:
            name = names[id(part)] or None
            yield replace(part, sales=tuple(s._replace(node=s.node._replace(**{axis: name})) for s in part.sales))
        return
    yield from kept


def _overlap(parts: Sequence[Part]) -> bool:
    """Whether two sheets tell of the same month: otherwise they run on, and their names are no districts."""
    seen: set[tuple[int, int]] = set()
    for part in parts:
        months = _months(part.sales).keys()
        if seen & months:
            return True
        seen |= months
    return False


def _without_copies(parts: Sequence[Part], ledger: Ledger) -> Iterator[Part]:
    seen: dict[tuple[tuple[object, ...], ...], Part] = {}
    for part in parts:
        lines = tuple((s.year, s.month, s.node, s.amount) for s in part.sales)
        first = seen.setdefault(lines, part)
        named = _sheet_name(part.sheet.name)
        if first is part or (named and named != _sheet_name(first.sheet.name)):
            yield part
            continue
        ledger.problems.append(
            _aside(part, Severity.WARNING, Text(f"与 {first.sheet.name} 相同", f"is a copy of {first.sheet.name}"))
        )
        _account_aside(ledger, part)


def _without_totals(parts: Sequence[Part], ledger: Ledger) -> Iterator[Part]:
    months = [_months(part.sales) for part in parts]
    for at, part in enumerate(parts):
        others: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        for n, found in enumerate(months):
            for month, amount in found.items():
                others[month] += amount if n != at else NIL
        own = months[at]
        agrees = own.keys() == others.keys() and all(is_close((own[m],), (others[m],)) for m in own)
        if (agrees and (len(set(own.values())) >= DISTINCT or is_total(part.sheet.name))) or is_total(part.sheet.name):
            ledger.problems.append(_aside(part, Severity.INFO, Text("是其他表的合计", "is the sum of the others")))
            _account_aside(ledger, part)
        else:
            yield part


_PERIODS = re.compile(
    r"(?:fy)?\s*(?:19|20)\d{2}\s*年?度?|\d{1,2}\s*月份?|第?[一二三四1-4]季度?|q[1-4]|[上下]半年|[一二三四五六七八九十]{1,2}月"
    r"|\(\d+\)|（\d+）|副本|copy|备份|销售|明细|数据|统计|报表|表$|情况|汇总",
    re.IGNORECASE,
)


def _sheet_name(name: str) -> str:
    """What a sheet's name says besides times and words that every sheet may bear; empty where that is nothing."""
    if is_plain_sheet(name) or is_total(name):
        return ""
    try:
        parse_month(name)
        return ""
    except ValueError:
        plain = _PERIODS.sub("", unicodedata.normalize("NFKC", name)).strip(" -_·.()（）")
    return plain if plain and not is_plain_sheet(plain) and not plain.isdigit() else ""


_SAID = {
    "district": Text("片区", "districts"),
    "product": Text("产品", "products"),
    "channel": Text("渠道", "channels"),
    "person": Text("人员", "people"),
    "store": Text("门店", "stores"),
}


# The whole ------------------------------------------------------------------------------------------------------------


def _add(ledger: Ledger, part: Part) -> None:
    ledger.parts.append(part)
    ledger.sales += part.sales
    ledger.unread += part.unread
    ledger.account.merge(part.account)
    ledger.assumed_year = ledger.assumed_year or "assumed" in part.tallies
    for mine, theirs in ((ledger.orders, part.orders), (ledger.customers, part.customers)):
        for sold, names in theirs.items():
            mine.setdefault(sold, set()).update(names)
    if part.layout.scale is not None:
        ledger.scale = part.layout.scale
    ledger.priced = ledger.priced or part.priced
    ledger.volume_unit = ledger.volume_unit or part.layout.volume_unit
    head = next((part.layout.heads[v.column] for v in part.layout.values if v.kind == "profit"), "")
    ledger.profit_head = ledger.profit_head or head


def _replace_estimates(ledger: Ledger) -> None:
    """Estimates of a month go once the file tells its actual sales."""
    actual = {(sale.year, sale.month) for sale in ledger.sales if not sale.estimated}
    gone = [sale for sale in ledger.sales if sale.estimated and (sale.year, sale.month) in actual]
    if gone:
        amount = sum((sale.amount for sale in gone), NIL)
        ledger.account.move("amount", "replaced", len(gone), amount, len(gone))
        ledger.account.move("units", "replaced", sum(sale.units is not None for sale in gone), NIL, 0)
        ledger.sales = [sale for sale in ledger.sales if not sale.estimated or (sale.year, sale.month) not in actual]
        text = Text(f"{len(gone)} 行预计已有实际，不再计入", f"{len(gone)} lines of estimates are replaced by actuals")
        ledger.notes.append(text)


def _aside(part: Part, severity: Severity, why: Text) -> Problem:
    amount = part.amount
    message = Text(
        f"工作表 {part.sheet.name} 没有计入（{amount:,f}）：{why.zh}",
        f"sheet {part.sheet.name} is left aside ({amount:,f}): it {why.en}",
    )
    return Problem("H19", message, ONE_SHEET, ("history",), Where(part.sheet.file), severity)


def _account_aside(ledger: Ledger, part: Part) -> None:
    ledger.account.cells += part.account.cells
    ledger.account.add("sheet", part.account.cells, part.amount, lines=len(part.sales), example=part.sheet.name)


def _leave(ledger: Ledger, sheets: Sequence[Sheet], given: HistoryFile) -> None:
    """Sheets of which nothing is understood: those with figures are a warning."""
    known = {problem.where.file for problem in ledger.problems if problem.code == "H19" and problem.where}
    for sheet in sheets:
        cells = sheet.count()
        if sheet.file in known:
            continue
        already = any(part.sheet is sheet for part in ledger.parts)
        if already:
            continue
        if cells:
            message = Text(
                f"工作表 {sheet.name} 有 {cells} 个数字，没有读懂，没有计入",
                f"sheet {sheet.name} holds {cells} figures and is left aside: it is not understood",
            )
            ledger.problems.append(
                Problem("H19", message, ONE_SHEET, ("history",), Where(sheet.file), Severity.WARNING)
            )
            ledger.account.cells += cells
            ledger.account.add("sheet", cells, lines=0, example=sheet.name)
        else:
            ledger.notes.append(
                Text(f"没有读的工作表：{sheet.name}（没有数字）", f"sheet left aside: {sheet.name} (no figures)")
            )


def _describe(ledger: Ledger, main: Sequence[_Table]) -> None:
    """How the file was read."""
    layout = main[0].layout
    shape = SHAPES[layout.shape]
    lines = sum(len(part.sheet.rows) - part.layout.first for part in ledger.parts)
    named = [part.sheet.name for part in ledger.parts if part.sheet.name]
    zh, en = "、".join(named), ", ".join(named)
    row = main[0].sheet.numbers[layout.header]
    notes = [
        Text(
            f"{f'工作表 {zh}，' if zh else ''}表头在第 {row} 行，{shape.zh}，{lines:,} 行",
            f"{f'sheet {en}, ' if en else ''}heads in row {row}, {shape.en}, {lines:,} lines",
        )
    ]
    if layout.shape == "long":
        notes.append(_heads_of_figures(main[0]))
    notes += main[0].choice.notes
    if layout.scale is None and not ledger.priced:
        notes.append(Text("没有写金额单位，按元读", "no unit of money is named: amounts are taken as they stand"))
    elif layout.scale not in (None, 1):
        notes.append(Text(f"金额乘以 {layout.scale:,f}", f"amounts are multiplied by {layout.scale:,f}"))
    if (
        layout.year is not None
        and not any(v.year and v.year > 0 for v in layout.values)
        and "year" not in main[0].choice.columns
    ):
        years = {part.layout.year: part.layout.year_from for part in ledger.parts if part.layout.year}
        month = main[0].choice.columns.get("month")
        if years and (month is None or layout.shape == "wide"):
            said = "、".join(f"{y}（{source}）" for y, source in years.items())
            notes.append(Text(f"年份取自标题、表名或文件名：{said}", f"years from titles or names: {said}"))
    ledger.notes = notes + ledger.notes
    used = {*main[0].choice.columns.values(), *(value.column for value in layout.values)}
    ledger.unread_columns = tuple((h, _map_for(h)) for p, h in enumerate(layout.heads) if h and p not in used)
    if ledger.unread_columns:
        zh = "、".join(f"“{head}”（{how}）" for head, how in ledger.unread_columns)
        en = ", ".join(f"{head} ({how})" for head, how in ledger.unread_columns)
        ledger.notes.append(Text(f"没有读的列：{zh}", f"columns not read: {en}"))


def _in_volume(ledger: Ledger, wanted: str) -> None:
    """How volumes in the file's unit became the plan's; a doubt where nobody knows how many of one the other holds."""
    own = ledger.volume_unit
    if not own or not wanted or own == wanted:
        return
    scale = heads.volume_scale(own, wanted)
    if scale is None:
        message = Text(
            f"销量的单位是“{own}”，计划是“{wanted}”，按原数读",
            f"volumes are in {own}, those of the plan in {wanted}: they are taken as they stand",
        )
        hint = Text("把 money.volume_unit 改成文件里的单位", "write the file's unit in money.volume_unit")
        where = Where(ledger.file)
        ledger.problems.append(Problem("H23", message, hint, ("history",), where, Severity.WARNING))
    elif scale != 1:
        ledger.notes.append(
            Text(
                f"销量由{own}换成{wanted}（乘以 {scale:,f}）",
                f"volumes in {own} are counted in {wanted}: times {scale:,f}",
            )
        )
    ledger.volume_unit = wanted if scale else own


def _map_for(head: str) -> str:
    """The --map that would have a column read."""
    named = (key for key in KEYS if heads.columns_named(key, [head]))
    role = next(named, "amount" if heads.surety(head) else "…")
    return f'--map "{head}={role}"'


def _heads_of_figures(table: _Table) -> Text:
    layout = table.layout
    found = {value.kind: layout.heads[value.column] for value in layout.values}
    zh, en = f"销售额取自“{found.get('amount', '')}”", f"sales from {found.get('amount', '')}"
    if "price" in found:
        zh, en = f"销售额 = “{found['units']}” × “{found['price']}”", f"sales = {found['units']} × {found['price']}"
    if "month" in table.choice.columns:
        month = layout.heads[table.choice.columns["month"]]
        zh, en = f"月份取自“{month}”，{zh}", f"months from {month}, {en}"
    if "units" in found:
        zh, en = f"{zh}，销量取自“{found['units']}”", f"{en}, volume from {found['units']}"
    return Text(zh, en)


ONE_SHEET = Text("只读一张表就写 --sheet 表名", "to read a single one, name it with --sheet")
SAME = Text("与已读的销售相同，是另一种列法", "tells the same sales in another way")
OTHER = Text("列与其他表不同，月份又重叠", "has other columns than the rest, and the same months")
EXPORT = Text("重新导出，要有表头和逐月的销售额", "export it again, with heads and sales by month")
