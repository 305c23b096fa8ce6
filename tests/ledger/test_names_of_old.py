"""Names of last year beside those of this one: which becomes which is told once, and can be said when a plan is new."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sales_files import csv_file, taken
from typer.testing import CliRunner

from planforge.cli.app import app
from planforge.ledger.figures import parse_figure
from planforge.spec.values import parse_money


def ledgered(folder: Path) -> Path:
    rows: list[list[object]] = [["月份", "片区", "人员", "金额"]]
    for year, names in ((2025, ("临沂片区", "潍坊")), (2026, ("临沂", "潍坊片区"))):
        rows += [[f"{year}-{m:02}", n, f"人{n[0]}", 30_000 + m] for m in range(1, 13) for n in names]
    return csv_file(folder / "s.csv", rows)


def test_the_name_of_the_newest_year_is_the_one_the_others_become(tmp_path: Path) -> None:
    hints = [p.hint.zh for p in taken(ledgered(tmp_path)).problems if p.code == "H07" and p.hint]
    assert any("临沂片区: 临沂" in hint and "--rename 临沂片区=临沂" in hint for hint in hints)
    assert any("潍坊: 潍坊片区" in hint for hint in hints)


def test_a_new_plan_takes_old_names_for_new_ones(tmp_path: Path) -> None:
    path, plan = ledgered(tmp_path), tmp_path / "plan.yaml"
    renamed = ["--rename", "临沂片区=临沂", "--rename", "潍坊=潍坊片区"]
    done = CliRunner().invoke(app, ["new", str(plan), "--from", str(path), "--unit", "元", *renamed])
    assert done.exit_code == 0, done.output
    text = plan.read_text(encoding="utf-8")
    assert text.count("name: 临沂") == 1 + text.count("name: 临沂（")
    assert "临沂片区" not in text
    assert "人临（" not in text


def test_a_name_the_file_has_not_is_refused_with_those_it_has(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["new", str(tmp_path / "p.yaml"), "--from", str(ledgered(tmp_path)), "--rename", "临忻=临沂"]
    )
    assert done.exit_code == 2
    assert "临沂片区" in done.output


@pytest.mark.parametrize("written", ["₹16,22,901", "₹1,622,901", "Rs 16,22,901", "16,22,901", "INR 1,622,901"])
def test_rupees_are_read_in_either_grouping(written: str) -> None:
    assert parse_figure(written) == Decimal(1_622_901)


@pytest.mark.parametrize("written", ["₹ 9.5 crore", "9.5 Cr", "950 lakh", "9,50,00,000", "₹95,000,000"])
def test_amounts_are_taken_in_lakh_and_crore(written: str) -> None:
    assert parse_money(written) == 95_000_000
