"""What is doubtful in sales that can be read: unknown names, months below zero, lines told twice, months left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches

from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.history import HistoryFile
from planforge.spec.sales import MOST_TOLD, Node, Sale
from planforge.spec.sales_lines import Lines
from planforge.spec.sales_sheets import Sheet
from planforge.spec.sales_tally import tallied
from planforge.spec.spec import Spec


def doubts(spec: Spec, sales: list[Sale], given: HistoryFile, *, daily: bool) -> Iterator[Problem]:
    """Everything doubtful, in the order in which it matters. ``daily`` sales are orders: a month may have none."""
    yield from _unknown_names(spec, sales, given.file)
    if not given.returns and not daily:
        yield from _negatives(sales, given.file)
    if not daily:
        yield from _gaps(sales, given.file)


def tallies(lines: Lines, sheet: Sheet, whole: Decimal, *, given_year: int) -> Iterator[Problem]:
    """What was dropped or doubted while the lines of a sheet, ``whole`` in sum, were read."""
    info, warning = Severity.INFO, Severity.WARNING
    no_year = Text(*(words.replace("{year}", str(given_year)) for words in NO_YEAR))
    faults = _faults(sheet)
    told = (
        (lines.totals, "H11", TOTALS, NO_DOUBLE, info),
        (lines.notes, "H11", NOTES, NO_FIGURE, info),
        (lines.dropped, "H09", COPIES, EXPORTED_TWICE, warning),
        (lines.repeats, "H09", REPEATS, EXPORTED_TWICE, warning),
        (lines.blanks, "H06", Text(BLANKS.zh + faults.zh, BLANKS.en + faults.en), FILL, warning),
        (lines.holes, "H06", Text(HOLES.zh + faults.zh, HOLES.en + faults.en), FILL, warning if faults.zh else info),
        (lines.ragged, "H06", RAGGED, QUOTES, warning),
        (lines.assumed, "H12", no_year, WRITE_YEAR, warning),
        (lines.returns, "H14", RETURNS, NETTED, info),
    )
    for tally, code, message, hint, severity in told:
        yield from tallied(tally, code, sheet.file, message, hint, severity)
    yield from _unequal(lines, sheet, whole)


def _unequal(lines: Lines, sheet: Sheet, whole: Decimal) -> Iterator[Problem]:
    """A table that states its sum once, and whose lines come to another."""
    if len(lines.stated) != 1:
        return
    line, stated = lines.stated[0]
    if abs(stated - whole) > abs(stated) * SLACK:
        message = Text(
            f"表中合计是 {stated:,.0f}，各行相加是 {whole:,.0f}",
            f"the table states {stated:,.0f}, its lines sum to {whole:,.0f}",
        )
        yield Problem("H15", message, LOOK, ("history",), Where(sheet.file, line, 1), Severity.WARNING)


def _faults(sheet: Sheet) -> Text:
    """What may be behind empty cells of a workbook: errors, and formulas that were never calculated."""
    zh, en = "", ""
    if sheet.faults:
        at = Text(f"，第一个在 {sheet.fault}", f", the first in {sheet.fault}") if sheet.fault else Text("", "")
        zh = f"；表中有 {sheet.faults} 个错误值（如 #N/A）{at.zh}"
        en = f"; the sheet has {sheet.faults} errors such as #N/A{at.en}"
    if sheet.unsolved:
        zh += f"；表中有 {sheet.unsolved} 个公式没有算出结果"
        en += f"; the sheet has {sheet.unsolved} formulas without a result"
    return Text(zh, en)


def _unknown_names(spec: Spec, sales: list[Sale], file: str) -> Iterator[Problem]:
    """Names the plan does not have: a district's sales would be lost, a product's or channel's only not split."""
    kinds = (
        ("district", Text("片区", "district"), tuple(d.name for d in spec.districts), Severity.ERROR),
        ("product", Text("产品", "product"), tuple(p.name for p in spec.products), Severity.WARNING),
        ("channel", Text("渠道", "channel"), tuple(c.name for c in spec.channels), Severity.WARNING),
    )
    for key, kind, known, severity in kinds:
        strange = [(name, sale) for sale in sales if (name := getattr(sale.node, key)) and known and name not in known]
        for name in list(dict.fromkeys(name for name, _ in strange))[:MOST_TOLD]:
            lines = [sale.line for other, sale in strange if other == name]
            message = Text(
                f"{kind.zh}“{name}”不在计划中（{len(lines)} 行）",
                f"{kind.en} {name} is not in the plan ({len(lines)} lines)",
            )
            yield Problem("H07", message, _rename(name, known, key), ("history",), Where(file, lines[0], 1), severity)


def _rename(name: str, known: tuple[str, ...], key: str) -> Text:
    close = get_close_matches(name, known, 1, 0.6)
    if not close:
        return Text(
            f"计划中有：{'、'.join(known[:8])}。在 {key}s 中加上它；若已改名，在 history.rename 中写 {name}: 新名称",
            f"The plan has: {', '.join(known[:8])}. Add it to {key}s, or write {name}: its new name in history.rename",
        )
    return Text(
        f"是否指“{close[0]}”？在 history.rename 中写 {name}: {close[0]}，或在 {key}s 中加上它",
        f"Did you mean {close[0]}? Write {name}: {close[0]} in history.rename, or add it to {key}s",
    )


def _negatives(sales: list[Sale], file: str) -> Iterator[Problem]:
    """Months of a node that come out below zero; single returns within a month are nothing odd."""
    sums: dict[tuple[int, int, Node], Decimal] = defaultdict(Decimal)
    first: dict[tuple[int, int, Node], int] = {}
    for sale in sales:
        sums[sale.year, sale.month, sale.node] += sale.amount
        first.setdefault((sale.year, sale.month, sale.node), sale.line)
    below = [(key, amount) for key, amount in sums.items() if amount < 0]
    for (year, month, node), amount in below[:MOST_TOLD]:
        whose = " ".join(name for name in node if name)
        yield Problem(
            "H08",
            Text(
                f"{whose} {year} 年 {month} 月销售额为负：{amount:,f}",
                f"{whose} {year}-{month:02}: sales are {amount:,f}",
            ),
            RETURNED,
            ("history",),
            Where(file, first[year, month, node], 1),
        )


def _gaps(sales: list[Sale], file: str) -> Iterator[Problem]:
    """Months without a line between the first and the last of a district."""
    months: dict[str | None, set[int]] = defaultdict(set)
    for sale in sales:
        months[sale.node.district].add(sale.year * 12 + sale.month - 1)
    for district, present in months.items():
        missing = [n for n in range(min(present), max(present)) if n not in present]
        if missing:
            listed = ", ".join(f"{n // 12}-{n % 12 + 1:02}" for n in missing[:6])
            yield Problem(
                "H10",
                Text(
                    f"{district or '全区'}缺少 {len(missing)} 个月的销售：{listed}",
                    f"{district or 'the region'} has no sales for {listed}",
                ),
                Text("补上这些月份；确实没有销售就写 0", "add these months, with 0 where nothing was sold"),
                ("history",),
                Where(file),
                Severity.WARNING,
            )


SLACK = Decimal("0.002")  # that rounding may put between a stated sum and the lines
LOOK = Text("看看有没有重复计入的小计，或没有读到的行", "look for subtotals that were counted, or lines that were not")
TOTALS = Text(
    "去掉 {count} 行合计（如“{example}”，第 {lines} 行）", "{count} lines of sums left out, such as {example}"
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
WRITE_YEAR = Text("在表头或“年份”列写明年份", "give the year in the heads or in a column")
RETURNS = Text(
    "{count} 行是负数（退货），已冲减当月（第 {lines} 行）",
    "{count} lines are below nil (returns) and were netted in their month, line {lines}",
)
NETTED = Text("核对退货是否记在了别的月份", "see whether returns were booked in another month")
NOTES = Text(
    "{count} 行没有数字（如“{example}”），没有计入", "{count} lines without a figure left out, such as {example}"
)
NO_FIGURE = Text("若是销售，补上金额", "give the amount where one is a sale")
RETURNED = Text(
    "核对退货是否记在了别的月份；确是退货就写 history: {file: …, returns: yes}",
    "see whether returns were booked in another month; where they are right, write history: {file: …, returns: yes}",
)
