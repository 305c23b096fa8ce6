"""The target letter: one page that both sides sign, with every figure of the plan that binds the person."""

from __future__ import annotations

from io import BytesIO

import docx as word
import pypdf
import pytest
from conftest import EXAMPLES
from docx.shared import Pt
from once import plan_of
from plans import small_spec

from planforge import compose
from planforge.document.model import Table
from planforge.document.numbering import flatten
from planforge.plan.make import make_plan
from planforge.problem import Refusal
from planforge.writers import FORMATS, Options, docx, markdown, pdf

NOODLES = EXAMPLES / "yunan-noodles" / "plan.yaml"


def tables(name: str) -> dict[str, Table]:
    document = compose(plan_of(NOODLES), kind="letter", person=name)
    return {block.key: block for block in flatten(document.parts[0].blocks) if isinstance(block, Table)}


def test_a_person_signs_for_the_quarters_of_his_own_target() -> None:
    plan = plan_of(NOODLES)
    assert plan.targets.people
    target = plan.targets.people.row("赵磊")
    row = tables("赵磊")["person_quarters"].rows[0]
    assert [cell.value for cell in row.cells[1:5]] == [sum(target[n : n + 3]) for n in (0, 3, 6, 9)]
    assert row.cells[5].value == sum(target)


def test_every_scored_metric_stands_with_its_weight_and_pay_at_three_attainments() -> None:
    made = tables("赵磊")
    scheme = next(one for one in plan_of(NOODLES).spec.appraisal.schemes if one.role == "业务代表")
    assert [row.cells[0].text for row in made["person_metrics"].rows] == [metric.name for metric in scheme.metrics]
    assert [row.cells[0].text for row in made["person_pay"].rows] == ["80%", "100%", "120%"]


def test_every_scored_metric_has_the_target_that_the_plan_has_for_him() -> None:
    plan = plan_of(NOODLES)
    assert plan.targets.people
    asked = {row.cells[0].text: row.cells[1].text for row in tables("赵磊")["person_metrics"].rows}
    assert asked["销售额达成率"] == f"{sum(plan.targets.people.row('赵磊')) / 10**4:,.1f}万元"
    assert asked["新增网点与陈列达标率"] == "信阳：网点新增360家，年末2,100家"
    assert asked["费用率"].startswith("信阳：费用率不高于")


def test_the_leader_of_a_district_signs_for_its_cash_and_its_figures_are_his() -> None:
    made = tables("王强")
    assert [row.cells[0].text for row in made["person_quarters"].rows] == ["销售目标", "回款目标"]
    asked = [row.cells[1].text for row in made["person_metrics"].rows]
    assert "96.3%，回款2,011.7万元" in asked
    assert not any(text.startswith("信阳") for text in asked)


def test_a_letter_has_no_column_of_commission_where_none_is_paid() -> None:
    heads = [column.title for column in tables("赵磊")["person_pay"].columns]
    tiles = compose(plan_of(EXAMPLES / "luzhong-tiles" / "plan.yaml"), kind="letter", person="于海涛")
    fixed = next(b for p in tiles.parts for b in flatten(p.blocks) if isinstance(b, Table) and b.key == "person_pay")
    assert "提成" in heads and "提成" not in [column.title for column in fixed.columns]


def test_who_comes_in_march_signs_from_march_and_who_leaves_to_his_last_day() -> None:
    team = [{"name": "王", "district": "信阳", "leaves": 2}, {"name": "李", "district": "信阳", "starts": 3}]
    plan = make_plan(small_spec(team=team))
    said = {name: markdown.write(compose(plan, kind="letter", person=name)).decode() for name in ("王", "李")}
    assert "期间为2027年1月1日至2月28日。" in said["王"]
    assert "期间为2027年3月1日至12月31日。" in said["李"]


def test_both_sides_sign() -> None:
    text = markdown.write(compose(plan_of(NOODLES), kind="letter", person="赵磊")).decode()
    assert "甲方（签字）" in text
    assert "乙方（签字）" in text


def test_a_letter_for_nobody_of_the_plan_names_the_nearest() -> None:
    with pytest.raises(Refusal) as refused:
        compose(plan_of(NOODLES), kind="letter", person="赵垒")
    assert "赵磊" in str(refused.value.problems[0].hint)


CLERK = [{"name": "王强", "district": "信阳"}, {"name": "小梁", "role": "内勤", "weight": "0%"}]


def test_nothing_is_signed_where_nothing_is_agreed() -> None:
    with pytest.raises(Refusal) as refused:
        compose(make_plan(small_spec(team=CLERK)), kind="letter", person="小梁")
    (problem,) = refused.value.problems
    assert problem.path == ("team", 1)
    assert "没有目标，也没有考核方案" in problem.message.zh
    assert problem.hint
    scheme = {"role": "内勤", "metrics": [{"name": "报表准时率", "weight": "100%"}]}
    spec = small_spec(team=CLERK, appraisal={"schemes": [scheme]})
    assert "报表准时率" in markdown.write(compose(make_plan(spec), kind="letter", person="小梁")).decode()


def test_a_leader_whom_the_team_does_not_know_gets_no_letter() -> None:
    team = [{"name": "王强", "district": "信阳"}, {"name": "杨凡", "district": "南阳"}]
    with pytest.raises(Refusal) as refused:
        compose(make_plan(small_spec(team=team)), kind="letter", person="杨帆")
    assert "杨凡" in str(refused.value.problems[0].hint)
    assert compose(make_plan(small_spec()), kind="letter", person="杨帆")  # without a team he is who leads


@pytest.mark.slow
@pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")
def test_it_is_one_page() -> None:
    made = FORMATS["pdf"](compose(plan_of(NOODLES), kind="letter", person="赵磊"), Options())
    assert len(pypdf.PdfReader(BytesIO(made)).pages) == 1


def test_in_the_official_house_it_has_the_title_of_a_paper_lines_apart_and_blanks_that_end_with_the_text() -> None:
    """A line is never lower than its letters, which is how lines came to stand on each other."""
    letter = compose(plan_of(NOODLES), kind="letter", person="王强")
    body = word.Document(BytesIO(docx.write(letter, style="official", contents="linked")))
    first = body.paragraphs[0]
    assert first.style and (first.text, first.style.name) == ("2027年度目标责任书", "Paper Title")
    for one in body.paragraphs:
        line, sizes = one.paragraph_format.line_spacing, [run.font.size for run in one.runs]
        assert one.style
        size = sizes[0] if sizes and sizes[0] else one.style.font.size or Pt(16)
        assert not line or line >= 1.15 * size, one.text
    page = body.sections[0]
    assert page.page_width and page.left_margin and page.right_margin
    width = page.page_width - page.left_margin - page.right_margin
    signed = [one for one in body.paragraphs if "签字）" in one.text]
    ends = [[stop.position for stop in one.paragraph_format.tab_stops] for one in signed]
    assert len(ends) == 2 and all(abs(last - width) < Pt(1) for _, last in ends)
