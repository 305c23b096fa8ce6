"""A 公文 is black and bare: asked for by its kind or by its style, it is the same paper."""

from __future__ import annotations

from conftest import EXAMPLES

from planforge.jobs.render import Job, run

NOODLES = EXAMPLES / "yunan-noodles" / "plan.yaml"


def test_an_official_paper_is_the_same_whether_its_kind_or_its_style_is_asked_for() -> None:
    by_kind = run(Job(NOODLES, kind="official", contents="linked"))
    by_style = run(Job(NOODLES, style="official", contents="linked"))
    assert by_kind.content is not None and by_kind.content == by_style.content
