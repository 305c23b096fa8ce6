"""Exports as the usual systems write them, with all that they put beside the sales: their totals, added up here
without the ledger, and the same export a year later as actuals."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sales_files import csv_file, taken, workbook

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read_text
from planforge.review.actuals import to_date
from planforge.review.reading import read_actuals
from planforge.spec.history import HistoryFile

PLACES = ("信阳", "南阳", "周口")
GOODS = (("挂面", "鸡蛋挂面 1kg"), ("挂面", "龙须面 500g*20"), ("方便面", "红烧牛肉面"), ("粉丝", "粉丝 100g*30"))
Line = tuple[datetime.date, str, tuple[str, str], int, Decimal]  # day, place, class and name, quantity, price


def sold(*years: int) -> list[Line]:
    chance = Random(7)
    return [
        (
            datetime.date(year, month, chance.randint(1, 28)),
            place,
            goods,
            chance.randint(100, 999),
            Decimal(chance.randint(2000, 9999)) / 100,
        )
        for year in years
        for month in range(1, 13)
        for place in PLACES
        for goods in GOODS
    ]


def amount(line: Line) -> Decimal:
    return line[3] * line[4]


def number(value: Decimal) -> float:
    return float(value)


def yonyou(path: Path, lines: list[Line]) -> Path:
    """用友 U8, 发货单列表: a title, a line of what was asked for, 价税合计 behind 无税金额 and 税额, 小计 and 合计."""
    heads = [
        "序号",
        "单据号",
        "单据日期",
        "客户编码",
        "往来单位",
        "地区名称",
        "存货编码",
        "存货分类",
        "存货名称",
        "主计量",
        "数量",
        "含税单价",
        "无税金额",
        "税额",
        "价税合计",
        "制单人",
        "备注",
    ]
    rows: list[list[Any]] = [["销售发货单列表"], ["日期：2025-01-01 至 2026-12-31", "账套：[001]福麦食品"], heads]
    for n, line in enumerate(lines, 1):
        day, place, (group, name), quantity, price = line
        whole = amount(line)
        net = (whole / Decimal("1.13")).quantize(Decimal("0.01"))
        rows.append(
            [
                n,
                f"XSFH{n:06}",
                day,
                f"C{n % 30:04}",
                f"客户{n % 30}",
                place,
                f"0101{n % 4}",
                group,
                name,
                "箱",
                quantity,
                number(price),
                number(net),
                number(whole - net),
                number(whole),
                "王丽",
                None,
            ]
        )
    total = sum(map(amount, lines), Decimal(0))
    rows.append(["合计", *[None] * 9, sum(line[3] for line in lines), None, None, None, number(total), None, None])
    return workbook(path.with_suffix(".xlsx"), 发货单列表=rows)


def kingdee(path: Path, lines: list[Line]) -> Path:
    """金蝶, 销售出库单序时簿: the day in the first line of an order only, 折扣额 before 价税合计."""
    heads = [
        "日期",
        "单据编号",
        "购货单位",
        "部门",
        "业务员",
        "区域",
        "产品代码",
        "产品名称",
        "规格型号",
        "单位",
        "实发数量",
        "销售单价",
        "折扣额",
        "价税合计",
        "审核标志",
    ]
    rows: list[list[Any]] = [heads]
    for n, line in enumerate(lines):
        day, place, (group, name), quantity, price = line
        rows.append(
            [
                f"{day:%Y/%m/%d}",
                f"XOUT{n:06}",
                f"客户{n % 30}",
                "销售部",
                "张伟",
                place,
                f"1.01.{n % 4}",
                group,
                name,
                "箱",
                f"{quantity:,}.00",
                f"{price:,.2f}",
                "0.00",
                f"{amount(line):,.2f}",
                "Y",
            ]
        )
    return csv_file(path.with_suffix(".csv"), rows, encoding="gb18030", separator="\t")


def sap(path: Path, lines: list[Line]) -> Path:
    """SAP VF05/ALV: tabs, a currency column, amounts as 1.234,50 and the minus behind."""
    heads = [
        "Billing Document",
        "Billing Date",
        "Sold-To Party",
        "Sales Office",
        "Material Group",
        "Material",
        "Billed Quantity",
        "SU",
        "Net Value",
        "Tax Amount",
        "Cost",
        "Curr.",
    ]
    rows: list[list[Any]] = [heads]

    def german(value: Decimal) -> str:
        return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))

    for n, line in enumerate(lines):
        day, place, (group, name), quantity, _ = line
        whole = amount(line)
        rows.append(
            [
                f"90{n:08}",
                f"{day:%d.%m.%Y}",
                f"10{n % 30:04}",
                place,
                group,
                name,
                f"{quantity}",
                "CS",
                german(whole),
                german(whole * Decimal("0.13")),
                german(whole / 2),
                "CNY",
            ]
        )
    return csv_file(path.with_suffix(".txt"), rows, separator="\t")


def grasp(path: Path, lines: list[Line]) -> Path:
    """管家婆, 销售明细: 金额 before discount, 折后金额 absent, 成本金额 and 毛利 behind."""
    heads = [
        "录单日期",
        "单据编号",
        "单位全名",
        "地区",
        "商品全名",
        "商品类别",
        "数量",
        "单价",
        "金额",
        "成本金额",
        "毛利",
        "毛利率",
    ]
    rows: list[list[Any]] = [heads]
    for n, line in enumerate(lines):
        day, place, (group, name), quantity, price = line
        whole = amount(line)
        rows.append(
            [
                day,
                f"XS-{n:05}",
                f"客户{n % 30}",
                place,
                name,
                group,
                quantity,
                number(price),
                number(whole),
                number(whole / 2),
                number(whole / 2),
                "50.00%",
            ]
        )
    return workbook(path.with_suffix(".xlsx"), Sheet1=rows)


def tmall(path: Path, lines: list[Line]) -> Path:
    """Tmall, 订单导出: text with a tab behind long numbers, 应付货款, 邮费 and 返点 before 买家实际支付金额."""
    heads = [
        "订单编号",
        "买家会员名",
        "买家应付邮费",
        "返点积分",
        "总金额",
        "买家实际支付金额",
        "订单状态",
        "收货省份",
        "订单创建时间",
        "宝贝标题",
        "宝贝总数量",
        "退款金额",
    ]
    rows: list[list[Any]] = [heads]
    for n, line in enumerate(lines):
        day, place, (_, name), quantity, _ = line
        paid = amount(line)
        rows.append(
            [
                f"{3_000_000_000_000 + n}\t",
                f"tb{n % 30}",
                "8.00",
                "0",
                f"{paid + 15:.2f}",
                f"{paid:.2f}",
                "交易成功",
                place,
                f"{day} 12:30:05",
                name,
                quantity,
                "0.00",
            ]
        )
    return csv_file(path.with_suffix(".csv"), rows, encoding="gb18030")


def shopify(path: Path, lines: list[Line]) -> Path:
    """Shopify, orders_export: subtotal, shipping and taxes before the total."""
    heads = [
        "Name",
        "Email",
        "Financial Status",
        "Paid at",
        "Currency",
        "Subtotal",
        "Shipping",
        "Taxes",
        "Total Sales",
        "Discount Amount",
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem price",
        "Shipping Province",
    ]
    rows: list[list[Any]] = [heads]
    for n, line in enumerate(lines):
        day, place, (_, name), quantity, price = line
        rows.append(
            [
                f"#{n + 1001}",
                f"a{n % 30}@x.com",
                "paid",
                f"{day} 09:15:00 +0800",
                "CNY",
                f"{amount(line) - 5:.2f}",
                "5.00",
                "3.00",
                f"{amount(line):.2f}",
                "0.00",
                quantity,
                name,
                f"{price:.2f}",
                place,
            ]
        )
    return csv_file(path.with_suffix(".csv"), rows)


def salesforce(path: Path, lines: list[Line]) -> Path:
    """Salesforce, report of opportunities: notes below, probability and expected revenue beside the amount."""
    heads = [
        "Opportunity Owner",
        "Account Name",
        "Opportunity Name",
        "Stage",
        "Probability (%)",
        "Amount",
        "Expected Cost",
        "Close Date",
        "Billing State/Province",
        "Product Family",
    ]
    rows: list[list[Any]] = [heads]
    for n, line in enumerate(lines):
        day, place, (group, _), _, _ = line
        rows.append(
            [
                "Li Ming",
                f"Customer {n % 30}",
                f"Deal {n}",
                "Closed Won",
                100,
                f"{amount(line):.2f}",
                f"{amount(line) / 2:.2f}",
                f"{day:%m/%d/%Y}",
                place,
                group,
            ]
        )
    rows += [[], ["Sales report"], ["Generated By: Li Ming 11/28/2026"]]
    return csv_file(path.with_suffix(".csv"), rows)


def superstore(path: Path, lines: list[Line]) -> Path:
    """Superstore: ship dates, discounts and profits beside the sales."""
    heads = [
        "Row ID",
        "Order ID",
        "Order Date",
        "Ship Date",
        "Ship Mode",
        "Customer ID",
        "Segment",
        "Country",
        "City",
        "Region",
        "Category",
        "Sub-Category",
        "Product Name",
        "Sales",
        "Quantity",
        "Discount",
        "Profit",
    ]
    rows: list[list[Any]] = [heads]
    for n, line in enumerate(lines, 1):
        day, place, (group, name), quantity, _ = line
        rows.append(
            [
                n,
                f"CA-{n // 2:06}",
                day,
                day + datetime.timedelta(3),
                "Second Class",
                f"AB-{n % 30}",
                "Consumer",
                "China",
                f"{place}市",
                place,
                group,
                name[:2],
                name,
                number(amount(line)),
                quantity,
                0.1,
                number(amount(line) / 5),
            ]
        )
    return workbook(path.with_suffix(".xlsx"), Orders=rows)


def pivot(path: Path, lines: list[Line]) -> Path:
    """A pivot table: row labels down, months across under their years, Grand Total on both sides."""
    years = sorted({line[0].year for line in lines})
    sums: dict[tuple[str, int, int], Decimal] = {}
    for line in lines:
        key = (line[1], line[0].year, line[0].month)
        sums[key] = sums.get(key, Decimal(0)) + amount(line)
    months = [(year, month) for year in years for month in range(1, 13)]
    rows: list[list[Any]] = [["求和项:销售额", "列标签"]]
    rows.append(["行标签", *(f"{year}年{month}月" for year, month in months), "总计"])
    for place in PLACES:
        cells = [sums[place, *key] for key in months]
        rows.append([place, *map(number, cells), number(sum(cells, Decimal(0)))])
    below = [sum((sums[place, *key] for place in PLACES), Decimal(0)) for key in months]
    rows.append(["总计", *map(number, below), number(sum(below, Decimal(0)))])
    return workbook(path.with_suffix(".xlsx"), Sheet1=rows)


SYSTEMS: tuple[Callable[[Path, list[Line]], Path], ...] = (
    yonyou,
    kingdee,
    sap,
    grasp,
    tmall,
    shopify,
    salesforce,
    superstore,
    pivot,
)


CHOSEN = {"shopify": {"amount": "Total Sales"}}
"""What is to be answered where an export has two columns that may be the sales, with different sums."""


def by_place(lines: list[Line], year: int) -> dict[str, Decimal]:
    return {
        place: sum((amount(line) for line in lines if line[0].year == year and line[1] == place), Decimal(0))
        for place in PLACES
    }


@pytest.mark.parametrize("export", SYSTEMS, ids=lambda export: export.__name__)
def test_an_export_gives_the_sales_of_every_year_and_district(
    tmp_path: Path, export: Callable[[Path, list[Line]], Path]
) -> None:
    lines = sold(2025, 2026)
    found = taken(export(tmp_path / "export", lines), columns=CHOSEN.get(export.__name__, {}))
    assert found.account.cells == found.account.known
    for year in (2025, 2026):
        told = {str(name): total for (y, name), total in found.sums("year", "district").items() if y == year}
        assert told == by_place(lines, year)


@pytest.mark.parametrize("export", SYSTEMS, ids=lambda export: export.__name__)
def test_the_same_export_a_year_later_is_read_as_actuals(
    tmp_path: Path, export: Callable[[Path, list[Line]], Path]
) -> None:
    lines = sold(2027)
    path = export(tmp_path / "export", lines)
    given = HistoryFile(file=path.name, columns=CHOSEN.get(export.__name__, {}))
    actuals, problems = read_actuals(plan(lines, tmp_path), path, given=given)
    assert actuals is not None, [problem.message.en for problem in problems]
    sums = {name: to_date(months) for name, months in actuals.by("district").items()}
    assert sums == by_place(lines, 2027)


def plan(lines: list[Line], folder: Path) -> Plan:
    districts = ", ".join(f"{{name: {place}}}" for place in PLACES)
    names = dict.fromkeys(name for line in lines for name in line[2])
    products = ", ".join(f'{{name: "{name}"}}' for name in dict.fromkeys(group for group, _ in GOODS))
    assert names
    base = int(sum(map(amount, lines), Decimal(0)))
    text = (
        f"planforge: 1\nyear: 2027\nregion: {{name: R, company: C}}\ndistricts: [{districts}]\nproducts: [{products}]\n"
        f"targets: {{base: {base}}}\n"
    )
    reading = read_text(text, folder)
    assert reading.spec is not None, reading.problems
    return make_plan(reading.spec)


def test_a_ledger_of_a_brewery_names_its_salesman_and_its_beers_in_two_characters(tmp_path: Path) -> None:
    heads = ["日期", "城市", "酒款", "规格", "业务", "金额"]
    rows = [
        [f"25-{n % 12 + 1}-{n % 28 + 1}", "成都", "IPA" if n % 2 else "小麦", "330ml", "老周", n] for n in range(1, 60)
    ]
    found = taken(csv_file(tmp_path / "s.csv", [heads, *rows]), unit="元")
    assert {sale.node.person for sale in found.sales} == {"老周"}
    assert {sale.node.product for sale in found.sales} == {"IPA", "小麦"}
    assert {sale.year for sale in found.sales} == {2025}
