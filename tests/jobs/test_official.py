"""A 公文 is black and bare: asked for by its kind or by its style, it is the same paper."""

from __future__ import annotations

from io import BytesIO

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
