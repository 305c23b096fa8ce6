"""Company .pptx as companies make them: titles anywhere, dark grounds, templates, protection."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from company_files import SPEC
from conftest import EXAMPLES
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.util import Cm, Emu, Length, Pt

from planforge import read
from planforge.document.compose import compose
from planforge.document.model import Document
from planforge.plan.make import make_plan
from planforge.problem import Problem
from planforge.spec.spec import Spec
from planforge.writers import FORMATS, Options
from planforge.writers.look import READABLE, contrast
from planforge.writers.pptx.stage import Box, meet, opened


@cache
def small_deck() -> Document:
    return compose(make_plan(Spec.model_validate(SPEC)), kind="deck")


def company_deck(
    folder: Path, change: Callable[[Any], None], parts: dict[str, tuple[bytes, bytes]] | None = None
) -> str:
    """A company's own .pptx, 16:9, changed by hand and then in its parts: what stands there, and what instead."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Emu(12192000), Emu(6858000)
    change(deck)
    stream = BytesIO()
    deck.save(stream)
    path = folder / "company.pptx"
    with ZipFile(stream) as held, ZipFile(path, "w") as made:
        for name in held.namelist():
            old, new = (parts or {}).get(name, (b"", b""))
            made.writestr(name, held.read(name).replace(old, new, 1) if old else held.read(name))
    return str(path)


def slides_in(style: str, told: list[Problem] | None = None) -> Any:
    made = FORMATS["pptx"](small_deck(), Options(style, tell=(told if told is not None else []).append))
    return Presentation(BytesIO(made))


@pytest.mark.parametrize("place", [(1, 15.5, 30, 2.5), (1, 1, 6, 14), (26, 1, 6, 14), (1, 7, 31, 5.5)])
def test_what_a_slide_shows_stands_beside_a_title_wherever_the_company_has_it(
    place: tuple[float, float, float, float], tmp_path: Path
) -> None:
    def moved(deck: Any) -> None:
        for layout in deck.slide_layouts:
            for holder in layout.placeholders:
                if holder.placeholder_format.type == PP_PLACEHOLDER.TITLE:
                    holder.left, holder.top, holder.width, holder.height = map(Cm, place)

    deck = slides_in(company_deck(tmp_path, moved))
    for slide in list(deck.slides)[1:]:
        title = next(one for one in slide.shapes if one.is_placeholder and one.placeholder_format.idx == 0)
        for one in slide.shapes:
            assert one.width >= 0 and one.height >= 0
            if one.has_table or one.has_chart:
                across = one.left < title.left + title.width and title.left < one.left + one.width
                assert not (across and one.top < title.top + title.height and title.top < one.top + one.height)


@pytest.mark.parametrize("kind", [b"template", b"slideshow"])
def test_a_template_or_a_show_is_as_good_as_a_file_of_slides(kind: bytes, tmp_path: Path) -> None:
    types = {"[Content_Types].xml": (b"presentationml.presentation.main", b"presentationml." + kind + b".main")}
    assert len(slides_in(company_deck(tmp_path, lambda _: None, types)).slides) > 1


def test_text_reads_on_a_dark_ground(tmp_path: Path) -> None:
    ground = b'<p:cSld><p:bg><p:bgPr><a:solidFill><a:srgbClr val="0B1B33"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    master = "ppt/slideMasters/slideMaster1.xml"
    swapped = {master: (b'bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2"', b'bg1="dk1" tx1="lt1" bg2="dk2" tx2="lt2"')}
    stage = opened(company_deck(tmp_path, lambda deck: _painted(deck, ground), swapped), lambda _: None)
    look = stage.look
    assert look.paper == "0B1B33"
    for colour in (look.ink, look.soft, *map(look.written, look.palette)):
        assert contrast(colour, look.paper) >= READABLE
    assert contrast(look.ink, look.band) >= READABLE
    assert look.slot(look.ink) == "tx1" and look.slot(look.paper) is None, "the ground is no colour of the theme"


def _painted(deck: Any, ground: bytes) -> None:
    held = deck.slide_masters[0]._element.find("./{*}cSld")
    for old in held.findall("./{*}bg"):
        held.remove(old)
    spaces = b'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    spaces += b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    held.insert(0, etree.fromstring(ground.replace(b"<p:cSld>", b"").replace(b"<p:bg>", b"<p:bg " + spaces + b">", 1)))


def test_protection_of_a_companys_deck_is_not_carried_over_and_that_is_said(tmp_path: Path) -> None:
    lock = b'<p:modifyVerifier algorithmName="SHA-512" hashData="eA==" saltData="eA==" spinValue="1"/></p:presentation>'
    told: list[Problem] = []
    deck = slides_in(
        company_deck(tmp_path, lambda _: None, {"ppt/presentation.xml": (b"</p:presentation>", lock)}), told
    )
    assert deck.part._element.find("./{*}modifyVerifier") is None
    assert "protection" in " ".join(one.message.en for one in told)


def stamped(*places: tuple[float, float, float, float]) -> Callable[[Any], None]:
    """A company's stamps, logos and bars on every layout, in centimetres."""

    def change(deck: Any) -> None:
        for layout in deck.slide_layouts:
            for holder in layout.placeholders:
                if holder.placeholder_format.type == PP_PLACEHOLDER.TITLE:
                    holder.left, holder.top, holder.width, holder.height = map(Cm, (1, 1, 31, 2.5))
                if holder.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
                    holder.left, holder.top, holder.width, holder.height = map(Cm, (1, 17.5, 2, 1))
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        for place in places:
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Cm, place))
            for layout in deck.slide_layouts:
                layout.shapes._spTree.append(deepcopy(shape._element))

    return change


def box_of(slide: Any, name: str) -> Box:
    one = next(shape for shape in slide.shapes if shape.name == name)
    return Box(*map(int, (one.left, one.top, one.width, one.height)))


def test_a_title_ends_before_the_stamp_and_the_source_beside_number_and_bar(tmp_path: Path) -> None:
    stamp, bar = (27, 0.5, 5, 2), (0, 18, 33.8, 1)
    deck = slides_in(company_deck(tmp_path, stamped(stamp, bar)))
    for slide in list(deck.slides)[1:]:
        title = slide.shapes.title
        assert int(title.left) + int(title.width) <= int(Cm(27))
        for one in slide.shapes:
            if one.has_text_frame or one.has_table or one.has_chart:
                assert one.is_placeholder or int(one.top) + int(one.height) <= int(Cm(18)) + 1
    sourced = [slide for slide in deck.slides if any(one.name == "source" for one in slide.shapes)]
    assert sourced and all(box_of(slide, "source").left >= int(Cm(3)) for slide in sourced)


@pytest.mark.parametrize("stamp", [(29, 14, 4, 4), (0.5, 13, 5, 5), (27, 2, 6, 4)])
def test_nothing_stands_under_a_stamp_in_a_corner(stamp: tuple[float, float, float, float], tmp_path: Path) -> None:
    taken = Box(*(int(Cm(one)) for one in stamp))
    deck = slides_in(company_deck(tmp_path, stamped(stamp)))
    for slide in list(deck.slides)[1:]:
        for one in slide.shapes:
            box = Box(*map(int, (one.left, one.top, one.width, one.height)))
            assert one.is_placeholder or not meet(box, taken), (one.name, box)


def test_a_cover_whose_title_has_little_room_is_set_smaller(tmp_path: Path) -> None:
    def low(deck: Any) -> None:
        for layout in deck.slide_layouts:
            for holder in layout.placeholders:
                if holder.placeholder_format.type == PP_PLACEHOLDER.CENTER_TITLE:
                    holder.left, holder.top, holder.width, holder.height = map(Cm, (1, 5, 12, 1.6))

    title = next(iter(slides_in(company_deck(tmp_path, low)).slides)).shapes.title
    size = title.text_frame.paragraphs[0].runs[0].font.size
    assert size is not None and size < Pt(30)
    assert "".join(title.text_frame.text.split()) == small_deck().meta.title.replace(" ", "")


def test_lines_of_tables_are_as_high_as_their_rows_are_planned_for_in_every_face(tmp_path: Path) -> None:
    deck = slides_in(company_deck(tmp_path, lambda _: None))
    tables = [one.table for slide in deck.slides for one in slide.shapes if one.has_table]
    spaced = [paragraph.line_spacing for table in tables for cell in table.iter_cells()
              for paragraph in cell.text_frame.paragraphs]  # fmt: skip
    assert spaced and all(isinstance(one, Length) for one in spaced)


@pytest.mark.slow
def test_where_a_title_leaves_little_room_figures_and_asks_share_it(tmp_path: Path) -> None:
    def tall(deck: Any) -> None:
        for layout in deck.slide_layouts:
            for holder in layout.placeholders:
                if holder.placeholder_format.type == PP_PLACEHOLDER.TITLE:
                    holder.left, holder.top, holder.width, holder.height = map(Cm, (1, 7, 31, 5.5))

    reading = read(EXAMPLES / "yunan-noodles" / "plan.yaml")
    assert reading.spec is not None
    made = FORMATS["pptx"](compose(make_plan(reading.spec), kind="deck"), Options(company_deck(tmp_path, tall)))
    for slide in list(Presentation(BytesIO(made)).slides)[1:]:
        assert all(int(one.width) >= 0 and int(one.height) >= 0 for one in slide.shapes)


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REMOTE = {
    "a linked picture": ("image", "https://evil.example/x.png"),
    "a linked film": ("video", "https://evil.example/x.mp4"),
    "linked sound": ("audio", r"\\server\x.wav"),
    "a linked workbook": ("oleObject", "file:///c:/x.xlsx"),
    "a link to a file": ("hyperlink", "file:///c:/x.exe"),
    "a link to a program": ("hyperlink", "calc.exe"),
    "a link that is a script": ("hyperlink", "javascript:alert(1)"),
}


@pytest.mark.parametrize("kind", REMOTE)
@pytest.mark.parametrize("place", ["slide_master", "slide_layouts"])
def test_what_would_fetch_open_or_start_something_is_taken_out_and_told(kind: str, place: str, tmp_path: Path) -> None:
    relation, target = REMOTE[kind]

    def linked(deck: Any) -> None:
        where = deck.slide_master if place == "slide_master" else deck.slide_layouts[0]
        found = where.part.relate_to(target, f"{OFFICE}/{relation}", is_external=True)
        web = where.part.relate_to("https://example.org/", f"{OFFICE}/hyperlink", is_external=True)
        for shape, link in zip(list(where.placeholders)[:2], (found, web), strict=True):
            named = shape._element.nvSpPr.cNvPr
            click = etree.SubElement(named, "{http://schemas.openxmlformats.org/drawingml/2006/main}hlinkClick")
            click.set(f"{{{OFFICE}}}id", link)
            if target == "calc.exe":
                click.set("action", "ppaction://program")

    told: list[Problem] = []
    made = FORMATS["pptx"](small_deck(), Options(company_deck(tmp_path, linked), tell=told.append))
    with ZipFile(BytesIO(made)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert target.encode() not in whole and b"ppaction://program" not in whole
    assert b"https://example.org/" in whole
    assert any("not carried into the document" in one.message.en for one in told)


def test_a_title_that_runs_from_top_to_bottom_is_as_long_as_it_is_high(tmp_path: Path) -> None:
    def turn(deck: Any) -> None:
        for layout in deck.slide_layouts:
            for one in layout.placeholders:
                if one.placeholder_format.type == PP_PLACEHOLDER.TITLE:
                    one.left, one.top, one.width, one.height = Cm(31), Cm(1), Cm(2), Cm(17)
                    one._element.xpath(".//a:bodyPr")[0].set("vert", "eaVert")

    slides = list(slides_in(company_deck(tmp_path, turn)).slides)[1:]
    assert not [slide.shapes.title.text for slide in slides if "…" in slide.shapes.title.text]


def test_the_facts_of_a_cover_stand_beside_its_title_wherever_this_is(tmp_path: Path) -> None:
    def low(deck: Any) -> None:
        for one in deck.slide_layouts[0].placeholders:
            if one.placeholder_format.type in (PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.SUBTITLE):
                title = one.placeholder_format.type == PP_PLACEHOLDER.CENTER_TITLE
                one.left, one.top, one.width, one.height = (
                    Cm(8),
                    Cm(11 if title else 17),
                    Cm(24),
                    Cm(5 if title else 1.5),
                )

    cover = slides_in(company_deck(tmp_path, low)).slides[0]
    _, subtitle = cover.shapes  # where there is no other room
    assert subtitle.text_frame.text.startswith("福麦食品　")
