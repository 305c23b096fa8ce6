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
    layouts = [_long, _long, _orders, _wide, _wide, _wide_by_sheet, _by_month_sheet]
    if not true.products:
        layouts += [_cross, _years_across]
    if len(true.districts) > 1:
        layouts.append(_by_district_sheet)
    return chance.choice(layouts)(chance, true)


# Cells and heads ------------------------------------------------------------------------------------------------------


def _number(amount: Decimal | None) -> Any:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


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


def _long(chance: Random, true: Truth) -> Book:
    """A line for every month of every node."""
    month, apart = _month(chance), chance.random() < 0.2
    columns = ["month", "district", *(["product"] if true.products else [])]
    heads = {
        "month": "月份" if apart else chance.choice(("月份", "年月", "日期", "Month")),
        "district": chance.choice(("片区", "区域", "Region", "省份")),
        "product": chance.choice(("产品", "品类", "Product", "存货名称")),
    }
    extras = chance.sample(("序号", "备注", "税额", "成本", "目标", "units"), chance.randint(0, 3))
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
    total = chance.choice((None, None, "合计", "总计", "", "Total"))
    subtotal = (
        chance.random() < 0.15 and len(true.districts) > 1 and keys[0][1] == keys[1][1] if len(keys) > 1 else False
    )
    rows: Rows = [*titles, head]

    def line(values: dict[str, Any], year: Any = None) -> list[Any]:
        return [*([year] if apart else []), *(values.get(column) for column in order)]

    for n, key in enumerate(keys, 1):
        shown = true.shown(key)
        values = {
            "month": (f"{key[1]}月" if apart else month(key[0], key[1])),
            "district": key[2],
            "product": key[3],
            "amount": _number(shown),
            "序号": n,
            "税额": _number((shown or Decimal(0)) / 10),
            "成本": _number((shown or Decimal(0)) / 2),
            "目标": _number((shown or Decimal(0)) * 2),
            "units": chance.randint(1, 500),
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
    for year in reversed(years) if newest else years:
        months = list(range(1, 13))
        names = _months_heads(Random(chance.random()) if newest else chance, year, grouped)
        if newest:
            months.reverse()
            names.reverse()
        heads += names + ([across] if across else [])
        groups += [f"{year}年", *[None] * (11 + bool(across))]
        columns += [(year, m) for m in months] + ([(year, 0)] if across else [])
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
    months = range(1, 13) if month == 0 else (month,)
    keys = [(year, m, d, p) for m in months for d, p in nodes]
    if month and len(nodes) == 1:
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


# Files ----------------------------------------------------------------------------------------------------------------


def written(chance: Random, book: Book, folder: Path) -> Path:
    """The book as .csv (where it has one sheet), .xlsx or .xls."""
    kind = chance.choice(("csv", "xlsx", "xlsx", "xls") if len(book.sheets) == 1 else ("xlsx", "xlsx", "xls"))
    path = folder / f"{book.name}.{kind}"
    if kind == "csv":
        text = io.StringIO()
        writer = csv.writer(text, delimiter=chance.choice(",,;\t"))
        commas = chance.random() < 0.3
        for row in next(iter(book.sheets.values())):
            writer.writerow(_typed(cell, commas) for cell in row)
        path.write_bytes(text.getvalue().encode(chance.choice(("utf-8-sig", "utf-8", "gb18030")), errors="ignore"))
    elif kind == "xlsx":
        _xlsx(path, book)
    else:
        _xls(path, book)
    return path


def _typed(cell: Any, commas: bool) -> Any:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if commas and isinstance(cell, int | float) and abs(cell) >= 1000:
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
                elif cell is not None:
                    sheet.write(r, c, cell)
    workbook.save(str(path))
