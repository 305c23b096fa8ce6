"""What planforge stands on: versions that are promised are tried, licences listed, private parts of others watched."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from planforge.document.model import Chart, Plot, Series

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAMES = {re.split(r"[\[<>=~! ]", one)[0].lower() for one in PROJECT["dependencies"]}
PINNED = dict(
    line.split("==") for line in (ROOT / ".ci" / "constraints.txt").read_text().splitlines() if not line.startswith("#")
)
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_every_library_has_a_lower_bound_and_a_pin_within_it() -> None:
    listed = subprocess.run(
        [sys.executable, ROOT / ".ci" / "lowest"], capture_output=True, text=True, check=True
    ).stdout
    lowest = dict(line.lower().split("==") for line in listed.split())
    assert set(lowest) == NAMES <= set(PINNED)
    for name, least in lowest.items():
        assert numbers(PINNED[name]) >= numbers(least)


def numbers(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]


def test_every_library_that_comes_along_has_its_licence_listed() -> None:
    table = (ROOT / "docs" / "licences.md").read_text("utf-8")
    listed = {name for row in re.findall(r"^\| ([a-z].*?) \|", table, re.M) for name in row.split(", ")} - {"library"}
    assert listed == set(PINNED)


def test_nothing_heavy_comes_along_unused() -> None:
    assert not {"docxcompose", "babel", "pandas", "matplotlib"} & set(PINNED)


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_workflows_pin_what_they_use_and_may_only_read(path: Path) -> None:
    text = path.read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in used)
    if path in WORKFLOWS:
        assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert "write" not in re.findall(r"permissions:.*", text)


def test_no_input_of_the_action_is_pasted_into_a_script() -> None:
    for step in yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        unquoted = re.findall(r'(?<!["\w])\$[A-Z_]+(?!")', step.get("run", "").replace('"$GITHUB_ACTION_PATH/', '"'))
        assert unquoted == []


def test_the_private_parts_of_python_pptx_are_as_we_know_them() -> None:
    from pptx.chart.xlsx import CategoryWorkbookWriter

    assert version("python-pptx").startswith("1.0.")
    assert list(inspect.signature(CategoryWorkbookWriter._open_worksheet).parameters) == ["self", "xlsx_file"]
    assert list(inspect.signature(CategoryWorkbookWriter._write_series).parameters) == ["self", "workbook", "worksheet"]


def test_and_ours_in_their_place_are_called() -> None:
    from planforge.writers.charts.office.sheets import sheet_of

    chart = Chart("k", "=1+1", Plot.BAR, ("=A", "b"), (Series("=SUM(1)", (1, 2)),), "alt")
    with zipfile.ZipFile(BytesIO(sheet_of(chart).book())) as book:
        sheet, core = book.read("xl/worksheets/sheet1.xml"), book.read("docProps/core.xml")
    assert b"<f>" not in sheet
    assert b"2000-01-01T00:00:00Z" in core
