"""Sales files of the kinds people have, made anew for each test: order lines, wide tables, what Excel does to them."""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from planforge.ledger.heads import AXES
from planforge.ledger.ledger import read_sales
from planforge.ledger.outcome import Ledger
from planforge.problem import Problem
from planforge.spec.history import HistoryFile

REGIONS = {"Central": "Texas", "East": "New York", "South": "Florida", "West": "California"}
CATEGORIES = {"Furniture": "Chairs", "Office Supplies": "Paper", "Technology": "Phones"}
ORDER_HEADS = (
    "Row ID", "Order ID", "Order Date", "Ship Date", "Segment", "Country", "State", "Region",
    "Category", "Sub-Category", "Product Name", "Sales", "Quantity", "Discount", "Profit",
)  # fmt: skip
PROVINCES = [
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽",
    "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州",
    "云南", "陕西", "甘肃", "青海", "内蒙古", "广西", "西藏", "宁夏", "新疆",
]  # fmt: skip


def order_lines(count: int, first_year: int = 2014, years: int = 4) -> list[list[Any]]:
    """Orders of a retailer, in no order of time; a few are returns."""
    chance = random.Random(1)
    span = (datetime.date(first_year + years, 1, 1) - datetime.date(first_year, 1, 1)).days
    lines = []
    for n in range(1, count + 1):
        day = datetime.date(first_year, 1, 1) + datetime.timedelta(chance.randrange(span))
        region, category = chance.choice(list(REGIONS)), chance.choice(list(CATEGORIES))
        sales = round(chance.lognormvariate(4, 1), 2) * (-1 if n % 400 == 0 else 1)
        segment = chance.choice(("Consumer", "Corporate", "Home Office"))
        lines.append([
            n, f"CA-{day.year}-{n // 2}", day, day + datetime.timedelta(4), segment, "United States",
            REGIONS[region], region, category, CATEGORIES[category] + (" B" if n % 2 else " A"), f"Model “{n % 97}”",
            sales, chance.randrange(1, 9), 0.2, round(sales * 0.15, 2),
        ])  # fmt: skip
    return lines


def province_lines(count: int) -> list[list[Any]]:
    """Orders of all 31 provinces, 2025 and 2026."""
    chance = random.Random(2)
    lines = []
    for n in range(1, count + 1):
        day = datetime.date(2025, 1, 1) + datetime.timedelta(chance.randrange(730))
        place = PROVINCES[n % 31]
        lines.append([
            n, f"US-{n // 2}", day, chance.choice(("消费者", "公司", "小型企业")), f"{place}市", place, "中国",
            chance.choice(("办公用品", "家具", "技术")), f"品{n % 300}", chance.randrange(50, 2_000), n % 9 + 1,
        ])  # fmt: skip
    return lines


PROVINCE_HEADS = (
    "行 ID",
    "订单 ID",
    "订单日期",
    "细分",
    "城市",
    "省/自治区",
    "国家",
    "类别",
    "产品名称",
    "销售额",
    "数量",
)


def csv_file(
    path: Path, rows: Iterable[Any], *, encoding: str = "utf-8", date: str = "%Y-%m-%d", separator: str = ","
) -> Path:
    """A CSV file; days are written as ``date`` says."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    for row in rows:
        writer.writerow([cell.strftime(date) if isinstance(cell, datetime.date) else cell for cell in row])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def workbook(path: Path, *, merged: Any = (), **sheets: Any) -> Path:
    """A workbook with a sheet for each name; ``merged`` ranges (of the first sheet) are written over the rows."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, datetime.date):
                        sheet.write_datetime(r, c, datetime.datetime(cell.year, cell.month, cell.day), day)
                    elif cell is not None:
                        sheet.write(r, c, cell)
        for cells, text in merged:
            book.worksheets()[0].merge_range(cells, text)
    return path


def taken(path: Path, year: int = 2026, **given: Any) -> Ledger:
    """What a file gives that can be read."""
    found, problems = read_sales(path, path.name, HistoryFile(file=path.name, **given), year, {})
    assert not problems
    assert found is not None
    return found


def refused(path: Path, **given: Any) -> tuple[Problem, ...]:
    """Why a file cannot be read."""
    found, problems = read_sales(path, path.name, HistoryFile(file=path.name, **given), 2026, {})
    assert found is None
    return problems


def sums(found: Ledger, *axes: str) -> dict[Any, Decimal]:
    """Amounts by year and the axes named."""
    total: dict[Any, Decimal] = {}
    for sale in found.sales:
        key = (sale.year, *(sale.node[AXES.index(axis)] for axis in axes))
        total[key] = total.get(key, Decimal(0)) + sale.amount
    return total


def codes(found: Ledger) -> list[str]:
    """The codes of what is told."""
    return [problem.code for problem in found.problems]
