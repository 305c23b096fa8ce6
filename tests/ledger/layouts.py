"""One true table of sales, written down as people write theirs: in any of many layouts, with what stands round it."""

from __future__ import annotations

import csv
import datetime
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

Rows = list[list[Any]]
Key = tuple[int, int, str, str]
"""Year, month, district, product; the product is empty where the table tells none."""
DISTRICTS = ("信阳", "南阳", "驻马店", "周口", "商丘", "East", "North West", "Côte d'Azur", "曹县", "A_B 区")
PRODUCTS = ("挂面", "方便面", "粉丝", "Noodles 100g*12", "饼干", "2.5kg桶装", "Rice")
BESIDE = (
    *("序号", "备注", "税额", "成本", "目标", "units", "单价", "折扣金额", "运费", "退款金额", "期末库存", "同比"),
    *("毛利", "经手人电话"),
)
UNITS = {"": 1, "元": 1, "千元": 1_000, "万元": 10_000}
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(slots=True)
class Truth:
    """The sales there are, in currency units, and the unit that the table states ("" where it states none)."""

    years: tuple[int, ...]
    districts: tuple[str, ...]
    products: tuple[str, ...]
    sales: dict[Key, Decimal]
    unit: str

    def shown(self, key: Key) -> Decimal | None:
        """The figure as the table has it."""
        amount = self.sales.get(key)
        return None if amount is None else amount / UNITS[self.unit]


@dataclass(slots=True)
class Book:
    """Sheets of rows, the ranges merged in each (first and last row and column), and how the file is called."""

    sheets: dict[str, Rows]
    name: str = "sales"
    merged: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=lambda: defaultdict(list))


def truth(chance: Random) -> Truth:
    """A random one: a year or two, up to five districts, up to four products, some months of some nodes without."""
    years = tuple(range(2027 - chance.randint(1, 2), 2027))
    districts = tuple(chance.sample(DISTRICTS, chance.randint(1, 5)))
    products = tuple(chance.sample(PRODUCTS, chance.choice((0, 2, 3, 4))))
    unit = chance.choice(tuple(UNITS))
    flat, gaps = chance.random() < 0.15, chance.choice((0.0, 0.0, 0.05))
    sales: dict[Key, Decimal] = {}
    for district in districts:
        for product in products or ("",):
            size = chance.randint(1, 60)
            for year in years:
                for month in range(1, 13):
                    if chance.random() >= gaps:
                        raw = size * 100 if flat else chance.randint(size * 50, size * 190)
                        sales[year, month, district, product] = (
                            Decimal(raw) / chance.choice((1, 100))
                            if unit in ("", "元")
                            else Decimal(raw) * UNITS[unit] / 100
                        )
    if unit in ("", "元"):
        sales = {key: amount * 1000 for key, amount in sales.items()}
    return Truth(years, districts, products, sales, unit)


def laid_out(chance: Random, true: Truth) -> Book:
    """The table in one of the layouts it fits."""
    layouts = [_long, _long, _orders, _wide, _wide, _wide_by_sheet, _by_month_sheet, _days_by_month_sheet, _outline]
    layouts += [_years_down, _two_measures, _measure_rows]
    if not true.products:
        layouts += [_cross, _years_across, _sections]
    if len(true.districts) > 1:
        layouts += [_by_district_sheet, _wide_by_district_sheet]
    return _moved(chance, chance.choice(layouts)(chance, true))


def _moved(chance: Random, book: Book) -> Book:
    """The same sheets, at times away from the first cell, or with a stray empty sheet behind them."""
    if chance.random() < 0.1:
        right, down = chance.randint(0, 2), chance.randint(0, 3)
        book.sheets = {
            name: [*([[]] * down), *([*[None] * right, *row] for row in rows)] for name, rows in book.sheets.items()
        }
        book.merged.clear()
    if len(book.sheets) > 1 and chance.random() < 0.1:
        book.sheets["Sheet9"] = []
    return book


# Cells and heads ------------------------------------------------------------------------------------------------------


def _number(amount: Decimal | None) -> Any:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def _written(amount: Decimal | None, how: str | None) -> Any:
    """A figure as a number, or as the text that some systems export."""
    return _number(amount) if amount is None or how is None else how.format(amount)


def _sum(true: Truth, keys: Sequence[Key]) -> Any:
    return _number(sum((true.shown(key) or Decimal(0) for key in keys), Decimal(0)))


def _head(chance: Random, true: Truth, *names: str) -> str:
    return chance.choice(names)


def _titles(chance: Random, true: Truth, width: int, year: int | None = None) -> tuple[Rows, bool]:
    """Rows above the heads, and whether they state the unit."""
    rows: Rows = []
    if chance.random() < 0.4:
        rows.append([f"{year}年豫南区域销售统计表" if year else "豫南区域销售统计表"])
    if chance.random() < 0.2:
        rows.append(["制表：李明", *[None] * max(width - 3, 0)])
    stated = False
    if true.unit and chance.random() < 0.5:
        rows.append([None] * max(width - 2, 0) + [f"单位：{true.unit}"])
        stated = True
    return rows, stated


def _amount_head(chance: Random, true: Truth, stated: bool) -> str:
    name = chance.choice(("销售额", "销售金额", "金额", "Sales", "营业额", "Net sales"))
    return name if stated or not true.unit else f"{name}（{true.unit}）"


def _notes(chance: Random) -> Rows:
    return (
        [[]] * chance.randint(0, 2) + [[chance.choice(("注：以财务数为准", "制表日期：2026-12-31", "说明：含税"))]]
        if chance.random() < 0.3
        else []
    )


def _month(chance: Random) -> Any:
    return chance.choice(
        (
            lambda y, m: f"{y}-{m:02}",
            lambda y, m: f"{y}年{m}月",
            lambda y, m: f"{y}/{m}",
            lambda y, m: f"{y}{m:02}",
            lambda y, m: f"{ENGLISH[m - 1]}-{y % 100}",
            lambda y, m: datetime.date(y, m, 1),
        )
    )


# Layouts --------------------------------------------------------------------------------------------------------------


def _long(chance: Random, true: Truth) -> Book:  # noqa: C901 - one table, with everything that may stand in it
    """A line for every month of every node."""
    month, apart = _month(chance), chance.random() < 0.2
    columns = ["month", "district", *(["product"] if true.products else [])]
    heads = {
        "month": "月份" if apart else chance.choice(("月份", "年月", "日期", "Month")),
        "district": chance.choice(("片区", "区域", "Region", "省份")),
        "product": chance.choice(("产品", "品类", "Product", "存货名称")),
    }
    extras = chance.sample(BESIDE, chance.randint(0, 4))
    if "单价" in extras and "units" not in extras:
        extras.append("units")
    order = [*columns, *extras]
    chance.shuffle(order)
    titles, stated = _titles(chance, true, len(order) + 1)
    amount = _amount_head(chance, true, stated)
    order.insert(chance.randint(0, len(order)), "amount")
    names = {"amount": amount, "units": "数量", **heads}
    head = [names.get(column, column) for column in order]
    if apart:
        head = ["年份", *head]
    keys = sorted(true.sales, key=lambda k: (k[0], k[1], true.districts.index(k[2]), k[3]))
    if chance.random() < 0.3:
        keys.sort(key=lambda k: (true.districts.index(k[2]), k[3], k[0], k[1]))
    elif chance.random() < 0.2:
        keys.sort(key=lambda k: (-k[0], -k[1], true.districts.index(k[2]), k[3]))
    written_as = chance.choice((None, None, None, "{:,.2f}", "￥{:,.2f}", "{:.2f}"))
    total = chance.choice((None, None, "合计", "总计", "", "Total"))
    subtotal = (
        chance.random() < 0.15 and len(true.districts) > 1 and keys[0][1] == keys[1][1] if len(keys) > 1 else False
    )
    rows: Rows = [*titles, head]

    def line(values: dict[str, Any], year: Any = None) -> list[Any]:
        return [*([year] if apart else []), *(values.get(column) for column in order)]

    for n, key in enumerate(keys, 1):
        shown = true.shown(key)
        quantity = chance.randint(1, 500)
        values = {
            "month": (f"{key[1]}月" if apart else month(key[0], key[1])),
            "district": key[2],
            "product": key[3],
            "amount": _written(shown, written_as),
            "序号": n,
            "税额": _number((shown or Decimal(0)) / 10),
            "成本": _number((shown or Decimal(0)) / 2),
            "目标": _number((shown or Decimal(0)) * 2),
            "units": quantity,
            "单价": _number(((shown or Decimal(0)) / quantity).quantize(Decimal("0.0001"))),
            "折扣金额": chance.choice((0, 5, 12.5)),
            "运费": chance.choice((0, 8, 15)),
            "退款金额": chance.choice((0, 0, 20)),
            "期末库存": chance.randint(0, 900),
            "同比": chance.choice(("12%", "-3%", 0.07)),
            "毛利": _number(((shown or Decimal(0)) * 3 / 10).quantize(Decimal("0.01"))),
            "经手人电话": 13800000000 + chance.randint(0, 99_999_999),
        }
        rows.append(line(values, key[0]))
        following = keys[n] if n < len(keys) else None
        if subtotal and (following is None or following[:2] != key[:2]):
            whole = [k for k in keys if k[:2] == key[:2]]
            if len(whole) > 1:
                rows.append(line({"district": f"{key[1]}月小计", "amount": _sum(true, whole)}))
        if chance.random() < 0.02:
            rows.append([])
        if chance.random() < 0.01:
            rows.append(list(head))
    if total is not None:
        first = next(column for column in order if column in ("month", "district", "product"))
        rows.append(line({first: total or None, "amount": _sum(true, keys)}))
    return Book({"Sheet1": [*rows, *_notes(chance)]})


def _orders(chance: Random, true: Truth) -> Book:
    """Order lines: each month's figure split over days, returns among them."""
    heads = chance.choice(
        (
            ("单据编号", "单据日期", "往来单位", "区县", "存货分类", "数量", "单价", "价税合计"),
            ("Order ID", "Order Date", "Customer", "State", "Category", "Quantity", "Unit Price", "Sales"),
            ("订单号", "订单日期", "客户", "省份", "商品名称", "数量", "单价", "实付金额"),
        )
    )
    lines: Rows = []
    for (year, month, district, product), amount in true.sales.items():
        left, parts = amount, chance.randint(1, 3)
        for part in range(parts):
            cents = Decimal(chance.randint(0, int(left * 100) + 1)) / 100 if part < parts - 1 else left
            left -= cents
            quantity = chance.randint(1, 9)
            day = datetime.date(year, month, chance.randint(1, 28))
            lines.append(
                [
                    None,
                    day,
                    f"客户{chance.randint(1, 9)}",
                    district,
                    product or "全部",
                    quantity,
                    float(round(cents / quantity, 4)),
                    _number(cents),
                ]
            )
    chance.shuffle(lines)
    if chance.random() < 0.5:
        lines.sort(key=lambda line: line[1])
    for n, line in enumerate(lines, 1):
        line[0] = f"XS{n:06}"
    style = chance.choice((None, "%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"))
    for line in lines:
        line[1] = line[1].strftime(style) if style else line[1]
    sheets = {"订单": [list(heads), *lines]}
    if chance.random() < 0.3 and len(lines) > 30:
        third = len(lines) // 3
        parts_ = (lines[:third], lines[third : 2 * third], lines[2 * third :])
        sheets = {f"Sheet{n}": [list(heads), *part] for n, part in enumerate(parts_, 1)}
    if chance.random() < 0.3:
        sheets = {"封面": [["豫南区域销售订单"], ["导出人：李明"]], **sheets}
    return Book(sheets)


def _nodes(true: Truth) -> list[tuple[str, str]]:
    return [(district, product) for district in true.districts for product in true.products or ("",)]


def _months_heads(chance: Random, year: int, grouped: bool) -> list[str]:
    if grouped:
        return [f"{m}月" for m in range(1, 13)]
    style = chance.choice(("{y}年{m}月", "{y}-{m:02}", "{e}-{s}", "{y}.{m:02}"))
    return [style.format(y=year, m=m, e=ENGLISH[m - 1], s=year % 100) for m in range(1, 13)]


def _wide(chance: Random, true: Truth) -> Book:
    """Months across, the years side by side, under a row of years or with the year in every head."""
    return Book({"销售": _wide_rows(chance, true, true.years)}, "销售统计")


def _wide_by_sheet(chance: Random, true: Truth) -> Book:
    """Months across, a sheet for every year."""
    seed = chance.random()
    return Book({f"{year}年": _wide_rows(Random(seed), true, (year,), sheet=True) for year in true.years}, "销售统计")


def _wide_rows(  # noqa: C901 - one table, with everything that may stand round it
    chance: Random, true: Truth, years: Sequence[int], *, sheet: bool = False
) -> Rows:
    grouped = sheet or chance.random() < 0.5
    totals, across = chance.random() < 0.5, chance.choice((None, "合计", "小计", "全年"))
    newest = not grouped and chance.random() < 0.2
    stub = [chance.choice(("片区", "地区", "县区", "Region")), *(["产品"] if true.products else [])]
    if chance.random() < 0.3:
        stub = ["序号", *stub]
    heads: list[Any] = []
    groups: list[Any] = []
    columns: list[tuple[int, int]] = []  # year and month, month 0 for the year's sum
    quarters = not newest and chance.random() < 0.2
    quarter = chance.choice(("{}季度", "Q{}", "第{}季度", "{}季度小计"))
    first = bool(across) and chance.random() < 0.2  # the sum of the year before its months
    for year in reversed(years) if newest else years:
        months = list(range(1, 13))
        names = _months_heads(Random(chance.random()) if newest else chance, year, grouped)
        if newest:
            months.reverse()
            names.reverse()
        if quarters:
            months = [m for q in range(4) for m in (*range(3 * q + 1, 3 * q + 4), -(q + 1))]
            names = [
                m
                for q in range(4)
                for m in (*names[3 * q : 3 * q + 3], quarter.format("一二三四"[q] if "Q" not in quarter else q + 1))
            ]
        sums = [across] if across else []
        heads += [*sums, *names] if first else [*names, *sums]
        groups += [f"{year}年", *[None] * (len(names) + len(sums) - 1)]
        columns += [(year, m) for m in ([0, *months] if first else [*months, *([0] if across else [])])]
    titles, stated = _titles(chance, true, len(stub) + len(heads), years[0] if sheet else None)
    if true.unit and not stated:
        titles.append([f"单位：{true.unit}"])
    rows: Rows = [*titles]
    if grouped and not sheet:
        rows.append([*stub, *groups])
        rows.append([*[None] * len(stub), *heads])
    else:
        rows.append([*stub, *heads])

    def cells(keys: Sequence[tuple[str, str]]) -> list[Any]:
        return [_cell(true, keys, year, month) for year, month in columns]

    outline = bool(true.products) and chance.random() < 0.5
    above = bool(true.products) and chance.random() < 0.15
    for n, district in enumerate(true.districts, 1):
        nodes = [(district, product) for product in true.products or ("",)]
        if above:
            rows.append([*([None] if stub[0] == "序号" else []), district, "小计", *cells(nodes)])
        for k, node in enumerate(nodes):
            shown: list[Any] = [district if k == 0 or not outline else None, *([node[1]] if true.products else [])]
            rows.append([*([n] if stub[0] == "序号" else []), *shown, *cells([node])])
        if totals and true.products and not above:
            word = chance.choice((f"{district}小计", "小计"))
            rows.append([*([None] if stub[0] == "序号" else []), word, None, *cells(nodes)])
    if chance.random() < 0.6:
        last: str | None = chance.choice(("合计", "总计", None))
        if last is not None or len(true.districts) > 1:
            rows.append(
                [*([None] if stub[0] == "序号" else []), last, *([None] if true.products else []), *cells(_nodes(true))]
            )
    return [*rows, *_notes(chance)]


def _cell(true: Truth, nodes: Sequence[tuple[str, str]], year: int, month: int) -> Any:
    """The figure of a month, or of the year (nil) or a quarter (below nil)."""
    months = range(1, 13) if month == 0 else range(-3 * month - 2, -3 * month + 1) if month < 0 else (month,)
    keys = [(year, m, d, p) for m in months for d, p in nodes]
    if month > 0 and len(nodes) == 1:
        return _number(true.shown(keys[0]))
    return _sum(true, keys)


def _cross(chance: Random, true: Truth) -> Book:
    """Months down, a column for every district."""
    month = _month(chance)
    titles, stated = _titles(chance, true, 1 + len(true.districts))
    if true.unit and not stated:
        titles.append([f"单位：{true.unit}"])
    whole = chance.random() < 0.5 and len(true.districts) > 1
    rows: Rows = [*titles, [chance.choice(("月份", "年月")), *true.districts, *(["合计"] if whole else [])]]
    for year in true.years:
        for m in range(1, 13):
            cells = [_number(true.shown((year, m, d, ""))) for d in true.districts]
            rows.append(
                [month(year, m), *cells, *([_cell(true, [(d, "") for d in true.districts], year, m)] if whole else [])]
            )
    if chance.random() < 0.5:
        every = [
            sum((true.shown(k) or Decimal(0) for k in true.sales if k[2] == d), Decimal(0)) for d in true.districts
        ]
        rows.append(["合计", *map(_number, every), *([_number(sum(every, Decimal(0)))] if whole else [])])
    return Book({"Sheet1": rows})


def _years_across(chance: Random, true: Truth) -> Book:
    """A sheet for every district: months down, years across."""
    sheets = {}
    for district in true.districts:
        growth = len(true.years) == 2 and chance.random() < 0.5
        rows: Rows = [[f"{district}销售情况", None, f"单位：{true.unit or '元'}"]]
        rows.append(["月份", *(f"{year}年" for year in true.years), *(["增长率"] if growth else [])])
        for m in range(1, 13):
            cells = [_number(true.shown((year, m, district, ""))) for year in true.years]
            rows.append([f"{m}月", *cells, *([0.12] if growth else [])])
        sheets[district] = rows
    true.unit = true.unit or "元"
    return Book(sheets)


def _by_district_sheet(chance: Random, true: Truth) -> Book:
    """A sheet for every district, a line for every month."""
    month = _month(chance)
    heads = ["月份", *(["产品"] if true.products else []), _amount_head(chance, true, False)]
    sheets: dict[str, Rows] = {}
    for district in true.districts:
        keys = sorted(k for k in true.sales if k[2] == district)
        lines = [[month(k[0], k[1]), *([k[3]] if true.products else []), _number(true.shown(k))] for k in keys]
        sheets[district] = [list(heads), *lines]
    return Book(sheets)


def _by_month_sheet(chance: Random, true: Truth) -> Book:
    """A sheet for every month, a line for every node."""
    heads = ["片区", *(["产品"] if true.products else []), _amount_head(chance, true, False)]
    total = chance.random() < 0.5
    sheets: dict[str, Rows] = {}
    for year in true.years:
        for m in range(1, 13):
            keys = sorted(k for k in true.sales if k[:2] == (year, m))
            lines: Rows = [[k[2], *([k[3]] if true.products else []), _number(true.shown(k))] for k in keys]
            if total and keys:
                lines.append(["合计", *([None] if true.products else []), _sum(true, keys)])
            sheets[f"{year}年{m}月"] = [list(heads), *lines]
    return Book(sheets)


def _days_by_month_sheet(chance: Random, true: Truth) -> Book:
    """A sheet for every month, order lines with the day of the month alone; the year in the sheet's name or a title."""
    day = chance.choice(("{}号", "{}日", "{}"))
    named, newest = chance.random() < 0.5, chance.random() < 0.3
    stub = chance.choice(("日期", "日"))
    heads = [stub, "片区", *(["产品"] if true.products else []), _amount_head(chance, true, False)]
    sheets: dict[str, Rows] = {}
    for year in true.years:
        for m in range(1, 13):
            lines: Rows = []
            for key in sorted(k for k in true.sales if k[:2] == (year, m)):
                whole = true.shown(key) or Decimal(0)
                part = (whole * chance.randint(10, 90) / 100).quantize(Decimal("0.01"))
                for amount in (part, whole - part):
                    n = chance.randint(1, 28)
                    lines.append([n, key[2], *([key[3]] if true.products else []), _number(amount)])
            lines.sort(key=lambda line: line[0], reverse=newest)
            shown = [[day.format(n) if day != "{}" else n, *rest] for n, *rest in lines]
            title = [] if named else [[f"{year}年{m}月销售明细"]]
            sheets[f"{year}年{m}月" if named else f"{year % 100}.{m}"] = [*title, heads, *shown]
    return Book(sheets)


def _outline(chance: Random, true: Truth) -> Book:
    """A line for every month of every node, the district (and the year) named in the first line of its block only,
    the cells merged or left empty."""
    heads = ["片区", "年份", *(["产品"] if true.products else []), "月份", _amount_head(chance, true, False)]
    book = Book({})
    rows: Rows = [list(heads)]
    merge = chance.random() < 0.5
    for district in true.districts:
        top = len(rows)
        for year in true.years:
            start = len(rows)
            for key in sorted((k for k in true.sales if k[0] == year and k[2] == district), key=lambda k: (k[3], k[1])):
                named = [district if len(rows) == top else None, f"{year}年" if len(rows) == start else None]
                rows.append([*named, *([key[3]] if true.products else []), f"{key[1]}月", _number(true.shown(key))])
            if merge and len(rows) - start > 1:
                book.merged["台账"].append((start, len(rows) - 1, 1, 1))
        if merge and len(rows) - top > 1:
            book.merged["台账"].append((top, len(rows) - 1, 0, 0))
    book.sheets["台账"] = rows
    return book


def _years_down(chance: Random, true: Truth) -> Book:
    """Months across, a line for every year of every node."""
    stub = ["片区", *(["产品"] if true.products else []), chance.choice(("年份", "年度"))]
    first = chance.random() < 0.4
    if first:
        stub = [stub[-1], *stub[:-1]]
    whole, unit = chance.random() < 0.5, true.unit
    rows: Rows = [[f"单位：{unit}"]] if unit else []
    rows.append([*stub, *(f"{m}月" for m in range(1, 13)), *(["合计"] if whole else [])])
    for district, product in _nodes(true):
        for year in chance.sample(true.years, len(true.years)):
            names = [district, *([product] if true.products else [])]
            said = f"{year}年" if chance.random() < 0.5 else year
            cells = [_cell(true, [(district, product)], year, m) for m in range(1, 13)]
            total = [_cell(true, [(district, product)], year, 0)] if whole else []
            rows.append([*([said, *names] if first else [*names, said]), *cells, *total])
    if chance.random() < 0.3:
        every = [_sum(true, [k for k in true.sales if k[1] == m]) for m in range(1, 13)]
        rows.append(["合计", *[None] * (len(stub) - 1), *every, *([_sum(true, list(true.sales))] if whole else [])])
    return Book({"Sheet1": rows})


def _two_measures(chance: Random, true: Truth) -> Book:
    """Months across, volume and amount side by side under each."""
    year = true.years[-1]
    true.sales = {key: amount for key, amount in true.sales.items() if key[0] == year}
    true.years = (year,)
    pair = chance.choice((("数量", "金额"), ("销量", "销售额"), ("金额", "数量")))
    stub = ["片区", *(["产品"] if true.products else [])]
    rows: Rows = [[f"{year}年销售统计" + (f"（单位：{true.unit}）" if true.unit else "")]]
    rows.append([*stub, *(cell for m in range(1, 13) for cell in (f"{m}月", None))])
    rows.append([*[None] * len(stub), *(pair * 12)])
    for district, product in _nodes(true):
        cells: list[Any] = []
        for m in range(1, 13):
            amount = _cell(true, [(district, product)], year, m)
            quantity = None if amount is None else chance.randint(1, 300)
            cells += [amount, quantity] if pair[0] == "金额" else [quantity, amount]
        rows.append([district, *([product] if true.products else []), *cells])
    return Book({"统计": rows})


def _measure_rows(chance: Random, true: Truth) -> Book:
    """Months across, a line for the sales of every node and others for its volume, target, profit."""
    year = true.years[-1]
    true.sales = {key: amount for key, amount in true.sales.items() if key[0] == year}
    true.years = (year,)
    others = chance.sample(("销量", "目标", "毛利", "达成率"), chance.randint(1, 3))
    rows: Rows = [[f"{year}年月报"], *([[f"单位：{true.unit}"]] if true.unit else [])]
    rows.append(["片区", *(["产品"] if true.products else []), "指标", *(f"{m}月" for m in range(1, 13))])
    for district, product in _nodes(true):
        for measure in ("销售额", *others):
            cells = [_cell(true, [(district, product)], year, m) for m in range(1, 13)]
            if measure == "达成率":
                cells = [None if cell is None else f"{chance.randint(60, 130)}%" for cell in cells]
            elif measure != "销售额":
                cells = [None if cell is None else chance.randint(1, 900) for cell in cells]
            rows.append([district, *([product] if true.products else []), measure, *cells])
    return Book({"月报": rows})


def _sections(chance: Random, true: Truth) -> Book:
    """Months down under a line for every year, a column for every district."""
    rows: Rows = [["月份", *true.districts]]
    unit = f"单位：{true.unit}" if true.unit else None
    for year in true.years:
        rows.append([f"{year}年"])
        rows += [[f"{m}月", *(_number(true.shown((year, m, d, ""))) for d in true.districts)] for m in range(1, 13)]
        if chance.random() < 0.5:
            rows.append(
                ["合计", *(_sum(true, [k for k in true.sales if k[0] == year and k[2] == d]) for d in true.districts)]
            )
    return Book({"Sheet1": [*([[unit]] if unit else []), *rows]})


def _wide_by_district_sheet(chance: Random, true: Truth) -> Book:
    """A sheet for every district, its products down, months across, the years side by side."""
    sheets = {}
    for district in true.districts:
        titles: Rows = [[f"{district}销售统计", None, f"单位：{true.unit or '元'}"]]
        heads = ["产品" if true.products else "项目", *(f"{y}-{m:02}" for y in true.years for m in range(1, 13))]
        rows: Rows = [
            [product or "销售额", *(_cell(true, [(district, product)], y, m) for y in true.years for m in range(1, 13))]
            for product in true.products or ("",)
        ]
        if len(true.products) > 1 and chance.random() < 0.5:
            nodes = [(district, product) for product in true.products]
            rows.append(["合计", *(_cell(true, nodes, y, m) for y in true.years for m in range(1, 13))])
        sheets[district] = [*titles, heads, *rows]
    true.unit = true.unit or "元"
    return Book(sheets)


# Files ----------------------------------------------------------------------------------------------------------------


def written(chance: Random, book: Book, folder: Path) -> Path:
    """The book as .csv (where it has one sheet), .xlsx or .xls."""
    kind = chance.choice(("csv", "xlsx", "xlsx", "xls") if len(book.sheets) == 1 else ("xlsx", "xlsx", "xls"))
    path = folder / f"{book.name}.{kind}"
    if kind == "csv":
        text = io.StringIO()
        writer = csv.writer(text, delimiter=chance.choice(",,;\t"))
        commas = chance.choice((None, None, None, ",", "."))  # between thousands
        if commas == "." and writer.dialect.delimiter == ",":
            commas = None
        for row in next(iter(book.sheets.values())):
            writer.writerow(_typed(cell, commas) for cell in row)
        encoding = chance.choice(("utf-8-sig", "utf-8", "gb18030", "utf-16"))
        path.write_bytes(text.getvalue().encode(encoding, errors="ignore"))
    elif kind == "xlsx":
        _xlsx(path, book)
    else:
        _xls(path, book)
    return path


def _typed(cell: Any, commas: str | None) -> Any:
    """A cell as text, figures with commas between thousands or, where points are, with a decimal comma."""
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, float) and commas == ".":
        return (
            f"{cell:,.2f}".translate(str.maketrans(",.", ".,"))
            if round(cell, 2) == cell
            else str(cell).replace(".", ",")
        )
    if commas == "," and isinstance(cell, int | float) and abs(cell) >= 1000:
        return f"{cell:,}"
    return cell


def _xlsx(path: Path, book: Book) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in book.sheets.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, datetime.date):
                        sheet.write_datetime(r, c, datetime.datetime(cell.year, cell.month, cell.day), day)
                    elif cell is not None:
                        sheet.write(r, c, cell)
            for top, bottom, left, right in book.merged.get(name, ()):
                sheet.merge_range(top, left, bottom, right, rows[top][left])


def _xls(path: Path, book: Book) -> None:
    import xlwt  # type: ignore[import-untyped]

    workbook = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, rows in book.sheets.items():
        sheet = workbook.add_sheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write(r, c, cell, day)
                elif cell is not None and not any(r == m[0] and c == m[2] for m in book.merged.get(name, ())):
                    sheet.write(r, c, cell)
        for top, bottom, left, right in book.merged.get(name, ()):
            sheet.write_merge(top, bottom, left, right, rows[top][left])
    workbook.save(str(path))
