"""What is told of the lines of a table: what was left out, filled in or doubted, each cause once with its count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from planforge.ledger.dates import LAST_YEAR, Dates
from planforge.ledger.layout import Layout
from planforge.ledger.lines import Part
from planforge.ledger.sales import MOST_TOLD, Tally, lacked
from planforge.ledger.sheets import Sheet
from planforge.problem import Problem, Severity, Text, Where
from planforge.wording import printed

SLACK = Decimal("0.002")  # that rounding may put between a stated sum and the lines


def told_of(parts: Sequence[Part]) -> Iterator[Problem]:
    """Everything odd in the lines of sheets that were read together: each cause once, with the count over all."""
    if not parts:
        return
    tallies: dict[str, Tally] = {}
    last = _last_month(parts)
    for part in parts:
        for kind, tally in part.tallies.items():
            carried = kind.startswith("filled ")
            name = f"filled {part.layout.heads[int(kind.split()[1])]}" if carried else lacked(kind, last)
            if name is None:
                continue
            tallies[name] = tallies[name].merged(tally) if name in tallies else tally
    yield from _unreadable(parts)
    faults = _faults([part.sheet for part in parts])
    info, warning = Severity.INFO, Severity.WARNING
    no_year = Text(*(words.replace("{year}", str(parts[0].year)) for words in NO_YEAR))
    empty = warning if faults.zh else info
    begins = parts[0].begins
    told = (
        ("totals", "H11", TOTALS, NO_DOUBLE, info),
        ("sums", "H11", SUMS, NO_DOUBLE, warning),
        ("outline", "H11", OUTLINE, None, info),
        ("levels", "H11", LEVELS, None, info),
        ("notes", "H11", NOTES, NO_FIGURE, info),
        ("dropped", "H09", COPIES, EXPORTED_TWICE, warning),
        ("repeats", "H09", REPEATS, EXPORTED_TWICE, warning),
        ("blanks", "H06", Text(BLANKS.zh + faults.zh, BLANKS.en + faults.en), FILL, warning),
        ("no price", "H06", NO_PRICE, FILL, warning),
        ("no units", "H06", NO_UNITS, FILL, warning),
        ("holes", "H06", Text(HOLES.zh + faults.zh, HOLES.en + faults.en), FILL, empty),
        ("ragged", "H06", RAGGED, QUOTES, warning),
        ("assumed", "H12", no_year, WRITE_YEAR, warning),
        ("spread", "H26", SPREAD, BY_MONTH, warning),
        ("beside", "H11", BESIDE, None, info),
        ("void", "H25", VOID, None, info),
        ("turned", "H25", TURNED, None, info),
        ("returns", "H14", RETURNS, NETTED, info),
        (
            "financial",
            "H12",
            Text(SPANS.zh.replace("{month}", str(begins)), SPANS.en.replace("{month}", str(begins))),
            BEGINS,
            warning,
        ),
        ("several", "H07", SEVERAL, ONE_NAME, warning),
    )
    for kind, code, message, hint, severity in told:
        if kind in tallies:
            yield from tallies[kind].told(code, message, hint, severity)
    for kind, tally in tallies.items():
        if kind.startswith("filled "):
            filled = Text(*(words.replace("{head}", _plain(kind.removeprefix("filled "))) for words in FILLED))
            yield from tally.told("H06", filled, None, info)
    for part in parts:
        yield from _unequal(part)


def _last_month(parts: Sequence[Part]) -> tuple[int, int]:
    """The last month in which anybody sold anything; looked for only where some month lacks figures, and none where
    formulas without a result may be what is lacking."""
    lacking = any(" in " in kind for part in parts for kind in part.tallies)
    lacking = lacking and not any(part.sheet.faults or part.sheet.unsolved for part in parts)
    sold = ((sale.year, sale.month) for part in parts for sale in part.sales if sale.amount)
    return max(sold, default=(LAST_YEAR, 12)) if lacking else (LAST_YEAR, 12)


def _unreadable(parts: Sequence[Part]) -> Iterator[Problem]:
    """Cells that cannot be read: one problem for every column and cause."""
    odd: dict[tuple[str, str], Tally] = {}
    for part in parts:
        for (column, cause), tally in part.odd.items():
            key = (part.layout.heads[column], cause)
            odd[key] = odd[key].merged(tally) if key in odd else tally
    for (head, cause), tally in list(odd.items())[:MOST_TOLD]:
        message, hint = CAUSES[cause]
        more = (
            Text(f"（共 {tally.count} 格，第 {{lines}} 行）", f" ({tally.count} cells, line {{lines}})")
            if tally.count > 1
            else Text("", "")
        )
        whole = Text(f"{_plain(head)}：{message.zh}{more.zh}", f"{_plain(head)}: {message.en}{more.en}")
        yield from tally.told("H05" if cause in ("month", "year", "financial") else "H06", whole, hint, Severity.ERROR)


def _plain(head: str) -> str:
    return head.replace("{", "{{").replace("}", "}}")


def _unequal(part: Part) -> Iterator[Problem]:
    """A table that states its sum once, and whose lines come to another."""
    if len(part.stated) != 1:
        return
    (line, stated), whole = part.stated[0], part.amount
    if abs(stated - whole) > abs(stated) * SLACK:
        message = Text(
            f"表中合计是 {printed(stated, 0)}，各行相加是 {printed(whole, 0)}",
            f"the table states {printed(stated, 0)}, its lines sum to {printed(whole, 0)}",
        )
        yield Problem("H15", message, LOOK, ("history",), Where.of(part.sheet.file, line, 1), Severity.WARNING)


def _faults(sheets: Sequence[Sheet]) -> Text:
    """What may be behind empty cells of a workbook: errors, and formulas that were never calculated."""
    zh, en = "", ""
    faults, unsolved = sum(sheet.faults for sheet in sheets), sum(sheet.unsolved for sheet in sheets)
    if faults:
        fault = next((sheet.fault for sheet in sheets if sheet.fault), "")
        at = Text(f"，第一个在 {fault}", f", the first in {fault}") if fault else Text("", "")
        zh = f"；表中有 {faults} 个错误值（如 #N/A）{at.zh}"
        en = f"; the sheet has {faults} errors such as #N/A{at.en}"
    if unsolved:
        zh += f"；表中有 {unsolved} 个公式没有算出结果"
        en += f"; the sheet has {unsolved} formulas without a result"
    return Text(zh, en)


def dated(dates: Dates, layout: Layout, sheet: Sheet) -> Iterator[Problem]:
    """What is doubtful about the order of days and months."""
    if dates.doubt is None or dates.doubt.kind == "financial" or not layout.places["month"]:
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
    yield Problem("H13", said[kind], hint, ("history",), sheet.where(layout.header), Severity.WARNING)


WRITE_MONTH = Text("写作 2026-01 或 2026年1月，年份在 1990–2100 之间", "write 2026-01, with a year from 1990 to 2100")
WRITE_NUMBER = Text("写数字；没有销售写 0", "write a number, 0 where nothing was sold")
FORMAT = Text(
    "这一格被设成了日期格式：在 Excel 中选中这一列，把单元格格式改为“数值”后保存",
    "the cell is formatted as a date: select the column in Excel, set its format to Number, and save",
)
CAUSES = {
    "month": (Text("月份“{example}”无法识别", "month {example} cannot be read"), WRITE_MONTH),
    "year": (Text("年份“{example}”无法识别", "year {example} cannot be read"), WRITE_MONTH),
    "financial": (
        Text(
            "“{example}”是财年，从 1 月以外的月份开始，看不出是哪两个日历年",
            "{example} is a financial year that does not begin in January: which calendar years it lies in is not said",
        ),
        Text(
            "写作 2025-26（2025 年开始的），或写日历年",
            "write 2025-26 for the one that begins in 2025, or calendar years",
        ),
    ),
    "amount": (Text("销售额“{example}”不是数字", "sales of {example} are not a number"), WRITE_NUMBER),
    "price": (Text("单价“{example}”不是数字", "price {example} is not a number"), WRITE_NUMBER),
    "units": (Text("销量“{example}”不是数字", "volume {example} is not a number"), WRITE_NUMBER),
    "fault": (Text("单元格是错误值 {example}", "the cell holds the error {example}"), WRITE_NUMBER),
    "format": (Text("“{example}”是日期，不是数字", "{example} is a day, not a number"), FORMAT),
}
LOOK = Text("看看有没有重复计入的小计，或没有读到的行", "look for subtotals that were counted, or lines that were not")
TOTALS = Text(
    "去掉 {count} 行合计（如“{example}”，第 {lines} 行）", "{count} lines of sums left out, such as {example}"
)
SUMS = Text(
    "第 {lines} 行（共 {count} 行）等于其他行之和，当作合计，没有计入：{amount}",
    "line {lines} ({count} in all) is the sum of others and left out as a total: {amount}",
)
OUTLINE = Text(
    "{count} 行（如“{example}”，第 {lines} 行）是下面各月的合计：名称归到各月，合计没有计入",
    "{count} lines (such as {example}, line {lines}) head the months below them: their names are those of the months,"
    " their sums are left out",
)
LEVELS = Text(
    "一列里有两层名称：“{example}”等 {count} 个是片区，下面重复出现的是产品（第 {lines} 行）",
    "one column has names of two levels: {count} such as {example} are districts, those that come again below are"
    " products (line {lines})",
)
NO_DOUBLE = Text("合计由 planforge 自己算", "planforge adds up itself")
COPIES = Text(
    "第 {lines} 行重复（行号也相同，共 {count} 行），已去掉",
    "{count} copies left out, line {lines}: even their line id is the same",
)
REPEATS = Text(
    "第 {lines} 行与前面的行完全相同（共 {count} 行），都已计入",
    "line {lines} repeats an earlier one ({count} in all); all are counted",
)
EXPORTED_TWICE = Text("若是重复导出，删去多余的行", "remove what was exported twice")
BLANKS = Text(
    "{count} 行没有销售额（第 {lines} 行），没有计入", "{count} lines have no amount (line {lines}) and do not count"
)
NO_PRICE = Text(
    "{count} 行没有单价（第 {lines} 行），算不出销售额，没有计入",
    "{count} lines have no price (line {lines}): their sales are not known and do not count",
)
NO_UNITS = Text(
    "{count} 行没有数量（第 {lines} 行），算不出销售额，没有计入",
    "{count} lines have no quantity (line {lines}): their sales are not known and do not count",
)
HOLES = Text(
    "{count} 个空格（如“{example}”，第 {lines} 行），没有计入",
    "{count} empty cells (such as {example}, line {lines}) do not count",
)
FILL = Text(
    "补上数字；没有销售写 0。公式和错误值要先在 Excel 中算好再保存",
    "give the figures, 0 where nothing was sold; let Excel calculate and save formulas",
)
RAGGED = Text(
    "{count} 行的格数比表头多（第 {lines} 行），后面的列可能错位",
    "{count} lines have more cells than there are heads (line {lines}): their columns may be shifted",
)
QUOTES = Text("数字里有逗号时，这一格要加双引号", "put a cell with a comma in it in double quotes")
NO_YEAR = Text(
    "“{example}”没有写年份，按 {year} 年计（{count} 处）", "{example} names no year; {year} is taken ({count} places)"
)
SPANS = Text(
    "“{example}”跨两年，按 {month} 月开始读（{count} 处）",
    "{example} lies in two years and is taken to begin in month {month} ({count} places)",
)
BEGINS = Text("不是就写日历年和月：2025-04", "where it is not, write calendar years and months: 2025-04")
WRITE_YEAR = Text("在表头或“年份”列写明年份", "give the year in the heads or in a column")
RETURNS = Text(
    "{count} 行是负数（退货），已冲减当月（第 {lines} 行）",
    "{count} lines are below nil (returns) and were netted in their month, line {lines}",
)
SPREAD = Text(
    "“{example}”等 {count} 处不是一个月的数，平均分到所含各月，标为预计（第 {lines} 行）",
    "{count} figures are of more than a month (such as {example}, line {lines}): spread evenly over its months, and"
    " marked as estimates",
)
BY_MONTH = Text("有各月的数就换上", "give the figures of the months where there are any")
BESIDE = Text(
    "{count} 行是目标、比率、平均或上年的数（如“{example}”，第 {lines} 行），没有计入",
    "{count} lines of targets, rates, averages or last year's figures left out, such as {example} (line {lines})",
)
VOID = Text(
    "{count} 行没有成交（如“{example}”，第 {lines} 行），共 {amount}，没有计入",
    "{count} lines sold nothing (such as {example}, line {lines}), {amount} in all: left out",
)
TURNED = Text(
    "{count} 行是退货（如“{example}”，第 {lines} 行），金额冲减",
    "{count} lines are returns (such as {example}): taken off",
)
NETTED = Text("核对退货是否记在了别的月份", "see whether returns were booked in another month")
NOTES = Text(
    "{count} 行没有数字（如“{example}”），没有计入", "{count} lines without a figure left out, such as {example}"
)
NO_FIGURE = Text("若是销售，补上金额", "give the amount where one is a sale")
SEVERAL = Text(
    "一格里有两个人（如“{example}”），当作一个名称", "two people in one cell (such as {example}) are taken for one name"
)
ONE_NAME = Text("要分开就拆成两行；合写就保留", "split the line where they should be apart")
FILLED = Text(
    "“{head}”列 {count} 个空格按上面的名称补齐（如“{example}”，第 {lines} 行）",
    "{count} empty cells of column {head} take the name above them (such as {example}, line {lines})",
)
