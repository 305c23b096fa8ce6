"""Actuals from a file: a table of sales of any shape, or the tracking workbook filled in and given back as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field

from planforge.ledger import files
from planforge.ledger.heads import columns_named
from planforge.ledger.ledger import read_sheets
from planforge.ledger.outcome import Ledger
from planforge.ledger.sales import MOST_TOLD, NIL, Node, Sale
from planforge.ledger.sheets import Sheet
from planforge.plan.plan import Plan
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Problem, Severity, Text, Where, worst
from planforge.records import replace
from planforge.review.actuals import Actuals, Blank, Entry
from planforge.review.doubts import doubts, known_names, which_unit_is_meant
from planforge.review.tracking import (
    columns_of,
    counts,
    left_blank,
    missing_columns,
    own_sheets,
    statuses,
    told_blank,
    vocabulary,
)
from planforge.spec.history import HistoryFile
from planforge.wording import printed

NAME = Text("检查文件名，以及文件是否被其他程序占用", "look at its name and at what else has it open")
EMPTY = frozenset({"没有销售额", "没有数量", "没有单价"})


class Below(Struct, frozen=True):
    """The nodes below the districts of a plan, as of a nation: ``districts`` every node -> the district it belongs to,
    ``leaves`` a district or node -> the regions below it; ``elsewhere`` are nodes that are none of the plan's;
    ``planned`` what every region is asked for by month, in currency units."""

    districts: Mapping[str, str]
    leaves: Mapping[str, tuple[str, ...]]
    elsewhere: frozenset[str] = frozenset()
    planned: Mapping[str, Sequence[int]] = field(default_factory=dict)


class Read(Struct, frozen=True):
    """Actuals, or None where a mistake makes it impossible to go on; ``readable`` is False where nothing of the file
    could be understood."""

    actuals: Actuals | None
    problems: tuple[Problem, ...]
    readable: bool = True
    notes: tuple[Text, ...] = ()


def read_actuals(
    plan: Plan, path: Path, templates: Path | None = None, given: HistoryFile | None = None
) -> tuple[Actuals | None, tuple[Problem, ...]]:
    """What happened, and every mistake in the file at once; None where one makes it impossible to go on."""
    read = read_file(plan, path, templates, given)
    return read.actuals, read.problems


def read_file(
    plan: Plan,
    path: Path,
    templates: Path | None = None,
    given: HistoryFile | None = None,
    below: Below | None = None,
) -> Read:
    """What happened, read as the plan knows its names; ``given`` are the user's columns, sheet, year, unit, and
    ``below`` the nodes below its districts, which the file may name instead.

    Where the tracking workbook's sheet of sales is left empty, the stores' or people's own sheet tells them.
    ``templates`` is where the words of the workbook come from if they are the user's own.
    """
    given = given or HistoryFile(file=str(path))
    sheets, odd = files.open_sheets(path, str(path))
    if not sheets:
        return Read(None, tuple(_ours(problem, str(path)) for problem in odd), readable=False)
    own = own_sheets(sheets, words := vocabulary(plan, templates))
    if own and given.sheet is None and not given.columns:
        found = {
            kind: _own(plan, kind, sheet, words) for kind, sheet in own.items() if kind not in ("network", "actions")
        }
        network = counts(own["network"], words) if "network" in own else ((), ())
        actions = statuses(own["actions"], words) if "actions" in own else ((), ())
        blank = {kind: tuple(left_blank(sheet, kind, words)) for kind, sheet in own.items()}
        beside = (*network[1], *actions[1], *chain.from_iterable(map(told_blank, blank.values())))
    else:
        blank = {}
        found, network, actions, beside = (
            {"sales": read_sheets(sheets, odd, str(path), given, plan.spec.year, _names(plan, below))},
            ((), ()),
            ((), ()),
            (),
        )
        if found["sales"][0] is None:
            return Read(None, tuple(_ours(problem, str(path)) for problem in found["sales"][1]), readable=False)
    problems = [_ours(problem, str(path)) for kind in found for problem in _told(plan, kind, found[kind])]
    ledger = found["sales"][0]
    columns = _columns_of_cash(ledger) if ledger and not own and not below else ()
    if ledger and columns and (cash := _cash_in(plan, columns, sheets, given, ledger)):
        found["cash"] = (cash, ())
    if not own and ledger and given.unit is None and (question := which_unit_is_meant(plan, ledger)):
        return Read(None, _shortened((_ours(question, str(path)), *problems)), readable=False)
    entries = {kind: tuple(_entries(plan, kind, ledger)) for kind, (ledger, _) in found.items() if ledger}
    apart = {kind: placed(plan, read) for kind, read in entries.items() if kind != "sales" and read}
    teller = next((kind for kind in ("sales", "store", "person") if entries.get(kind)), "sales")
    sales = entries.get(teller, ())
    named, blanks = sales if below else (), blank.get(teller, ())
    if below:
        problems += _levels(sales, below)
        blanks = tuple(_silent_regions(sales, below))
        sales = tuple(_raised(sales, below))
    actuals = Actuals(
        str(path), plan.spec.year, placed(plan, sales), apart, network[0], actions[0], named,
        placed(plan, blanks),
    )  # fmt: skip
    problems += beside
    if worst(tuple(problems)) is not Severity.ERROR and not actuals.sales:
        problems.append(_nothing(path, sum(sheet.unsolved for sheet in sheets)))
    if actuals.sales:
        problems += doubts(plan, actuals, twice(found))
    told = _shortened(sorted(problems, key=lambda p: p.where or Where("")))
    notes = () if own or ledger is None else (*ledger.notes, *_of_cash(columns, read="cash" in found))
    return Read(None if worst(told) is Severity.ERROR else actuals, told, notes=notes)


def _names(plan: Plan, below: Below | None) -> dict[str, tuple[str, ...]]:
    known = known_names(plan)
    more = (*below.districts, *below.elsewhere) if below else ()
    return known | {"district": tuple(dict.fromkeys((*known["district"], *more)))}


def _raised(entries: Sequence[Entry], below: Below) -> Iterator[Entry]:
    """The entries by the plan's districts; those of nodes elsewhere are left out."""
    for entry in entries:
        name = entry.node.district
        if name is None or name not in below.elsewhere:
            yield entry if name is None else _in(entry, below.districts.get(name, name))


def _levels(entries: Sequence[Entry], below: Below) -> Iterator[Problem]:
    """Nodes told twice, by themselves and by those below them; regions that tell nothing; lines of nodes elsewhere."""
    told: dict[str, Entry] = {}
    for entry in entries:
        if entry.node.district:
            told.setdefault(entry.node.district, entry)
    for name, leaves in below.leaves.items():
        named = [leaf for leaf in leaves if leaf in told and leaf != name]
        if named and name in told:
            message = Text(
                f"“{name}”既有自己的行，又有下级“{named[0]}”的行，会算两次",
                f'"{name}" has lines of its own and lines of "{named[0]}" below it: counted twice',
            )
            yield Problem("V12", message, Text("只留一级", "keep one level only"), where=told[name].where)
    months: dict[int, list[Blank]] = {}
    for blank in _silent_regions(entries, below):
        months.setdefault(blank.month, []).append(blank)
    for month, blanks in months.items():
        names = [blank.name for blank in blanks]
        message = Text(
            f"{len(names)} 个区域没有报 {month} 月的实际，不计入达成：{'、'.join(names[:5])}",
            f"{len(names)} regions have not reported month {month} and are left out of attainment: "
            f"{', '.join(names[:5])}",
        )
        hint = Text("补上，没有销售写 0", "fill them in, 0 where nothing was sold")
        yield Problem("V14", message, hint, where=blanks[0].where, severity=Severity.WARNING)
    others = [entry for entry in entries if entry.node.district in below.elsewhere]
    if others:
        message = Text(f"{len(others)} 行是别的节点的，没有计入", f"{len(others)} lines are of other nodes: left out")
        yield Problem("V05", message, None, where=others[0].where, severity=Severity.INFO)


def _silent_regions(entries: Sequence[Entry], below: Below) -> Iterator[Blank]:
    """Regions that tell nothing of a month of which others below the same district do."""
    told = {(entry.node.district, entry.month): entry.where for entry in entries}
    for month in sorted({entry.month for entry in entries}):
        for district in dict.fromkeys(below.districts.values()):
            leaves = below.leaves.get(district, ())
            others = [leaf for leaf in leaves if (leaf, month) in told]
            for leaf in leaves if others else ():
                if (leaf, month) not in told and not _raised_in(entries, below, leaf, month):
                    where, planned = told[others[0], month], below.planned.get(leaf)
                    node = Node(district, None, None, None, None)
                    yield Blank(where, month, node, leaf, planned[month - 1] if planned else 0)


def _raised_in(entries: Sequence[Entry], below: Below, leaf: str, month: int) -> bool:
    """Whether a node between a district and a region tells the region's month with its own."""
    above = {name for name, leaves in below.leaves.items() if leaf in leaves}
    return any(entry.month == month and entry.node.district in above for entry in entries)


Found = tuple[Ledger | None, tuple[Problem, ...]]


def _own(plan: Plan, kind: str, sheet: Sheet, words: object) -> Found:
    """A sheet of the tracking workbook that tells amounts by month."""
    found = columns_of(sheet, kind, words)  # type: ignore[arg-type]
    if found is None:
        return None, (missing_columns(sheet, kind),)
    columns = {
        key: head
        for key, head in found[1].items()
        if key in ("month", "amount", "units", "district", "product", "person", "store")
    }
    if kind == "line":
        columns["product"] = found[1]["line"]
    return read_sheets((sheet,), (), sheet.file, HistoryFile(file=sheet.file, columns=columns), plan.spec.year, {})


def twice(found: dict[str, Found]) -> dict[str, tuple[tuple[Sale, Where], ...]]:
    """Lines that tell the same month of the same node again, by kind of sheet, with the place of the first."""
    return {
        kind: tuple(pair for part in ledger.parts for pair in part.twice)
        for kind, (ledger, _) in found.items()
        if ledger
    }


def _columns_of_cash(sales: Ledger) -> tuple[str, ...]:
    """The heads beside the sales that name the cash of the month."""
    return tuple(head for head, _ in sales.unread_columns if columns_named("cash", [head]))


def _cash_in(
    plan: Plan, columns: Sequence[str], sheets: Sequence[Sheet], given: HistoryFile, sales: Ledger
) -> Ledger | None:
    """The cash of each month in the one column of it beside the sales; None where a line is an order, whose cash may
    have come in another month, and where it cannot be read whole."""
    if len(columns) != 1 or sales.daily:
        return None
    asked = given.model_copy(update={"columns": {**given.columns, "amount": columns[0]}})
    ledger, problems = read_sheets(sheets, (), given.file, asked, plan.spec.year, known_names(plan))
    if ledger is None or worst((*problems, *ledger.problems)) is Severity.ERROR:
        return None
    if ledger.scale is None and sales.scale is not None:  # a head without a unit, beside one that names it
        ledger.sales = [sale._replace(amount=sale.amount * sales.scale) for sale in ledger.sales]
    return ledger


def _of_cash(columns: Sequence[str], *, read: bool) -> Iterator[Text]:
    """What became of the columns of cash."""
    if not columns:
        return
    zh, en = "、".join(columns), ", ".join(columns)
    if read:
        yield Text(f"其中“{zh}”读作当月回款", f"of these, {en} is read as the cash of the month")
        return
    yield Text(
        f"“{zh}”没有读作回款：要每月每个片区一行、只有一列回款；或填在工作簿（render --to xlsx）的“跟踪回款”里",
        f"{en} is not read as cash: that takes a line a month and district and one column of it; or fill in the "
        "workbook's sheet Tracking cash (render --to xlsx)",
    )


def _entries(plan: Plan, kind: str, ledger: Ledger) -> Iterator[Entry]:
    """The sales of the plan's year as reported figures."""
    for sale in ledger.sales:
        if sale.year == plan.spec.year and not sale.estimated:
            yield Entry(sale.where, sale.month, sale.node, sale.amount, sale.units)


def _told(plan: Plan, kind: str, found: Found) -> Iterator[Problem]:
    """What the ledger tells that matters to actuals: months not filled in, and sums, are nothing odd here."""
    ledger, problems = found
    yield from problems
    if ledger is None:
        return
    for problem in ledger.problems:
        quiet = problem.code == "H12" or problem.severity is Severity.INFO
        empty = (
            problem.code == "H06"
            and problem.severity is Severity.WARNING
            and any(w in problem.message.zh for w in EMPTY)
        )
        if not quiet and not (empty and kind != ""):
            yield problem
    yield from _units_only(ledger)
    yield from _mixed(ledger)
    yield from _other_years(plan, ledger)


def _units_only(ledger: Ledger) -> Iterator[Problem]:
    """Lines with a volume whose amount is not filled in."""
    for part in ledger.parts:
        if "units only" in part.tallies:
            yield from part.tallies["units only"].told("V06", UNITS_ONLY, WRITE_AMOUNT, Severity.ERROR)


def _mixed(ledger: Ledger) -> Iterator[Problem]:
    """Amounts in more than one unit: a slip of a factor of ten thousand that no total would show."""
    one = Text("整列用同一个单位", "keep the whole column in one unit")
    for part in ledger.parts:
        own = part.own_units
        said = [unit for unit in own if isinstance(unit, str)]
        if len(said) > 1:
            message = Text(
                f"单位混用：前面是“{said[0]}”，这里是“{said[1]}”，各按各的单位读",
                f"units are mixed: {said[0]} above, {said[1]} here; each line is read in its own",
            )
            yield Problem("V07", message, one, where=own[said[1]], severity=Severity.WARNING)
        if True in own and (False in own or part.layout.scale is not None):
            where = max(own[True], own[False]) if False in own else own[True]
            text = next(sheet_text(part.sheet, where))
            message = Text(
                f"单位混用：“{text}”与其他行的写法不同", f"units are mixed: {text} is not written like the others"
            )
            yield Problem("V07", message, one, where=where)


def sheet_text(sheet: Sheet, where: Where) -> Iterator[str]:
    """The text of the cell at a place."""
    yield sheet.text(sheet.numbers.index(where.line), where.column - 1)


def _other_years(plan: Plan, ledger: Ledger) -> Iterator[Problem]:
    """Lines of another year than the plan's: left out, and told."""
    others = [sale for sale in ledger.sales if sale.year != plan.spec.year]
    if others:
        amount = printed(sum((sale.amount for sale in others), NIL), 0)
        years = ", ".join(map(str, sorted({sale.year for sale in others})))
        message = Text(
            f"{len(others)} 行不在计划年度 {plan.spec.year} 内（{years} 年，共 {amount}），没有计入",
            f"{len(others)} lines are not in the plan year {plan.spec.year} ({years}, {amount} in all): left out",
        )
        hint = Text("年份写错了就改正", "correct the year where it is wrong")
        yield Problem("V05", message, hint, where=others[0].where, severity=Severity.WARNING)


Placed = TypeVar("Placed", Entry, Blank)


def placed(plan: Plan, entries: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """The entries with the district that their store or person belongs to, or the only one there is."""
    targets, names = plan.targets, plan.targets.districts.nodes
    only = names[0] if len(names) == 1 else None
    return tuple(
        entry if entry.node.district is not None else _in(entry, _home(entry.node, targets) or only)
        for entry in entries
    )


def _home(node: Node, targets: TargetPlan) -> str | None:
    return targets.store_district.get(node.store or "") or targets.person_district.get(node.person or "")


def _in(entry: Placed, district: str | None) -> Placed:
    return replace(entry, node=entry.node._replace(district=district))


def _ours(problem: Problem, file: str) -> Problem:
    """The same problem as one of actuals, which stand nowhere in the spec."""
    hint = NAME if problem.hint == files.BESIDE else problem.hint
    return replace(problem, path=(), hint=hint, where=problem.where or Where(file))


def _nothing(path: Path, unsolved: int) -> Problem:
    """No figure at all; formulas that nobody has calculated yet read as empty."""
    hint = Text("在“实际”列填数，没有销售写 0", "fill in the column of actuals, 0 where nothing was sold")
    if unsolved:
        more = Text(
            "；若“实际”是公式，先在 Excel 或 WPS 中打开并保存一次",
            "; if they are formulas, open and save it in Excel once",
        )
        hint = Text(hint.zh + more.zh, hint.en + more.en)
    message = Text("没有填任何实际销售额", "no actual sales are filled in")
    return Problem("V09", message, hint, where=Where(str(path)))


def _shortened(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Of every kind of mistake the first ones, and how many more there are."""
    told: list[Problem] = []
    for code in dict.fromkeys(problem.code for problem in problems):
        alike = [problem for problem in problems if problem.code == code]
        told += alike[:MOST_TOLD]
        if rest := len(alike) - MOST_TOLD:
            more = Text(f"还有 {rest} 处同类问题", f"{rest} more of the same kind")
            told += [Problem(code, more, None, where=alike[-1].where, severity=alike[-1].severity)] if rest > 0 else []
    return tuple(told)


UNITS_ONLY = Text(
    "{count} 行填了销量，没有填实际销售额（第 {lines} 行）", "{count} lines have a volume but no amount (line {lines})"
)
WRITE_AMOUNT = Text("补上金额；没有销售写 0", "give the amount, 0 where nothing was sold")
