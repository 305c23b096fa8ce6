"""From a file to a Spec with its history, or to every mistake at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from planforge.problem import Severity, Where
from planforge.reading.read import read, read_text

SPEC = """planforge: 1
year: 2027
region: {name: 豫南区域, company: 福麦食品}
districts: [{name: 信阳}, {name: 南阳}]
targets: {base: +20%}
"""


def written(folder: Path, text: str, name: str = "我的 计划.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_five_lines_make_a_spec(tmp_path: Path) -> None:
    reading = read(written(tmp_path, SPEC))
    assert reading.spec is not None
    assert not reading.problems
    assert reading.spec.targets.base.growth == Decimal("0.2")
    assert [district.name for district in reading.spec.districts] == ["信阳", "南阳"]


def test_past_sales_that_cannot_be_read_are_told_beside_what_else_stands_in_the_way(tmp_path: Path) -> None:
    reading = read(written(tmp_path, SPEC.replace("2027", "20x") + "history: sales.csv\n"))
    assert [problem.code for problem in reading.problems] == ["R12", "H01"]
    (tmp_path / "sales.csv").write_text("month,district,amount\n2026-01,信阳,100\n", "utf-8")
    assert [problem.code for problem in read(tmp_path / "我的 计划.yaml").problems] == ["R12"]


def test_a_path_may_be_text(tmp_path: Path) -> None:
    assert read(str(written(tmp_path, SPEC))).spec is not None


def test_history_written_in_the_spec_is_kept(tmp_path: Path) -> None:
    spec = read(written(tmp_path, SPEC + "history: [{year: 2026, total: 1亿}]\n")).spec
    assert spec is not None
    assert isinstance(spec.history, tuple)
    assert spec.history[0].total == 100_000_000


def test_history_in_a_file_is_found_beside_the_spec_and_not_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    months = "".join(
        f"{year}-{month:02},{place},100000\n"
        for year in (2025, 2026)
        for month in range(1, 13)
        for place in ("信阳", "南阳")
    )
    written(tmp_path, "month,district,amount\n" + months, "sales.csv")
    reading = read(written(tmp_path, SPEC + "history: sales.csv\n"))
    assert reading.spec is not None
    assert isinstance(reading.spec.history, tuple)
    assert {(row.year, row.district) for row in reading.spec.history} >= {(2025, "信阳"), (2026, "南阳")}


def test_a_history_file_that_is_missing_makes_no_spec(tmp_path: Path) -> None:
    reading = read(written(tmp_path, SPEC + "history: none.csv\n"))
    assert reading.spec is None
    assert [problem.severity for problem in reading.problems] == [Severity.ERROR]


def test_a_key_twice_does_not_hide_the_mistakes_after_it(tmp_path: Path) -> None:
    reading = read(written(tmp_path, SPEC + "year: 2028\nlanguage: fr\n"))
    assert [(p.code, p.where.line) for p in reading.problems if p.where] == [("R03", 6), ("R12", 7)]


def test_a_key_twice_alone_is_enough_to_refuse(tmp_path: Path) -> None:
    assert read(written(tmp_path, SPEC + "year: 2028\n")).spec is None


def test_an_aliased_value_is_told_once_for_each_place_it_is_used(tmp_path: Path) -> None:
    reading = read(written(tmp_path, SPEC + "team: [{name: &n ''}, {name: *n}]\n"))
    assert [str(p.where).rpartition(":")[2] for p in reading.problems] == ["15", "30"]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, SPEC.replace("2027", "soon"))
    assert read(path).problems == read(path).problems


@pytest.mark.slow
def test_ten_thousand_mistakes_are_told_without_end_or_failure(tmp_path: Path) -> None:
    rows = "".join(f"  - {{name: 行动{n}, kpy: x, starts: 2027-13-01}}\n" for n in range(5_000))
    reading = read(written(tmp_path, SPEC + "actions:\n" + rows))
    rest, *told = reading.problems
    assert len(told) == 1_000 and rest.message.en == "9,000 more mistakes are not listed one by one"
    assert told[-1].where is not None and told[-1].where.line == 506


def test_a_text_without_a_file_is_read_with_the_files_it_names_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(
        "月份,片区,销售额\n" + "".join(f"2026-{m:02},信阳,100000\n" for m in range(1, 13)), "utf-8"
    )
    text = SPEC.replace("districts", "history: h.csv\ndistricts")
    reading = read_text(text, tmp_path)
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    assert reading.spec and reading.spec.history and reading.spec == read(tmp_path / "plan.yaml").spec
    assert [str(p.where) for p in read_text("year: 2027\nregoin: 1\n", tmp_path).problems][-1] == "plan.yaml:2:1"


def test_a_place_in_a_workbook_is_told_by_sheet_and_cell() -> None:
    assert str(Where("a.xlsx", 5, 3, sheet="战略")) == "a.xlsx!战略!C5"
    assert str(Where("a.xlsx", 7, 28, sheet="战略")) == "a.xlsx!战略!AB7"
    assert str(Where("a.xlsx", sheet="战略")) == "a.xlsx!战略"
    assert str(Where("a.xlsx", 7, sheet="战略")) == "a.xlsx!战略!7"
