"""Reviews of months that stand on an edge, as their tables and charts have them, and what is told of actuals.

``test_tables_by_hand`` works one quarter out; here are January, a year that is over, a month just at its target, one
in which nothing was sold, and one after a re-plan. Each was read once; a change is looked at before it is accepted.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from accounts import Books, rows_of
from review_by_hand import Happened
from test_reviews_by_hand import differing
from test_tables_by_hand import HERE, SPEC, entry

from planforge.document.model import Block, Cards, Chart
from planforge.ledger.sales import Node, Sale
from planforge.plan.figures import figures
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem, Refusal, Text
from planforge.reading.yaml_source import YamlSource, of_text
from planforge.review.actuals import Actuals, Blank, Count, Entry, Status
from planforge.review.doubts import doubts
from planforge.review.monthly import review_month
from planforge.review.reading import read_file
from planforge.review.replan import replan
from planforge.review.report import review_tables
from planforge.review.report.charts import CHARTS
from planforge.review.report.compose import review_words
from planforge.review.report.printed import printed
from planforge.review.scope import scope_problems
from planforge.spec.spec import Spec

TOLD = Path(__file__).parent / "told"
CELLS = [(district, product) for district in "东西" for product in "面米"]
CLOSED = {"closed": [{"month": 1, "actual": {"东": 1200, "西": 700}, "reason": "实际"}]}


def plan_of(*, closed: Any = (), weights: Any = ("100%",) * 12, **fields: Any) -> Plan:
    targets = SPEC["targets"] | {"closed": closed, "season": SPEC["targets"]["season"] | {"weights": weights}}
    return make_plan(Spec.model_validate(SPEC | fields | {"targets": targets}))


STAFFED: dict[str, Any] = {
    "weights": [f"{month}0%" for month in range(2, 14)],
    "team": [{"name": "王", "district": "东"}, {"name": "李", "district": "西"}],
    "stores": [
        {"name": name, "district": district, "area": area, "last_actual": 6000}
        for name, district, area in (("一", "东", "城"), ("二", "西", "城"), ("三", "西", "乡"))
    ],
}


def apart() -> dict[str, Any]:
    """People and stores on sheets of their own: one of each lacks February, a district March."""
    people = [("王", (1, 2, 3)), ("李", (1, 3))]
    stores = [("一", (1, 2, 3)), ("二", (1, 3)), ("三", (1, 2, 3))]
    return {
        "apart": {
            "person": tuple(of(Node(None, None, None, name, None), m, 950) for name, months in people for m in months),
            "store": tuple(of(Node(None, None, None, None, name), m, 450) for name, months in stores for m in months),
        }
    }


def of(node: Node, month: int, amount: int) -> Entry:
    return Entry(HERE, month, node, Decimal(amount))


def lacking(district: str, month: int) -> Actuals:
    """Three months as planned, but for one of a district."""
    whole = reported([500, 500, 500])
    sales = tuple(one for one in whole.sales if (one.node.district, one.month) != (district, month))
    return Actuals(whole.file, whole.year, sales, **apart())


def reported(amounts: list[int], **more: Any) -> Actuals:
    """Every month's four cells of one amount each, and what else is reported of them."""
    sales = [entry(m, a, d, p, a // 10) for m, a in enumerate(amounts, 1) for d, p in CELLS]
    return Actuals("actuals.csv", 2027, tuple(sales), **more)


def spent(through: int, *amounts: int) -> dict[str, Any]:
    """Every line's and every district's money a month."""
    months = range(1, through + 1)
    lines = [entry(m, a, None, line) for m in months for line, a in zip(("薪", "运"), amounts[:2], strict=True)]
    cash = [entry(m, a, d) for m in months for d, a in zip("东西", amounts[2:], strict=True)]
    return {"apart": {"line": tuple(lines), "cash": tuple(cash)}}


def counts(quarter: int, *numbers: int) -> tuple[Count, ...]:
    return tuple(Count(HERE, "网点", d, quarter, n) for d, n in zip("东西", numbers, strict=True))


def blank() -> Actuals:
    """Three months as planned, but for rows that were left empty: a product, a store, a person, a county."""
    whole = reported([500] * 3)
    left: dict[tuple[int, str | None], Node] = {
        (2, "面"): Node("西", "面", None, None, None),
        (3, "三"): Node("西", None, None, None, "三"),
        (1, "王"): Node("东", None, None, "王", None),
        (1, "糖"): Node("东", "糖", None, None, None),
        (3, "空"): Node("西", None, None, None, "空"),
    }
    sales = tuple(one for one in whole.sales if (one.node.district, one.month, one.node.product) != ("西", 2, "面"))
    rows = tuple(Blank(HERE, month, node, str(name)) for (month, name), node in left.items())
    county = Blank(HERE, 3, Node("东", None, None, None, None), "县", 100)
    return Actuals(whole.file, whole.year, sales, blanks=(*rows, county))


def of_channels() -> tuple[dict[str, Any], Actuals]:
    """Two channels, of which one is sold in one district; February of the west is not told."""
    split = (("东", "商超", 600), ("东", "批发", 200), ("西", "批发", 1000))
    rows = [{"year": 2026, "district": d, "channel": c, "months": [a] * 12} for d, c, a in split]
    sales = [of(Node(d, None, c, None, None), m, a) for m in (1, 2, 3) for d, c, a in split if (m, d) != (2, "西")]
    fields = {"channels": [{"name": "商超"}, {"name": "批发"}], "history": rows, "products": [], "control": {}}
    return fields, Actuals("a.csv", 2027, tuple(sales))


def of_nobody() -> Actuals:
    """Lines that name no district: January and March of the region."""
    return Actuals("a.csv", 2027, tuple(entry(m, 1000, None, p, 100) for m in (1, 3) for p in "面米"))


def of_one_store() -> Actuals:
    """Sales of the west by store, of which one is told in no month, and returns in the last."""
    west = [of(Node("西", p, None, None, s), m, a) for m, a in ((1, 250), (2, -50)) for p in "面米" for s in "二"]
    east = [of(Node("东", p, None, None, "一"), m, 500) for m in (1, 2) for p in "面米"]
    return Actuals("a.csv", 2027, (*east, *west))


AREALESS = STAFFED | {"stores": [*STAFFED["stores"], {"name": "四", "district": "东", "last_actual": 6000}]}
"""One store belongs to no area."""


def without_its_area() -> Actuals:
    """The sheet of stores lacks March of the store without an area, and February of one of the west."""
    told_ = {"一": (1, 2, 3), "二": (1, 3), "三": (1, 2, 3), "四": (1, 2)}
    rows = tuple(of(Node(None, None, None, None, name), m, 450) for name, months in told_.items() for m in months)
    whole = reported([500] * 3)
    return Actuals(whole.file, whole.year, whole.sales, {"store": rows})


def displayed(east: str, west: str) -> dict[str, Any]:
    stages = [{"name": "一", "until": 3, "rates": {"东": east, "西": west}}]
    return {"display": {"base_of": "网点", "measure": "陈列", "current": {"东": "0%", "西": "0%"}, "stages": stages}}


def on_display(*rates: Fraction) -> tuple[Count, ...]:
    return tuple(Count(HERE, "陈列", d, 1, rate) for d, rate in zip("东西", rates, strict=True))


def half_a_unit_short() -> Actuals:
    """1,995 of 2,000, in tens."""
    amounts = zip(CELLS, (500, 500, 500, 495), strict=True)
    return Actuals("a.csv", 2027, tuple(entry(1, a, d, p, a // 10) for (d, p), a in amounts))


LIVELY: dict[str, Any] = {
    "control": {
        "lights": {"green": "95%", "amber": "85%"},
        "kpis": [
            {"code": f"K{number}", "name": key, "measure": key}
            for number, key in enumerate((
                "sales", "gross_profit", "gross_margin", "contribution", "contribution_rate", "return_on_spend",
                "expense", "expense_ratio", "wages", "wage_ratio", "cash", "collection_rate", "cash_to_sales",
                "closing_receivables", "volume", "market_share", "safety", "break_even",
            ), 1)
        ] + [{"code": "K19", "name": "网点", "measure": "network", "of": "网点"}],
    },
}  # fmt: skip
"""Everything that can be watched is watched."""

LATER: dict[str, Any] = {
    "districts": [*({"name": name, "weight": "40%"} for name in "东西"), {"name": "南", "weight": "20%", "opens": 7}],
    "products": [SPEC["products"][0], SPEC["products"][1] | {"launch": "2027-07-01"}],
    "team": [*({"name": name, "district": home} for name, home in zip("王李", "东西", strict=True)),
             {"name": "孙", "district": "南", "starts": 7}, {"name": "周", "district": "东", "starts": 6}],
}  # fmt: skip
"""A district, a product and two people that begin in the middle of the year."""


def begun(through: int) -> Actuals:
    """What two districts sell of one product, and from July on all three of both."""
    cells = [(m, d, p) for m in range(1, through + 1) for d in "东西南" for p in "面米" if m > 6 or (d, p) in EARLY]
    return Actuals("actuals.csv", 2027, tuple(entry(m, 700, d, p, 70) for m, d, p in cells))


STORED: dict[str, Any] = STAFFED | {
    "history": [{"year": 2026, "district": home, "store": name, "months": [sold] * 12}
                for name, home, sold in (("一", "东", 800), ("二", "西", 400), ("三", "西", 600))],
}  # fmt: skip
"""Last year is told by store; this year what stores sell stands on a sheet of its own and is not all that is sold."""
EARLY = (("东", "面"), ("西", "面"))
REVIEWS: dict[str, tuple[dict[str, Any], Actuals]] = {
    "january": ({}, reported([450], **spent(1, 100, 50, 900, 0), statuses=(Status(HERE, "A1", "done"),))),
    "at_target": ({}, reported([500] * 6, **spent(6, 100, 50, 1000, 1000), counts=counts(2, 44, 22))),
    "nothing_sold": ({}, reported([0, 0], **spent(2, 0, 0, 0, 0))),
    "year_over": ({}, reported([450] * 11 + [600], **spent(12, 100, 51, 1000, 990), counts=counts(4, 48, 23))),
    "rising": ({}, reported([400, 425, 475])),
    "falling": ({}, reported([600, 550, 475])),
    "after_january": (CLOSED, reported([500, 500, 400])),
    "silent": (STAFFED, lacking("西", 3)),
    "blank": (STAFFED, blank()),
    "of_channels": of_channels(),
    "of_nobody": ({}, of_nobody()),
    "of_one_store": (STAFFED, of_one_store()),
    "areas": (AREALESS, without_its_area()),
    "half": ({}, half_a_unit_short()),
    "display": (displayed("60%", "40%"), reported([500] * 3, counts=on_display(Fraction(1, 2), Fraction(1, 2)))),
    "no_display": (displayed("0%", "0%"), reported([500] * 3, counts=on_display(Fraction(0), Fraction(0)))),
    "watched": (LIVELY, reported([450, 500, 550], **spent(3, 110, 50, 950, 1050), counts=counts(1, 40, 24))),
    "watched_nothing": (LIVELY, reported([0, 0, 0], **spent(3, 0, 0, 0, 0), counts=counts(1, 0, 0))),
    "watched_sales_alone": (LIVELY, reported([500, 500, 500])),
    "later": (LATER, begun(3)),
    "begun": (LATER, begun(7)),
    "stores_apart": (STORED, Actuals("a.csv", 2027, reported([500] * 3).sales, **apart())),
}  # fmt: skip


@pytest.mark.parametrize("name", REVIEWS)
def test_a_month_on_an_edge_is_told_as_it_is(name: str, matches_snapshot: Callable[[Path, str], None]) -> None:
    fields, actuals = REVIEWS[name]
    matches_snapshot(TOLD / f"{name}.txt", "\n".join(told(plan_of(**fields), actuals)) + "\n")


PLAIN = [
    "january", "at_target", "nothing_sold", "year_over", "rising", "falling", "watched", "watched_nothing",
    "watched_sales_alone",
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_every_figure_of_such_a_month_is_worked_out_by_hand(name: str) -> None:
    fields, actuals = REVIEWS[name]
    plan, raw = plan_of(**fields), SPEC | {key: value for key, value in fields.items() if key != "weights"}
    books = Books(raw, tuple(rows_of(raw["history"])), figures(plan))
    assert differing(plan, books, happened(actuals)) == []


def happened(actuals: Actuals) -> Happened:
    """The same without a type of planforge."""
    lines, cash = (actuals.apart.get(axis, ()) for axis in ("line", "cash"))
    return Happened(
        tuple(
            (e.month, e.node.district, e.node.product, e.node.store, int(e.amount), int(e.units or 0))
            for e in actuals.sales
        ),
        tuple((e.month, str(e.node.product), int(e.amount)) for e in lines),
        tuple((e.month, str(e.node.district), int(e.amount)) for e in cash),
        tuple((c.measure, c.district, c.quarter, int(c.number)) for c in actuals.counts),
        tuple((s.action, s.state) for s in actuals.statuses),
    )


def told(plan: Plan, actuals: Actuals) -> Iterator[str]:
    """Tables row by row, then charts by their series and cards by their figures."""
    exact = review_month(plan, actuals)
    for name, table in review_tables(plan, exact).items():
        yield f"# {name}: {' | '.join(column.title for column in table.columns)}"
        yield from (" | ".join(cell.text.replace("\n", " / ") for cell in row.cells) for row in table.rows)
    review = printed(plan, exact)
    for name, draw in CHARTS.items():
        yield from drawn(name, draw(plan, review, review_words(plan, review)))


def drawn(name: str, block: Block | None) -> Iterator[str]:
    match block:
        case Chart():
            yield f"# {name}: {block.plot.value} {block.totals}"
            yield " | ".join(block.categories)
            yield from (f"{one.name}: {' | '.join(map(str, one.values))}" for one in block.series)
        case Cards():
            yield f"# {name}"
            yield from (f"{card.label}: {card.figure} {card.change}" for card in block.cards)


# What is told of actuals ----------------------------------------------------------------------------------------------


def sale(year: int, month: int) -> Sale:
    return Sale("actuals.csv", 7, 1, year, month, Node("东", "面", None, None, None), Decimal(500), None)


REPLANS: dict[str, tuple[dict[str, Any], Actuals, int]] = {
    "january": ({}, reported([450]), 1),
    "as planned": ({}, reported([500]), 1),
    "to november": ({}, reported([450] * 11), 11),
    "to december": ({}, reported([450] * 12), 12),
    "all of the year's": ({}, reported([3000, 3000]), 2),
    "more than the year's": ({}, reported([3000, 3001]), 2),
    "one district short": (STAFFED, lacking("西", 3), 3),
    "fewer months": (STAFFED, lacking("西", 3), 2),
    "rows left blank": (STAFFED, blank(), 3),
    "returns": ({}, Actuals("a.csv", 2027, tuple(entry(1, a, d) for d, a in (("东", 1000), ("西", -1)))), 1),
    "nothing sold": ({}, reported([0]), 1),
    "people apart": (STAFFED, Actuals("d/a.csv", 2027, reported([500]).sales, apart={"person": tuple(
        of(Node(None, None, None, name, None), 1, 1000) for name in "王李")}), 1),
    "people who differ": (STAFFED, Actuals("a.csv", 2027, reported([500]).sales, apart={"person": tuple(
        of(Node(None, None, None, name, None), 1, 990) for name in "王李")}), 1),
    "once more": (CLOSED, reported([475, 500]), 2),
    "a lock that is over": (
        {"locks": [{"month": 1, "amount": 1900}, {"month": 3, "amount": 2500}]}, reported([450]), 1),
    "a lock that is passed": ({"locks": [{"month": 5, "amount": 900}, {"district": "东", "amount": 12_000}]}, Actuals(
        "a.csv", 2027, (entry(1, 12_010, "东", "面"), entry(1, 500, "西", "米"))), 1),
    "a district's lock": ({"locks": [{"district": "东", "amount": 12_000}]}, reported([3100, 100]), 2),
}  # fmt: skip


def test_re_plans_are_told_word_for_word(matches_snapshot: Callable[[Path, str], None]) -> None:
    lines = [line for name, given in REPLANS.items() for line in (f"# {name}", *replanned(*given))]
    matches_snapshot(TOLD / "replans.txt", "\n".join(lines) + "\n")


def replanned(fields: dict[str, Any], actuals: Actuals, through: int) -> Iterator[str]:
    """The log, the lines that are new in the text, and the months of all who have some; or why there is none."""
    more = {key: fields[key] for key in ("closed", "locks") if key in fields}
    own = {key: value for key, value in fields.items() if key not in more and key != "weights"}
    given = SPEC | own | {"targets": SPEC["targets"] | more}
    source, _ = of_text(yaml.safe_dump(given, allow_unicode=True, sort_keys=False), "plan.yaml")
    made = make_plan(Spec.model_validate(given))
    try:
        found = replan(made, source, actuals, through)
    except Refusal as refusal:
        yield from map(problem_line, refusal.problems)
        return
    yield from (f"{line.zh} | {line.en}" for line in found.log)
    known, written = source.text.splitlines(), found.source
    assert isinstance(written, YamlSource)
    yield from (f"+ {line}" for line in written.text.splitlines() if line not in known and line[:1] != "#")
    of_ = found.plan.targets
    for grid in filter(None, (of_.districts, of_.products, of_.people, of_.stores)):
        yield from (f"{name}: {' '.join(map(str, grid.row(name)))}" for name in grid.nodes)


FILES: list[tuple[str, ...]] = [
    ("月份,片区,实际销售额", "1月,东,1000", "1月,西,990"),
    ("月份,片区,实际（万元）", "1月,东,0.1", "2月,东,0.1", "1月,西,0.1", "2月,西,0.1"),
    ("月份,片区,实际销售额", "1月,东,100", "1月,西,100"),
    ("月份,片区,实际销售额", "1月,东,1", "1月,西,1"),
    ("月份,片区,实际", "1月,东,0.1", "1月,西,0.1"),
    ("月份,片区,实际销售额", "13月,东,1001", "1月,东,很多", "1月,西,1003", "2月,东,997"),
    ("月份,片区,实际销售额", "2026-12,东,700", "2025-12,东,5", "2027-01,东,1000", "2027-01,西,1000"),
    ("月份,片区,产品,实际销售额,实际销量", "1月,东,面,500,50", "1月,东,米,,25", "1月,东,糖,5,1", "1月,西,,1000,"),
    ("月份,片区,产品,实际销售额,实际销量", "1月,东,面,500,251", "1月,东,米,500,125", "1月,西,面,500,250"),
    ("月份,片区,产品,实际销售额,实际销量", "1月,东,面,500,9", "1月,西,面,500,11", "1月,西,米,500,4"),
    ("月份,片区,实际销售额", "1月,东,1000", "1月,东,1000", "1月,西,1000", "1月,西,1000", "1月,东,900"),
    ("月份,片区,实际销售额", "1月,东,0.1万", "1月,西,1000"),
    ("月份,片区,实际销售额,单位", "1月,东,0.1,万元", "1月,西,1000,元", "1月,西,1000,元"),
    ("月份,片区,实际销售额", "1月,北,1000", "1月,东区,1000", "1月,西,1000"),
    ("月份,片区,实际销售额", "1月,东,(1000)", "1月,西,-1", "1月,西,1001"),
    ("月份,片区,实际销售额", *(f"{m}月,{d},1000" for m in (1, 3) for d in "东西"), "4月,东,1000"),
    ("月份,片区,实际销售额", *(f"{n}月,东,1000" for n in range(13, 37)), "1月,东,1000"),
    ("月份,实际销售额", "1月,2000", "2月,2000"),
    ("月份,实际销售额", "1月,200001", "2月,2000"),
    ("片区,1月,2月,3月", "东,1000,,1000", "西,1000,0,", "合计,2000,0,1000"),
    ("月份,片区,实际销售额", "1月,东,", "1月,西,"),
    ("月份,片区,实际销售额", "1月,东,0", "1月,西,0"),
    ("月份,片区,实际销售额",),
    ("片区,实际销售额", "东,1000"),
    ("说明",),
    ("月份,门店,实际销售额", "1月,一,500", "1月,三,600", "1月,丙,5"),
    ("月份,人员,实际销售额", "1月,王,500", "1月,李,600", "1月,丁,7"),
]


def test_what_is_told_of_files_word_for_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, matches_snapshot: Callable[[Path, str], None]
) -> None:
    monkeypatch.chdir(tmp_path)
    made, lines = plan_of(**STAFFED | {"weights": ("100%",) * 12}), list[str]()
    for rows in FILES:
        Path("a.csv").write_text("\n".join(rows) + "\n", "utf-8")
        read = read_file(made, Path("a.csv"))
        lines += [f"# {' / '.join(rows)}", *map(problem_line, read.problems)]
        lines += [f"= {note.zh} | {note.en}" for note in read.notes]
        if read.actuals is None:
            lines.append("= nothing is reviewed" if read.readable else "= nothing can be read")
        else:
            lines += [
                f"= {' '.join(name or '-' for name in one.node)} {one.month}: {one.amount:f} {one.units or 0}"
                for one in read.actuals.sales
            ]
    matches_snapshot(TOLD / "files.txt", "\n".join(lines) + "\n")


def problem_line(one: Problem) -> str:
    hint = one.hint or Text("", "")
    where = f"{one.where.line}:{one.where.column}" if one.where else "-"
    said = f"  {one.message.zh} → {hint.zh}\n  {one.message.en} → {hint.en}"
    return f"{one.code} {one.severity.value} {where} {'.'.join(map(str, one.path))}\n{said}"


ODD: list[tuple[Actuals, dict[str, Any]]] = [
    (reported([500]), {"sales": [(sale(2027, 1), HERE), (sale(2026, 1), HERE)]}),
    (Actuals("a.csv", 2027, (entry(1, 500, "北"), entry(1, 500, "东", "糖"), entry(1, 5, "东", "面")), {}), {}),
    (Actuals("a.csv", 2027, (entry(1, 500, None), entry(1, 500, None)), {}), {}),
    (Actuals("a.csv", 2027, (entry(1, 500, None), entry(1, 500, "东")), {}), {}),
    (Actuals("a.csv", 2027, (entry(1, 500, "东"), entry(1, -501, "东")), {}), {}),
    (Actuals("a.csv", 2027, (entry(1, 500, "东"), entry(1, -500, "东")), {}), {}),
    (Actuals("a.csv", 2027, (entry(1, 100_001, "东"), entry(1, 100_000, "西")), {}), {}),
    (Actuals("a.csv", 2027, (entry(1, 500, "东", "面", 251), entry(1, 500, "西", "米", 4)), {}), {}),
    (Actuals("a.csv", 2027, (entry(1, 500, "东"), entry(3, 500, "东"), entry(3, 500, "西")), {}), {}),
    (
        Actuals("a.csv", 2027, (entry(1, 500, "东"), entry(2, 500, "东"), entry(1, 500, "西"), entry(3, 1, "东")), {}),
        {},
    ),
    (reported([500], apart={"line": (entry(1, 5, None, "茶"), entry(1, -5, None, "运"))}), {}),
    (reported([500], counts=(Count(HERE, "柜台", "东", 1, 5), Count(HERE, "网点", "北", 1, 5))), {}),
]


def test_what_is_odd_in_actuals_is_told_word_for_word(matches_snapshot: Callable[[Path, str], None]) -> None:
    plan = plan_of()
    found = [problem for actuals, twice in ODD for problem in doubts(plan, actuals, twice)]
    closed = plan_of(closed=[{"month": m, "actual": {"东": 1200, "西": 700}, "reason": "实际"} for m in (1, 2)])
    today = datetime.date(2027, 2, 1)
    for amounts, through in (([500, 500, 500], 3), ([500, 500, 500], 2), ([500, 500, 500], 4), ([600, 350], 2)):
        for made in (plan, closed):
            found += scope_problems(made, reported(amounts), through, today)
    lines = []
    for one in found:
        hint, where = one.hint or Text("", ""), one.where.line if one.where else 0
        lines.append(f"{one.code} {one.severity.value} {where} {'.'.join(map(str, one.path))}")
        lines += [f"  {one.message.zh} → {hint.zh}", f"  {one.message.en} → {hint.en}"]
    matches_snapshot(TOLD / "odd.txt", "\n".join(lines) + "\n")
