"""The table of contents: filled without a program that lays out pages, numbered as pages are, the same after F9."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
import libreoffice
import pytest
from company_files import W, plan_document
from conftest import EXAMPLES
from docx.document import Document as WordFile
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.shared import Emu
from showcase import showcase

from planforge import make_plan, read
from planforge.document.compose import compose
from planforge.document.model import Document
from planforge.office import MAIN, open_parts
from planforge.problem import Problem
from planforge.writers import FORMATS, Options, pdf
from planforge.writers.docx.estimate import estimate
from planforge.writers.docx.package import pack
from planforge.writers.docx.page_numbers import labels
from planforge.writers.docx.seal import sealed

pytestmark = pytest.mark.usefixtures("one_office")
FILES = Path(__file__).parent / "files"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody at hand who lays out pages."""
    monkeypatch.setenv("PLANFORGE_SOFFICE", "/nowhere/soffice")


def opened(document: Document, style: str = "business", contents: str = "paged") -> tuple[WordFile, str]:
    """The file, and what is told beside it."""
    told: list[Problem] = []
    content = FORMATS["docx"](document, Options(style, contents, tell=told.append))
    return docx.Document(BytesIO(content)), " ".join(note.message.en for note in told)


def entries(word: WordFile) -> list[tuple[str, str]]:
    """Text and page of every entry."""
    found = []
    for link in word.element.body.iter(f"{{{W}}}hyperlink"):
        texts = [text.text or "" for text in link.iter(f"{{{W}}}t")]
        found.append(("".join(texts[:-1]), texts[-1]))
    return found


def codes(word: WordFile) -> list[str]:
    return [(code.text or "").strip() for code in word.element.body.iter(f"{{{W}}}instrText")]


def level(word: WordFile, identity: str) -> int:
    """The level of the outline on which paragraphs of a style stand; 9 for text."""
    style = next(one for one in word.styles.element if one.get(f"{{{W}}}styleId") == identity)
    own, based = style.find(f".//{{{W}}}outlineLvl"), style.find(f"{{{W}}}basedOn")
    if own is not None:
        return int(own.get(f"{{{W}}}val"))
    return 9 if based is None else level(word, based.get(f"{{{W}}}val"))


@pytest.mark.usefixtures("alone")
def test_without_libreoffice_pages_are_estimated_and_it_is_said_how_to_update_them() -> None:
    word, told = opened(plan_document())
    pages = [page for _, page in entries(word)]
    assert all(page.isdigit() for page in pages)
    assert [int(page) for page in pages] == sorted(int(page) for page in pages)
    assert int(pages[0]) == 3 and int(pages[-1]) > 6
    assert "estimated" in told
    assert "\\n" not in next(code for code in codes(word) if code.startswith("TOC"))


def test_what_the_field_says_is_what_it_shows() -> None:
    word, _ = opened(showcase(), contents="linked")
    code = next(code for code in codes(word) if code.startswith("TOC"))
    assert "\\n" in code and '"1-2"' in code
    listed = [one.text for one in word.paragraphs if one.style is not None and level(word, one.style.style_id) < 2]
    shown = ["".join(text.text or "" for text in link.iter(f"{{{W}}}t"))
             for link in word.element.body.iter(f"{{{W}}}hyperlink")]  # fmt: skip
    assert [one.split("　")[-1] for one in shown] and len(shown) == len(listed)
    assert all(text.endswith(heading) for text, heading in zip(shown, listed, strict=True))


@pytest.mark.usefixtures("alone")
def test_numbers_begin_anew_where_the_companys_body_does() -> None:
    word, _ = opened(plan_document(), str(FILES / "threesec.docx"))
    assert entries(word)[0][1] == "1"
    assert int(entries(word)[-1][1]) < 12


def test_front_matter_is_numbered_in_roman_figures() -> None:
    word = docx.Document()
    word.add_paragraph("封面")
    word.add_section(WD_SECTION.NEW_PAGE)
    for title in ("前言", "摘要"):
        heading = word.add_heading(title, 1)
        mark = f'<w:bookmarkStart xmlns:w="{W}" w:id="{len(title)}" w:name="_Toc_{title}"/>'
        heading._p.append(parse_xml(mark))
        word.add_page_break()  # type: ignore[no-untyped-call]
    numbers = f'<w:pgNumType xmlns:w="{W}" w:fmt="lowerRoman" w:start="1"/>'
    word.element.body.sectPr.append(parse_xml(numbers))
    found = estimate(word)
    assert {name: mark.page for name, mark in found.headings.items()} == {"_Toc_前言": 2, "_Toc_摘要": 3}
    assert labels(found, {"_Toc_前言": 2, "_Toc_摘要": 3}) == {"_Toc_前言": "i", "_Toc_摘要": "ii"}


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("style", "contents"), [("business", "paged"), ("business", "linked"), (FILES / "wps.docx", "paged")]
)
def test_long_contents_are_set_close_by_their_styles_which_f9_leaves_alone(style: str | Path, contents: str) -> None:
    word, _ = opened(example("yunan-noodles"), str(style), contents)
    galleries = word.element.body.iter(f"{{{W}}}docPartGallery")
    links = [link for one in galleries for link in next(one.iterancestors(f"{{{W}}}sdt")).iter(f"{{{W}}}hyperlink")]
    said = {one.tag.split("}")[1] for link in links for one in link.getparent().find(f"{{{W}}}pPr")}
    assert len(links) > 45 and said <= {"pStyle", "keepNext"}
    worn = {link.getparent().find(f"{{{W}}}pPr/{{{W}}}pStyle").get(f"{{{W}}}val") for link in links}
    for one in word.styles.element:
        if one.get(f"{{{W}}}styleId") in worn:
            spacing = one.find(f"{{{W}}}pPr/{{{W}}}spacing")
            assert (spacing.get(f"{{{W}}}before"), spacing.get(f"{{{W}}}lineRule")) == ("0", "exact")
            assert one.find(f"{{{W}}}pPr/{{{W}}}tabs/{{{W}}}tab") is not None
            assert one.find(f"{{{W}}}pPr/{{{W}}}snapToGrid").get(f"{{{W}}}val") == "0"  # nor raised to the page's lines


@pytest.mark.usefixtures("alone")
def test_a_file_without_a_theme_asks_for_none_of_its_typefaces() -> None:
    word, _ = opened(plan_document(), str(FILES / "wps.docx"))
    assert not any(one.reltype.endswith("/theme") for one in word.part.rels.values())
    stories = (word.styles.element, word.element)
    asked = {key for story in stories for one in story.iter(f"{{{W}}}rFonts") for key in one.attrib}
    assert asked and not any(key.endswith("Theme") for key in asked)


@pytest.mark.slow
@pytest.mark.skipif(not libreoffice.here(), reason="needs LibreOffice and python3-uno")
def test_f9_changes_nothing(tmp_path: Path) -> None:
    styles = {"house": "business", "official": "official", "three": str(FILES / "threesec.docx"),
              "letter": str(FILES / "公司信笺.docx"), "wps": str(FILES / "wps.docx")}  # fmt: skip
    for name, style in styles.items():
        (tmp_path / f"{name}.docx").write_bytes(FORMATS["docx"](plan_document(), Options(style)))
    libreoffice.work(
        tmp_path,
        f"""
        import json
        found = {{}}
        for name in {list(styles)!r}:
            document = opened(name + ".docx")
            index = document.DocumentIndexes.getByIndex(0)
            before = index.Anchor.String
            index.update()
            found[name] = [before.splitlines(), index.Anchor.String.splitlines()]
            document.close(True)
        open(sys.argv[2] + "/said.json", "w", encoding="utf-8").write(json.dumps(found))
        """,
    )
    for name, (before, after) in json.loads((tmp_path / "said.json").read_text("utf-8")).items():
        assert len(before) > 20
        assert ["".join(line.split(" ")) for line in after] == ["".join(line.split(" ")) for line in before], name


@pytest.mark.slow
@pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")
@pytest.mark.parametrize("name", ["luzhong-tiles", "south-henan-noodles"])
def test_estimated_pages_of_an_official_plan_are_right_within_one(name: str) -> None:
    found = estimate(docx.Document(BytesIO(printed(name, "official"))))
    outline = iter(laid_out(name, "official"))
    for mark, title in found.titles.items():
        page = next(page for text, page in outline if "".join(text.split()).endswith("".join(title.split())))
        assert abs(found.headings[mark].page - page) <= 1, title


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("style", ["official", "tracked.docx", "wps.docx"])
def test_what_ends_a_section_begins_no_page(style: str) -> None:
    word, _ = opened(example("south-henan-noodles"), style if style == "official" else str(FILES / style))
    ends = [one.getparent() for one in word.element.body.iter(f"{{{W}}}sectPr") if one.getparent().tag.endswith("pPr")]
    assert len(ends) > 3
    assert not any(one.find(f"{{{W}}}pageBreakBefore") is not None for one in ends)


# Whether a file is current --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("alone")
def test_a_file_is_current_whatever_page_numbers_another_machine_found() -> None:
    form = FORMATS["docx"]
    here = form(plan_document(), Options())
    parts = open_parts(here)
    body = re.sub(rb"(PAGEREF .*?<w:t[^>]*>)\d+", rb"\g<1>88", parts[MAIN])
    there = pack(sealed({**parts, MAIN: body}, plan_document()))
    assert there != here
    assert form.same(there, here)


@pytest.mark.usefixtures("alone")
def test_a_file_is_not_current_once_the_plan_or_the_file_has_changed() -> None:
    form = FORMATS["docx"]
    here = form(plan_document(), Options())
    other = form(plan_document("en"), Options())
    assert not form.same(other, here)
    word = docx.Document(BytesIO(here))
    word.add_paragraph("手工补充")
    stream = BytesIO()
    word.save(stream)
    assert not form.same(stream.getvalue(), here)


def test_a_pdf_knows_what_it_was_made_from() -> None:
    none = b"<" + b"0" * 32 + b">"
    bare = b"%PDF-1.6\n1 0 obj\n<</ID [ " + none + b" " + none + b" ]>>\nstartxref\n9\n%%EOF\n"
    one, two = pdf.signed(bare, "a" * 64), pdf.signed(bare.replace(b"1 0", b"2 0"), "a" * 64)
    assert pdf.signature(one) == "a" * 64
    assert FORMATS["pdf"].same(one, two) and one != two
    assert not FORMATS["pdf"].same(one, pdf.signed(bare, "b" * 64))
    assert not FORMATS["pdf"].same(bare, one)


# Lines a little wider, as Word sets them ------------------------------------------------------------------------------


def headings(content: bytes) -> list[tuple[str, int]]:
    return [entry for entry in pdf.heading_pages(pdf.convert(content, shared=True)) if entry[0]]


@cache
def example(name: str) -> Document:
    spec = read(EXAMPLES / name / "plan.yaml").spec
    assert spec is not None
    return compose(make_plan(spec))


@cache
def printed(name: str, style: str) -> bytes:
    return FORMATS["docx"](example(name), Options(style, "linked"))


@cache
def laid_out(name: str, style: str) -> list[tuple[str, int]]:
    return headings(printed(name, style))


def narrowed(content: bytes, share: float) -> bytes:
    """The same file whose columns are narrower, which is what wider letters come to."""
    word = docx.Document(BytesIO(content))
    for section in word.sections:
        left, right = int(section.left_margin or 0), int(section.right_margin or 0)
        section.right_margin = Emu(right + round((int(section.page_width or 0) - left - right) * (1 - share)))
    for one in word.element.body.iter(f"{{{W}}}tcW", f"{{{W}}}gridCol"):
        one.set(f"{{{W}}}w", str(round(int(one.get(f"{{{W}}}w")) * share)))
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")
@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("yunan-noodles", "business"),
        ("luzhong-tiles", "official"),
        ("south-henan-noodles", FILES / "threesec.docx"),
    ],
)
def test_lines_as_much_wider_as_words_move_hardly_a_heading(name: str, style: str | Path) -> None:
    usual, wider = laid_out(name, str(style)), headings(narrowed(printed(name, str(style)), 0.985))
    assert [title for title, _ in usual] == [title for title, _ in wider]
    assert sum(one != other for one, other in zip(usual, wider, strict=True)) <= len(usual) * 0.02
