"""What CONTRIBUTING promises of small additions, walked in a copy of the project: these files, and it is everywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

NOODLES = ROOT / "examples" / "yunan-noodles" / "plan.yaml"
MAY = NOODLES.parent / "actuals-2027-05.csv"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("planforge", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def put(path: Path, before: str, line: str) -> None:
    """A line more, before one that stands there."""
    text = path.read_text("utf-8")
    assert text.count(before) == 1, (path, text.count(before))
    path.write_text(text.replace(before, line + before), "utf-8")


def run(copy: Path, *arguments: str) -> str:
    """What a command of the changed copy prints; it may have findings, never a bug."""
    code = f"import sys; sys.path.insert(0, {str(copy)!r}); from planforge.cli import main; sys.exit(main())"
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", cwd=copy)
    assert ran.returncode in (0, 1) and "F08" not in ran.stderr, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_a_measure_is_one_line_and_its_name_in_each_language(copy: Path) -> None:
    put(
        copy / "planforge" / "plan" / "measures.py",
        '    Measure("return_on_spend"',
        '    Measure("sales_per_outlet", "money", part="sales", whole="outlets", axes=("district",)),\n',
    )
    put(copy / "templates" / "zh-CN" / "measures.yaml", "  gross_profit: 毛利\n", "  sales_per_outlet: 单网点销售额\n")
    put(
        copy / "templates" / "en" / "measures.yaml",
        "  market_share: market share\n",
        "  sales_per_outlet: sales per outlet\n",
    )
    shown = json.loads(run(copy, "show", str(NOODLES), "--json"))["measures"]["sales_per_outlet"]
    assert set(shown["by"]["district"]) == {"信阳", "驻马店", "周口", "南阳"} and shown["planned"]
    assert "82.8" in run(copy, "explain", str(NOODLES), "单网点销售额", "--language", "en")
    run(copy, "render", str(NOODLES), "--to", "xlsx", "-o", str(copy / "out.xlsx"))


@pytest.mark.slow
def test_an_axis_is_one_value_and_its_name_in_each_language(copy: Path) -> None:
    put(
        copy / "planforge" / "plan" / "axes.py",
        "BY_KEY = {",
        'AXES = (*AXES, Axis("dealer", lambda plan: plan.targets.channels, lambda plan: {}))\n',
    )
    put(copy / "templates" / "zh-CN" / "measures.yaml", '  area: "{area}"\n', "  dealer: 经销商\n")
    put(copy / "templates" / "en" / "measures.yaml", '  area: "{areas}"\n', "  dealer: dealers\n")
    assert json.loads(run(copy, "show", str(NOODLES), "--json"))
    run(copy, "show", str(NOODLES), "--against", str(NOODLES))
    run(copy, "render", str(NOODLES), "--to", "xlsx", "-o", str(copy / "out.xlsx"))
    run(copy, "review", str(NOODLES), "--actuals", str(MAY))
