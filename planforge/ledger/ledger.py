"""Sales from a file: its sheets brought together, lines understood, every figure accounted for.

One reader for past sales and for actuals: ``read_sales``. What is doubtful is told, what is ambiguous is asked.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from planforge.ledger import heads
from planforge.ledger.alike import written_alike
from planforge.ledger.asked import ABOUT, about_another, currencies, no_sheet, rivals, tenth, turned, unfit, voided
from planforge.ledger.blocks import blocks_of
from planforge.ledger.choice import SAID, UNIT_OF_VOLUME, Known
from planforge.ledger.columns import Columns
from planforge.ledger.counted import without_units
from planforge.ledger.dates import Dates, period_number
from planforge.ledger.doubts import dated, told_of
from planforge.ledger.files import open_sheets
from planforge.ledger.heads import AXES, KEYS, other_sheet
from planforge.ledger.lines import Part
from planforge.ledger.outcome import Ledger
from planforge.ledger.sales import NIL
from planforge.ledger.scales import volume_scale
from planforge.ledger.seats import as_planned
from planforge.ledger.sheets import Sheet
from planforge.ledger.tables import Table, choose_columns, groups_of, reader_of, without_heads
from planforge.ledger.titles import is_tracking, own_titles
from planforge.ledger.together import (
    ONE_SHEET,
    SAME,
    account_aside,
    apart_from_others,
    axes_across,
    left_aside,
    months_of,
)
from planforge.ledger.totals import is_close
from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.history import HistoryFile
from planforge.wording import printed

SHAPES = {
    "long": Text("逐行", "one sale a line"),
    "wide": Text("月份横排", "months across"),
    "cross": Text("月份竖排", "months down"),
}
NOBODY: Known = {}


Reading = tuple[Ledger | None, tuple[Problem, ...]]


def read_sales(path: Path, name: str, given: HistoryFile, year: int, known: Known = NOBODY) -> Reading:
    """Every sale of a file that messages call ``name``; None with the reasons where it cannot be read at all.

    ``year`` is taken for months that no place in the file gives a year; ``known`` are the names of a plan, by axis.
    """
    with _unwatched():
        sheets, odd = open_sheets(path, name)
        if sheets and given.sheet is None and not given.columns and is_tracking(sheets):
            return None, (_tracking(name),)
        return read_sheets(sheets, odd, name, given, year, known) if sheets else (None, odd)


def _tracking(name: str) -> Problem:
    message = Text(
        f"{name} 是计划的跟踪工作簿，不是销售文件", f"{name} is the tracking workbook of a plan and no sales file"
    )
    hint = Text(
        f"用它检查执行：planforge review 计划文件 --actuals {name}；要当作销售读，用 --sheet 指明工作表",
        f"review the plan with it: planforge review PLAN --actuals {name}; to read a sheet of it as sales, name it with"
        " --sheet",
    )
    return Problem("H01", message, hint, ("history",), Where(name))


Other = tuple[Table, str]


def _of_sales(tables: Sequence[Table], given: HistoryFile) -> tuple[list[Table], list[Other]]:
    """The tables that are about sales, and those that their sheet's name or title says are about targets, returns and
    the like. What the user names himself is about sales."""
    if given.sheet or given.columns:
        return list(tables), []
    kinds = [
        other_sheet(t.sheet.name, own_titles(t.sheet, t.layout.header), several=bool(t.sheet.label)) or _volumes_in(t)
        for t in tables
    ]
    told = list(zip(tables, kinds, strict=True))
    return [table for table, kind in told if kind is None], [(table, kind) for table, kind in told if kind is not None]


def _volumes_in(table: Table) -> str | None:
    """That a table whose heads name no measure is about volumes, where its title or its sheet's name says so."""
    layout = table.layout
    if layout.shape == "long" or any(heads.kind_of(layout.heads[value.column]) for value in layout.values):
        return None
    if layout.places.get("measure"):
        return None
    titles = own_titles(table.sheet, layout.header - layout.depth)
    return "volume" if heads.tells_volumes(table.sheet.name) or any(map(heads.tells_volumes, titles)) else None


@contextmanager
def _unwatched() -> Iterator[None]:
    """No search for circles among the million cells of a large file, of which none has any: neither while they are
    read nor, as those who have just come, afterwards."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def read_sheets(
    sheets: Sequence[Sheet], odd: Sequence[Problem], name: str, given: HistoryFile, year: int, known: Known
) -> Reading:
    """As ``read_sales``, from sheets that are open."""
    chosen = tuple(sheet for sheet in sheets if given.sheet in (None, sheet.name))
    if not chosen:
        return None, (no_sheet(name, given, sheets),)
    names = frozenset(name for found in known.values() for name in found)
    blocks = [block for sheet in chosen for block in blocks_of(without_units(sheet), given, names)]
    chosen = tuple(sheet for sheet, _ in blocks)
    tables = [Table(sheet, layout) for sheet, layout in blocks if layout]
    headless = list(without_heads(chosen, tables))
    tables += headless
    wanted = [table for table in tables if set(given.columns.values()) <= table.layout.called.keys()]
    tables, others = _of_sales(wanted or tables, given)
    if others and not tables:
        return None, (*odd, *(about_another(table, kind) for table, kind in others))
    choose_columns(tables, known, given)
    groups = groups_of(tables, given)
    main = groups[0] if groups else []
    problems = unfit(chosen, [table.layout for table in main], given, name)
    if problems:
        return None, problems
    asked = [
        question
        for group in groups[:1]
        for ask in (tenth, turned, rivals, voided)
        if (question := ask(group, given, year, name))
    ][:1]
    if asked:
        return None, (*odd, *asked)
    ledger = Ledger(name, [], [])
    ledger.problems += odd
    several = list(currencies(main, name))
    if several:
        return None, (*odd, *several)
    _take(ledger, groups, given, year, known)
    _replace_estimates(ledger)
    apart = {id(table.sheet): kind for table, kind in others}
    known_ = {id(sheet) for sheet in (*(part.sheet for part in ledger.parts), *ledger.aside)}
    _leave(ledger, [sheet for sheet in chosen if id(sheet) not in known_], apart)
    _describe(ledger, main)
    if headless:
        ledger.notes.append(
            Text(f"没有表头、接着上一张表读的工作表：{'、'.join(t.sheet.called for t in headless)}",
                 f"sheets without heads, read as going on: {', '.join(t.sheet.called for t in headless)}")
        )  # fmt: skip
    _in_volume(ledger, next(iter(known.get(UNIT_OF_VOLUME, ())), ""))
    written_alike(ledger, known)
    ledger.sales[:] = as_planned(ledger.sales, known)
    return ledger, ()


# Lines ----------------------------------------------------------------------------------------------------------------


def _take(ledger: Ledger, groups: Sequence[Sequence[Table]], given: HistoryFile, year: int, known: Known) -> None:
    """The sales of the main group, and of others that tell of other months."""
    main = _read(groups[0], given, year, known, ledger)
    main = list(apart_from_others(main, known, ledger))
    for part in main:
        _add(ledger, part)
    ledger.problems += told_of(ledger.parts)
    for group in groups[1:]:
        for part in _read(group, given, year, known, ledger):
            months = months_of(part.sales)
            there = months_of(ledger.sales)
            if not months:
                continue
            if not months.keys() & there.keys():
                _add(ledger, part)
                ledger.problems += told_of([part])
                ledger.notes.append(
                    Text(f"工作表 {part.sheet.called} 的列不同，月份不重叠，一并读入",
                         f"sheet {part.sheet.called} has other columns and other months: read as well")
                )  # fmt: skip
            elif all(month in there and is_close((amount,), (there[month],)) for month, amount in months.items()):
                ledger.problems.append(left_aside(part, Severity.INFO, SAME))
                account_aside(ledger, part)
            else:
                ledger.problems.append(left_aside(part, Severity.WARNING, OTHER))
                account_aside(ledger, part)


def _read(group: Sequence[Table], given: HistoryFile, year: int, known: Known, ledger: Ledger) -> list[Part]:
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
    dates.year_start, dates.named_for_end = abs(given.year_start or 1), (given.year_start or 0) < 0
    ledger.daily = ledger.daily or (dates.daily and group[0].layout.shape == "long")
    parts = []
    for table in group:
        reader = reader_of(table, given, year, dates)
        reader.year_start = given.year_start or 0
        reader.volume_unit = next(iter(known.get(UNIT_OF_VOLUME, ())), "")
        taken = {axis for axis in AXES if axis in table.choice.columns}
        across = list(dict.fromkeys(v.name for v in table.layout.values if v.name))
        under = [v.under for v in table.layout.values if v.under]
        reader.across, reader.under = axes_across(across, under, known, taken)
        if across and table is group[0]:
            ledger.notes.append(
                Text(f"横排的是{SAID[reader.across].zh}：{'、'.join(across)}",
                     f"across stand {SAID[reader.across].en}: {', '.join(across)}")
            )  # fmt: skip
        if table is group[0] and any(v.under for v in table.layout.values):
            ledger.notes.append(
                Text(f"表头有两层：上层是{SAID[reader.across].zh}，下层是{SAID[reader.under].zh}",
                     f"heads of two rows: {SAID[reader.across].en} above, {SAID[reader.under].en} below")
            )  # fmt: skip
        parts.append(reader.read())
        dates.by_start = dates.by_start or reader.by_start
    months = (t.layout.heads[v.column] for t in group if t.layout.shape == "wide" for v in t.layout.values if v.month)
    dates.periods = dates.periods or next(filter(period_number, months), "")
    if dates.periods:
        begins = dates.year_start
        ledger.notes.append(
            Text(f"“{dates.periods.upper()}”按从 {begins} 月数起的第几个月读（财年从别的月开始就写 --year-start 4）；"
                 "4-4-5 历的期与自然月差几天",
                 f"{dates.periods.upper()} is taken for a month, counted from month {begins} (--year-start says"
                 " another); periods of a 4-4-5 calendar differ from months by days")
        )  # fmt: skip
    elif given.year_start and not dates.by_start:
        ledger.notes.append(
            Text("各行自己写明了年和月，--year-start 没有用上；计划按日历年，从 1 月到 12 月",
                 "every line names its own month and year: --year-start changes nothing; a plan goes by calendar years,"
                 " January to December")
        )  # fmt: skip
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
    ledger.currency = ledger.currency or part.layout.currency
    ledger.volume_unit = ledger.volume_unit or part.layout.volume_unit
    head = next((part.layout.heads[v.column] for v in part.layout.values if v.kind == "profit"), "")
    ledger.profit_head = ledger.profit_head or head


def _replace_estimates(ledger: Ledger) -> None:
    """Estimates of a month go once the file tells its actual sales; nil that it tells of somebody is none of them."""
    estimates = [sale for sale in ledger.sales if sale.estimated]
    told = ledger.sales if estimates else ()
    actual = {(sale.year, sale.month) for sale in told if sale.amount and not sale.estimated}
    gone = [sale for sale in estimates if (sale.year, sale.month) in actual]
    if gone:
        amount = sum((sale.amount for sale in gone), NIL)
        ledger.account.move("amount", "replaced", len(gone), amount, len(gone))
        ledger.account.move("units", "replaced", sum(sale.units is not None for sale in gone), NIL, 0)
        ledger.sales = [sale for sale in ledger.sales if not sale.estimated or (sale.year, sale.month) not in actual]
        text = Text(f"{len(gone)} 行预计已有实际，不再计入", f"{len(gone)} lines of estimates are replaced by actuals")
        ledger.notes.append(text)


def _leave(ledger: Ledger, sheets: Sequence[Sheet], apart: Mapping[int, str]) -> None:
    """Sheets of which nothing is understood, or that are about something else: those with figures are a warning."""
    for sheet in sheets:
        cells = sheet.count()
        if cells:
            why = ABOUT[apart[id(sheet)]] if id(sheet) in apart else NOT_UNDERSTOOD
            message = Text(
                f"工作表 {sheet.called} 有 {cells} 个数字，{why.zh}，没有计入",
                f"sheet {sheet.called} holds {cells} figures and is left aside: {why.en}",
            )
            ledger.problems.append(
                Problem("H19", message, ONE_SHEET, ("history",), Where.of(sheet.file), Severity.WARNING)
            )
            ledger.account.cells += cells
            ledger.account.add("sheet", cells, lines=0, example=sheet.called)
        else:
            ledger.notes.append(
                Text(f"没有读的工作表：{sheet.called}（没有数字）", f"sheet left aside: {sheet.called} (no figures)")
            )


def _describe(ledger: Ledger, main: Sequence[Table]) -> None:
    """How the file was read."""
    layout = main[0].layout
    shape = SHAPES[layout.shape]
    lines = sum(len(part.sheet.rows) - part.layout.first for part in ledger.parts)
    named = [part.sheet.called for part in ledger.parts if part.sheet.called]
    zh, en = "、".join(named), ", ".join(named)
    row = main[0].sheet.numbers[layout.header]
    notes = [
        Text(
            f"{f'工作表 {zh}，' if zh else ''}表头在第 {row} 行，{shape.zh}，{printed(lines)} 行",
            f"{f'sheet {en}, ' if en else ''}heads in row {row}, {shape.en}, {printed(lines)} lines",
        )
    ]
    if layout.shape == "long":
        notes.append(_heads_of_figures(main[0]))
    if not any("levels" in part.tallies for part in ledger.parts):  # which tell of the column in their own way
        notes += main[0].choice.notes
    if layout.scale is None and not ledger.priced and not ledger.currency:
        notes.append(Text("没有写金额单位，按元读", "no unit of money is named: amounts are taken as they stand"))
    elif layout.scale not in (None, 1):
        notes.append(Text(f"金额乘以 {printed(layout.scale)}", f"amounts are multiplied by {printed(layout.scale)}"))
    if (
        layout.year is not None
        and not any(v.year and v.year > 0 for v in layout.values)
        and "year" not in main[0].choice.columns
    ):
        years = {part.layout.year: part.layout.year_from for part in ledger.parts if part.layout.year}
        month = main[0].choice.columns.get("month")
        if years and (month is None or layout.shape == "wide"):
            zh = "、".join(f"{y}（{source}）" for y, source in years.items())
            en = ", ".join(f"{y} ({source})" for y, source in years.items())
            notes.append(Text(f"年份取自标题、表名或文件名：{zh}", f"years from titles or names: {en}"))
    ledger.notes = notes + ledger.notes
    unread = dict(_unread(ledger, main[0]))
    ledger.unread_columns = tuple(unread.items())
    if any(unread.values()):
        each = "".join(f"\n    {how}" for how in unread.values() if how)
        ledger.notes.append(Text(f"没有读的列，要读就写：{each}", f"columns not read; to read one:{each}"))
    if beside := [name for name, how in unread.items() if not how]:
        dateless = layout.shape == "wide" and not any(heads.is_aside(name.rpartition("/")[2]) for name in beside)
        ledger.notes.append(
            Text(f"没有读的列{'，没有写是哪个月的' if dateless else ''}：{'、'.join(beside)}",
                 f"columns not read{', which are of no month' if dateless else ''}: {', '.join(beside)}")
        )  # fmt: skip


def _in_volume(ledger: Ledger, wanted: str) -> None:
    """How volumes in the file's unit became the plan's; a doubt where nobody knows how many of one the other holds."""
    own = ledger.volume_unit
    if not own or not wanted or own == wanted:
        return
    scale = volume_scale(own, wanted)
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
                f"销量由{own}换成{wanted}（乘以 {printed(scale)}）",
                f"volumes in {own} are counted in {wanted}: times {printed(scale)}",
            )
        )
    ledger.volume_unit = wanted if scale else own


def _unread(ledger: Ledger, table: Table) -> Iterator[tuple[str, str]]:
    """The columns that are not read, each with the --map that would have it read; without one where months stand
    across and the figures of a column are of none. Sums across are told as sums."""
    layout, columns = table.layout, Columns(table.sheet, table.layout.first)
    used = {*table.choice.columns.values(), *(value.column for value in layout.values)}
    for place, head in enumerate(layout.heads):
        if not head or place in used or not table.sheet.distinct(place, layout.first).keys() - {""}:
            continue
        name, figures = layout.name_of(place), columns.is_figures(place)
        states = heads.states_of(head, columns.texts(place))
        if layout.shape == "wide" and figures and place not in layout.measures:
            if (share := ledger.account.columns.get(head)) and share.example != "total":
                yield name, ""
            continue
        said = head if place not in layout.measures else name
        role = _role_for(said, figures, states, table.choice.columns)
        yield name, f'--map "{name}={role}"' if role else ""


def _role_for(head: str, figures: bool, states: Mapping[str, str], taken: Collection[str]) -> str:
    """The role by which a column would be read, of figures or of names, beside those that are ``taken``; one of states
    has ``states``. Empty where none would make sense of it: rates, remarks, cash and balances beside the sales."""
    none = (*heads.FIGURES, "ignore", *(() if states else ("status",)))
    keys = heads.FIGURES if figures else (key for key in KEYS if key not in none)
    named = next((key for key in keys if heads.columns_named(key, [head])), "")
    if named or heads.is_remark(head) or heads.other_of(head) in ("rate", "collection", "balance"):
        return named
    if figures and not heads.is_label(head):
        return "amount"
    if heads.is_buyer(head):
        return "customer"
    return next((axis for axis in ("product", "channel") if axis not in taken), "")


def _heads_of_figures(table: Table) -> Text:
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
    if others := list(_called_sales_too(table)):
        how = " / ".join(f'--map "{name}=amount"' for name in others)
        zh = f"{zh}；另有{'、'.join(f'“{name}”' for name in others)}，要用就写 {how}"
        en = f"{en}; there is also {', '.join(others)}: to use it, {how}"
    return Text(zh, en)


def _called_sales_too(table: Table) -> Iterator[str]:
    """The columns that are called sales outright as well, and are not read: with tax beside without."""
    layout, columns = table.layout, Columns(table.sheet, table.layout.first)
    used = {*layout.rivals, *(value.column for value in layout.values)}
    for place, head in enumerate(layout.heads):
        if place not in used and heads.surety(head) >= heads.OUTRIGHT and columns.is_figures(place):
            yield layout.name_of(place)


NOT_UNDERSTOOD = Text("没有读懂", "it is not understood")
OTHER = Text("列与其他表不同，月份又重叠", "has other columns than the rest, and the same months")
