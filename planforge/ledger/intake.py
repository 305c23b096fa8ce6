"""A sales file taken in for a new spec: the two full years that a plan rests on, as a tidy table of months.

What a reading of ``history:`` would refuse is left out here and told: the manager starts from what there is.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

from msgspec import Struct

from planforge.ledger import files
from planforge.ledger.estimate import can_estimate, estimate, missing_months, silent_months
from planforge.ledger.heads import AXES, is_rest, role_named
from planforge.ledger.history import gather, left_empty, nobodys, not_over, too_coarse
from planforge.ledger.ledger import read_sales
from planforge.ledger.outcome import Ledger, Question
from planforge.ledger.report import account_line
from planforge.ledger.sales import NIL, Node, Sale
from planforge.ledger.scales import finer_volume, volume_scale
from planforge.ledger.seats import seated
from planforge.ledger.sense import senseless
from planforge.problem import Problem, Severity, Text, Where
from planforge.records import replace
from planforge.spec.history import HistoryFile, HistoryRow
from planforge.spec.values import seen
from planforge.wording import printed

MOST = {"district": 40, "product": 20, "channel": 12}
"""Names that a plan can still show; beyond, the smallest are put together."""
MOST_OWN = {"person": 80, "store": 120}
"""Names beyond which an axis is left out: a plan for hundreds of people is not one to start from."""
FORMULA = ("=", "+", "-", "@")  # what a text must not begin with where Excel opens it
FULL = 12
ENOUGH = 7  # months of an unfinished year that are more than half of it, and carry an estimate of the rest


class Intake(Struct, frozen=True):
    """``sales`` are those of ``years``, one or two that follow each other; ``report`` says what was read, dropped and
    doubted. Orders and customers are counted by year."""

    sales: tuple[Sale, ...]
    years: tuple[int, ...]
    report: tuple[Text, ...]
    orders: Mapping[int, int]
    customers: Mapping[int, int]
    profit_head: str
    volume_unit: str = ""
    currency: str = ""

    @property
    def plan_year(self) -> int:
        """The year after the last."""
        return self.years[-1] + 1

    @property
    def has_districts(self) -> bool:
        """Whether the file tells districts apart."""
        return any(sale.node.district for sale in self.sales)

    @property
    def has_negative_months(self) -> bool:
        """Whether returns exceed the sales of a node in a month."""
        return any(month is not None and month < 0 for row in gather(self.sales) for month in row.months)


def take_in(
    path: Path, given: HistoryFile, year: int | None, words: Mapping[str, Any]
) -> tuple[Intake | None, tuple[Problem, ...]]:
    """The sales of a file for a plan of ``year`` (the one after its last year where None), or why there are none.

    ``words`` are those of ``start.yaml``.
    """
    ledger, problems = read_sales(path, path.name, given, (year or 2000) - 1)
    if ledger is None:
        return None, tuple(map(_without_spec, problems))
    refused = tuple(_refused(ledger, given, year, path.name))
    if refused:
        return None, tuple(map(_without_spec, refused))
    known, stray = _without_strays(ledger.sales)
    silent = silent_months(known) if ledger.daily else []
    known += silent
    if year is not None and all(sale.year >= year for sale in known):
        return None, (_too_late(path.name, year, min(sale.year for sale in known)),)
    if parts := _in_parts(known, year):
        return None, (_no_whole_year(path.name, parts),)
    years, notes = _years(known, year)
    sales = tuple(sale for sale in known if sale.year in years)
    sales = (*sales, *estimate(sales, years[-1]))
    notes += _without_orders(silent, years)
    notes += _estimated(sales, years[-1])
    notes += _rest(sales)
    sales, lumped = _readable(sales, words)
    sales, apart = seated(sales)
    if ledger.daily:
        sales = (*sales, *_quiet_months(sales, years))
        sales = (*sales, *_months_of_other_years(sales, years))
    empty = left_empty(ledger, gather(sales), years[-1])
    told = (_told(problem) for problem in (*ledger.problems, *nobodys(ledger), *not_over(ledger), *empty))
    sales, unit, fine = _fine_volumes(sales, ledger.volume_unit)
    notes += fine
    report = (*ledger.notes, account_line(ledger), *told, *stray, *notes, *lumped, *apart)
    counts = _counted(ledger.orders), _counted(ledger.customers)
    return Intake(sales, years, report, *counts, ledger.profit_head, unit, ledger.currency), ()


def _refused(ledger: Ledger, given: HistoryFile, year: int | None, name: str) -> Iterator[Problem]:
    """Why no plan can rest on what was read."""
    if ledger.sales and year is None and given.year is None and ledger.assumed_year:
        yield no_year(name)
    else:
        yield from senseless(ledger, given)


def _without_orders(silent: Sequence[Sale], years: Sequence[int]) -> list[Text]:
    months = [f"{sale.year}-{sale.month:02}" for sale in silent if sale.year in years]
    if not months:
        return []
    return [
        Text(
            f"{'、'.join(months)} 没有一笔销售，按没有销售计",
            f"no line of the file is of {', '.join(months)}: nothing was sold then",
        )
    ]


def _estimated(sales: Sequence[Sale], year: int) -> list[Text]:
    own = [sale for sale in sales if sale.year == year and sale.estimated and not sale.file]
    months = sorted({sale.month for sale in own})
    if not months:
        return []
    amount = printed(sum((sale.amount for sale in own), NIL), 0)
    span = f"{months[0]}–{months[-1]}" if len(months) > 1 else str(months[0])
    return [
        Text(
            f"{year} 年 {span} 月还没有数，按上年同月占比和今年进度预计为 {amount}，整理出的历史里标“预计”",
            f"{year} has no figures yet for months {span}: estimated at {amount} (last year's share at this year's"
            " pace), marked as estimates in the tidy history",
        )
    ]


def _fine_volumes(sales: tuple[Sale, ...], unit: str) -> tuple[tuple[Sale, ...], str, list[Text]]:
    """Volumes in the next finer unit where a plan in whole ones would lose what they have behind the point."""
    if all(sale.units is None or sale.units == sale.units.to_integral_value() for sale in sales):
        return sales, unit, []
    finer = finer_volume(unit)
    scale = volume_scale(unit, finer) if finer else None
    if scale is None or not too_coarse(sales):
        of = unit or Text("个单位", "unit").zh
        note = Text(
            f"销量有小数：历史里照原样保留，计划的销量按整{of}算；要更细就换小一级的单位",
            f"volumes have decimals: kept as they are in the history; the plan counts in whole {unit or 'units'}, a"
            " smaller unit is finer",
        )
        return sales, unit, [note]
    note = Text(
        f"销量有小数，按{unit}取整会丢：由{unit}换成{finer}（乘以 {printed(scale)}）",
        f"volumes below one {unit} would be lost: they are counted in {finer} (times {printed(scale)})",
    )
    scaled = (s if s.units is None else s._replace(units=s.units * scale) for s in sales)
    return tuple(scaled), finer, [note]


def _without_spec(problem: Problem) -> Problem:
    """The problem where there is no spec yet that names the file."""
    return replace(problem, hint=None) if problem.hint == files.BESIDE else problem


def tidy(intake: Intake, words: Mapping[str, Any]) -> bytes:
    """The sales as CSV: month × the axes there are, amounts in currency units. No name is left blank: reading would
    take the cell for one of a merged name above."""
    rows = gather(intake.sales)
    axes = [axis for axis in AXES if any(getattr(row, axis) for row in rows)]
    units = any(row.units for row in rows)
    estimated = any(row.estimated for row in rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    extra = [*(["units"] if units else []), *(["basis"] if estimated else [])]
    heads = dict(words["heads"])
    if intake.volume_unit:
        heads["units"] = words["of_unit"].format(head=heads["units"], unit=intake.volume_unit)
    writer.writerow(heads[key] for key in ("month", *axes, "amount", *extra))
    lines: list[tuple[str, ...]] = [
        (
            f"{row.year}-{month:02}",
            *(_safe(getattr(row, axis) or words["unstated"]) for axis in axes),
            f"{amount.normalize():f}",
            *(_volume(row, month) if units else ()),
            *((words["estimate"] if month in row.estimated else "",) if estimated else ()),
        )
        for month in range(1, 13)
        for row in rows
        if (amount := row.months[month - 1]) is not None
    ]
    lines.sort(key=itemgetter(0))
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _volume(row: HistoryRow, month: int) -> tuple[str]:
    units = row.units[month - 1] if row.units else None
    return ("" if units is None else f"{units.normalize():f}",)


def in_one_district(intake: Intake, name: str) -> Intake:
    """The same sales as those of a single district, for a file that tells none apart."""
    return replace(intake, sales=tuple(s._replace(node=s.node._replace(district=name)) for s in intake.sales))


def _safe(name: str) -> str:
    """A name that Excel takes for text; reading takes the apostrophe off again."""
    return f"'{name}" if name.startswith(FORMULA) else name


def _told(problem: Problem) -> Text:
    place = f"{problem.where}: " if problem.where else ""
    left_out = Text("（未计入）", " (left out)") if problem.severity is Severity.ERROR else Text("", "")
    return Text(f"{place}{problem.message.zh}{left_out.zh}", f"{place}{problem.message.en}{left_out.en}")


def _counted(found: Mapping[int, set[str]]) -> Mapping[int, int]:
    return {year: len(names) for year, names in found.items()}


# Years ----------------------------------------------------------------------------------------------------------------


def _without_strays(sales: Sequence[Sale]) -> tuple[list[Sale], list[Text]]:
    """The sales without those of years that stand alone, away from the bulk: slips of the keyboard."""
    counts = Counter(sale.year for sale in sales)
    blocks: list[list[int]] = []
    for year in sorted(counts):
        if blocks and year - blocks[-1][-1] <= 1:
            blocks[-1].append(year)
        else:
            blocks.append([year])
    bulk = max(blocks, key=lambda block: (sum(counts[year] for year in block), block))
    away = [year for year in counts if year not in bulk]
    if not away:
        return list(sales), []
    lines = sum(counts[year] for year in away)
    listed = ", ".join(map(str, sorted(away)))
    note = Text(
        f"{lines} 行的年份离得太远（{listed}），没有计入", f"{lines} lines of far-off years ({listed}) left out"
    )
    return [sale for sale in sales if sale.year in bulk], [note]


def _years(sales: Sequence[Sale], year: int | None) -> tuple[tuple[int, ...], list[Text]]:
    """The last two years before the plan year, oldest first, and what is to be said of the choice."""
    months: dict[int, set[int]] = defaultdict(set)
    for sale in sales:
        if year is None or sale.year < year:
            months[sale.year].add(sale.month)
    ends = min((y, min(found)) for y, found in months.items()), max((y, max(found)) for y, found in months.items())
    full = [y for y in sorted(months) if (y, 1) >= ends[0] and (y, FULL) <= ends[1]]
    newest = max(months)
    if newest not in full and _goes_on(sales, newest, year):
        years: tuple[int, ...] = (newest - 1, newest)
        return years, [*_left_out(months, years), *_choice(years, year, True, months[newest])]
    last = full[-1] if full else newest
    years = (last - 1, last) if last - 1 in (full if full else months) else (last,)
    return years, [*_left_out(months, years), *_choice(years, year, bool(full), months[last])]


def _in_parts(sales: Sequence[Sale], year: int | None) -> tuple[tuple[int, int], ...]:
    """The first and the last month where sales are of several years, none of which is whole or can be carried on;
    empty for all others."""
    months = sorted({(sale.year, sale.month) for sale in sales if year is None or sale.year < year})
    there = sorted({y for y, _ in months})
    whole = any((y, 1) >= months[0] and (y, FULL) <= months[-1] for y in there)
    if len(there) < 2 or whole or _goes_on(sales, there[-1], year):
        return ()
    return months[0], months[-1]


def _goes_on(sales: Sequence[Sale], newest: int, year: int | None) -> bool:
    """Whether the newest year is unfinished and enough of it is known to estimate the rest."""
    there = FULL - len(missing_months(sales, newest))
    wanted = ENOUGH if year is None else 1 if year == newest + 1 else FULL
    return there >= wanted and can_estimate(sales, newest)


def _left_out(months: Mapping[int, set[int]], years: Sequence[int]) -> Iterator[Text]:
    later = [y for y in sorted(months) if y > years[-1]]
    for y in later:
        count = len(months[y])
        yield Text(
            f"{y} 年只有 {count} 个月（到 {max(months[y])} 月），没有计入",
            f"{y} has {count} months only (up to month {max(months[y])}) and was left out",
        )
    earlier = [str(y) for y in sorted(months) if y < years[0]]
    if earlier:
        yield Text(f"更早的年份没有计入：{'、'.join(earlier)}", f"earlier years left out: {', '.join(earlier)}")


def _choice(years: Sequence[int], year: int | None, is_full: bool, months: set[int]) -> Iterator[Text]:
    listed = Text("、".join(map(str, years)), ", ".join(map(str, years)))
    if not is_full:
        count = f"{len(months)} month{'' if len(months) == 1 else 's'}"
        yield Text(
            f"没有一个完整的年度；用 {years[-1]} 年的 {len(months)} 个月：计划里“上年”和增幅"
            f"都只对这 {len(months)} 个月，补齐各月，或把 targets.base 写成金额",
            f"no year is complete; the {count} of {years[-1]} {'is' if len(months) == 1 else 'are'} used: last year and"
            f" the growth on it are of {count} only; give every month, or an amount as targets.base",
        )
    elif year is not None and year - 1 != years[-1]:
        yield Text(
            f"计划年度是 {year}，文件里最近的完整年度是 {listed.zh}：季节和占比取自这里，基数请自己填",
            f"the plan is for {year}, the last full years of the file are {listed.en}: season and shares come from"
            " them, the base is for you to fill in",
        )
    else:
        yield Text(
            f"用 {listed.zh} 年，计划年度 {years[-1] + 1}", f"{listed.en} are used, for a plan of {years[-1] + 1}"
        )


# Names ----------------------------------------------------------------------------------------------------------------


def _readable(sales: Sequence[Sale], words: Mapping[str, Any]) -> tuple[tuple[Sale, ...], list[Text]]:
    """The sales by as many names as a plan can show: the smallest put together, axes with too many left out."""
    notes: list[Text] = []
    renamed: dict[str, dict[str | None, str | None]] = {}
    for place, axis in enumerate(AXES):
        sums: dict[str | None, Decimal] = defaultdict(Decimal)
        for sale in sales:
            sums[sale.node[place]] += sale.amount
        names = sorted((name for name in sums if name), key=lambda name: -sums[name])
        renamed[axis], told = _shown(axis, sums, names, words)
        notes += told
    nodes = {
        node: Node(*(renamed[axis][name] for axis, name in zip(AXES, node, strict=True)))
        for node in {sale.node for sale in sales}
    }
    return tuple(sale._replace(node=nodes[sale.node]) for sale in sales), notes


def _rest(sales: Sequence[Sale]) -> list[Text]:
    """A word on a district that is none: it gets a target, and nobody looks after it."""
    found = sorted({sale.node.district for sale in sales if sale.node.district and is_rest(sale.node.district)})
    return [
        Text(
            f"片区“{name}”也当作一个片区，有自己的目标；没有人负责就把文件里的名称改成“未注明”，按写明片区的占比分",
            f"{name} is taken for a district with a target of its own; where nobody looks after it, call it Unknown in"
            " the file: its sales are then split by those that name a district",
        )
        for name in found
    ]


def _shown(
    axis: str, sums: Mapping[str | None, Decimal], names: Sequence[str], words: Mapping[str, Any]
) -> tuple[dict[str | None, str | None], list[Text]]:
    """What each name of an axis becomes; ``names`` are in the order of their sales."""
    kept: dict[str | None, str | None] = {name: name for name in sums}
    head, count, other = words["heads"][axis], len(names), words["other"]
    if count > MOST_OWN.get(axis, count):
        note = Text(f"“{head}”有 {count} 个，太多，没有计入", f"{count} names of {axis} are too many: left out")
        return dict.fromkeys(sums), [note]
    if count > MOST.get(axis, count):
        small = names[MOST[axis] - 1 :]
        note = Text(
            f"“{head}”有 {count} 个，最小的 {len(small)} 个并入“{other}”",
            f"of {count} names of {axis} the {len(small)} smallest became {other}",
        )
        return kept | dict.fromkeys(small, other), [note]
    return kept, []


def _quiet_months(sales: Sequence[Sale], years: Sequence[int]) -> Iterator[Sale]:
    """Nil for the months in which a district has no orders while the region has: an estimate where theirs are."""
    traded = {(sale.year, sale.month) for sale in sales}
    sold = {(sale.year, sale.month) for sale in sales if not sale.estimated}
    first: dict[str | None, Sale] = {}
    for sale in sales:
        first.setdefault(sale.node.district, sale)
    known = {(sale.node.district, sale.year, sale.month) for sale in sales}
    for district, sale in first.items():
        for year, month in sorted(traded):
            if (district, year, month) not in known and year in years:
                units = None if sale.units is None else Decimal(0)
                profit = None if sale.profit is None else Decimal(0)
                estimated = (year, month) not in sold
                yield Sale("", 0, 0, year, month, sale.node, Decimal(0), units, profit, estimated)


def _months_of_other_years(sales: Sequence[Sale], years: Sequence[int]) -> Iterator[Sale]:
    """Nil for the months in which nobody ordered what was ordered in the same month of another year: the table that is
    kept tells no orders any more, and a blank there would be one that somebody forgot.
    """
    traded = {(sale.year, sale.month) for sale in sales if not sale.estimated}
    known = {(sale.node, sale.year, sale.month) for sale in sales}
    first = {(sale.node, sale.month): sale for sale in reversed(sales)}
    for (node, month), sale in reversed(first.items()):
        for year in years:
            if (year, month) in traded and (node, year, month) not in known:
                units = None if sale.units is None else NIL
                profit = None if sale.profit is None else NIL
                yield Sale("", 0, 0, year, month, node, NIL, units, profit)


# What keeps a file from being taken in --------------------------------------------------------------------------------


def parse_map(given: str | None) -> tuple[dict[str, str], str | None]:
    """``销售额=amount,地区=district`` as columns by key, and the first part that is none of it or has a key again."""
    columns: dict[str, str] = {}
    for part in seen(given or "").replace("，", ",").split(","):
        column, _, key = part.rpartition("=")
        role = role_named(key)
        if part.strip() and (not column.strip() or role is None or role in columns):
            return {}, part.strip()
        if role is not None:
            columns[role] = column.strip()
    return columns, None


def _no_whole_year(name: str, ends: tuple[tuple[int, int], ...]) -> Problem:
    """Sales of parts of two years, such as a financial one: neither can be last year, nor be held against the other."""
    (first, begins), (last, until) = ends
    words = Text(
        f"{name} 从 {first} 年 {begins} 月到 {last} 年 {until} 月，没有一个完整的日历年；计划按 1 月到 12 月算",
        f"{name} runs from {first}-{begins:02} to {last}-{until:02} and has no whole calendar year; a plan goes from"
        " January to December",
    )
    hint = Text(
        f"导出时从 {first} 年 1 月起，再读；{begins} 月以前本来没有销售的，这几个月写 0",
        f"export it from January {first} on; where nothing was sold before {first}-{begins:02}, with 0 in these months",
    )
    return Problem("H12", words, hint, (), Where(name))


def _too_late(name: str, year: int, first: int) -> Problem:
    words = Text(
        f"{name} 的销售从 {first} 年开始，没有 {year} 年以前的",
        f"the sales of {name} begin in {first}: none before {year}",
    )
    hint = Text("计划年度应在这些销售之后", "the plan year comes after the sales it rests on")
    return Problem("H12", words, hint, (), Where(name))


def no_year(name: str) -> Question:
    """A file none of whose places says which year its sales are of."""
    words = Text(f"{name} 没有写是哪一年的销售", f"{name} does not say which year its sales are of")
    hint = Text(
        "用 --year 指明：read、review 写数据的年份，new 写计划年度（数据算作上一年的）",
        "give it with --year: the year of the sales, with new the plan year (the sales are the year before's)",
    )
    return Question("H12", words, hint, (), Where(name), of_year=True)
