"""Past sales of a plan: its file read with the plan's names, or its own rows, as rows of months; what is doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct, field

from planforge.ledger.choice import UNIT_OF_VOLUME
from planforge.ledger.empty import empty_cells
from planforge.ledger.estimate import estimate, missing_months, silent_months
from planforge.ledger.heads import AXES
from planforge.ledger.ledger import read_sales
from planforge.ledger.outcome import Ledger
from planforge.ledger.sales import MOST_TOLD, NIL, Node, Sale
from planforge.ledger.scales import finer_volume
from planforge.ledger.seats import borne_by_leaders
from planforge.ledger.sense import senseless
from planforge.problem import Problem, Severity, Text, Where
from planforge.records import replace
from planforge.spec.history import HistoryFile, HistoryRow
from planforge.spec.spec import Spec
from planforge.wording import printed

FINE = 100  # units a month of a product on the average, from which whole ones are within half a per cent


def load_history(spec: Spec, folder: Path) -> tuple[tuple[HistoryRow, ...], tuple[Problem, ...]]:
    """The history of a spec as rows, from its file (relative to ``folder``) or as written; amounts in currency units.

    Rows are in the order of the file. What could not be understood is left out and told with file and line. The months
    that the year before the plan still lacks are estimated and marked so.
    """
    if isinstance(spec.history, tuple):
        return spec.history, tuple(empty.problem() for empty in empty_cells(spec.history, spec.year - 1))
    given = HistoryFile(file=spec.history) if isinstance(spec.history, str) else spec.history
    known = {
        "district": [district.name for district in spec.districts],
        "product": [product.name for product in spec.products],
        "channel": [channel.name for channel in spec.channels],
        "person": [*(member.name for member in spec.team), *borne_by_leaders(spec).values()],
        "store": [store.name for store in spec.stores],
        UNIT_OF_VOLUME: [spec.money.volume_unit] if spec.money.volume_unit else [],
    }
    ledger, problems = read_sales(folder / given.file, given.file, given, spec.year - 1, known)
    if ledger is None:
        return (), problems
    told = [problem for problem in ledger.problems if problem.severity is not Severity.INFO]
    odd = [] if given.returns else [problem for problem in senseless(ledger, given) if problem not in told]
    told_of = [*ledger.sales, *(silent_months(ledger.sales) if ledger.daily else ())]
    sales = [*told_of, *estimate(told_of, spec.year - 1)]
    rows, unequal = comparable(gather(sales), spec.year - 1)
    return rows, (
        *told,
        *odd,
        *_estimated(ledger, sales, spec),
        *not_over(ledger),
        *(problem for problem in unequal),
        *doubts(spec, ledger, given),
        *left_empty(ledger, rows, spec.year - 1),
    )


# Years that can be compared -------------------------------------------------------------------------------------------


def comparable(rows: Sequence[HistoryRow], last: int) -> tuple[tuple[HistoryRow, ...], list[Problem]]:
    """The rows without the years that have fewer months than the year after them: nothing grows from half a year."""
    months: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        months[row.year] |= {n for n, month in enumerate(row.months, 1) if month is not None}
    problems: list[Problem] = []
    kept = set(months)
    for year in sorted(months, reverse=True):
        after = months.get(year + 1)
        if after is not None and year + 1 in kept and year < last and after - months[year] and year + 1 <= last:
            kept.discard(year)
            count = len(months[year])
            message = Text(
                f"{year} 年只有 {count} 个月，{year + 1} 年有 {len(after)} 个月，不能比较，没有计入",
                f"{year} has {count} months and {year + 1} has {len(after)}: not to be compared, {year} is left out",
            )
            hint = Text("补齐缺少的月份，没有销售写 0", "give the months that are missing, 0 where nothing was sold")
            problems.append(Problem("H10", message, hint, ("history",), severity=Severity.WARNING))
        elif after is not None and year + 1 not in kept and year < last:
            kept.discard(year)
    return tuple(row for row in rows if row.year in kept), problems


def _estimated(ledger: Ledger, sales: Sequence[Sale], spec: Spec) -> Iterator[Problem]:
    """What is told of a year that is not over yet."""
    year, currency = spec.year - 1, spec.money.currency
    unit = "元" if currency == "CNY" else currency
    there = {sale.month for sale in ledger.sales if sale.year == year and not sale.estimated}
    if not there or max(there) == 12:
        return
    count = max(there)
    months = sorted({sale.month for sale in sales if sale.year == year and sale.estimated})
    if months:
        span = f"{months[0]}–{months[-1]}" if len(months) > 1 else str(months[0])
        amount = printed(sum((sale.amount for sale in sales if sale.year == year and sale.estimated), NIL), 0)
        yield Problem(
            "H20",
            Text(
                f"{year} 年只到 {count} 月，{span} 月按上年同月占比和今年进度预计为 {amount} {unit}",
                f"{year} ends in month {count}: months {span} are estimated at {currency} {amount}, last year's"
                " share at this year's pace",
            ),
            Text(
                "月份有了实际就补进文件，预计数自动换掉", "add the months once they are over: actuals replace estimates"
            ),
            ("history",),
            Where(ledger.file),
            Severity.WARNING,
        )
    elif missing_months(ledger.sales, year):
        yield Problem(
            "H20",
            Text(
                f"{year} 年只到 {count} 月，上年又不全，余下的月份无法预计",
                f"{year} ends in month {count}, and the year before is not whole: the rest cannot be estimated",
            ),
            Text(
                "补齐上年各月，或把 targets.base 写成金额", "give every month of the year before, or an amount as base"
            ),
            ("history",),
            Where(ledger.file),
            Severity.WARNING,
        )


def not_over(ledger: Ledger) -> Iterator[Problem]:
    """A last year at whose end nobody sold anything: most likely the months are yet to come, and nil was written."""
    year = max((sale.year for sale in ledger.sales), default=0)
    sums: dict[int, list[Sale]] = defaultdict(list)
    for sale in ledger.sales:
        if sale.year == year:
            sums[sale.month].append(sale)
    last = max((month for month, sales in sums.items() if any(sale.amount for sale in sales)), default=0)
    nil = [month for month in sorted(sums) if month > last]
    if not last or not nil:
        return
    span = f"{nil[0]}–{nil[-1]}" if len(nil) > 1 else str(nil[0])
    message = Text(
        f"{year} 年 {span} 月全区都是 0，多半是这一年还没过完：{last} 个月的销售当成了全年",
        f"nobody sold anything in months {span} of {year}: most likely the year is not over, and {last} months of sales"
        " stand for all of it",
    )
    hint = Text(
        "还没到的月份不要写 0，留空或删去这些行，就按今年进度预计", "leave months yet to come blank: they are estimated"
    )
    first = sums[nil[0]][0]
    yield Problem("H20", message, hint, ("history",), Where(first.file, first.line, 1), Severity.WARNING)


# Rows of months -------------------------------------------------------------------------------------------------------


class _Year(Struct):
    """Twelve months in the making; None where the file says nothing."""

    amounts: list[Decimal | None] = field(default_factory=lambda: [None] * 12)
    units: list[Decimal | None] = field(default_factory=lambda: [None] * 12)
    estimated: set[int] = field(default_factory=set)

    def add(self, sale: Sale) -> None:
        place = sale.month - 1
        self.amounts[place] = (self.amounts[place] or NIL) + sale.amount
        if sale.units is not None:
            self.units[place] = (self.units[place] or NIL) + sale.units
        if sale.estimated or sale.spread:
            self.estimated.add(sale.month)


def gather(sales: Iterable[Sale]) -> tuple[HistoryRow, ...]:
    """The sales by year and node: amounts and volumes as they are, nothing rounded."""
    years: dict[tuple[int, Node], _Year] = defaultdict(_Year)
    for sale in sales:
        years[sale.year, sale.node].add(sale)
    return tuple(
        HistoryRow(
            year=year,
            **dict(zip(AXES, node, strict=True)),
            months=tuple(found.amounts),
            units=tuple(found.units) if any(unit is not None for unit in found.units) else (),
            estimated=tuple(sorted(found.estimated)),
        )
        for (year, node), found in years.items()
    )


def too_coarse(sales: Sequence[Sale]) -> bool:
    """Whether whole units of volume would lose what the volumes of products have behind the point."""
    told = [sale for sale in sales if sale.units]
    months = {(sale.year, sale.month, sale.node.product) for sale in told}
    broken = any(sale.units is not None and sale.units != sale.units.to_integral_value() for sale in told)
    return broken and sum((sale.units or NIL for sale in told), NIL) < FINE * len(months)


# Doubts ---------------------------------------------------------------------------------------------------------------


def doubts(spec: Spec, ledger: Ledger, given: HistoryFile) -> Iterator[Problem]:
    """Everything doubtful, in the order in which it matters. ``daily`` sales are orders: a month may have none."""
    yield from _unknown_names(spec, ledger.sales)
    yield from nobodys(ledger, spread=True)
    yield from _coarse(spec, ledger)
    if not given.returns and not ledger.daily:
        yield from _negatives(ledger.sales)
    if not ledger.daily:
        yield from _gaps(ledger.sales, given.file)


def _unknown_names(spec: Spec, sales: Sequence[Sale]) -> Iterator[Problem]:
    """Names the plan does not have: a district's sales would be lost, a product's or channel's only not split."""
    kinds = (
        ("district", Text("片区", "district"), tuple(d.name for d in spec.districts), Severity.ERROR),
        ("product", Text("产品", "product"), tuple(p.name for p in spec.products), Severity.WARNING),
        ("channel", Text("渠道", "channel"), tuple(c.name for c in spec.channels), Severity.WARNING),
    )
    for key, kind, known, severity in kinds:
        there = frozenset(known)
        strange = [(name, sale) for sale in sales if (name := getattr(sale.node, key)) and known and name not in there]
        for name in list(dict.fromkeys(name for name, _ in strange))[:MOST_TOLD]:
            lines = [sale for other, sale in strange if other == name]
            message = Text(
                f"{kind.zh}“{name}”不在计划中（{len(lines)} 行）",
                f"{kind.en} {name} is not in the plan ({len(lines)} lines)",
            )
            where = Where.of(lines[0].file, lines[0].line, 1)
            yield Problem("H07", message, _rename(name, known, key), ("history",), where, severity)


def _rename(name: str, known: tuple[str, ...], key: str) -> Text:
    if twice := next((one for one in known if known.count(one) > 1), None):
        return Text(
            f"{key}s 中“{twice}”写了两次：其中一个是不是“{name}”？",
            f"{twice} is listed twice in {key}s: is one of them meant to be {name}?",
        )
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


def nobodys(ledger: Ledger, *, spread: bool = False) -> Iterator[Problem]:
    """Sales whose line names no district, product, …, where other lines do. In a plan they are ``spread``: they count
    in the region's base, and targets are split by the sales that name a node."""
    said = {
        "district": Text("片区", "district"),
        "product": Text("产品", "product"),
        "channel": Text("渠道", "channel"),
        "person": Text("人员", "person"),
        "store": Text("门店", "store"),
    }
    for axis, word in said.items():
        blank = [sale for sale in ledger.sales if getattr(sale.node, axis) is None]
        if blank and len(blank) < len(ledger.sales):
            amount = printed(sum((sale.amount for sale in blank), NIL), 0)
            yield Problem(
                "H21",
                Text(
                    f"{len(blank)} 行没有写{word.zh}，共 {amount}，计入总数，{word.zh}按“未注明”"
                    + (f"；目标按写明{word.zh}的销售占比分" if spread else ""),
                    f"{len(blank)} lines name no {word.en}: {amount} in all, counted in the whole as unstated"
                    + (f"; targets are split by the sales that name a {word.en}" if spread else ""),
                ),
                Text(f"补上{word.zh}", f"give the {word.en}"),
                ("history",),
                Where.of(blank[0].file, blank[0].line, 1),
                Severity.WARNING if axis == "district" else Severity.INFO,
            )


def _coarse(spec: Spec, ledger: Ledger) -> Iterator[Problem]:
    """Volumes whose decimals are lost on a plan in whole units."""
    if not too_coarse(ledger.sales):
        return
    unit = spec.money.volume_unit or ledger.volume_unit
    finer = finer_volume(unit)
    message = Text(
        f"历史销量有小数，平均每月每个产品不到 {FINE} {unit}，计划的销量按整{unit or '数'}算，会差得多",
        f"volumes have decimals and are below {FINE} {unit or 'units'} a month of a product: a plan in whole ones is"
        " far off",
    )
    hint = (
        Text(
            f"把 money.volume_unit 写成 {finer}；表头写明“销量（{unit}）”，会自动换算",
            f"write {finer} as money.volume_unit; with {unit} in the head of the column it is converted",
        )
        if finer
        else Text("用小一级的单位", "use a smaller unit")
    )
    yield Problem("H24", message, hint, ("money", "volume_unit"), severity=Severity.WARNING)


def _negatives(sales: Sequence[Sale]) -> Iterator[Problem]:
    """Months of a node that come out below zero; single returns within a month are nothing odd."""
    sums: dict[tuple[int, int, Node], Decimal] = defaultdict(Decimal)
    first: dict[tuple[int, int, Node], Sale] = {}
    for sale in sales:
        sums[sale.year, sale.month, sale.node] += sale.amount
        first.setdefault((sale.year, sale.month, sale.node), sale)
    below = [(key, amount) for key, amount in sums.items() if amount < 0]
    for (year, month, node), amount in below[:MOST_TOLD]:
        whose = " ".join(name for name in node if name)
        sale = first[year, month, node]
        yield Problem(
            "H08",
            Text(
                f"{whose} {year} 年 {month} 月销售额为负：{printed(amount)}",
                f"{whose} {year}-{month:02}: sales are {printed(amount)}",
            ),
            RETURNED,
            ("history",),
            Where.of(sale.file, sale.line, 1),
        )


def _gaps(sales: Sequence[Sale], file: str) -> Iterator[Problem]:
    """Months without a line between the first and the last of a district, and after it where others have them: who has
    sold nothing for half a year has left."""
    months: dict[str | None, set[int]] = defaultdict(set)
    for sale in sales:
        months[sale.node.district].add(sale.year * 12 + sale.month - 1)
    anybody = {n for present in months.values() for n in present}
    last = max(anybody, default=0)
    for district, present in months.items():
        end = last + 1 if last - max(present) < 6 else max(present)
        missing = [n for n in range(min(present), end) if n not in present and (n in anybody or len(months) == 1)]
        if missing:
            listed = ", ".join(f"{n // 12}-{n % 12 + 1:02}" for n in missing[:6])
            yield Problem(
                "H10",
                Text(
                    f"{district or '全区'}缺少 {len(missing)} 个月的销售，暂按没有销售计：{listed}",
                    f"{district or 'the region'} has no sales for {listed}: counted as nothing sold",
                ),
                Text("补上这些月份；确实没有销售就写 0", "add these months, with 0 where nothing was sold"),
                ("history",),
                Where(file),
                Severity.WARNING,
            )


def left_empty(ledger: Ledger, rows: Sequence[HistoryRow], last: int) -> Iterator[Problem]:
    """Empty cells of a table by month, at the row that holds them where one does; a district of whose month nothing is
    told has been told by itself."""
    if ledger.daily:
        return
    present = {(sale.node.district, sale.year, sale.month) for sale in ledger.sales}
    for empty in empty_cells(rows, last, lambda node, year, month: (node.district, year, month) not in present):
        lines = {(sale.file, sale.line) for sale in ledger.sales if sale.year == empty.year and sale.node == empty.node}
        where = Where.of(*lines.pop(), 1) if len(lines) == 1 else Where(ledger.file)
        yield replace(empty.problem(), path=("history",), where=where)


RETURNED = Text(
    "核对退货是否记在了别的月份；确是退货就写 history: {file: …, returns: yes}",
    "see whether returns were booked in another month; where they are right, write history: {file: …, returns: yes}",
)
