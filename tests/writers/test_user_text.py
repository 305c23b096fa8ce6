"""Whatever a manager types arrives in every format as he typed it, and nothing of it is ever executed."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from company_files import SPEC, company_file, parts_of, saved, texts
from markdown_it import MarkdownIt

from planforge.document.compose import compose
from planforge.document.markup import inline, plain
from planforge.document.model import Document, Run
from planforge.plan.make import make_plan
from planforge.spec.spec import Spec
from planforge.writers import write

TYPED = {
    "ampersand and tags": "R&D <b>费用</b> &amp; <script>alert(1)</script>",
    "quotes": "“弯引号” ‘单’ \"直\" 'it''s' 《书名》",
    "emoji": "达成 🎉👍🏽 冲刺 🚀",
    "a very long word": "Donaudampfschifffahrtsgesellschaft" * 6,
    "two thousand characters": "渠道下沉与终端动销" * 222,
    "formulas": '=1+1 @SUM(A1) +cmd|"/c calc"!A0 -2+3',
    "template tags": "{{ spec }} {% if x %} {# y #} {_{ ｛｛ }} %}",
    "Markdown that is not ours": "# 标题 | 表 | `码` [链接](javascript:alert(1)) ~~删~~ ![图](x.png)",
    "backslashes and dollars": r"C:\新\t $x^2$ %PATH% \u4e2d",
    "wide and thin blanks": "全角　空格\u00a0不换行\u200b零宽",
    "the edge of Unicode": "\u4dbf \U00020000 \U0001f9d1\u200d\U0001f4bc é",
}


@cache
def document() -> Document:
    """A plan that holds every text as an action's deliverable, a tactic's detail, a strength and a name."""
    given: dict[str, Any] = {
        **SPEC,
        "region": {**SPEC["region"], "name": "R&D <区域>", "motto": TYPED["template tags"]},
        "situation": {"swot": {"strengths": list(TYPED.values()), "weaknesses": ["无"]}},
        "tactics": [
            {"code": f"T{number}", "name": f"战术{number}", "serves": ["G1"], "detail": text}
            for number, text in enumerate(TYPED.values(), 1)
        ],
    }
    return compose(make_plan(Spec.model_validate(given)))


class Page(HTMLParser):
    """The text of a web page, the names of its elements and where its links lead."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self.text, self.tags, self.links = "", set[str](), set[str]()
        self.feed(source.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


@cache
def word_text() -> str:
    return "\n".join(texts(docx.Document(BytesIO(write(document(), contents="linked")))))


@cache
def page() -> Page:
    return Page(write(document(), to="html"))


@cache
def markdown() -> Page:
    """The Markdown as a reader of it shows it."""
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(write(document(), to="md").decode())
    return Page(rendered.encode())


def twice(text: str, shown: str) -> bool:
    """Whether a text is shown in a table and outside one, blanks aside as HTML treats them."""
    return shown.count(text) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", TYPED)
def test_it_arrives_in_word(name: str) -> None:
    assert twice(TYPED[name], word_text())


@pytest.mark.slow
@pytest.mark.parametrize("name", TYPED)
def test_it_arrives_on_the_web_page(name: str) -> None:
    assert twice(TYPED[name], page().text)


@pytest.mark.parametrize("name", TYPED)
def test_it_arrives_in_markdown(name: str) -> None:
    assert twice(TYPED[name], markdown().text)


def test_nothing_of_it_becomes_an_element_that_acts() -> None:
    for shown in (page(), markdown()):
        assert not shown.tags & {"script", "img", "iframe", "object", "form", "b"}
        assert shown.links
        assert all(link.startswith("#") for link in shown.links)


def test_nothing_of_it_becomes_a_field_a_link_or_a_formula_in_word() -> None:
    parts = parts_of(write(document(), contents="linked"))
    body = parts["word/document.xml"].decode()
    for sign in ("DDE", "javascript", "calc"):
        assert sign not in "".join(piece.split("</w:instrText>")[0] for piece in body.split("<w:instrText")[1:])
    assert b"javascript" not in parts["word/_rels/document.xml.rels"]


def test_it_arrives_in_a_companys_file_too(tmp_path: Path) -> None:
    path = saved(company_file("{{ region.motto }}", "{{ region.name }}", "{{p body }}"), tmp_path)
    shown = texts(docx.Document(BytesIO(write(document(), style=path, contents="linked"))))
    assert shown[:2] == [TYPED["template tags"], "R&D <区域>"]
    assert all(twice(text, "\n".join(shown)) for text in TYPED.values())


@pytest.mark.parametrize("name", ["牛肉面 100g*12*2", "商超*2家", "A*B*C", "5*3 层堆头"])
def test_a_star_between_figures_or_letters_is_text(name: str) -> None:
    assert plain(name) == name
    assert "".join(run.text for run in inline(f"主推 **{name}** 一款") if isinstance(run, Run)) == f"主推 {name} 一款"


def test_stars_around_words_are_bold_and_italic_as_before() -> None:
    assert plain("**重点**后 *斜体* 2*3") == "重点后 斜体 2*3"


def test_the_signs_of_a_name_mark_nothing_alone_in_a_row_or_in_prose() -> None:
    names = ("**主推**", "*高端* _装_", "- 头* 与 *尾")
    tactics = [{"code": f"T{n}", "name": name, "serves": ["G1"], "detail": "详"} for n, name in enumerate(names, 1)]
    told = {"swot": {"strengths": [f"先做{names[0]}，**再**做{names[1]}，_不_ *急*"], "weaknesses": ["无"]}}
    plan = make_plan(Spec.model_validate({**SPEC, "tactics": tactics, "situation": told}))
    lines = Page(write(compose(plan), to="html")).text.splitlines()
    assert set(names) <= set(lines)
    assert "S1 先做**主推**，再做*高端* _装_，不 急" in lines
    assert plain(names[0]) == "主推"
