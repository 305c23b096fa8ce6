"""Tables as other people build them: blocks below titles, heads of two rows, pivot tables pasted as values, this year
beside last, cumulative columns, feet that are signed. One true table; its sums are added up here."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sales_files import csv_file, taken, workbook

from planforge.ledger.files import open_sheets
from planforge.ledger.outcome import Ledger
from planforge.plan.make import make_plan
from planforge.reading.read import read_text
from planforge.review.actuals import to_date
from planforge.review.reading import read_actuals

PLACES = ("徐州", "宁波", "温州")
YEARS = (2025, 2026)
MONTHS = range(1, 13)
HEADS = [f"{month}月" for month in MONTHS]
_CHANCE = Random(11)
SOLD = {
    (place, year, month): _CHANCE.randrange(100_000, 900_000) for place in PLACES for year in YEARS for month in MONTHS
}
Rows = list[list[Any]]


def of(place: str, year: int) -> list[int]:
    return [SOLD[place, year, month] for month in MONTHS]


def whole(year: int) -> list[int]:
    return [sum(SOLD[place, year, month] for place in PLACES) for month in MONTHS]


def years_below_each_other() -> Rows:
    rows: Rows = []
    for year in YEARS:
        rows += [[f"{year}年"], ["片区", *HEADS, "合计"], *([p, *of(p, year), sum(of(p, year))] for p in PLACES)]
        rows += [["合计", *whole(year), sum(whole(year))], []]
    return [*rows, ["制表人：李四", "", "审核：王五", "", "日期：2027-01-05"]]


def a_section_for_every_district() -> Rows:
    rows: Rows = [["各区销售"]]
    for place in PLACES:
        rows += [[f"区域：{place}"], ["年份", *HEADS], *([year, *of(place, year)] for year in YEARS), []]
    return rows


def years_within_months() -> Rows:
    heads = ["片区", *(cell for month in HEADS for cell in (month, "", ""))]
    lines = [
        [place, *(cell for m in MONTHS for cell in (SOLD[place, 2025, m], SOLD[place, 2026, m], 0.1))]
        for place in PLACES
    ]
    return [heads, ["", *([2025, 2026, "增长率"] * 12)], *lines]


def pivot_of_districts() -> Rows:
    rows: Rows = [["求和项:销售额", "列标签"], ["行标签", *map(str, YEARS), "总计"]]
    for place in PLACES:
        sums = [sum(of(place, year)) for year in YEARS]
        rows.append([place, *sums, sum(sums)])
        rows += [
            [HEADS[m - 1], *(SOLD[place, y, m] for y in YEARS), sum(SOLD[place, y, m] for y in YEARS)] for m in MONTHS
        ]
    return [*rows, ["总计", *(sum(whole(year)) for year in YEARS), sum(sum(whole(year)) for year in YEARS)]]


def pivot_of_years() -> Rows:
    rows: Rows = [["行标签", *PLACES, "总计"]]
    for year in YEARS:
        rows.append([f"{year}年", *(sum(of(place, year)) for place in PLACES), sum(whole(year))])
        rows += [[HEADS[m - 1], *(SOLD[p, year, m] for p in PLACES), whole(year)[m - 1]] for m in MONTHS]
    return [*rows, ["总计", *(sum(sum(of(p, y)) for y in YEARS) for p in PLACES), sum(map(sum, map(whole, YEARS)))]]


def pivot_of_districts_and_years() -> Rows:
    rows: Rows = [["行标签", "求和项:销售额"]]
    for place in PLACES:
        rows.append([place, sum(sum(of(place, year)) for year in YEARS)])
        for year in YEARS:
            rows += [[f"{year}年", sum(of(place, year))], *([HEADS[m - 1], SOLD[place, year, m]] for m in MONTHS)]
    return [*rows, ["总计", sum(SOLD.values())]]


@pytest.mark.parametrize(
    "table",
    [
        years_below_each_other, a_section_for_every_district, years_within_months, pivot_of_districts, pivot_of_years,
        pivot_of_districts_and_years,
    ],
)  # fmt: skip
def test_every_year_month_and_district_is_what_the_table_says(tmp_path: Path, table: Callable[[], Rows]) -> None:
    found = taken(workbook(tmp_path / "sales.xlsx", Sheet1=table()))
    assert cells(found) == SOLD
    assert found.account.cells == found.account.known
    assert not [problem for problem in found.problems if problem.severity.name == "ERROR"]


@pytest.mark.parametrize(
    "table",
    [
        years_below_each_other, a_section_for_every_district, years_within_months, pivot_of_districts, pivot_of_years,
        pivot_of_districts_and_years,
    ],
)  # fmt: skip
def test_the_same_table_a_year_later_is_read_as_actuals(tmp_path: Path, table: Callable[[], Rows]) -> None:
    later = [[_a_year_later(cell) for cell in row] for row in table()]
    names = ", ".join(f"{{name: {place}}}" for place in PLACES)
    reading = read_text(
        f"planforge: 1\nyear: 2027\nregion: {{name: R, company: C}}\ndistricts: [{names}]\n"
        "targets: {base: 20000000}\n",
        tmp_path,
    )
    assert reading.spec is not None
    found, _ = read_actuals(make_plan(reading.spec), workbook(tmp_path / "later.xlsx", Sheet1=later))
    assert found is not None
    assert {name: to_date(months) for name, months in found.by("district").items()} == {
        place: sum(of(place, 2026)) for place in PLACES
    }


def _a_year_later(cell: Any) -> Any:
    if cell in YEARS:
        return cell + 1
    return cell.replace("2026", "2027").replace("2025", "2026") if isinstance(cell, str) else cell


def cells(ledger: Ledger) -> dict[tuple[str | None, int, int], Decimal]:
    sums: dict[tuple[str | None, int, int], Decimal] = {}
    for sale in ledger.sales:
        key = (sale.node.district, sale.year, sale.month)
        sums[key] = sums.get(key, Decimal(0)) + sale.amount
    return sums


def test_products_below_districts_across_are_told_apart_and_their_sums_left_out(tmp_path: Path) -> None:
    goods = {"挂面": 2025, "粉丝": 2026}
    rows: Rows = [["月份", *(cell for p in (*PLACES, "合计") for cell in (p, ""))], ["", *(list(goods) * 4)]]
    for m in MONTHS:
        figures = [SOLD[p, y, m] for p in PLACES for y in goods.values()]
        rows.append([f"2026年{m}月", *figures, *(whole(y)[m - 1] for y in goods.values())])
    found = taken(workbook(tmp_path / "sales.xlsx", Sheet1=rows))
    assert {(s.node.district, s.node.product, s.month): s.amount for s in found.sales} == {
        (p, good, m): SOLD[p, y, m] for p in PLACES for good, y in goods.items() for m in MONTHS
    }
    assert any("两层" in note.zh for note in found.notes)


def test_a_page_that_repeats_its_heads_below_the_same_title_is_one_table(tmp_path: Path) -> None:
    title, heads = ["2026年销售"], ["片区", "月份", "销售额"]
    lines = [[p, f"{m}月", SOLD[p, 2026, m]] for p in PLACES for m in MONTHS]
    found = taken(workbook(tmp_path / "sales.xlsx", Sheet1=[title, heads, *lines[:20], title, heads, *lines[20:]]))
    assert len(found.parts) == 1
    assert cells(found) == {key: amount for key, amount in SOLD.items() if key[1] == 2026}


def test_this_month_is_read_beside_last_year_and_what_adds_up(tmp_path: Path) -> None:
    rows: Rows = [["片区", "月份", "本月销售", "去年同期", "同比增长", "本年累计", "累计同比"]]
    for p in PLACES:
        rows += [
            [p, f"2026年{m}月", SOLD[p, 2026, m], SOLD[p, 2025, m], "3%", sum(of(p, 2026)[:m]), "4%"] for m in MONTHS
        ]
    found = taken(csv_file(tmp_path / "sales.csv", rows))
    assert cells(found) == {key: amount for key, amount in SOLD.items() if key[1] == 2026}


@pytest.mark.parametrize(
    "head",
    [
        "所属地市", "客户所在地市", "归属办事处", "业务区域", "省份名称", "地市/县区", "Sales Territory", "City/Area",
        "Ship-to Region", "担当エリア", "Vertriebsgebiet", "Verkaufsregion", "Provincia", "Região", "지역",
    ],
)  # fmt: skip
def test_a_head_may_say_whose_place_it_is(tmp_path: Path, head: str) -> None:
    rows = [
        ["日期", head, "客户编号", "金额（元）"],
        *([f"2026-{m:02}-05", p, f"K{m}", SOLD[p, 2026, m]] for p in PLACES for m in MONTHS),
    ]
    assert cells(taken(csv_file(tmp_path / "sales.csv", rows))) == {k: v for k, v in SOLD.items() if k[1] == 2026}


@pytest.mark.parametrize(
    "heads",
    [
        ["Fecha", "Provincia", "Producto", "Cantidad", "Coste", "IVA", "Importe neto"],
        ["Data", "Estado", "Produto", "Quantidade", "Custo", "Imposto", "Receita"],
        ["매출일자", "지역", "품명", "수량", "원가", "부가세", "매출액"],
    ],
    ids=["es", "pt", "ko"],
)
def test_tax_and_cost_are_no_sales_in_other_languages(tmp_path: Path, heads: list[str]) -> None:
    lines = [[f"2026-{m:02}-05", p, "A", 9, 50, 10, SOLD[p, 2026, m]] for p in PLACES for m in MONTHS]
    found = taken(csv_file(tmp_path / "sales.csv", [heads, *lines], separator=";"))
    assert cells(found) == {key: value for key, value in SOLD.items() if key[1] == 2026}
    assert {sale.node.product for sale in found.sales} == {"A"}


def test_an_archive_is_to_be_unpacked(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "sales.zip", "w") as archive:
        archive.writestr("sales.csv", "月份,销售额\n2026-01,1\n")
    _, (problem,) = open_sheets(tmp_path / "sales.zip", "sales.zip")
    assert "压缩包" in problem.message.zh


def test_a_year_in_brackets_is_no_unit(tmp_path: Path) -> None:
    rows: Rows = []
    for year in YEARS:
        rows += [[f"销售额（{year}）"], ["片区", *HEADS], *([p, *of(p, year)] for p in PLACES), []]
    assert cells(taken(workbook(tmp_path / "sales.xlsx", Sheet1=rows))) == SOLD


def test_a_unit_stands_beside_that_of_volume(tmp_path: Path) -> None:
    rows: Rows = [["2026年销售（单位：万元、吨）"], ["片区", *(cell for m in HEADS for cell in (m, ""))]]
    rows.append(["", *(["销售额", "销量"] * 12)])
    rows += [[p, *(cell for amount in of(p, 2026) for cell in (amount, 7))] for p in PLACES]
    assert cells(taken(workbook(tmp_path / "sales.xlsx", Sheet1=rows))) == {
        key: amount * 10_000 for key, amount in SOLD.items() if key[1] == 2026
    }


@pytest.mark.parametrize("title", ["2026年成本费用", "2026年退货", "2026年销售目标"])
def test_a_block_below_a_title_of_another_figure_is_left_aside_and_told(tmp_path: Path, title: str) -> None:
    block = [["片区", *HEADS], *([p, *of(p, 2026)] for p in PLACES), []]
    found = taken(workbook(tmp_path / "sales.xlsx", Sheet1=[["2026年销售收入"], *block, [title], *block]))
    assert cells(found) == {key: amount for key, amount in SOLD.items() if key[1] == 2026}
    assert [problem.code for problem in found.problems].count("H19") == 1


def test_a_line_of_which_a_part_is_told_is_no_sale_of_its_own(tmp_path: Path) -> None:
    rows: Rows = [["片区", *HEADS]]
    for p in PLACES:
        rows += [[p, *of(p, 2026)], [f"其中：{p}城区", *(amount // 3 for amount in of(p, 2026))]]
    found = taken(workbook(tmp_path / "sales.xlsx", **{"2026年": rows}))
    assert cells(found) == {key: amount for key, amount in SOLD.items() if key[1] == 2026}


def test_figures_that_a_mark_makes_text_are_figures(tmp_path: Path) -> None:
    rows: Rows = [["片区", *HEADS], *([p, *(f"'{amount}" for amount in of(p, 2026))] for p in PLACES)]
    found = taken(workbook(tmp_path / "sales.xlsx", **{"2026年": rows}))
    assert cells(found) == {key: amount for key, amount in SOLD.items() if key[1] == 2026}


def test_the_same_sales_in_two_units_are_no_question(tmp_path: Path) -> None:
    rows: Rows = [["月份", "片区", "销售额（万元）", "销售额（元）"]]
    rows += [[f"{y}-{m:02}", p, amount / 10_000, amount] for (p, y, m), amount in SOLD.items()]
    assert cells(taken(csv_file(tmp_path / "sales.csv", rows))) == SOLD


def test_products_that_come_again_below_every_district_are_products(tmp_path: Path) -> None:
    goods = {"挂面": 2025, "粉丝": 2026}
    rows: Rows = [["行标签", *HEADS, "总计"]]
    for p in PLACES:
        both = [sum(SOLD[p, y, m] for y in goods.values()) for m in MONTHS]
        rows += [[p, *both, sum(both)], *([good, *of(p, y), sum(of(p, y))] for good, y in goods.items())]
    found = taken(workbook(tmp_path / "sales.xlsx", **{"2026年": rows}))
    assert {(s.node.district, s.node.product, s.month): s.amount for s in found.sales} == {
        (p, good, m): SOLD[p, y, m] for p in PLACES for good, y in goods.items() for m in MONTHS
    }
    assert found.account.cells == found.account.known
    assert any("两层" in problem.message.zh for problem in found.problems)


def test_the_same_figures_below_online_and_offline_are_those_of_channels(tmp_path: Path) -> None:
    names = {"线上": 2025, "线下": 2026}
    rows: Rows = [["月份", "线上", "", "线下", "", "合计", ""], ["", *(["销售额", "销量"] * 3)]]
    for m in MONTHS:
        figures = [figure for y in names.values() for figure in (SOLD["徐州", y, m], y + m)]
        rows.append([f"2026年{m}月", *figures, figures[0] + figures[2], figures[1] + figures[3]])
    found = taken(workbook(tmp_path / "sales.xlsx", Sheet1=rows))
    assert {(s.node.channel, s.month): (int(s.amount), int(s.units or 0)) for s in found.sales} == {
        (name, m): (SOLD["徐州", y, m], y + m) for name, y in names.items() for m in MONTHS
    }
    assert {sale.node.district for sale in found.sales} == {None}
    assert any("横排的是渠道" in note.zh for note in found.notes)


@pytest.mark.parametrize(
    "heads",
    [
        ("Region\n区域", "OrderDate\n订单日期", "ItemName\n产品名称", "QTY\n数量", "Amount\n金额"),
        ("区域（Region）", "订单日期（Order Date）", "产品（Product）", "数量（Qty）", "销售额（Sales）"),
        ("Region/区域", "Date/日期", "Product/产品", "Qty/数量", "Sales Amount/销售金额"),
    ],
)
def test_heads_in_two_languages_mean_what_either_says(tmp_path: Path, heads: tuple[str, ...]) -> None:
    rows = [["华东", f"2026-{m:02}-05", "阿莫西林", 3, 100_000 + m] for m in range(1, 13)]
    found = taken(workbook(tmp_path / "s.xlsx", 销售=[[*heads], *rows]))
    assert found.sums("year", "district", "product") == {(2026, "华东", "阿莫西林"): 1_200_078}
    assert sum(sale.units or 0 for sale in found.sales) == 36
