"""The noodle example, and what might have happened in its first five months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.reading.read import read
from planforge.reading.source import Source
from planforge.review.actuals import Actuals
from planforge.review.reading import read_actuals
from planforge.writers.xlsx import write

FOLDER = Path(__file__).parents[2] / "examples" / "yunan-noodles"
SPEC = FOLDER / "plan.yaml"
SHIPPED = FOLDER / "actuals-2027-05.csv"
HEADS = "月份,片区,产品,实际销售额,实际销量"
Fill = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes a row of a sheet by its heads, and says what is typed into which."""


@cache
def noodles() -> tuple[Plan, Source]:
    reading = read(SPEC)
    assert reading.spec is not None
    return make_plan(reading.spec), reading.source


def plan() -> Plan:
    return noodles()[0]


def csv(folder: Path, *lines: str, heads: str = "月份,片区,实际（元）", encoding: str = "utf-8") -> Path:
    path = folder / "actuals.csv"
    path.write_text("\n".join((heads, *lines)) + "\n", encoding)
    return path


def as_planned(through: int, share: Callable[[str, int], int] = lambda district, month: 100) -> list[str]:
    """Lines month, district, amount: the plan's cells times so many per cent."""
    districts = plan().targets.districts
    return [
        f"2027-{m:02},{name},{districts.of(name, m) * share(name, m) // 100}"
        for m in range(1, through + 1)
        for name in districts.nodes
    ]


def given(path: Path) -> Actuals:
    """Actuals that can be read."""
    found, problems = read_actuals(plan(), path)
    assert found is not None, problems
    return found


def refused(path: Path) -> tuple[Problem, ...]:
    """What is wrong with actuals that cannot be used."""
    found, problems = read_actuals(plan(), path)
    assert found is None
    return problems


@cache
def workbook(language: str = "zh-CN") -> bytes:
    return write(plan(), language=language)


def _told(value: Any) -> Any:
    """What a cell says, a month as people write it."""
    return f"{value:%Y-%m}" if isinstance(value, datetime) else value


def filled(path: Path, fills: Iterable[tuple[str, Fill]], language: str = "zh-CN") -> Path:
    """The tracking workbook as a manager gives it back."""
    book = load_workbook(BytesIO(workbook(language)))
    for name, fill in fills:
        sheet = book[name]
        heads = {cell.value: cell.column for cell in sheet[4] if cell.value}
        for number in range(5, sheet.max_row + 1):
            row = {head: _told(sheet.cell(number, column).value) for head, column in heads.items()}
            if row.get(next(iter(heads))) not in (None, "合计", "Total"):
                for head, value in fill(row).items():
                    sheet.cell(number, heads[head], value)
    book.save(path)
    return path
