"""What is doubtful in sales that can be read: unknown names, months below zero, lines told twice, months left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches

from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.sales import MOST_TOLD, Node, Sale
from planforge.spec.spec import Spec


def doubts(spec: Spec, sales: list[Sale], file: str) -> Iterator[Problem]:
    """Everything doubtful, in the order in which it matters."""
    yield from _unknown_names(spec, sales, file)
    yield from _negatives(sales, file)
    yield from _repeats(sales, file)
    yield from _gaps(sales, file)


def _unknown_names(spec: Spec, sales: list[Sale], file: str) -> Iterator[Problem]:
    """Names the plan does not have: a district's sales would be lost, a product's or channel's only not split."""
    kinds = (
        ("district", Text("片区", "district"), tuple(d.name for d in spec.districts), Severity.ERROR),
        ("product", Text("产品", "product"), tuple(p.name for p in spec.products), Severity.WARNING),
        ("channel", Text("渠道", "channel"), tuple(c.name for c in spec.channels), Severity.WARNING),
    )
    for key, kind, known, severity in kinds:
        strange = [(name, sale) for sale in sales if (name := getattr(sale.node, key)) and known and name not in known]
        for name in dict.fromkeys(name for name, _ in strange):
            lines = [sale.line for other, sale in strange if other == name]
            message = Text(
                f"{kind.zh}“{name}”不在计划中（{len(lines)} 行）",
                f"{kind.en} {name} is not in the plan ({len(lines)} lines)",
            )
            yield Problem("H07", message, _rename(name, known, key), ("history",), Where(file, lines[0], 1), severity)


def _rename(name: str, known: tuple[str, ...], key: str) -> Text:
    close = get_close_matches(name, known, 1, 0.5)
    target = close[0] if close else known[0]
    zh = f"是否指“{target}”？" if close else f"计划中有：{'、'.join(known[:8])}。"
    en = f"Did you mean {target}? " if close else f"The plan has: {', '.join(known[:8])}. "
    return Text(
        f"{zh}在 history.rename 中写 {name}: {target}，或在 {key}s 中加上它",
        f"{en}Write {name}: {target} in history.rename, or add it to {key}s",
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
            Text("核对退货是否记在了别的月份", "see whether returns were booked in another month"),
            ("history",),
            Where(file, first[year, month, node], 1),
        )


def _repeats(sales: list[Sale], file: str) -> Iterator[Problem]:
    """Lines that say the very same thing twice."""
    seen: dict[tuple[int, int, Node, Decimal, int | None], int] = {}
    twice: list[tuple[int, int]] = []
    for sale in sales:
        key = (sale.year, sale.month, sale.node, sale.amount, sale.units)
        if sale.amount and key in seen:
            twice.append((seen[key], sale.line))
        seen.setdefault(key, sale.line)
    if twice:
        one, other = twice[0]
        yield Problem(
            "H09",
            Text(
                f"第 {other} 行与第 {one} 行完全相同（共 {len(twice)} 处），都已计入",
                f"line {other} repeats line {one} ({len(twice)} in all); both are counted",
            ),
            Text("若是重复导出，删去一行", "remove one if it was exported twice"),
            ("history",),
            Where(file, other, 1),
            Severity.WARNING,
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
