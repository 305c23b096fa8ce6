"""Whether the sales of a file make sense as a whole: their sign, their size, and whether there are any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from planforge.ledger.outcome import Ledger, Option, Question
from planforge.ledger.sales import NIL
from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.history import HistoryFile
from planforge.wording import printed

SMALL, LARGE = 1_000_000, 10**12  # a year's sales in currency units below and above which the unit is doubted


def senseless(ledger: Ledger, given: HistoryFile) -> Iterator[Problem]:
    """What keeps sales from being a base for a plan."""
    years: dict[int, Decimal] = defaultdict(Decimal)
    for sale in ledger.sales:
        years[sale.year] += sale.amount
    whole = sum(years.values(), NIL)
    where = Where(ledger.file)
    if ledger.unread >= len(ledger.sales):  # more is lost than won: the columns must have been taken for others
        unread = [problem for problem in ledger.problems if problem.severity is Severity.ERROR]
        yield from unread or (_no_sales(ledger.file),)
    elif not any(sale.amount for sale in ledger.sales):
        words = Text(f"{ledger.file} 的销售额全是 0", f"every amount of {ledger.file} is nil")
        yield Problem("H22", words, LOOK, ("history",), where)
    elif whole < 0 and sum(sale.amount < 0 for sale in ledger.sales) * 10 >= len(ledger.sales) * 9:
        words = Text(
            f"{ledger.file} 的销售额是负数（共 {printed(whole)}）：有的系统导出时符号相反",
            f"the amounts of {ledger.file} are below nil ({printed(whole)} in all): some systems export them so",
        )
        hint = Text("若要反过来读：--unit=-元", "to turn them round: --unit=-元")
        options = (Option("−1", -whole, "--unit", "-元"),)
        yield Question("H22", words, hint, ("history",), where, options=options)
    elif whole <= 0:
        words = Text(
            f"{ledger.file} 的退货比销售多：合计 {printed(whole)}",
            f"returns exceed sales in {ledger.file}: {printed(whole)} in all",
        )
        yield Problem("H22", words, LOOK, ("history",), where)
    elif given.unit is None and ledger.scale is None:
        yield from _doubtful_unit(ledger, years)


def _doubtful_unit(ledger: Ledger, years: dict[int, Decimal]) -> Iterator[Problem]:
    """A table that names no unit, and whose year would be implausibly small (orders may be few) or large."""
    largest = max(years.values())
    small = not ledger.daily and not ledger.priced and largest < SMALL
    if not small and largest < LARGE:
        return
    year = max(years, key=lambda y: years[y])
    message = Text(
        f"{ledger.file} 没有写金额单位：按元算 {year} 年{'只' if small else ''}有 {printed(largest)} 元",
        f"{ledger.file} names no unit of money: {year} would come to {printed(largest)}",
    )
    yield which_unit("H16", message, largest, ledger.file)


def which_unit(code: str, message: Text, amount: Decimal, file: str) -> Question:
    """The question in which unit the amounts of a file are; ``amount`` is what some of them come to as they stand."""
    options = tuple(Option(unit, amount * scale, "--unit", unit.zh) for unit, scale in UNITS)
    return Question(code, message, UNIT, ("history",), Where(file), options=options)


def _no_sales(name: str) -> Problem:
    hint = Text("核对表头；列认错了就用 --map 指明", "look at its heads; name the columns with --map")
    return Problem("H01", Text(f"{name} 中没有可用的销售数", f"{name} has no sales to be used"), hint, (), Where(name))


UNITS = (
    (Text("万元", "10k"), 10_000), (Text("千元", "thousand"), 1_000), (Text("元", "unit"), 1),
    (Text("百万元", "million"), 1_000_000),
)  # fmt: skip
UNIT = Text(
    "是万元就写 --unit 万元（计划里写 history: {file: …, unit: 万元}），确是元就写 --unit 元",
    "say which with --unit 10k (万元), --unit thousand, --unit million or, as they stand, --unit unit (in a plan"
    " history: {file: …, unit: …})",
)
LOOK = Text(
    "核对金额列；列认错了就用 --map 指明", "look at the column of amounts; name it with --map where it is another"
)
