"""Native charts in a Word file: valid, editable, the same bytes, and readable."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import python_calamine
from docx import Document
from docx.shared import Cm
from lxml import etree
from openxml_audit import OpenXmlValidator
from showcase import charts

from planforge.document.model import Chart, Plot, Series
from planforge.writers import pdf
from planforge.writers.charts.values import printed, rounded
from planforge.writers.docx.drawing import add_chart
from planforge.writers.look import BUSINESS, OFFICIAL, Look

NAMES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
WIDTH = int(Cm(16))


def word_file(*drawn: Chart, look: Look = BUSINESS) -> bytes:
    document = Document()
    stale = [key for key, relation in document.part.rels.items() if "stylesWithEffects" in relation.reltype]
    for key in stale:
        document.part.drop_rel(key)
        document.part.rels.pop(key, None)
    for chart in drawn:
        document.add_paragraph()._p.append(add_chart(document.part, chart, look, WIDTH))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def chart_xml(chart: Chart) -> Any:
    with ZipFile(BytesIO(word_file(chart))) as package:
        return etree.fromstring(package.read("word/charts/chart1.xml"))


def found(chart: Chart, path: str) -> list[Any]:
    result: list[Any] = chart_xml(chart).xpath(path, namespaces=NAMES)
    return result


def column(*figures: int | Decimal | None, **more: Any) -> Chart:
    names = tuple(f"片区{index}" for index in range(len(figures)))
    return Chart("c", "目标", Plot.COLUMN, names, (Series("2027", figures),), "各片区目标", **more)


@pytest.mark.slow
@pytest.mark.parametrize("look", [BUSINESS, OFFICIAL], ids=["business", "official"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_charts_of_every_kind_are_schema_valid(language: str, look: Look, tmp_path: Path) -> None:
    path = tmp_path / "charts.docx"
    path.write_bytes(word_file(*charts(language), look=look))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_the_same_charts_give_the_same_parts() -> None:
    first, second = (ZipFile(BytesIO(word_file(*charts()))) for _ in range(2))
    names = [name for name in first.namelist() if "chart" in name or "embeddings" in name]
    assert len(names) > 2 * len(charts())
    assert all(first.read(name) == second.read(name) for name in names)


def test_no_workbook_tells_when_it_was_made() -> None:
    package = ZipFile(BytesIO(word_file(column(1))))
    book = ZipFile(BytesIO(package.read("word/embeddings/Microsoft_Excel_Sheet1.xlsx")))
    assert {moment.date_time[0] for moment in book.infolist()} == {1980}
    assert re.findall(r">(\d{4}-[^<]*)<", book.read("docProps/core.xml").decode()) == ["2000-01-01T00:00:00Z"] * 2


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.key)
def test_the_workbook_behind_a_chart_holds_the_figures_that_it_shows(chart: Chart) -> None:
    package = ZipFile(BytesIO(word_file(chart)))
    book = package.read("word/embeddings/Microsoft_Excel_Sheet1.xlsx")
    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [_bare(row[0]) for row in rows[1:]] == [_bare(name) for name in chart.categories]
    for index, series in enumerate(chart.series):
        figures = [None if row[index + 1] == "" else Decimal(str(row[index + 1])) for row in rows[1:]]
        assert figures == [rounded(series, value, chart.decimals) for value in series.values]


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.key)
def test_what_a_chart_shows_refers_to_the_cells_that_hold_it(chart: Chart) -> None:
    package = ZipFile(BytesIO(word_file(chart)))
    book = package.read("word/embeddings/Microsoft_Excel_Sheet1.xlsx")
    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    for reference in etree.fromstring(package.read("word/charts/chart1.xml")).iter(f"{{{NAMES['c']}}}numRef"):
        letter, last = re.findall(r"\$([A-Z])\$\d+:\$[A-Z]\$(\d+)", reference[0].text or "")[0]
        assert int(last) == len(rows)
        for point in reference.iter(f"{{{NAMES['c']}}}pt"):
            cell = rows[int(point.get("idx", "")) + 1][ord(letter) - ord("A")]
            assert Decimal(str(cell)) == Decimal(point.findtext("c:v", "", NAMES))


def test_text_that_looks_like_a_formula_or_a_link_stays_text() -> None:
    chart = Chart("c", "c", Plot.BAR, ("=1+1", "http://a.example", "R&D <b>"), (Series("=2", (1, 2, 3)),), "")
    package = ZipFile(BytesIO(word_file(chart)))
    book = ZipFile(BytesIO(package.read("word/embeddings/Microsoft_Excel_Sheet1.xlsx")))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert not any("hyperlink" in name for name in book.namelist())
    assert "=1+1" in book.read("xl/sharedStrings.xml").decode()


def test_a_missing_figure_is_a_gap_not_a_zero() -> None:
    assert [point.get("idx") for point in found(column(1, None, 3), "//c:val//c:pt")] == ["0", "2"]
    assert found(column(1, None, 3), "//c:dispBlanksAs/@val") == ["gap"]


def test_figures_are_written_rounded_as_they_are_printed() -> None:
    chart = column(Decimal("436.99999999999994"), decimals=1)
    assert found(chart, "//c:val//c:v/text()") == ["437.0"]
    assert found(chart, "//c:dLbls/c:numFmt/@formatCode") == ["#,##0.0"]


def test_a_half_goes_away_from_nil_over_a_mark_as_it_does_in_a_table_and_a_minus_is_one() -> None:
    rates = Series("率", (Decimal("0.1225"), Decimal("-0.1225")), percent=True)
    assert [printed(rates, value, 0) for value in rates.values] == ["12.3%", "−12.3%"]
    assert [rounded(rates, value, 0) for value in rates.values] == [Decimal("0.123"), Decimal("-0.123")]
    assert [printed(Series("额", (1,)), value, 0) for value in (Decimal("2.5"), -1200, None)] == ["3", "−1,200", "—"]
    assert printed(Series("额", (1,)), 400, 0, signed=True) == "+400"


def test_an_axis_prints_the_decimals_that_its_ticks_have() -> None:
    def code(chart: Chart) -> list[str]:
        return found(chart, "//c:valAx/c:numFmt/@formatCode")

    assert code(column(Decimal("436.9"), decimals=1)) == code(column(Decimal("4.9"), decimals=1)) == ["#,##0"]
    assert code(column(Decimal("2.4"), decimals=1)) == ["#,##0.0"]  # a tick at every half
    rates = (Series("s", (Decimal("0.966"), Decimal("1.032")), percent=True),)
    dots = Chart("c", "c", Plot.DOTS, ("a", "b"), rates, "")
    assert found(dots, "//c:valAx/c:majorUnit/@val") == ["0.025"] and code(dots) == ["0.0%"]  # 97.5% is not 98%


def test_columns_grow_from_zero_unless_one_goes_below_it() -> None:
    assert found(column(96, 98, 101), "//c:valAx/c:scaling/c:min/@val") == ["0"]
    assert found(column(96, -4), "//c:valAx/c:scaling/c:min/@val") == []


def test_percentages_print_a_decimal_only_where_one_is_needed() -> None:
    def chart(*values: str) -> Chart:
        return Chart("c", "c", Plot.LINE, ("a", "b"), (Series("s", tuple(map(Decimal, values)), percent=True),), "")

    assert found(chart("0.12", "0.2"), "//c:dLbls/c:numFmt/@formatCode") == ["0%"]
    assert found(chart("0.125", "0.2"), "//c:dLbls/c:numFmt/@formatCode") == ["0.0%"]


def test_every_text_has_a_latin_and_a_chinese_typeface() -> None:
    for chart in charts():
        fonts = found(chart, "//a:defRPr | //a:rPr")
        assert fonts
        for font in fonts:
            faces = {face.tag.split("}")[1]: face.get("typeface") for face in font if face.get("typeface")}
            assert faces["latin"] == "Calibri" and faces["ea"] == "微软雅黑"


def test_pictures_have_alt_text_and_ids_of_their_own_even_before_they_are_placed() -> None:
    document = Document()
    runs = [add_chart(document.part, chart, BUSINESS, WIDTH) for chart in charts()]
    properties = [run.find(".//wp:docPr", NAMES) for run in runs]
    assert [one.get("descr") for one in properties if one is not None] == [chart.description for chart in charts()]
    assert len({one.get("id") for one in properties if one is not None}) == len(charts())


def test_a_legend_stands_only_under_several_series() -> None:
    two = Chart("c", "c", Plot.COLUMN, ("a",), (Series("x", (1,)), Series("y", (2,))), "")
    assert found(column(1, 2), "//c:legend") == []
    assert found(two, "//c:legend/c:legendPos/@val") == ["b"]


def test_values_are_printed_on_columns_that_have_room_and_the_axis_says_them_elsewhere() -> None:
    roomy, crowded = column(*range(100, 106)), column(*range(1_000_000, 1_000_030))
    assert found(roomy, "//c:dLbls") and found(roomy, "//c:valAx/c:delete/@val") == ["1"]
    assert not found(crowded, "//c:dLbls") and found(crowded, "//c:valAx/c:delete/@val") == ["0"]


def test_small_pieces_of_a_stack_go_without_label() -> None:
    chart = Chart("c", "c", Plot.STACKED, ("a", "b"), (Series("x", (500, 5)), Series("y", (500, 500))), "")
    hidden = found(chart, "//c:ser[1]//c:dLbl[c:delete/@val='1']/c:idx/@val")
    assert hidden == ["1"]


def test_bars_read_from_the_top_down() -> None:
    chart = Chart("c", "c", Plot.BAR, ("first", "second"), (Series("x", (1, 2)),), "")
    assert found(chart, "//c:catAx//c:orientation/@val") == ["maxMin"]


def test_a_combination_puts_its_rate_on_the_right_hand_axis() -> None:
    rate = Series("率", (Decimal("0.4"),), line=True, secondary=True, percent=True)
    chart = Chart("c", "c", Plot.COMBO, ("a",), (Series("额", (1,)), rate), "")
    right = found(chart, "//c:valAx[c:axPos/@val='r']")[0]
    assert right.find("c:numFmt", NAMES).get("formatCode") == "0%"
    assert found(chart, "//c:lineChart/c:axId/@val")[1] == right.find("c:axId", NAMES).get("val")


def test_long_names_turn_and_the_chart_grows_for_them() -> None:
    short, long = (
        Chart("c", "c", Plot.COLUMN, tuple(f"{name} {n}" for n in range(8)), (Series("x", (1,) * 8),), "")
        for name in ("A", "Internationalisation-and-catering")
    )
    assert found(short, "//c:catAx//a:bodyPr/@rot") == ["0"]
    assert found(long, "//c:catAx//a:bodyPr/@rot") == ["-2700000"]
    heights = [int(etree.tostring(_inline(chart)).split(b'cy="')[1].split(b'"')[0]) for chart in (short, long)]
    assert heights[0] < heights[1]


def _bare(text: object) -> str:
    """Without the places where a name breaks into lines."""
    return "".join(str(text).split())


def _inline(chart: Chart) -> Any:
    return add_chart(Document().part, chart, BUSINESS, WIDTH)


def test_no_character_of_a_name_stands_alone_on_a_line() -> None:
    names = ("2026年实际", "南阳新经销商与550个新网点", "信阳、驻马店、周口1310个新网点", "骨汤拌面首年", "来源富余")
    chart = Chart("c", "c", Plot.WATERFALL, names, (Series("x", (700, 20, 30, 40, 50)),), "", totals=(0,))
    shown = found(chart, "(//c:cat)[1]//c:v/text()")
    assert [_bare(one) for one in shown] == list(names)
    assert min(len(line) for one in shown for line in one.split("\n")) > 2
    assert max(one.count("\n") for one in shown) >= 1
    assert found(chart, "//c:catAx//a:bodyPr/@rot") == ["0"]


def test_an_axis_that_begins_above_zero_says_so() -> None:
    def chart(*figures: int) -> Chart:
        names = ("a", "b", "c")
        return Chart(
            "c", "c", Plot.WATERFALL, names, (Series("x", figures),), "d", unit="万元", totals=(0, 2), cut="不从零"
        )

    assert found(chart(6900, 300, 7200), "//c:title//a:t/text()") == ["万元 · 不从零"]
    assert _inline(chart(6900, 300, 7200)).find(".//wp:docPr", NAMES).get("descr") == "d 不从零"
    assert found(chart(500, 300, 800), "//c:title//a:t/text()") == ["万元"]


def test_a_series_has_the_colour_it_asks_for() -> None:
    two = (Series("now", (2,), colour=1), Series("last", (1,), line=True, colour=0))
    chart = Chart("c", "c", Plot.COMBO, ("a",), two, "")
    assert found(chart, "//c:barChart/c:ser/c:spPr/a:solidFill/a:schemeClr/@val") == [BUSINESS.slot(BUSINESS.series(1))]
    assert found(chart, "//c:lineChart/c:ser/c:spPr/a:ln/a:solidFill/a:schemeClr/@val") == ["accent1"]


def test_figures_too_large_for_their_piece_of_a_stack_stand_in_the_legend() -> None:
    parts = (("A", "0.96", "0.99"), ("B", "0.04", "0.01"))
    series = tuple(Series(name, (Decimal(one), Decimal(two)), percent=True) for name, one, two in parts)
    chart = Chart("c", "c", Plot.STACKED_BAR, ("2026", "2027"), series, "")
    assert found(chart, "//c:ser/c:tx//c:v/text()") == ["A", "B 4% → 1%"]


@pytest.mark.slow
@pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")
def test_libreoffice_draws_the_labels_and_names_of_every_chart() -> None:
    import pypdf

    document = pypdf.PdfReader(BytesIO(pdf.convert(word_file(*charts()))))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in document.pages))
    words = ("+920", "−500", "8,280", "驻马店", "2027年目标", "98.5%", "210.5")
    assert [word for word in words if word not in text] == []
