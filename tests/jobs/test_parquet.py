"""A nation's cells re-added by DuckDB: every county, day and item to the last unit; what is there is not done again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from planforge.cli.app import app
from planforge.jobs.parquet import MANIFEST, counties_of, day_totals, write_cells
from planforge.plan.make import make_plan
from planforge.plan.targets.allocate import largest_remainder
from planforge.reading.read import read

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

EXAMPLE = ROOT / "examples" / "fumai-nation"
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def nation(counties: int, items: int, total: int) -> tuple[list[tuple[str, int]], tuple[int, ...], list[int]]:
    shares = largest_remainder(total, [7 + n % 13 for n in range(counties)])
    months = largest_remainder(total, [9, 5, 7, 6, 6, 7, 7, 8, 9, 8, 8, 10])
    return (
        [(f"县{n}", amount) for n, amount in enumerate(shares)],
        day_totals(months, LENGTHS),
        list(largest_remainder(total, [items - n for n in range(items)])),
    )


def test_every_total_of_a_nation_is_met_by_its_cells(tmp_path: Path) -> None:
    totals, days, items = nation(6, 40, 1_234_567)
    assert sum(days) == sum(items) == 1_234_567
    names = list(write_cells(counties_of(totals, days, items), tmp_path, workers=1))
    assert sorted(names) == sorted(name for name, _ in totals)
    cells = f"read_parquet('{tmp_path}/*.parquet')"
    for column, wanted in (("county", dict(totals)), ("day", dict(enumerate(days))), ("item", dict(enumerate(items)))):
        added = duckdb.sql(f"select {column}, sum(units) from {cells} group by 1").fetchall()
        assert dict(added) == wanted
    assert duckdb.sql(f"select count(*), min(units) from {cells}").fetchall() == [(6 * 365 * 40, 0)]
    assert set(json.loads((tmp_path / MANIFEST).read_text("utf-8"))["counties"]) == set(names)


def test_what_is_there_is_not_done_again_and_another_split_is_another_file(tmp_path: Path) -> None:
    totals, days, items = nation(4, 10, 99_999)
    counties = list(counties_of(totals, days, items))
    first = write_cells(counties, tmp_path, workers=1)
    next(first)
    first.close()
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.parquet")}
    assert kept
    list(write_cells(counties, tmp_path, workers=1))
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert len(list(tmp_path.glob("*.parquet"))) == 4


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 12), st.integers(1, 30), st.integers(1, 10**7))
def test_counties_days_and_items_sum_to_the_nation(counties: int, items: int, total: int) -> None:
    totals, days, by_item = nation(counties, items, total)
    made = list(counties_of(totals, days, by_item))
    assert [sum(one.days) for one in made] == [sum(one.items) for one in made] == [amount for _, amount in totals]
    assert [sum(column) for column in zip(*(one.items for one in made), strict=True)] == by_item


def test_a_nation_is_written_district_by_district_as_its_regions_plan(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["split", str(EXAMPLE / "nation.yaml"), "--cells", str(tmp_path / "cells")])
    assert told.exit_code == 0, told.output
    cells = f"read_parquet('{tmp_path}/cells/*.parquet')"
    added = dict(duckdb.sql(f"select county, sum(units) from {cells} group by 1").fetchall())
    for path in EXAMPLE.glob("regions/*/*/plan.yaml"):
        spec = read(path).spec
        assert spec is not None
        districts = make_plan(spec).targets.districts
        for name in districts.nodes:
            assert added[f"{spec.region.name}/{name}"] * 1000 == districts.of(name)


def test_a_place_where_no_cells_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "cells").write_text("mine", "utf-8")
    told = CliRunner().invoke(app, ["split", str(EXAMPLE / "nation.yaml"), "--cells", str(tmp_path / "cells")])
    assert told.exit_code == 2 and "F02" in told.stderr and told.exception.__class__ is SystemExit
    assert (tmp_path / "cells").read_text("utf-8") == "mine"
