"""Which column of a sales file means what: by the user's own mapping, else by the names people give them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from planforge.problem import Problem, Text, Where
from planforge.spec.history import HistoryFile
from planforge.spec.sales_table import Table
from planforge.spec.values import parse_money

NAMES = {
    "month": ("月份", "年月", "月", "日期", "期间", "month", "date", "period"),
    "year": ("年份", "年度", "年", "year"),
    "district": ("片区", "区域", "地区", "大区", "城市", "district", "region", "area", "territory"),
    "product": ("产品", "品类", "产品类别", "品项", "业务线", "product", "category", "line of business"),
    "channel": ("渠道", "渠道类型", "channel"),
    "person": ("人员", "业务员", "业务代表", "销售员", "客户经理", "person", "rep", "salesperson"),
    "store": ("门店", "店名", "店铺", "网点", "营业部", "store", "shop", "branch"),
    "amount": ("销售额", "金额", "收入", "营业额", "业绩", "amount", "sales", "revenue"),
    "units": ("销量", "数量", "件数", "箱数", "units", "volume", "quantity"),
}
NEEDED = ("month", "amount")
UNIT = re.compile(r"[(（\[]\s*(?:单位[:：])?\s*([^)）\]]+?)\s*[)）\]]\s*$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns as they stand in the file; ``scale`` turns amounts into currency units."""

    found: dict[str, str]
    scale: Decimal

    def of(self, key: str) -> str | None:
        return self.found.get(key)

    @property
    def month(self) -> str:
        return self.found["month"]

    @property
    def amount(self) -> str:
        return self.found["amount"]

    @property
    def year(self) -> str | None:
        return self.found.get("year")

    @property
    def units(self) -> str | None:
        return self.found.get("units")


def find_columns(table: Table, given: HistoryFile) -> tuple[Columns | None, tuple[Problem, ...]]:
    """The columns, or what keeps them from being found."""
    problems = [*_unknown_keys(given, table), *_absent(given, table)]
    found = {key: given.columns.get(key) or _by_name(key, table) for key in NAMES}
    known = {key: column for key, column in found.items() if column in table.columns}
    problems += [_missing(key, table) for key in NEEDED if key not in known and key not in given.columns]
    if problems:
        return None, tuple(problems)
    scale = _scale(given.unit) if given.unit else _scale(_unit_of(known["amount"]))
    if scale is None:
        return None, (_odd_unit(given.unit or "", table),)
    return Columns(known, scale), ()


def _by_name(key: str, table: Table) -> str | None:
    """The column with one of the usual names; a unit in brackets behind it is passed over."""
    plain = {_plain(UNIT.sub("", column)): column for column in reversed(table.columns)}
    return next((plain[name] for name in NAMES[key] if name in plain), None)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _unit_of(column: str) -> str:
    """The unit a heading carries: 万元 in 销售额（万元）, 万 in 销售额（万）; else none."""
    match = UNIT.search(column)
    return match[1] if match and _scale(match[1]) is not None else ""


def _scale(unit: str) -> Decimal | None:
    try:
        return parse_money(f"1{unit}")
    except ValueError:
        return None


def _unknown_keys(given: HistoryFile, table: Table) -> list[Problem]:
    listed = ", ".join(NAMES)
    return [
        Problem(
            "H02",
            Text(f"history.columns 中没有“{key}”这一列", f"history.columns knows no {key}"),
            Text(f"可用：{listed}", f"possible: {listed}"),
            ("history", "columns", key),
        )
        for key in given.columns
        if key not in NAMES
    ]


def _absent(given: HistoryFile, table: Table) -> list[Problem]:
    return [
        Problem(
            "H03",
            Text(f"{table.file} 中没有名为“{column}”的列", f"{table.file} has no column {column}"),
            _listed(table),
            ("history", "columns", key),
        )
        for key, column in given.columns.items()
        if key in NAMES and column not in table.columns
    ]


def _missing(key: str, table: Table) -> Problem:
    words = {"month": Text("月份", "month"), "amount": Text("销售额", "sales")}[key]
    message = Text(f"{table.file} 中找不到{words.zh}列", f"{table.file} has no column for {words.en}")
    hint = Text(
        f"{_listed(table).zh}；用 history.columns 指明 {key}",
        f"{_listed(table).en}; name it in history.columns as {key}",
    )
    return Problem("H04", message, hint, ("history",), Where(table.file, table.header, 1))


def _listed(table: Table) -> Text:
    return Text(f"现有列：{'、'.join(table.columns)}", f"its columns: {', '.join(table.columns)}")


def _odd_unit(unit: str, table: Table) -> Problem:
    return Problem(
        "H02",
        Text(f"金额单位“{unit}”无法识别", f"unit {unit} is not known"),
        Text("写 元、千元、万元、百万元 或 亿元", "write 元, 千元, 万元, thousand or million"),
        ("history", "unit"),
    )
