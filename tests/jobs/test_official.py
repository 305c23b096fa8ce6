"""A 公文 is black and bare: asked for by its kind or by its style, it is the same paper."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from conftest import EXAMPLES
from docx import Document

from planforge.jobs.render import Job, run

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOODLES = EXAMPLES / "yunan-noodles" / "plan.yaml"


def test_an_official_paper_is_the_same_whether_its_kind_or_its_style_is_asked_for() -> None:
    by_kind = run(Job(NOODLES, kind="official", contents="linked"))
    by_style = run(Job(NOODLES, style="official", contents="linked"))
    assert by_kind.content is not None and by_kind.content == by_style.content
    body = Document(BytesIO(by_kind.content)).paragraphs
    *_, imprint, room = body
    assert "印发" in imprint.text and "\t" in imprint.text
    frame = next(imprint._p.iter(f"{W}framePr"))
    assert (frame.get(f"{W}vAnchor"), frame.get(f"{W}yAlign")) == ("margin", "bottom"), "at the foot of the last page"
    assert room.text == ""
    enclosures = [one for one in body if one.style and one.style.name == "Enclosure"]
    assert len(enclosures) == 2 and all(one.style and one.style.paragraph_format.keep_with_next for one in enclosures)
    number = next(one for one in body if one.style and one.style.name == "Document Number")
    assert number.text.count("\t") == 1, "who signs stands on the line of the number"
    request = next(one for one in body if one.text == "妥否，请批示。")
    assert request.paragraph_format.keep_with_next, "no page has the annexes and the signature alone"


def test_a_long_name_is_issued_in_one_line_and_a_long_list_of_copies_hangs_below_its_first_word(tmp_path: Path) -> None:
    spec = tmp_path / "plan.yaml"
    region = "region: {name: South Henan, company: Fumai Foods, copies: [财务部, 人力资源部]}"
    rest = "districts: [{name: 信阳}]\ntargets: {base: 82.8m}"
    spec.write_text(f"planforge: 1\nyear: 2027\nlanguage: zh-CN\n{region}\n{rest}\n", "utf-8")
    made = run(Job(spec, kind="official", contents="linked"))
    assert made.content is not None, made.problems
    body = {one.style.name: one for one in reversed(Document(BytesIO(made.content)).paragraphs) if one.style}
    issuer, number = body["Masthead"], body["Imprint"]
    assert issuer.text == "Fumai Foods South Henan文件"
    size = issuer.runs[0].font.size
    assert size and 26 <= size.pt < 44
    assert body["Paper Title"].text == "关于South Henan 2027年度营销计划的报告"
    hanging = number.paragraph_format
    assert number.text.startswith("抄送：") and hanging.left_indent and hanging.first_line_indent
    assert hanging.left_indent.pt + hanging.first_line_indent.pt == 14
