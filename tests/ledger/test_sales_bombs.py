"""Workbooks crafted to unfold to more than there is memory for: refused, whatever they state of themselves."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from sales_files import refused, taken, workbook

from planforge.ledger.extent import extent_of
from planforge.ledger.files import open_sheets

HEADS = ["月份", "片区", "销售额"]
LINES = [[f"2026-{month:02}", "信阳", 500_000] for month in range(1, 13)]
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def crafted(folder: Path, old: str, new: str, *, path: str = "xl/worksheets/sheet1.xml", lied: int = 0) -> Path:
    """A sound workbook with a change in its sheet, which may stand under another name or state another size."""
    sound = workbook(folder / "sound.xlsx", 销售=[HEADS, *LINES])
    content = io.BytesIO()
    with zipfile.ZipFile(sound) as book, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as other:
        for name in book.namelist():
            text = book.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                assert old in text
                other.writestr(path, text.replace(old, new))
            else:
                other.writestr(name, text.replace("worksheets/sheet1.xml", path.removeprefix("xl/")))
        size = struct.pack("<I", other.getinfo(path).file_size)
    target = folder / "crafted.xlsx"
    target.write_bytes(content.getvalue().replace(size, struct.pack("<I", lied)) if lied else content.getvalue())
    return target


def test_a_sound_one_is_read(tmp_path: Path) -> None:
    assert sum(sale.amount for sale in taken(crafted(tmp_path, "</sheetData>", "</sheetData>")).sales) == 6_000_000


@pytest.mark.parametrize("path", ["xl/worksheets/sheet1.xml", "xl/tables/elsewhere.xml", "xl/sheet.bin"])
@pytest.mark.parametrize("padding", [0, 21_000_000])
def test_a_cell_at_the_far_corner_is_found_wherever_it_hides(tmp_path: Path, path: str, padding: int) -> None:
    far = f"<!--{' ' * padding}-->{FAR}</sheetData>"
    (problem,) = refused(crafted(tmp_path, "</sheetData>", far, path=path))
    assert problem.code == "H01"
    assert "17,179,869,184" in problem.message.en


@pytest.mark.parametrize(
    "far", [FAR.replace('"', "'"), FAR.replace("<c r", "<c\n r"), FAR.replace("<c r", '<c s="0" r')]
)
def test_what_is_not_written_as_usual_is_not_taken_for_sound(tmp_path: Path, far: str) -> None:
    path = crafted(tmp_path, "</sheetData>", f"{far}</sheetData>")
    extent = extent_of(path.read_bytes())
    assert extent.refused or not extent.sure


@pytest.mark.parametrize(
    "hidden",
    [
        f"<!-- </sheetData> -->{FAR}",
        FAR.replace("<c ", "<x:c ").replace("</c>", "</x:c>"),
        FAR.replace("1048576", "1"),
        FAR.replace(' r="XFD1048576"', ""),
    ],
)
def test_a_large_sheet_is_looked_at_piece_by_piece_and_nothing_hides_in_it(tmp_path: Path, hidden: str) -> None:
    padding = "".join(f'<row r="{n}"><c r="A{n}"/></row>' for n in range(14, 40_000))
    assert extent_of(crafted(tmp_path, "</sheetData>", f"{padding}</sheetData>").read_bytes()).sure
    for behind in ("", padding):
        extent = extent_of(crafted(tmp_path, "</sheetData>", f"{padding}{hidden}{behind}</sheetData>").read_bytes())
        assert extent.refused or not extent.sure


def test_one_that_states_a_smaller_size_than_it_has_is_damaged(tmp_path: Path) -> None:
    padding = f"<!--{' ' * 30_000_000}--></sheetData>"
    (problem,) = refused(crafted(tmp_path, "</sheetData>", padding, lied=5_000))
    assert "damaged" in problem.message.en


@pytest.mark.slow
def test_a_long_text_in_very_many_cells_is_opened_apart_and_refused(tmp_path: Path) -> None:
    long = workbook(tmp_path / "s.xlsx", 销售=[["x" * 30_000] * 10 for _ in range(20_000)])
    extent = extent_of(long.read_bytes())
    assert extent.refused is None and not extent.sure
    (problem,) = refused(long)
    assert "more than there is memory for" in problem.message.en


def test_a_line_that_is_far_wider_than_the_others_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("month,district,amount" + ",x" * 20_000 + "\n" + "2026-01,East,5\n" * 2_000, "utf-8")
    sheets, (problem,) = open_sheets(path, "sales.csv")
    assert sheets == () and "20,003 columns" in problem.message.en
