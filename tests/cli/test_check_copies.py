"""Where ``planforge check`` writes its findings while a questionnaire is open: never over what a person filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from planforge.cli.app import app
from planforge.reading.read import read

SPEC = """year: 2027
region: {name: 豫南, company: 福麦}
districts: [{name: 甲}, {name: 乙}]
targets: {base: 1000万, by_district: {equal: 100%}}
"""


def run(*arguments: str) -> str:
    return CliRunner().invoke(app, list(arguments), env={"PLANFORGE_LANG": "zh"}).output


@pytest.mark.slow
def test_a_copy_that_somebody_went_on_with_stays(tmp_path: Path) -> None:
    spec, book = tmp_path / "plan.yaml", tmp_path / "问卷.xlsx"
    spec.write_text(SPEC, "utf-8")
    run("convert", str(spec), str(book))
    (tmp_path / "~$问卷.xlsx").touch()  # open in Excel
    before = book.read_bytes()
    for _ in range(2):  # findings of a copy that says the same are renewed
        run("check", str(book))
    copies = sorted(path for path in tmp_path.glob("问卷-*.xlsx"))
    assert len(copies) == 1
    filled = load_workbook(copies[0])
    cell = next(c for sheet in filled for row in sheet.iter_rows() for c in row if c.value == "福麦")
    cell.value = "沃丰"
    filled.save(copies[0])
    held = copies[0].read_bytes()
    run("check", str(book))
    assert copies[0].read_bytes() == held
    assert book.read_bytes() == before
    assert len(list(tmp_path.glob("问卷-*.xlsx"))) == 2
    found = read(copies[0]).spec
    assert found and found.region.company == "沃丰"


@pytest.mark.slow
def test_nothing_is_written_over_what_is_open_in_an_office_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(SPEC, "utf-8")
    for call in (
        "convert plan.yaml asked.xlsx",
        "render plan.yaml -o plan.html",
        "schema -o schema.json",
    ):
        run(*call.split())
        written = Path(call.split()[-1])
        before, lock = written.read_bytes(), written.with_name(f".~lock.{written.name}#")
        lock.touch()
        again = CliRunner().invoke(app, [*call.split(), *(["--force"] if call[0] != "s" else [])])
        assert (again.exit_code, "F04" in again.stderr, lock.name in again.stderr) == (1, True, True), again.output
        assert written.read_bytes() == before
