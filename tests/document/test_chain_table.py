"""The traceability matrix: one row an objective, and every broken link where a reader sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from planforge.cli.app import app
from planforge.document.compose import compose_tables
from planforge.document.model import RowKind, Table, Tone
from planforge.plan.make import make_plan
from planforge.reading.read import read

BASE = (Path(__file__).parents[1] / "checks" / "base.yaml").read_text("utf-8")
BROKEN = (
    BASE.replace("name: 亳州乡镇铺店, serves: [G1]", "name: 亳州乡镇铺店")
    .replace("  - {code: O2,", "  - {code: O3, name: 投诉, baseline: '8', target: '5', unit: 件}\n  - {code: O2,")
    .replace("name: 坚果礼盒上市, tactic: T2,", "name: 坚果礼盒上市,")
    .replace("name: 年货节备货, tactic: T2,", "name: 年货节备货, tactic: T1,")
)


def chain(text: str, folder: Path, language: str = "zh-CN") -> Table:
    path = folder / "plan.yaml"
    path.write_text(text, "utf-8")
    spec = read(path).spec
    assert spec is not None
    return compose_tables(make_plan(spec), language=language)["chain"]


def shown(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_each_objective_has_its_strategies_tactics_actions_kpis_uplift_and_budget(tmp_path: Path) -> None:
    assert shown(chain(BASE, tmp_path)) == [
        ["O1 销售额", "G1、G2", "T1、T2", "A1—A4", "K1", "135.0", ""],
        ["O2 边际贡献", "G2", "T2", "A1、A3", "K2", "45.0", ""],
    ]


def test_what_is_orphaned_or_carried_by_nothing_stands_below_with_the_gap_in_red(tmp_path: Path) -> None:
    table = chain(BROKEN, tmp_path)
    assert shown(table) == [
        ["O1 销售额", "G1、G2", "T2", "缺", "K1", "135.0", ""],
        ["O3 投诉", "缺", "缺", "缺", "缺", "—", ""],
        ["O2 边际贡献", "G2", "T2", "缺", "K2", "45.0", ""],
        ["不指向上级"],
        ["", "缺", "T1 亳州乡镇铺店", "", "", "", ""],
        ["", "", "缺", "A3 坚果礼盒上市", "", "", ""],
        ["没有下级支撑"],
        ["", "G1 补齐亳州网点", "缺", "", "", "", ""],
        ["", "", "T2 礼盒节庆促销", "缺", "", "", ""],
    ]
    assert [row.kind for row in table.rows].count(RowKind.GROUP) == 2
    red = {cell.text for row in table.rows for cell in row.cells if cell.tone is Tone.BAD}
    assert red == {"缺"}


@pytest.mark.parametrize(
    ("language", "none", "band"), [("zh-CN", "缺", "不指向上级"), ("en", "none", "Points to nothing above")]
)
def test_it_can_be_looked_at_in_the_terminal(tmp_path: Path, language: str, none: str, band: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(BROKEN, "utf-8")
    shown = CliRunner().invoke(app, ["show", str(path), "--chain", "--language", language], env={"COLUMNS": "160"})
    lines = shown.stdout.splitlines()
    assert any(line.strip() == band for line in lines)
    assert any(line.split() == ["O3", "投诉", none, none, none, none, "—"] for line in lines)
