"""Kinds of files that were read wrong without a word: names that stand for others, plans beside actual figures,
cancelled orders, several tables on a sheet, words of other countries."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sales_files import csv_file, refused, taken, workbook

from planforge.ledger.outcome import Ledger, Question

Rows = list[list[Any]]
DISTRICTS, GOODS, MONTHS = ("信阳", "南阳", "驻马店"), ("挂面", "方便面"), range(1, 13)
_CHANCE = Random(7)
SOLD = {
    (y, m, d, g): Decimal(_CHANCE.randint(2_000_000, 9_000_000)) / 100
    for y in (2025, 2026)
    for m in MONTHS
    for d in DISTRICTS
    for g in GOODS
}


def s(year: int, months: int | range | None = None, district: str | None = None, good: str | None = None) -> float:
    """What was sold, as a cell."""
    asked = range(months, months + 1) if isinstance(months, int) else months or MONTHS
    return float(
        sum(
            amount
            for (y, m, d, g), amount in SOLD.items()
            if y == year and m in asked and district in (None, d) and good in (None, g)
        )
    )


def told(found: Ledger) -> dict[tuple[Any, ...], float]:
    assert found.account.cells == found.account.known
    return {key: float(amount) for key, amount in found.sums("year", "month").items()}


def true(*years: int) -> dict[tuple[Any, ...], float]:
    return {(y, m): s(y, m) for y in years for m in MONTHS}


def across(year: int, *, of: Callable[[int, str], float] | None = None) -> Rows:
    """A table of districts with the months of a year across."""
    cell = of or (lambda m, d: s(year, m, d))
    return [["片区", *(f"{m}月" for m in MONTHS)], *([d, *(cell(m, d) for m in MONTHS)] for d in DISTRICTS)]


# Names that stand for others ------------------------------------------------------------------------------------------


def by_month(heads: list[str], lines: Callable[[int, int], Rows]) -> Rows:
    return [heads, *(line for y in (2025, 2026) for m in MONTHS for line in lines(y, m))]


NAMED_TOTALS: dict[str, Rows] = {
    "above every month": by_month(
        ["月份", "片区", "销售额"],
        lambda y, m: [[f"{y}-{m}", "全区", s(y, m)], *([f"{y}-{m}", d, s(y, m, d)] for d in DISTRICTS)],
    ),
    "without a name, above every month": by_month(
        ["月份", "片区", "销售额"],
        lambda y, m: [[f"{y}-{m}", None, s(y, m)], *([f"{y}-{m}", d, s(y, m, d)] for d in DISTRICTS)],
    ),
    "nested, by no word": by_month(
        ["月份", "片区", "销售额"],
        lambda y, m: [
            [f"{y}-{m}", "豫南", s(y, m, "信阳") + s(y, m, "南阳")],
            *([f"{y}-{m}", d, s(y, m, d)] for d in DISTRICTS),
        ],
    ),
    "of products": by_month(
        ["月份", "片区", "产品", "销售额"],
        lambda y, m: [
            [f"{y}-{m}", d, g, s(y, m, d, None if g == "全部产品" else g)]
            for d in DISTRICTS
            for g in (*GOODS, "全部产品")
        ],
    ),
    "a column of districts": by_month(
        ["月份", "公司", *DISTRICTS], lambda y, m: [[f"{y}-{m}", s(y, m), *(s(y, m, d) for d in DISTRICTS)]]
    ),
}


@pytest.mark.parametrize("where", NAMED_TOTALS)
def test_a_name_whose_figures_are_the_sum_of_others_is_a_total(tmp_path: Path, where: str) -> None:
    found = taken(workbook(tmp_path / "a.xlsx", 台账=NAMED_TOTALS[where]))
    assert told(found) == pytest.approx(true(2025, 2026))
    assert {sale.node.district for sale in found.sales} == {*DISTRICTS}


def test_districts_of_the_same_figures_every_month_are_no_total_of_each_other(tmp_path: Path) -> None:
    lines = [[f"2026-{m}", d, a] for m in MONTHS for d, a in (("甲", 200), ("乙", 100), ("丙", 100))]
    found = taken(csv_file(tmp_path / "a.csv", [["月份", "片区", "销售额"], *lines]))
    assert sum(sale.amount for sale in found.sales) == 12 * 400


# Plans, averages, last year beside actual figures ---------------------------------------------------------------------


def test_sheets_of_targets_and_of_returns_are_left_aside_and_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        **{"2025年": across(2025), "2026年": across(2026), "2027年目标": across(2026), "2026年退货": across(2026)},
    )
    found = taken(path)
    assert told(found) == pytest.approx(true(2025, 2026))
    assert [p.severity.name for p in found.problems if p.code == "H19"] == ["WARNING", "WARNING"]


def test_a_table_of_targets_alone_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", 表=[["2026年度销售目标分解表"], *across(2026)])
    (problem,) = refused(path)
    assert problem.code == "H19" and "--sheet 表" in problem.hint.zh  # type: ignore[union-attr]
    assert told(taken(path, sheet="表")) == pytest.approx(true(2026))


def test_lines_of_targets_ratios_and_averages_are_no_districts(tmp_path: Path) -> None:
    beside = [[name, *(s(2026, m) + n for m in MONTHS)] for n, name in enumerate(("目标", "上年同期", "月均"), 1)]
    rows = [["2026年"], *across(2026), ["合计", *(s(2026, m) for m in MONTHS)], *beside, ["占比", *[0.08] * 12]]
    found = taken(workbook(tmp_path / "a.xlsx", 表=rows))
    assert told(found) == pytest.approx(true(2026))


@pytest.mark.parametrize("head", ["版本", "类型", "Scenario"])
def test_of_plans_and_actual_figures_the_actual_ones_count(tmp_path: Path, head: str) -> None:
    rows = by_month(
        ["月份", "片区", head, "金额"],
        lambda y, m: [
            line
            for d in DISTRICTS
            for line in ([f"{y}-{m}", d, "预算", s(y, m, d) + 3], [f"{y}-{m}", d, "实际", s(y, m, d)])
        ],
    )
    assert told(taken(workbook(tmp_path / "a.xlsx", 表=rows))) == pytest.approx(true(2025, 2026))


@pytest.mark.parametrize("head", ["指标", "", "口径"])
@pytest.mark.parametrize(
    "lines",
    [
        ("销售额", "销量", "毛利率"), ("Units", "Revenue", "ASP"), ("目标", "实绩", "超欠"), ("LY", "TY", "Diff"),
        ("任务数", "完成数", "完成比例"), ("上年", "本年", "增减"),
    ],
)  # fmt: skip
def test_of_lines_for_every_measure_below_a_district_those_of_sales_count(
    tmp_path: Path, lines: tuple[str, ...], head: str
) -> None:
    sold = next(line for line in lines if line in ("销售额", "Revenue", "实绩", "TY", "完成数", "本年"))
    rows: Rows = [["2026年"], ["片区", head, *(f"{m}月" for m in MONTHS)]]
    rows += [[d, n, *(s(2026, m, d) + 7 * (n != sold) for m in MONTHS)] for d in DISTRICTS for n in lines]
    assert told(taken(csv_file(tmp_path / "a.csv", rows))) == pytest.approx(true(2026))


@pytest.mark.parametrize("title", ["2026年销售额（元）", ""])
def test_of_lines_for_every_year_below_a_district_each_is_of_its_year(tmp_path: Path, title: str) -> None:
    rows: Rows = [[title], ["片区", "", *(f"{m}月" for m in MONTHS)]]
    for d in DISTRICTS:
        rows += [[d, f"{y}年", *(s(y, m, d) for m in MONTHS)] for y in (2025, 2026)]
        rows.append([d, "变动", *[0.1] * 12])
    assert told(taken(csv_file(tmp_path / "a.csv", rows))) == pytest.approx(true(2025, 2026))


@pytest.mark.parametrize("lines", [("计划", "实际", "完成率"), ("上年", "本年", "增减"), ("2025年", "2026年")])
def test_a_sum_in_a_merged_cell_is_that_of_all_its_lines(tmp_path: Path, lines: tuple[str, ...]) -> None:
    def block(*names: str, **of: str) -> Rows:
        shown = [[*names], *[[""] * 2] * (len(lines) - 1)]
        return [[*cells, n, *(s(_year(n), m, **of) for m in MONTHS)] for cells, n in zip(shown, lines, strict=True)]

    rows: Rows = [["2026年销售（元）"], ["片区", "产品", "", *(f"{m}月" for m in MONTHS)]]
    for d in DISTRICTS:
        rows += [line for n, g in enumerate(GOODS) for line in block("" if n else d, g, district=d, good=g)]
        rows += block(f"{d}小计", "", district=d)
    years = (2025, 2026) if lines[0] == "2025年" else (2026,)
    assert told(taken(csv_file(tmp_path / "a.csv", rows + block("合计", "")))) == pytest.approx(true(*years))


def _year(line: str) -> int:
    return 2025 if line in ("2025年", "上年") else 2026


@pytest.mark.parametrize("heads", [("上年", "本年", "增减"), ("LY", "TY", "Diff"), ("Vorjahr", "Ist", "Abw.")])
def test_of_columns_for_this_year_and_what_it_is_compared_with_this_year_counts(
    tmp_path: Path, heads: tuple[str, ...]
) -> None:
    rows: Rows = [["2026年销售额（元）"], ["月份", "片区", *heads]]
    rows += [[f"{m}月", d, s(2025, m, d), s(2026, m, d), 3] for m in MONTHS for d in DISTRICTS]
    assert told(taken(csv_file(tmp_path / "a.csv", rows))) == pytest.approx(true(2026))


def test_what_was_sold_is_no_name_and_a_month_that_the_sheet_names_is_not_missed(tmp_path: Path) -> None:
    rows: Rows = [["片区", "TY", "Spread"], *([d, 9, 1] for d in DISTRICTS)]
    (question,) = refused(workbook(tmp_path / "a.xlsx", **{"2026年5月": rows}))
    assert isinstance(question, Question) and "TY=amount" in question.hint.en  # type: ignore[union-attr]


def test_in_a_list_of_measures_only_sales_count(tmp_path: Path) -> None:
    rows = by_month(
        ["月份", "片区", "指标", "数值"],
        lambda y, m: [
            line
            for d in DISTRICTS
            for line in (
                [f"{y}-{m}", d, "销售额", s(y, m, d)],
                [f"{y}-{m}", d, "销量", 55],
                [f"{y}-{m}", d, "费用", 9],
            )
        ],
    )
    assert told(taken(workbook(tmp_path / "a.xlsx", 表=rows))) == pytest.approx(true(2025, 2026))


def test_lines_of_quarters_between_months_are_sums(tmp_path: Path) -> None:
    rows: Rows = [["2026年"], ["月份", *DISTRICTS]]
    for n, quarter in enumerate("一二三四"):
        span = range(3 * n + 1, 3 * n + 4)
        rows += [[f"{m}月", *(s(2026, m, d) for d in DISTRICTS)] for m in span]
        rows.append([f"第{quarter}季度", *(s(2026, span, d) for d in DISTRICTS)])
    assert told(taken(workbook(tmp_path / "a.xlsx", 表=rows))) == pytest.approx(true(2026))


# What is asked --------------------------------------------------------------------------------------------------------


def orders(head: str, states: tuple[str, ...]) -> Rows:
    lines = [
        [f"2026-{m:02}-{day:02}", d, head_, 1000 + m]
        for m in MONTHS
        for day, d in enumerate(DISTRICTS, 1)
        for head_ in states
    ]
    return [["下单日期", "片区", head, "金额"], *lines]


@pytest.mark.parametrize(
    ("head", "states", "without"),
    [
        ("订单状态", ("交易成功", "交易关闭"), 1),
        ("Stage", ("Closed Won", "Closed Lost", "Negotiation"), 1),
        ("Status", ("Shipped", "Cancelled"), 1),
        ("单据类型", ("销售出库单", "销售退货单"), 0),
    ],
)
def test_whether_cancelled_and_returned_lines_count_is_asked_with_both_totals(
    tmp_path: Path, head: str, states: tuple[str, ...], without: int
) -> None:
    path = csv_file(tmp_path / "a.csv", orders(head, states))
    one = sum(3 * (1000 + m) for m in MONTHS)
    (question,) = refused(path)
    assert isinstance(question, Question)
    assert [option.amount for option in question.options] == [one * without, one * len(states)]
    assert [option.value for option in question.options] == [f"{head}=status", f"{head}=ignore"]
    assert told(taken(path, columns={"ignore": head})) == {(2026, m): 3 * (1000 + m) * len(states) for m in MONTHS}
    found = taken(path, columns={"status": head})
    assert sum(told(found).values()) == one * without
    assert "H25" in [problem.code for problem in found.problems]


def test_two_words_for_sales_with_different_sums_are_asked_about(tmp_path: Path) -> None:
    rows = [
        ["营业日期", "门店", "营业额", "优惠", "实收"],
        *([f"2026-{m:02}-03", "东店", 110, 10, 100] for m in MONTHS),
    ]
    (question,) = refused(csv_file(tmp_path / "a.csv", rows))
    assert isinstance(question, Question)
    assert {(option.value, option.amount) for option in question.options} == {
        ("营业额=amount", Decimal(1320)),
        ("实收=amount", Decimal(1200)),
    }


def test_two_prices_are_asked_about(tmp_path: Path) -> None:
    rows = [["日期", "渠道", "销量", "零售价", "折后单价"], *([f"2026-{m:02}-03", "线上", 10, 12, 9] for m in MONTHS)]
    path = csv_file(tmp_path / "a.csv", rows)
    (question,) = refused(path)
    assert isinstance(question, Question)
    assert {(option.value, option.amount) for option in question.options} == {
        ("零售价=price", Decimal(1440)),
        ("折后单价=price", Decimal(1080)),
    }
    assert sum(told(taken(path, columns={"price": "折后单价"})).values()) == 1080


def test_a_total_of_several_amounts_is_the_amount(tmp_path: Path) -> None:
    rows = by_month(
        ["月份", "片区", "线上销售额", "线下销售额", "合计"],
        lambda y, m: [[f"{y}-{m}", d, *(s(y, m, d, g) for g in GOODS), s(y, m, d)] for d in DISTRICTS],
    )
    assert told(taken(workbook(tmp_path / "a.xlsx", 表=rows))) == pytest.approx(true(2025, 2026))


def test_columns_of_measures_are_no_districts(tmp_path: Path) -> None:
    rows = by_month(["月份", "门店", "现金业绩", "消耗业绩"], lambda y, m: [[f"{y}-{m}", "东店", 100, 90]])
    (question,) = refused(workbook(tmp_path / "a.xlsx", 表=rows))
    assert isinstance(question, Question) and len(question.options) == 2


def test_a_month_that_excel_writes_alike_for_january_and_october_is_asked_about(tmp_path: Path) -> None:
    lines = [[float(f"2026.{m}"), "信阳", 100 * m] for m in MONTHS]
    (problem,) = refused(workbook(tmp_path / "a.xlsx", 表=[["月份", "片区", "销售额"], *lines]))
    assert problem.where is not None and (problem.code, problem.where.line) == ("H05", 2)


def test_in_order_across_or_with_two_digits_it_is_known(tmp_path: Path) -> None:
    heads = [["片区", *(float(f"2026.{m}") for m in MONTHS)], ["信阳", *(1e5 * m for m in MONTHS)]]
    assert told(taken(workbook(tmp_path / "a.xlsx", 表=heads)))[2026, 10] == 1e6
    lines = [[float(f"2026.{m:02}"), "信阳", 1e5 * m] for m in MONTHS]
    found = taken(workbook(tmp_path / "b.xlsx", 表=[["月份", "片区", "销售额"], *lines]))
    assert told(found)[2026, 10] == 1e6


# Several tables on a sheet, sheets without heads, pages ---------------------------------------------------------------


def test_the_same_sales_by_product_below_are_not_counted_again(tmp_path: Path) -> None:
    goods = [["产品", *(f"{m}月" for m in MONTHS)], *([g, *(s(2026, m, None, g) for m in MONTHS)] for g in GOODS)]
    found = taken(workbook(tmp_path / "a.xlsx", 表=[["2026年分片区"], *across(2026), [], ["分产品"], *goods]))
    assert told(found) == pytest.approx(true(2026))
    assert {sale.node.district for sale in found.sales} == {*DISTRICTS}


def test_nor_are_those_beside(tmp_path: Path) -> None:
    lines = [
        [f"{m}月", *(s(2026, m, d) for d in DISTRICTS), None, f"{m}月", *(s(2026, m, None, g) for g in GOODS)]
        for m in MONTHS
    ]
    rows = [["2026年销售（元）"], ["月份", *DISTRICTS, None, "月份", *GOODS], *lines]
    found = taken(workbook(tmp_path / "a.xlsx", 表=rows))
    assert told(found) == pytest.approx(true(2026))
    assert any("(F–H)" in problem.message.zh for problem in found.problems)


@pytest.mark.parametrize("beside", [True, False])
def test_halves_of_a_year_in_two_tables_are_read_together(tmp_path: Path, beside: bool) -> None:
    halves: list[Rows] = [
        [["片区", *(f"{m}月" for m in span)], *([d, *(s(2026, m, d) for m in span)] for d in DISTRICTS)]
        for span in (range(1, 7), range(7, 13))
    ]
    rows: Rows
    if beside:
        rows = [[*left, None, *right] for left, right in zip(*halves, strict=True)]
    else:
        rows = [*halves[0], [], *halves[1]]
    assert told(taken(workbook(tmp_path / "a.xlsx", 表=[["2026年 单位：元"], *rows]))) == pytest.approx(true(2026))


def test_sheets_without_heads_go_on_with_the_one_before(tmp_path: Path) -> None:
    lines = [[f"{y}-{m:02}-05", d, s(y, m, d)] for y in (2025, 2026) for m in MONTHS for d in DISTRICTS]
    path = workbook(
        tmp_path / "a.xlsx", Sheet1=[["日期", "片区", "金额"], *lines[:30]], Sheet2=lines[30:60], Sheet3=lines[60:]
    )
    found = taken(path)
    assert told(found) == pytest.approx(true(2025, 2026))
    assert any("没有表头" in note.zh for note in found.notes)


PAGE = "<html><head><meta charset='{0}'></head><table><tr><th colspan=3>台账</th></tr>{1}</table></html>"
XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="台账"><Table>{0}</Table></Worksheet>'
    "</Workbook>"
)


@pytest.mark.parametrize("kind", ["page", "page in GBK", "xml"])
def test_pages_and_xml_under_the_name_of_a_workbook_are_read(tmp_path: Path, kind: str) -> None:
    rows = [["月份", "片区", "销售额"], *([f"2026-{m}", d, f"{s(2026, m, d):,.2f}"] for m in MONTHS for d in DISTRICTS)]
    path = tmp_path / "export.xls"
    if kind == "xml":
        data = '<Cell><Data ss:Type="String">{0}</Data></Cell>'
        lines = ("<Row>" + "".join(data.format(cell) for cell in row) + "</Row>" for row in rows)
        path.write_text(XML.format("".join(lines)), "utf-8")
    else:
        encoding = "gb2312" if "GBK" in kind else "utf-8"
        lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        path.write_bytes(PAGE.format(encoding, "".join(lines)).encode(encoding))
    assert told(taken(path)) == pytest.approx(true(2026))


def test_days_across_on_a_sheet_a_month(tmp_path: Path) -> None:
    sheets = {
        f"{m}月": [
            [f"2026年{m}月日报"],
            ["门店", *(f"{n}日" for n in range(1, 29)), "合计"],
            ["东店", *[100] * 28, 2800],
        ]
        for m in MONTHS
    }
    assert told(taken(workbook(tmp_path / "a.xlsx", **sheets))) == {(2026, m): 2800 for m in MONTHS}


def test_days_down_and_shops_across_are_shops_where_their_total_stands_beside(tmp_path: Path) -> None:
    lines = [[f"2026-{m:02}-{n:02}", 10 + n, 20 + n, 30 + 2 * n] for m in MONTHS for n in range(1, 29)]
    found = taken(csv_file(tmp_path / "a.csv", [["日期", "东店", "西店", "合计"], *lines]))
    assert sum(told(found).values()) == sum(30 + 2 * n for n in range(1, 29)) * 12


# Words of other countries ---------------------------------------------------------------------------------------------

GERMAN = [
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
]  # fmt: skip
FRENCH = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
]  # fmt: skip


@pytest.mark.parametrize("names", [GERMAN, FRENCH, [f"{m}月度" for m in MONTHS]])
def test_months_across_in_other_languages(tmp_path: Path, names: list[str]) -> None:
    rows = [["Jahr", "Gebiet", *names], *([2026, d, *(s(2026, m, d) for m in MONTHS)] for d in DISTRICTS)]
    assert told(taken(workbook(tmp_path / "a.xlsx", 表=rows))) == pytest.approx(true(2026))


@pytest.mark.parametrize("era", ["令和{0}年", "R{0}.", "民國{1}年"])
def test_years_of_an_era(tmp_path: Path, era: str) -> None:
    month = "{m}" if era.endswith(".") else "{m}月"
    heads = [era.format(2026 - 2018, 2026 - 1911) + month.format(m=m) for m in MONTHS]
    rows = [["支店", *heads], *([d, *(s(2026, m, d) for m in MONTHS)] for d in DISTRICTS)]
    assert told(taken(workbook(tmp_path / "a.xlsx", 表=rows))) == pytest.approx(true(2026))


@pytest.mark.parametrize(
    ("encoding", "heads"),
    [
        ("shift_jis", ["売上日", "支店", "商品名", "数量", "売上金額"]),
        ("big5", ["銷貨日期", "地區", "產品名稱", "數量", "銷售金額"]),
        ("gb18030", ["销售日期", "地区", "产品名称", "数量", "销售金额"]),
    ],
)
def test_text_files_of_east_asia(tmp_path: Path, encoding: str, heads: list[str]) -> None:
    lines = [[f"2026/{m}/5", "東京" if encoding != "gb18030" else "东京", "牛乳", 3, 1000 * m] for m in MONTHS]
    found = taken(csv_file(tmp_path / "a.csv", [heads, *lines], encoding=encoding))
    assert told(found) == {(2026, m): 1000 * m for m in MONTHS}


@pytest.mark.parametrize(
    ("said", "scale"),
    [
        ("単位：千円", 1000),
        ("Umsatz in Mio. EUR", 10**6),
        ("Sales by region ($000)", 1000),
        ("Sales (in thousands of USD)", 1000),
        ("Sales in RMB million", 10**6),
        ("Umsatz (TEUR)", 1000),
    ],
)
def test_units_of_money_as_reports_of_other_countries_say_them(tmp_path: Path, said: str, scale: int) -> None:
    rows = [[said], ["Month", "North", "South"], *([f"2026-{m:02}", 7, 8] for m in MONTHS)]
    assert sum(told(taken(workbook(tmp_path / "a.xlsx", 表=rows))).values()) == 12 * 15 * scale


# The account in amounts -----------------------------------------------------------------------------------------------


def test_a_line_of_sums_is_told_by_its_amount_alone(tmp_path: Path) -> None:
    lines = [[f"2026-{m}", d, 1000, 50] for m in MONTHS for d in DISTRICTS]
    rows = [["月份", "片区", "销售额", "销量"], *lines, ["合计", None, 36_000, 1_800]]
    found = taken(workbook(tmp_path / "a.xlsx", 表=rows))
    assert found.account.shares["total"].amount == 36_000


def test_sums_of_volumes_are_no_amounts(tmp_path: Path) -> None:
    pair = [line for d in DISTRICTS for line in ([d, "销售额", *[1000] * 12, 12_000], [d, "销量", *[50] * 12, 600])]
    sums = [["合计", "销售额", *[3000] * 12, 36_000], ["合计", "销量", *[150] * 12, 1800]]
    rows = [["2026年"], ["片区", "指标", *(f"{m}月" for m in MONTHS), "全年"], *pair, *sums]
    found = taken(workbook(tmp_path / "a.xlsx", 表=rows))
    assert sum(told(found).values()) == 36_000
    assert found.account.shares["total"].amount == 36_000 * 2


def test_figures_that_cannot_be_read_are_accounted_for(tmp_path: Path) -> None:
    lines = [[f"2026-{m:02}-05", d, "9.575.775" if m == 3 else 100, "2.195.820", 4] for m in MONTHS for d in DISTRICTS]
    found = taken(csv_file(tmp_path / "a.csv", [["日期", "片区", "销售额", "利润", "数量"], *lines]))
    assert found.account.cells == found.account.known


def test_noise_behind_the_fifteenth_digit_is_no_figure(tmp_path: Path) -> None:
    lines = [[f"2026-{m:02}-05", d, "31.990000000000002"] for m in MONTHS for d in DISTRICTS]
    found = taken(csv_file(tmp_path / "a.csv", [["日期", "片区", "销售额"], *lines]))
    assert sum(sale.amount for sale in found.sales) == Decimal("31.99") * 36
    lines = [[f"2026-{m:02}-05", d, "5625.0000000000091"] for m in MONTHS for d in DISTRICTS]
    found = taken(csv_file(tmp_path / "b.csv", [["日期", "片区", "销售额"], *lines]))
    assert {sale.amount for sale in found.sales} == {Decimal(5625)}
    lines = [[f"2026-{m:02}-05", d, "0.33333333333333331"] for m in MONTHS for d in DISTRICTS]
    found = taken(csv_file(tmp_path / "c.csv", [["日期", "片区", "销售额"], *lines]))
    assert {sale.amount for sale in found.sales} == {Decimal("0.333333333333333")}


# Feet, totals for somebody --------------------------------------------------------------------------------------------


def test_the_foot_of_a_page_is_no_sale(tmp_path: Path) -> None:
    lines = [[n, f"2026-{m:02}", d, s(2026, m, d)] for m in MONTHS for n, d in enumerate(DISTRICTS, 1)]
    foot = [[], ["制表人：张三", None, "审核：李四"], ["打印日期", "2027-01-03", "第1页", "共3页"]]
    found = taken(workbook(tmp_path / "a.xlsx", 表=[["序号", "月份", "片区", "销售额（元）"], *lines, *foot]))
    assert told(found) == pytest.approx(true(2026))
    assert not [problem for problem in found.problems if problem.severity.name == "ERROR"]


def test_a_total_for_somebody_is_a_total(tmp_path: Path) -> None:
    rows: Rows = [[None, "Date", "Num", "Product/Service", "Qty", "Amount", "Balance"]]
    for d in DISTRICTS:
        lines = [[None, f"{m:02}/15/2026", m, "Tea", 1, 1000 * m, 0] for m in MONTHS]
        rows += [[d], *lines, [f"Total for {d}", None, None, None, 12, 78_000, None]]
    rows.append(["TOTAL", None, None, None, 36, 234_000])
    found = taken(workbook(tmp_path / "a.xlsx", 表=[["Acme"], ["Sales by Customer Detail"], [], *rows]))
    assert told(found) == {(2026, m): 3000 * m for m in MONTHS}
    assert not [problem for problem in found.problems if problem.severity.name == "ERROR"]


def test_orders_with_a_month_beside_their_date_do_not_repeat_it(tmp_path: Path) -> None:
    lines = [[f"2026-{m:02}-{day:02}", 2026, "January", "东店", 100] for m in (1,) for day in range(1, 9)]
    found = taken(csv_file(tmp_path / "a.csv", [["Date", "Year", "Month", "Store", "Revenue"], *lines]))
    assert not [pair for part in found.parts for pair in part.twice]


# Amounts are conserved ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_the_amounts_of_a_column_are_counted_or_left_out(tmp_path: Path, seed: int) -> None:
    """Every amount below the heads, added up with nothing understood, is what counts and what is left out."""
    chance = Random(seed)
    rows: Rows = []
    for m in MONTHS:
        month: Rows = [[f"2026-{m:02}", d, chance.randint(1, 10**7) / 100, chance.randint(1, 99)] for d in DISTRICTS]
        whole, units = sum(Decimal(str(line[2])) for line in month), sum(line[3] for line in month)
        rows += month
        if chance.random() < 0.5:
            rows.append([f"2026-{m:02}", chance.choice(("小计", "合计")), float(whole), units])
        if chance.random() < 0.3:
            rows.append(["2026年13月", "信阳", chance.randint(1, 10**6) / 100, 1])
    found = taken(workbook(tmp_path / "a.xlsx", 表=[["月份", "片区", "销售额", "销量"], *rows]), unit="元")
    left = sum((share.amount for reason, share in found.account.shares.items() if reason != "amount"), Decimal(0))
    assert sum(sale.amount for sale in found.sales) + left == sum(Decimal(str(row[2])) for row in rows)
    assert found.account.cells == found.account.known


def test_who_names_the_price_has_volumes_multiplied_by_it(tmp_path: Path) -> None:
    rows = [
        ["日期", "片区", "数量", "单价", "金额", "备注"],
        *([f"2026-{m:02}-05", "信阳", 2, 50_000, 7, ""] for m in range(1, 13)),
    ]
    path = csv_file(tmp_path / "s.csv", rows)
    assert dict(taken(path, unit="元").unread_columns) == {"单价": '--map "单价=price"'}
    assert taken(path, columns={"price": "单价"}).sums("year") == {(2026,): 1_200_000}
