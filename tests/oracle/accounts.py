"""A region's books kept by hand: the spec as plain YAML, its sales as plain CSV, and what they state, in Fractions.

Nothing of planforge is imported here. What is split by judgement (targets over districts, months, products, people)
is taken from the published cells; everything else is worked out from them and from what the file says.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

Raw = Mapping[str, Any]
Months = tuple[int, ...]
_SCALE = {"": 1, "元": 1, "千": 10**3, "万": 10**4, "亿": 10**8, "k": 10**3, "m": 10**6, "million": 10**6}
_UNITS = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8, "unit": 1, "thousand": 10**3}
_UNITS |= {"10k": 10**4, "million": 10**6, "100 million": 10**8}
_HEADS = {
    "month": {"月份", "month"},
    "district": {"片区", "大区", "城区", "district"},
    "store": {"门店", "store"},
    "product": {"产品", "菜品大类", "收入项目", "业务线", "项目", "product", "line of business"},
    "channel": {"渠道", "时段客群", "获客渠道", "channel", "source"},
    "amount": {"销售额", "营业额", "营业收入", "净佣金收入", "业绩", "amount", "net commission"},
    "units": {"销量", "份数", "客次", "units"},
}


def money(value: Any) -> Fraction | None:
    """8280万, 82.8m, 82,800,000."""
    if value is None:
        return None
    match = re.fullmatch(r"([+-]?[\d,.]+)\s*(\D*)", str(value).strip())
    assert match, value
    return Fraction(match[1].replace(",", "")) * _SCALE[match[2].strip().lower()]


def rate(value: Any) -> Fraction | None:
    """20%, +20%, 0.2."""
    if value is None:
        return None
    text = str(value).strip()
    return Fraction(text[:-1].replace(",", "")) / 100 if text.endswith("%") else Fraction(text)


def either(value: Any) -> Fraction:
    """A factor, as a rate or as an amount."""
    found = rate(value) if str(value).strip().endswith("%") else money(value)
    assert found is not None
    return found


def number(value: Any) -> int | None:
    return None if value is None else int(money(value) or 0)


def truth(value: Any) -> bool:
    return str(value).lower() in ("yes", "true", "y", "是", "对")


def day(value: Any) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(str(value))


def month(value: Any) -> int | None:
    return None if value is None else int(str(value).removesuffix("月").rsplit("-", 1)[-1])


def round_to(value: Fraction | int, step: int = 1) -> int:
    """The nearest multiple, a half away from nought."""
    twice, whole = 2 * abs(Fraction(value)), 2 * step
    steps = int((twice + step) // whole)
    return steps * step if value >= 0 else -steps * step


def share(part: Fraction | int | None, whole: Fraction | int | None) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if part is not None and whole else None


@dataclass(frozen=True)
class Sale:
    """One line of the sales file."""

    year: int
    month: int | None
    place: Mapping[str, str]
    amount: Fraction
    units: int | None


@dataclass(frozen=True)
class Books:
    """A spec as its author wrote it, its sales, and the cells that were published: ``shown`` is ``show --json``."""

    raw: Raw
    sales: tuple[Sale, ...]
    shown: Any
    _cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    # what the file says ----------------------------------------------------------------------------------------------

    def get(self, path: str, otherwise: Any = None) -> Any:
        """A value of the spec by its dotted path."""
        found: Any = self.raw
        for key in path.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
            if found is None:
                return otherwise
        return found

    def each(self, path: str) -> list[Raw]:
        return list(self.get(path, ()))

    @property
    def year(self) -> int:
        return int(self.raw["year"])

    @property
    def step(self) -> int:
        """The rounding unit: as given, else a tenth of the printed unit."""
        given = money(self.get("money.round_to"))
        return max(int(given), 1) if given is not None else max(_UNITS[self.get("money.unit", "万元")] // 10, 1)

    def whole(self, value: Fraction | int | None) -> int | None:
        return None if value is None else round_to(value, self.step)

    @property
    def names(self) -> list[str]:
        return [district["name"] for district in self.each("districts")]

    # what was sold ---------------------------------------------------------------------------------------------------

    def sold(self, back: int, **place: str) -> Fraction | None:
        """Sales of a past year, 1 for last year; None where there are none."""
        found = [
            sale.amount
            for sale in self.sales
            if sale.year == self.year - back and all(sale.place.get(axis) == name for axis, name in place.items())
        ]
        return sum(found, Fraction(0)) if found else None

    @property
    def last(self) -> Fraction | None:
        """Last year's sales: of the sales file, else what all products, channels or stores state."""
        if (sold := self.sold(1)) is not None:
            return sold
        for key, field_name in (("products", "last"), ("channels", "last"), ("stores", "last_actual")):
            known = [money(node.get(field_name)) for node in self.each(key)]
            if known and None not in known:
                return sum(filter(None, known), Fraction(0))
        return None

    def sold_months(self, back: int, **place: str) -> list[Fraction]:
        months = [Fraction(0)] * 12
        for sale in self.sales:
            if sale.year == self.year - back and all(sale.place.get(axis) == name for axis, name in place.items()):
                months[(sale.month or 1) - 1] += sale.amount
        return months

    def known(self, axis: str, back: int = 1) -> list[str]:
        """Names of an axis in a past year, in the order of the file."""
        return list(dict.fromkeys(s.place[axis] for s in self.sales if s.year == self.year - back and axis in s.place))

    # what was published ----------------------------------------------------------------------------------------------

    def grid(self, path: str) -> dict[str, Months]:
        """Rows of a published grid by name; empty where there is none."""
        found = dig(self.shown, path)
        return {name: tuple(row) for name, row in found["rows"].items()} if found else {}

    def cells(self, path: str) -> dict[str, dict[str, Months]]:
        """district -> node -> twelve months."""
        found = dig(self.shown, path) or {}
        return {d: {n: tuple(row) for n, row in nodes.items()} for d, nodes in found.items()}

    @property
    def targets(self) -> dict[str, Months]:
        return self.grid("targets.districts")

    @property
    def months(self) -> Months:
        return columns(self.targets.values())

    @property
    def total(self) -> int:
        return sum(self.months)


def dig(found: Any, path: str) -> Any:
    """A value of published figures by its dotted path; numbers are places in a list."""
    for key in path.split("."):
        if found is None:
            return None
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def columns(rows: Iterable[Sequence[int]]) -> Months:
    return tuple(map(sum, zip(*rows, strict=True)))


def quarters(months: Sequence[int]) -> list[int]:
    return [sum(months[q : q + 3]) for q in (0, 3, 6, 9)]


def read_books(spec: Path, shown: Any) -> Books:
    """The books of an example: its YAML and the CSV beside it, all scalars as text."""
    raw = yaml.load(spec.read_text("utf-8"), Loader=yaml.BaseLoader)
    given = raw.get("history")
    name = given["file"] if isinstance(given, Mapping) else given
    return Books(raw, tuple(read_sales(spec.parent / name)), shown)


def read_sales(path: Path) -> Iterable[Sale]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines):
            found: dict[str, str] = {a: line[head] for head in line for a, heads in _HEADS.items() if head in heads}
            assert len(found) == len(line), f"a column nobody knows in {sorted(line)}"
            year, of = found["month"].split("-")
            units = int(found["units"]) if found.get("units") else None
            place: dict[str, str] = {a: found[a] for a in ("district", "product", "channel", "store") if a in found}
            yield Sale(int(year), int(of), place, Fraction(found["amount"]), units)


def rows_of(history: Iterable[Raw]) -> Iterable[Sale]:
    """The rows of a history written into the spec."""
    axes = ("district", "product", "channel", "person", "store")
    for row in history:
        place = {axis: row[axis] for axis in axes if row.get(axis) is not None}
        if row.get("months"):
            for at, amount in enumerate(row["months"], 1):
                if amount is not None:
                    yield Sale(row["year"], at, place, Fraction(str(amount)), None)
        else:
            yield Sale(row["year"], None, place, money(row.get("total")) or Fraction(0), None)
