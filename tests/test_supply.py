"""What planforge stands on: versions that are promised are tried, licences listed, private parts of others watched."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from docx import Document as WordFile
from docx.opc.pkgwriter import PackageWriter as WordWriter
from pptx import Presentation
from pptx.opc.serialized import PackageWriter as DeckWriter
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from planforge.cli.files import document_stem
from planforge.document.model import Chart, Plot, Series
from planforge.writers.xlsx.book import _Sheet

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
    for job in yaml.safe_load(text).get("jobs", {}).values():
        if "write" in str(job.get("permissions")):  # a release of what other jobs have built, and no more
            assert job["if"] == "startsWith(github.ref, 'refs/tags/v')" and job["needs"]
            assert not re.search(r"checkout|pip|python|bash ", str(job["steps"]))


def test_the_action_builds_with_what_is_pinned() -> None:
    """A build in isolation would fetch the newest of whatever builds a wheel."""
    install = next(
        step["run"] for step in yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"][1:]
    )
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    for name, least in (one.split(">=") for one in needs):
        assert numbers(PINNED[name]) >= numbers(least)
        assert f'"${{pip[@]}}" {name}' in install
    assert "--no-build-isolation" in install and install.count("constraints.txt") == 1


def test_no_input_of_the_action_is_pasted_into_a_script() -> None:
    for step in yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        unquoted = re.findall(r'(?<!["\w])\$[A-Z_]+(?!")', step.get("run", "").replace('"$GITHUB_ACTION_PATH/', '"'))
        assert unquoted == []


SPEC = """\
planforge: 1
year: 2027
region: {name: "$(touch RAN)`touch RAN`;touch RAN", company: C}
districts: [{name: A}, {name: B}]
targets: {base: 100万}
"""


@pytest.mark.skipif(os.name != "posix", reason="bash")
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"files": "."}, 1),
        ({"files": "a b.yaml"}, 1),
        ({"files": "en.yaml"}, 1),
        ({"files": "a b.yaml\nsub/plain.yaml\n"}, 1),
        ({"files": "sub sub/plain.yaml"}, 1),
        ({"files": "$(touch RAN)"}, 2),
        ({"files": "sub; touch RAN"}, 2),
        ({"files": "`touch RAN` && touch RAN | touch RAN > RAN"}, 2),
        ({"files": "-o RAN.md sub"}, 2),
        ({"files": "--version"}, 2),
        ({"files": "*"}, 2),
        ({"files": ""}, 2),
        ({"files": "sub", "language": "en' ; touch RAN '"}, 2),
        ({"files": "sub", "fail-level": 'error"; touch RAN; "'}, 2),
        ({"files": "sub", "sarif": "$(touch RAN).sarif"}, 1),
        ({"files": "sub", "sarif": "a b.sarif"}, 1),
        ({"files": "sub", "sarif": "sub/plain.yaml"}, 1),
    ],
    ids=str,
)
def test_the_action_takes_hostile_inputs_for_names(given: dict[str, str], code: int, tmp_path: Path) -> None:
    """Its steps as the runner would start them, in a checkout that somebody sent."""
    for name in ("a b.yaml", "sub/plain.yaml", "$(touch RAN).yaml", ";touch RAN;.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SPEC, "utf-8")
    (tmp_path / "en.yaml").write_text(SPEC + "language: en\n", "utf-8")
    before = {path.name for path in tmp_path.rglob("*")}
    codes, said = [], ""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    inputs = {name: one["default"] for name, one in action["inputs"].items()} | given
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for step in action["runs"]["steps"]:
        if "planforge check" not in step.get("run", "") or ("if" in step and not inputs["sarif"]):
            continue
        filled = {k: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: inputs[m[1]], v) for k, v in step["env"].items()}
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=tmp_path, env={**os.environ, **filled, "PATH": path}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        codes.append(ran.returncode)
        said += ran.stdout + ran.stderr
    assert max(codes) == code, said
    assert "Traceback" not in said
    assert given["files"] != "en.yaml" or "is empty (fill in" in said, "told in the file's own language"
    left = {path.name for path in tmp_path.rglob("*")} - before
    assert left <= {given.get("sarif", "")} and "RAN" not in left
    assert (tmp_path / "sub/plain.yaml").read_text("utf-8") == SPEC


def test_what_is_private_in_office_libraries_is_known_and_there() -> None:
    """Where one is gone or a new one is used, it is told here and not by a user."""
    held: dict[str, object] = {}
    word, deck = WordFile(), Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(1, 1, 0, 0, 9, 9).table
    held["_element"], held["_sectPr"] = deck.core_properties, word.sections[0]
    held["_spTree"] = held["_add_chart_graphicFrame"] = held["_shape_factory"] = slide.shapes
    held["_sldIdLst"], held["_tbl"], held["_tr"] = deck.slides, table, table.rows[0]
    held["_rels"] = deck.part.package
    held["_get_xf_index"] = CellFormat
    for name in ("_write_content_types_stream", "_write_pkg_rels", "_write_parts"):
        assert hasattr(WordWriter, name)
        held[name] = DeckWriter
    held["_blob"] = next(part for part in word.part.package.iter_parts() if not hasattr(part, "element"))
    assert [name for name, owner in held.items() if not hasattr(owner, name)] == []
    own: set[str] = set()
    used: set[str] = set()
    for path in sorted((ROOT / "planforge").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                own.add(node.name)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                own.add(node.target.id)
            elif isinstance(node, ast.Attribute) and re.match("_[^_]", node.attr):
                (own if isinstance(node.value, ast.Name) and node.value.id == "self" else used).add(node.attr)
    promised = {"_asdict", "_replace", "_exit"}  # of Python itself, documented
    assert used - own - promised - {"_Element"} == set(held)  # lxml's name of its type


def test_what_is_private_in_xlsxwriter_is_as_we_know_it() -> None:
    """Where it is called otherwise one day, workbooks take longer and are the same."""
    assert list(inspect.signature(Worksheet._prepare_formula).parameters) == [
        "self", "formula", "expand_future_functions",
    ]  # fmt: skip
    assert list(inspect.signature(Worksheet._write_cell).parameters) == ["self", "row", "col", "cell"]
    for formula in (
        "=SUM(A1:A3)",
        '=IF(ROUND(B2-C2,2)=0,"OK","x")',
        "=XLOOKUP(1,A:A,B:B)",
        "{=SUM(A1)}",
        "=A1+SINGLE(2)",
    ):
        sheet, plain = _Sheet(), Worksheet()
        assert sheet._prepare_formula(formula) == plain._prepare_formula(formula)


def test_the_workbook_of_a_chart_has_text_as_text_and_no_date_of_today() -> None:
    from planforge.writers.charts.office.sheets import sheet_of

    chart = Chart("k", "=1+1", Plot.BAR, ("=A", "b"), (Series("=SUM(1)", (1, 2)),), "alt")
    with zipfile.ZipFile(BytesIO(sheet_of(chart).book())) as book:
        sheet, core = book.read("xl/worksheets/sheet1.xml"), book.read("docProps/core.xml")
    assert b"<f>" not in sheet
    assert b"2000-01-01T00:00:00Z" in core


def test_the_single_program_is_tried_for_the_document_that_it_makes() -> None:
    tried = (ROOT / "packaging" / "smoke").read_text("utf-8")
    (questionnaire,) = set(re.findall(r"test -s (\S+)\.xlsx", tried))
    (document,) = set(re.findall(r"test -s (\S+)\.docx", tried))
    assert document == document_stem(Path(f"{questionnaire}.xlsx"))
