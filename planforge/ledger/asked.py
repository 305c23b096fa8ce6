"""Why a file cannot be read as it is, and what is asked: columns that are not there, several that may be the sales,
several currencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from planforge.ledger import heads
from planforge.ledger.across import Value
from planforge.ledger.columns import Columns
from planforge.ledger.dates import Dates, doubtful_tenth, period_number
from planforge.ledger.figures import currency_of, shown
from planforge.ledger.heads import is_total
from planforge.ledger.layout import Layout, heads_of, month_said
from planforge.ledger.outcome import Option, Question
from planforge.ledger.own_columns import listed, mapping_problems
from planforge.ledger.rows import cell_at, number_of
from planforge.ledger.sales import NIL
from planforge.ledger.scales import unit_of
from planforge.ledger.sheets import Sheet
from planforge.ledger.tables import Table, reader_of, with_values
from planforge.ledger.titles import only_year
from planforge.problem import Problem, Text, Where
from planforge.spec.history import HistoryFile
from planforge.wording import printed


def unfit(sheets: Sequence[Sheet], laid: Sequence[Layout], given: HistoryFile, name: str) -> tuple[Problem, ...]:
    """Why no sheet can be read: columns of the user's that are not there, or none for the month or the amount."""
    found = laid[0].heads if laid else heads_of(max(sheets, key=lambda sheet: len(sheet.rows)))
    wrong = mapping_problems(given, found, laid[0].called.keys() if laid else found, name)
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
    dated = months or month_said(sheet, row)
    lacking = [key for key, there in (("month", dated), ("amount", amounts)) if not there] or ["month", "amount"]
    words = {"month": Text("月份", "month"), "amount": Text("销售额", "sales")}
    where = sheet.where(row)
    for key in lacking:
        message = Text(f"{sheet.file} 中找不到{words[key].zh}列", f"{sheet.file} has no column for {words[key].en}")
        if key == "amount" and (places := _perhaps_sales(found, columns)):
            options = tuple(
                Option(found[p], _column_sum(sheet, row + 1, p), "--map", f"{found[p]}=amount") for p in places
            )
            said = "；".join(f'“{o.name}”共 {printed(o.amount)}：--map "{o.value}"' for o in options)
            en = "; ".join(f'{o.name}, {printed(o.amount)} in all: --map "{o.value}"' for o in options)
            hint = Text(f"{said}。{listed(found).zh}", f"{en}; {listed(found).en}")
            yield Question("H04", message, hint, ("history",), where, options=options)
            continue
        holding = _months_by_other_names(found, columns) if key == "month" else []
        hint = Text(
            "".join(f'“{head}”里都是月份，要用它：--map "{head}=month"。' for head in holding)
            + f"{listed(found).zh}；用 history.columns 或 --map 指明 {key}",
            "".join(f'{head} holds months; to take them: --map "{head}=month"; ' for head in holding)
            + f"{listed(found).en}; name it as {key} in history.columns or with --map",
        )
        yield Problem("H04", message, hint, ("history",), where)


def _months_by_other_names(found: Sequence[str], columns: Columns) -> list[str]:
    return [head for p, head in enumerate(found) if head and columns.is_months(p) and not columns.is_figures(p)]


def _perhaps_sales(found: Sequence[str], columns: Columns) -> list[int]:
    """Columns of figures that may be the sales though no head says so; where heads of some name a unit of money, these
    alone."""
    roles = ["month", "year", "order", "row", "units"]
    if heads.columns_named("units", found):  # else a price may be what one sale came to
        roles.append("price")
    spoken = {p for role in roles for p in heads.columns_named(role, found)}
    places = [
        p for p, head in enumerate(found)
        if head and p not in spoken and columns.is_figures(p) and not heads.other_of(head) and not heads.is_label(head)
    ]  # fmt: skip
    return [p for p in places if unit_of(found[p])] or places


def _coarser(found: Sequence[str], columns: Columns) -> tuple[Text, Text] | None:
    """What is told of a table that tells quarters, halves or whole years and no months."""
    if {*range(1, 14)} <= set(map(period_number, found)):
        return (
            Text(
                "表里是 13 个期（每期四周），不是月份", "the table tells thirteen periods of four weeks, and no months"
            ),
            Text("计划要逐月：重新按月导出", "a plan goes by months: export it by month"),
        )
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
    return sum((number_of(cell_at(row, place), False) or NIL for row in sheet.rows[first:]), NIL)


def no_sheet(name: str, given: HistoryFile, sheets: Sequence[Sheet]) -> Problem:
    words = Text(f"{name} 中没有工作表“{given.sheet}”", f"{name} has no sheet {given.sheet}")
    there = Text("、".join(s.name for s in sheets), ", ".join(s.name for s in sheets))
    hint = Text(f"改正 history.sheet；现有：{there.zh}", f"correct history.sheet; there are {there.en}")
    return Problem("H03", words, hint, ("history",), Where(name))


ABOUT = {
    "target": Text("表名或标题说的是目标、计划，不是销售", "its name or title speaks of targets, not of sales"),
    "refund": Text("表名说的是退货、退款，不是销售", "its name speaks of returns, not of sales"),
    "stock": Text("表名说的是库存，不是销售", "its name speaks of stock, not of sales"),
    "cost": Text("表名说的是成本、费用，不是销售", "its name speaks of cost, not of sales"),
    "balance": Text("表名说的是应收、欠款，不是销售", "its name speaks of balances, not of sales"),
    "volume": Text("表名或标题说的是销量，不是销售额", "its name or title speaks of volumes, not of amounts"),
    "collection": Text("表名说的是回款，不是销售", "its name speaks of money collected, not of sales"),
}


def about_another(table: Table, kind: str) -> Problem:
    """Why a table is not read that says it is about something else."""
    sheet, why = table.sheet, ABOUT[kind]
    message = Text(f"{sheet.file} 没有读：{why.zh}", f"{sheet.file} is not read: {why.en}")
    hint = (
        Text(f"确是实际销售就写 --sheet {sheet.name}", f"if it tells sales all the same: --sheet {sheet.name}")
        if sheet.name
        else Text("确是实际销售就改掉标题里的这个词", "if it tells sales all the same, take the word out of its title")
    )
    return Problem("H19", message, hint, ("history",), sheet.where(table.layout.header))


def rivals(group: Sequence[Table], given: HistoryFile, year: int, name: str) -> Question | None:
    """Several columns that may be the sales, or the price of what was sold, and come to different sums."""
    layout = group[0].layout
    if not layout.rivals:
        return None
    kind = "price" if any(value.kind == "price" for value in layout.values) else "amount"
    sums: dict[int, Decimal] = {}
    lines = 0
    for place in layout.rivals:
        values = (Value(place, kind), *(v for v in layout.values if v.kind not in ("amount", "price")))
        taken = [
            reader_of(with_values(t, values, given), given, year).read()
            for t in group
            if t.layout.rivals == layout.rivals
        ]
        sums[place] = sum((sale.amount for part in taken for sale in part.sales), NIL)
        lines = max(lines, sum(len(part.sales) for part in taken))
    first = sums[layout.rivals[0]]
    if all(abs(other - first) <= CENT * lines for other in sums.values()):
        return None
    options = tuple(Option(layout.heads[p], amount, "--map", f"{layout.heads[p]}={kind}") for p, amount in sums.items())
    zh = "、".join(f"“{o.name}”共 {printed(o.amount)}" for o in options)
    en = ", ".join(f"{o.name} ({printed(o.amount)})" for o in options)
    said = Text("单价", "the price") if kind == "price" else Text("销售额", "the sales")
    message = Text(f"有几列都可能是{said.zh}：{zh}", f"several columns may be {said.en}: {en}")
    maps = " / ".join(f'--map "{o.value}"' for o in options)
    sum_ = Text("；要相加就在表里加一列合计", "; for their sum, add a column") if kind == "amount" else Text("", "")
    hint = Text(f"选一列：{maps}{sum_.zh}", f"choose one: {maps}{sum_.en}")
    return Question("H18", message, hint, ("history",), group[0].sheet.where(layout.header), options=options)


def tenth(group: Sequence[Table], given: HistoryFile, year: int, name: str) -> Problem | None:
    """Months such as 2025.1 that Excel writes alike for January and October."""
    for table in group:
        place = table.choice.columns.get("month")
        if place is None or not (text := doubtful_tenth(table.sheet.distinct(place, table.layout.first))):
            continue
        row = next(n for n in range(table.layout.first, len(table.sheet.rows)) if table.sheet.text(n, place) == text)
        message = Text(f"“{text}”是 1 月还是 10 月，看不出", f"{text} may be January or October")
        hint = Text(
            "Excel 把 2025.10 存成 2025.1：把月份改成 2025-01、2025-10 的写法，或改成文本",
            "Excel keeps 2025.10 as 2025.1: write months as 2025-01 and 2025-10, or as text",
        )
        return Problem("H05", message, hint, ("history",), table.sheet.where(row, place))
    return None


def turned(group: Sequence[Table], given: HistoryFile, year: int, name: str) -> Problem | None:
    """Dates such as 25-11-21, of which nothing tells whether the year stands first or last; quarters of financial
    years, of which nothing tells where they begin."""
    places = [(table, place) for table in group if (place := table.choice.columns.get("month")) is not None]
    cells = [cell for table, place in places for cell in table.sheet.distinct(place, table.layout.first) if cell != ""]
    doubt = Dates.of(cells).doubt
    if doubt is None or doubt.kind not in OPEN or (doubt.kind == "financial" and given.year_start):
        return None
    table, place = places[0]
    message, hint = OPEN[doubt.kind]
    message = Text(*(words.format(example=doubt.example.upper()) for words in message))
    return Problem("H05", message, hint, ("history",), table.sheet.where(table.layout.header, place))


OPEN = {
    "year": (
        Text(
            "日期“{example}”是年在前还是年在后，看不出",
            "whether the year stands first or last in dates like {example} cannot be told",
        ),
        Text("把年份写成四位：2025-11-21", "write years with four digits: 2025-11-21"),
    ),
    "financial": (
        Text(
            "“{example}”的财年从几月开始，文件里没有写",
            "in which month the financial year of {example} begins is nowhere said",
        ),
        Text(
            "2026 财年从 2026 年 4 月开始写 --year-start 4，到 2026 年 3 月为止写 --year-start=-4，就是日历年写 1",
            "say it: --year-start 4 (the year 2026 begins in April 2026), --year-start=-4 (it ends before April 2026),"
            " 1 for calendar years",
        ),
    ),
}


def voided(group: Sequence[Table], given: HistoryFile, year: int, name: str) -> Question | None:
    """A column that says of some lines with an amount that they were cancelled, lost or returned: whether they count
    is for the user to say."""
    layout = group[0].layout
    if "status" in map(heads.role_named, given.columns) or layout.shape != "long":
        return None
    for place in layout.places.get("status", ()):
        head, whole, sold, example = layout.heads[place], NIL, NIL, ""
        for table in group:
            at = [p for p, other in enumerate(table.layout.heads) if other == head]
            states = heads.states_of(head, map(shown, table.sheet.distinct(at[0], table.layout.first))) if at else {}
            if not states:
                continue
            lines = dict(zip(table.sheet.numbers, table.sheet.column(at[0]), strict=True))
            for sale in reader_of(table, given, year).read().sales:
                state = states.get(shown(lines[sale.line]))
                whole += sale.amount
                if state is None or (state == "returned" and sale.amount < 0):
                    sold += sale.amount
                elif sale.amount:
                    example = example or shown(lines[sale.line])
                    sold -= sale.amount if state == "returned" else NIL
        if not example:
            continue
        options = (
            Option(Text(f"不计“{example}”的行", f"without lines of {example}"), sold, "--map", f"{head}=status"),
            Option(Text("全部计入", "all of them"), whole, "--map", f"{head}=ignore"),
        )
        message = Text(
            f"“{head}”列里有的行是“{example}”：不计入共 {printed(sold)}，全部计入共 {printed(whole)}",
            f"column {head} says {example} of some lines: {printed(sold)} without them, {printed(whole)} with them",
        )
        maps = " / ".join(f'--map "{o.value}"' for o in options)
        hint = Text(f"选一个：{maps}", f"choose one: {maps}")
        return Question("H25", message, hint, ("history",), group[0].sheet.where(layout.header), options=options)
    return None


def currencies(group: Sequence[Table], name: str) -> Iterator[Problem]:
    """Amounts in several currencies, by a column that says so or by the signs beside the figures."""
    found: dict[str, Where] = {}
    for table in group:
        column = table.choice.columns.get("currency")
        columns = [v.column for v in table.layout.values if v.kind == "amount"] if column is None else [column]
        for place in columns:
            if str not in table.sheet.kinds(place, table.layout.first):
                continue
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


CENT = Decimal("0.01")  # a line, that two columns of the same sales may differ by
EXPORT = Text("重新导出，要有表头和逐月的销售额", "export it again, with heads and sales by month")
