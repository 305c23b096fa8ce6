"""Sheets beside each other: those that repeat or add up others, and those that stand for a district."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from planforge.ledger.choice import SAID, Known
from planforge.ledger.dates import parse_month
from planforge.ledger.heads import AXES, are_channels, columns_named, is_plain_sheet, is_total
from planforge.ledger.lines import Part
from planforge.ledger.outcome import Ledger
from planforge.ledger.sales import NIL, Sale
from planforge.ledger.titles import own_titles
from planforge.ledger.totals import DISTINCT, is_close
from planforge.problem import Problem, Severity, Text, Where
from planforge.records import replace
from planforge.wording import printed


def apart_from_others(parts: Sequence[Part], known: Known, ledger: Ledger) -> Iterator[Part]:
    """The parts without copies and totals of others, with the districts that their sheets are called after."""
    kept = [part for part in parts if part.sales or part.odd] or list(parts)
    if len(kept) > 1:
        kept = list(_without_copies(kept, ledger))
        kept = list(_without_views(kept, ledger))
    if len(kept) > 2:
        kept = list(_without_totals(kept, ledger))
    names = {id(part): _section(part) or _sheet_name(part.sheet.name) for part in kept}
    told = [name for name in names.values() if name]
    sections = [part for part in kept if _section(part)]
    axis = next((axis for part in sections if (axis := _section_axis(part))), axis_of(told, known))
    without = all(getattr(sale.node, axis) is None for part in kept for sale in part.sales)
    if len(kept) > 1 and told and without and _overlap(kept) and (sections or len(set(told)) == len(told)):
        listed = list(dict.fromkeys(told))
        source = Text("各段的标题", "the titles of sections") if sections else Text("工作表名", "the sheets")
        ledger.notes.append(
            Text(
                f"{SAID[axis].zh}取自{source.zh}：{'、'.join(listed)}",
                f"{SAID[axis].en} from {source.en}: {', '.join(listed)}",
            )
        )
        for part in kept:
            name = names[id(part)] or None
            yield replace(part, sales=tuple(s._replace(node=s.node._replace(**{axis: name})) for s in part.sales))
        return
    yield from kept


def _section(part: Part) -> str:
    """The name in the title of a part of a sheet: 宁波 in 区域：宁波; empty where there is none."""
    titles = own_titles(part.sheet, part.layout.header) if part.sheet.sectioned else []
    return _sheet_name(_NAMED.sub("", titles[-1])) if titles else ""


def _section_axis(part: Part) -> str | None:
    """The axis that the title of a part of a sheet speaks of: districts in 区域：宁波."""
    match = _NAMED.match(own_titles(part.sheet, part.layout.header)[-1])
    return next((axis for axis in AXES if columns_named(axis, [match[1]])), None) if match else None


def _overlap(parts: Sequence[Part]) -> bool:
    """Whether two sheets tell of the same month: otherwise they run on, and their names are no districts."""
    seen: set[tuple[int, int]] = set()
    for part in parts:
        months = months_of(part.sales).keys()
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
            left_aside(
                part, Severity.WARNING, Text(f"与 {first.sheet.called} 相同", f"is a copy of {first.sheet.called}")
            )
        )
        account_aside(ledger, part)


def _without_views(parts: Sequence[Part], ledger: Ledger) -> Iterator[Part]:
    """The parts without tables of one sheet that tell the sales of another of its tables by other names."""
    seen: list[tuple[Part, dict[tuple[int, int], Decimal]]] = []
    for part in parts:
        months = months_of(part.sales)
        same = any(
            part.sheet.label and part.sheet.file == first.sheet.file and months == found
            and not {sale.node for sale in part.sales} & {sale.node for sale in first.sales}
            for first, found in seen
        )  # fmt: skip
        if same and len(set(months.values())) >= DISTINCT:
            ledger.problems.append(left_aside(part, Severity.INFO, SAME))
            account_aside(ledger, part)
            continue
        seen.append((part, months))
        yield part


def _without_totals(parts: Sequence[Part], ledger: Ledger) -> Iterator[Part]:
    months = [months_of(part.sales) for part in parts]
    for at, part in enumerate(parts):
        others: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        for n, found in enumerate(months):
            for month, amount in found.items():
                others[month] += amount if n != at else NIL
        own = months[at]
        agrees = own.keys() == others.keys() and all(is_close((own[m],), (others[m],)) for m in own)
        if (agrees and (len(set(own.values())) >= DISTINCT or is_total(part.sheet.name))) or is_total(part.sheet.name):
            ledger.problems.append(left_aside(part, Severity.INFO, Text("是其他表的合计", "is the sum of the others")))
            account_aside(ledger, part)
        else:
            yield part


_NAMED = re.compile(r"([^:：]{1,20})[:：]\s*")  # what a title says that it names
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


def axis_of(names: Sequence[str | None], known: Known, taken: Collection[str] = ()) -> str:
    """The axis that names across, or names of sheets, belong to: the plan's, else districts, or products where a
    column names those. ``taken`` are the axes of columns."""
    if planned := _planned(names, known):
        return planned
    free = [axis for axis in ("district", "product", "channel") if axis not in taken] or ["store"]
    return "channel" if "channel" in free and are_channels(filter(None, names)) else free[0]


def axes_across(names: Sequence[str], under: Sequence[str], known: Known, taken: Collection[str]) -> tuple[str, str]:
    """The axes of names across and of those below them."""
    below = _planned(under, known)
    above = axis_of(names, known, {*taken, below or ""})
    return above, axis_of(under, known, {*taken, above, "channel"})


def _planned(names: Sequence[str | None], known: Known) -> str | None:
    """The axis whose names a plan has."""
    shared = {axis: len(set(names) & set(known.get(axis, ()))) for axis in AXES}
    best = max(AXES, key=lambda axis: shared[axis])
    return best if shared[best] else None


def months_of(sales: Iterable[Sale]) -> dict[tuple[int, int], Decimal]:
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for sale in sales:
        found[sale.year, sale.month] += sale.amount
    return found


def left_aside(part: Part, severity: Severity, why: Text) -> Problem:
    amount = part.amount
    message = Text(
        f"工作表 {part.sheet.called} 没有计入（{printed(amount)}）：{why.zh}",
        f"sheet {part.sheet.called} is left aside ({printed(amount)}): it {why.en}",
    )
    return Problem("H19", message, ONE_SHEET, ("history",), Where.of(part.sheet.file), severity)


def account_aside(ledger: Ledger, part: Part) -> None:
    ledger.aside.append(part.sheet)
    ledger.account.cells += part.account.cells
    ledger.account.add("sheet", part.account.cells, part.amount, lines=len(part.sales), example=part.sheet.called)


SAME = Text("与已读的销售相同，是另一种列法", "tells the same sales in another way")
ONE_SHEET = Text("只读一张表就写 --sheet 表名", "to read a single one, name it with --sheet")
