"""The deck for the meeting: a finding a slide, figures as the document prints them, nothing beyond the edge."""

from __future__ import annotations

import re
import subprocess
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from company_files import SPEC, plan_document
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.util import Emu
from pypdfium2 import PdfDocument
from showcase import showcase

from planforge import compose, make_plan, read, resources
from planforge.document.model import Bullets, Chart, Document, Paragraph, PartKind, Table, Voice
from planforge.document.numbering import flatten
from planforge.problem import Problem, Refusal
from planforge.spec.spec import Spec
from planforge.writers import FORMATS, Options, pdf
from planforge.writers.fit import text_width
from planforge.writers.pptx.slides import MOST_POINTS, slides_of

EXAMPLES = Path(__file__).parents[2] / "examples"
LANGUAGES = ("zh-CN", "en")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")

pytestmark = pytest.mark.slow


@cache
def plan(name: str = "yunan-noodles") -> Any:
    spec = read(EXAMPLES / name / "plan.yaml").spec
    assert spec is not None
    return make_plan(spec)


@cache
def deck(name: str = "yunan-noodles", language: str = "zh-CN") -> Document:
    return compose(plan(name), language=language, kind="deck")


@cache
def file(name: str = "yunan-noodles", language: str = "zh-CN") -> bytes:
    return FORMATS["pptx"](deck(name, language), Options())


def opened(content: bytes) -> Any:
    return Presentation(BytesIO(content))


def titles(content: bytes) -> list[str]:
    return [slide.shapes.title.text_frame.text.replace("\v", "") for slide in opened(content).slides]


def printed(document: Document) -> str:
    """All that a document prints."""
    return repr(document.parts) + repr(document.cover)


def figures(text: str) -> set[str]:
    return {one.rstrip(",.") for one in _NUMBER.findall(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_to_sixteen_slides_lead_from_the_decision_to_what_is_asked(language: str) -> None:
    found = [part.key.removeprefix("deck_") for part in deck(language=language).parts]
    main = [key for key in found if not key.startswith("annex_")]
    assert 12 <= len(main) + 1 <= 16  # with the cover
    assert main[0] == "decision" and main[-1] == "asks"
    assert found[len(main) :] == ["annex_months", "annex_people", "annex_kpis", "annex_prices"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_says_a_finding_with_a_figure_in_at_most_two_lines(language: str) -> None:
    for slide in list(opened(file(language=language)).slides)[1:]:
        title = slide.shapes.title.text_frame
        assert title.text.count("\v") <= 1
        assert re.search(r"\d", title.text), title.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["yunan-noodles", "luzhong-tiles", "xianggan-beauty"])
def test_every_figure_of_the_deck_is_in_the_document_as_printed(name: str, language: str) -> None:
    whole = [compose(plan(name), language=language, length=length) for length in ("page", "standard", "full")]
    known = figures("".join(map(printed, whole)))
    for part in deck(name, language).parts:
        lines = [one.inlines for one in part.blocks if isinstance(one, Paragraph) and one.voice is not Voice.NOTE]
        lines += [item for block in part.blocks if isinstance(block, Bullets) for item in block.items]
        said = part.title + " ".join("".join(getattr(one, "text", "") for one in line) for line in lines)
        counted = {str(number) for number in range(61)}  # how many districts, actions, slides
        assert figures(said) - counted - known == set(), part.key


def test_a_slide_shows_one_thing_says_three_more_and_names_its_source() -> None:
    for part, slide in zip(deck().parts, slides_of(deck()), strict=True):
        visuals = [block for block in flatten(part.blocks) if isinstance(block, Chart | Table)]
        assert len(visuals) <= 1
        assert len(slide.points) <= MOST_POINTS
        assert slide.source.startswith("来源：《豫南区域2027年度营销计划》")
        assert part.kind is PartKind.SLIDE
    unnamed = [slide.title for slide in slides_of(deck()) if not re.search(r"[表图]\d+", slide.source)]
    assert len(unnamed) == 1 and unnamed[0].startswith("请您决定")  # what is asked is a list in the document


def test_the_speaker_is_told_how_a_figure_was_made_and_what_will_be_asked() -> None:
    slides = list(opened(file()).slides)[1:]
    assert all(slide.has_notes_slide for slide in slides)
    assert all("可能会问" in slide.notes_slide.notes_text_frame.text for slide in slides)


def test_charts_are_native_and_can_be_edited() -> None:
    charts = [shape for slide in opened(file()).slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) >= 5
    for shape in charts:
        assert shape.chart.part.chart_workbook.xlsx_part is not None
        assert list(shape.chart.plots)


def test_pictures_and_tables_have_alt_text_and_the_title_is_read_first() -> None:
    for slide in opened(file()).slides:
        assert slide.shapes[0].is_placeholder
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_valid_and_the_same_bytes_each_time(language: str, tmp_path: Path) -> None:
    content = file(language=language)
    assert FORMATS["pptx"](deck(language=language), Options()) == content
    path = tmp_path / "deck.pptx"
    path.write_bytes(content)
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
    assert FORMATS["pptx"].imprint.is_intact(content)


def many(count: int, name: str) -> Document:
    districts = [{"name": f"{name}{n}", "leader": "王强", "market": "9800万"} for n in range(1, count + 1)]
    situation = {"swot": SPEC["situation"]["swot"]}
    return compose(
        make_plan(Spec.model_validate({**SPEC, "districts": districts, "situation": situation})), kind="deck"
    )


@pytest.mark.parametrize("count", [1, 2, 9, 40])
@pytest.mark.parametrize("name", ["信阳", "豫南第一大区及周边乡镇流通渠道客户部"])
def test_nothing_stands_beyond_the_edge_of_a_slide(count: int, name: str) -> None:
    content = opened(FORMATS["pptx"](many(count, name), Options()))
    assert len(content.slides) > 3
    for slide in content.slides:
        for shape in slide.shapes:
            if shape.width is None:
                continue
            assert shape.left >= 0 and shape.top >= 0, shape.name
            assert shape.left + shape.width <= content.slide_width + 20, shape.name
            high = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert shape.top + high <= content.slide_height, (slide.shapes.title.text_frame.text, shape.name)


def test_rows_without_room_are_counted_below_the_table_and_its_total_stays() -> None:
    content = opened(FORMATS["pptx"](many(40, "片区"), Options()))
    tables = [(slide, shape.table) for slide in content.slides for shape in slide.shapes if shape.has_table]
    cut = [(slide, table) for slide, table in tables if any(shape.name == "more" for shape in slide.shapes)]
    assert cut
    for slide, table in cut:
        (more,) = [shape.text_frame.text for shape in slide.shapes if shape.name == "more"]
        assert re.search(r"另有\d+行", more)
        assert table.rows[len(table.rows) - 1].cells[0].text_frame.text


def test_text_in_cells_fits_their_width() -> None:
    for slide in opened(file()).slides:
        for shape in slide.shapes:
            if not shape.has_table:
                continue
            for row in shape.table.rows:
                for index, cell in enumerate(row.cells):
                    words = re.findall(r"[\d,.%+−]+", cell.text_frame.text)
                    room = Emu(shape.table.columns[index].width).pt - 10
                    for word in words if not cell.is_spanned and not cell.is_merge_origin else ():
                        size = cell.text_frame.paragraphs[0].runs[0].font.size.pt
                        assert text_width(word, size) <= room * 1.08, word


# A company's own file -------------------------------------------------------------------------------------------------


def company(folder: Path, slides: int = 2) -> Path:
    """A .pptx as companies have them: four to three, with slides in it."""
    held = Presentation()
    for number in range(slides):
        slide = held.slides.add_slide(held.slide_layouts[1])
        slide.shapes.title.text = f"旧内容{number}"
    path = folder / "company.pptx"
    held.save(str(path))
    return path


def test_a_companys_file_gives_master_and_layouts_and_its_slides_stay_behind(tmp_path: Path) -> None:
    told: list[Problem] = []
    content = FORMATS["pptx"](plan_deck(), Options(str(company(tmp_path)), tell=told.append))
    made = opened(content)
    assert made.slide_width == 9_144_000
    assert not [title for title in titles(content) if "旧内容" in title]
    assert [note.message.en for note in told] == ["company PowerPoint file: its 2 slides were not carried over"]
    assert {slide.slide_layout.name for slide in made.slides} == {"Title Slide", "Title Only"}
    for slide in made.slides:
        for shape in slide.placeholders:
            assert shape.text_frame.text
    path = tmp_path / "made.pptx"
    path.write_bytes(content)
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


@cache
def plan_deck() -> Document:
    return compose(make_plan(Spec.model_validate(SPEC)), kind="deck")


@pytest.mark.parametrize(
    ("content", "said"), [(b"no zip", "not a PowerPoint"), (b"PK\x03\x04broken", "damaged")], ids=["text", "broken"]
)
def test_what_is_no_slide_show_is_refused_and_told(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "company.pptx"
    path.write_bytes(content)
    with pytest.raises(Refusal) as caught:
        FORMATS["pptx"](plan_deck(), Options(str(path)))
    (problem,) = caught.value.problems
    assert "company PowerPoint file" in problem.message.en
    assert said in problem.message.en


def test_a_word_file_is_no_look_for_a_deck(tmp_path: Path) -> None:
    path = tmp_path / "company.docx"
    path.write_bytes(FORMATS["docx"](plan_document(), Options(contents="linked")))
    with pytest.raises(Refusal):
        FORMATS["pptx"](plan_deck(), Options(str(path)))


@pytest.mark.parametrize("scheme", [rb'val="zz"', rb'val=""', None], ids=["no colour", "empty", "no scheme"])
def test_a_theme_without_colours_leaves_ours(scheme: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "company.pptx"
    with zipfile.ZipFile(resources.templates() / "deck" / "business.pptx") as ours, zipfile.ZipFile(path, "w") as made:
        for name in ours.namelist():
            part = ours.read(name)
            if "theme/theme" in name and scheme is None:
                part = re.sub(rb"<a:clrScheme.*</a:clrScheme>", b"", part, flags=re.DOTALL)
            elif "theme/theme" in name:
                part = re.sub(rb'(?:val|lastClr)="[0-9A-Fa-f]{6}"', scheme or b"", part)
            made.writestr(name, part)
    try:
        assert titles(FORMATS["pptx"](plan_deck(), Options(str(path))))
    except Refusal as refused:
        assert refused.problems


BROKEN = {
    "properties that are none": ("docProps/core.xml", rb"(?s)<cp:coreProperties.*", b"<x/>"),
    "a placeholder without a name": ("slideLayouts/", rb"<p:cNvPr [^>]*/>", b""),
    "a size that is none": ("presentation.xml", rb'cx="\d+"', b'cx="x"'),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_file_whose_parts_are_not_what_they_say_is_refused(broken: str, tmp_path: Path) -> None:
    place, old, new = BROKEN[broken]
    path = tmp_path / "company.pptx"
    with zipfile.ZipFile(resources.templates() / "deck" / "business.pptx") as ours, zipfile.ZipFile(path, "w") as made:
        for name in ours.namelist():
            made.writestr(name, re.sub(old, new, ours.read(name)) if place in name else ours.read(name))
    try:
        assert titles(FORMATS["pptx"](plan_deck(), Options(str(path))))
    except Refusal as refused:
        assert "company PowerPoint file" in refused.problems[0].message.en


# Other documents ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_document_becomes_slides_a_section_each(language: str) -> None:
    content = FORMATS["pptx"](showcase(language), Options())
    assert len(opened(content).slides) > 4
    assert all(titles(content))


# As rendered ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")
def test_nothing_runs_over_as_rendered_with_long_names_and_one_to_forty_districts(tmp_path: Path) -> None:
    long = "豫南第一大区及周边乡镇流通渠道客户部"
    decks = {f"{count}": FORMATS["pptx"](many(count, long), Options()) for count in (1, 8, 40)}
    decks["narrow"] = FORMATS["pptx"](many(8, long), Options(str(company(tmp_path))))
    decks["noodles"] = file()
    for name, content in decks.items():
        (tmp_path / f"{name}.pptx").write_bytes(content)
    command = [str(pdf.find_office()), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), *(str(tmp_path / f"{name}.pptx") for name in decks)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    for name in decks:
        for number, found in enumerate(over(decks[name], (tmp_path / f"{name}.pdf").read_bytes()), 1):
            assert not found, (name, number, found)


def over(slides: bytes, content: bytes) -> list[list[str]]:
    """By slide: lines of text beyond its edge or in the line of its source."""
    told, deck = [], opened(slides)
    for slide, page in zip(deck.slides, PdfDocument(content), strict=True):
        text, (width, height) = page.get_textpage(), page.get_size()
        sources = [shape for shape in slide.shapes if shape.name == "source"]
        source = "".join("".join(shape.text_frame.text for shape in sources).split())
        foot = max((height * (1 - shape.top / deck.slide_height) for shape in sources), default=0)
        rects = [text.get_rect(n) for n in range(text.count_rects())]
        said = [(box, "".join(text.get_text_bounded(*box).split())) for box in rects]
        told.append(
            [words for (left, low, right, _), words in said if words and (left < 0 or right > width or low < 0)]
            + [words for box, words in said if box[1] < foot - 1 and not words.isdigit() and words not in source]
        )
    return told


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_key_figures_fill_what_is_left_above_what_is_said_of_them_all_of_one_size(language: str) -> None:
    seen = 0
    for slide in opened(file(language=language)).slides:
        cards = [one for one in slide.shapes if one.has_text_frame and one.shape_type == 1 and "\n" in one.text]
        if len({(one.top, one.height) for one in cards}) != 1 or len(cards) < 3:
            continue
        seen += 1
        assert int(cards[0].height) > Emu(150 * 12_700)
        assert len({one.text_frame.paragraphs[0].runs[0].font.size for one in cards}) == 1
    assert seen > 0
