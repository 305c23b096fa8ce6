"""What stands behind a plan: role sheets, the rulebook, tiers of service, blank forms, and each as a document."""

from __future__ import annotations

from typing import Any

import pytest
from plans import small_plan

from planforge import compose
from planforge.document.annexes import chapters, forms, role_sheets
from planforge.document.compose import words_for
from planforge.document.model import Document, Form, PageBreak, Table
from planforge.document.numbering import flatten
from planforge.document.tables.annexes import approvals, client_tiers, services, team
from planforge.plan.plan import Plan
from planforge.problem import Refusal
from planforge.writers import markdown

ROLES: list[dict[str, Any]] = [
    {
        "role": "店长",
        "department": "门店",
        "purpose": "对门店负责",
        "reports_to": "区域经理",
        "direct_reports": ["服务员", "吧台"],
        "duties": ["每日看订房", "每晚巡场"],
        "work": [
            {"what": "日报", "cadence": "daily", "standard": "次日 10:00 前"},
            {"what": "周例会", "cadence": "weekly"},
            {"what": "培训", "cadence": "as-needed"},
        ],
        "quotas": [{"name": "订房任务", "amount": "132 间次", "period": "每月"}, {"name": "好评", "amount": "5 条"}],
        "skills": ["排班", "谈判"],
        "qualities": ["公平"],
        "authority": ["减免 100 元"],
    },
    {"role": "服务员", "reports_to": "店长"},
    {"role": "顾问", "duties": ["讲课"]},
]
TEAM = [
    {"name": "李明", "title": "区域经理"},
    {"name": "王强", "title": "店长", "district": "信阳", "weight": "0%"},
    {"name": "赵磊", "title": "服务员", "district": "信阳", "role": "店长"},
]
RULEBOOK = {
    "title": "管理办法",
    "effective": "自 2027 年 1 月 1 日起施行。",
    "chapters": [
        {"title": "总则", "articles": [{"text": "为规范管理，制定本办法。"}, {"text": "适用于全体员工。"}]},
        {"title": "奖惩", "articles": [{"text": "奖励：", "items": ["记功", "晋级"]}]},
    ],
    "approvals": [
        {
            "name": "费用",
            "steps": [{"step": "申请", "who": "店长", "days": 2, "form": "申请单"}, {"step": "批准", "who": "李明"}],
        }
    ],
}
TIERS = {
    "tiers": [{"name": "一般"}, {"name": "核心", "criterion": "100 万元以上", "clients": 12, "owner": "顾问"}],
    "services": [
        {"name": "热线", "category": "基础", "levels": {"一般": "2 分钟", "核心": "直线"}},
        {"name": "生日", "category": "礼遇", "levels": {"核心": "登门"}},
        {"name": "行情", "category": "基础", "levels": {"一般": "标准版", "核心": "专业版"}},
    ],
}
FORMS = [
    {"name": "申请单", "fields": [["姓名", "日期"]], "columns": ["序号", "事由"], "rows": 3, "signatures": ["申请人"]},
    {"name": "声明", "fields": [["姓名"]], "rows": 5},
]


def made(kind: str = "plan", language: str = "zh-CN", **fields: Any) -> Document:
    return compose(small_plan(**fields), language=language, kind=kind)


def text_of(document: Document) -> str:
    return markdown.write(document).decode("utf-8").replace("**", "").replace("<strong>", "").replace("</strong>", "")


def printed(table: Table | None) -> list[list[str]]:
    assert table
    return [[cell.text for cell in row.cells] for row in table.rows]


def heads(table: Table | None) -> list[str]:
    assert table
    return [column.title for column in table.columns]


# Role sheets ----------------------------------------------------------------------------------------------------------


def sheets(plan: Plan, language: str = "zh-CN") -> Any:
    return role_sheets(plan, words_for(plan, language))


def test_a_role_tells_who_is_above_below_and_in_it() -> None:
    place = sheets(small_plan(roles=ROLES, team=TEAM))[0].place
    assert heads(place) == ["岗位", "所属部门", "直接上级", "直接下级", "在岗人员"]
    assert printed(place) == [["店长", "门店", "区域经理", "服务员、吧台", "王强、赵磊"]]
    assert place.caption == "店长的汇报关系"


def test_a_role_without_reports_says_so() -> None:
    assert printed(sheets(small_plan(roles=ROLES))[1].place) == [["服务员", "店长", "—"]]


def test_a_sheet_that_names_nobody_above_or_below_has_no_such_table() -> None:
    sheet = sheets(small_plan(roles=ROLES))[2]
    assert (sheet.place, sheet.work) == ("", "")


def test_work_has_its_cadence_in_words() -> None:
    work = sheets(small_plan(roles=ROLES))[0].work
    assert [row[:2] for row in printed(work)] == [["日报", "每日"], ["周例会", "每周"], ["培训", "按需"]]
    english = sheets(small_plan(roles=ROLES), "en")[0].work
    assert [row[1] for row in printed(english)] == ["Daily", "Weekly", "As needed"]


def test_tables_of_several_roles_keep_apart() -> None:
    plan = small_plan(roles=[ROLES[0], ROLES[0] | {"role": "副店长"}])
    keys = [table.key for sheet in sheets(plan) for table in (sheet.place, sheet.work)]
    assert len(set(keys)) == 4


def test_every_part_of_a_sheet_is_on_the_page_and_nothing_else() -> None:
    text = text_of(made("role", roles=ROLES))
    full, bare = text.split("服务员\n", 1)[0], text.split("顾问\n", 1)[1]
    for wanted in ("岗位目的：对门店负责。", "1. 每日看订房", "- 订房任务：132 间次（每月）", "- 好评：5 条\n"):
        assert wanted in full
    assert "能力：排班、谈判" in full and "素质：公平" in full and "1. 减免 100 元" in full
    assert [line.lstrip("# ") for line in bare.splitlines() if line.startswith("#")] == ["职责"]


def test_each_role_has_a_page_of_its_own() -> None:
    blocks = flatten(made("role", roles=ROLES).parts[0].blocks)
    assert sum(isinstance(block, PageBreak) for block in blocks) == len(ROLES) - 1
    with_list = flatten(made("role", roles=ROLES, team=TEAM).parts[0].blocks)
    assert sum(isinstance(block, PageBreak) for block in with_list) == len(ROLES)


def test_the_list_of_people_gives_leaders_what_they_answer_for() -> None:
    plan = small_plan(team=[{"name": "杨帆", "title": "主管"}, {"name": "周敏", "title": "文员"}])
    rows = printed(team(plan, words_for(plan, "zh-CN")))
    assert [(row[0], row[-1]) for row in rows] == [("杨帆", "960.0"), ("周敏", "—")]


# The rulebook ---------------------------------------------------------------------------------------------------------


def test_articles_count_on_from_chapter_to_chapter() -> None:
    first, second = chapters(small_plan(rulebook=RULEBOOK).spec)
    assert (first.number, [article.number for article in first.articles]) == (1, [1, 2])
    assert (second.number, [article.number for article in second.articles]) == (2, [3])
    assert chapters(small_plan().spec) == ()


def test_chapters_articles_and_items_are_numbered_as_each_language_does() -> None:
    chinese = text_of(made("rulebook", rulebook=RULEBOOK))
    for line in ("第二章　奖惩", "第三条　奖励：", "（一）记功", "（二）晋级"):
        assert line in chinese.splitlines()
    english = text_of(made("rulebook", "en", rulebook=RULEBOOK))
    for line in ("Chapter 2. 奖惩", "Article 3. 奖励：", "(1) 记功"):
        assert line in english.splitlines()


def test_rules_end_with_the_day_from_which_they_hold_before_the_flows() -> None:
    text = text_of(made("rulebook", rulebook=RULEBOOK))
    assert text.index("（二）晋级") < text.index("自 2027 年 1 月 1 日起施行。") < text.index("审批流程")


def test_an_approval_flow_is_a_band_with_its_steps() -> None:
    plan = small_plan(rulebook=RULEBOOK)
    assert printed(approvals(plan, words_for(plan, "zh-CN"))) == [
        ["费用"],
        ["申请", "店长", "2", "申请单"],
        ["批准", "李明", "—", ""],
    ]


def test_a_rulebook_brings_the_meetings_and_forms_of_the_plan() -> None:
    control = {"meetings": [{"name": "晨会", "frequency": "daily", "agenda": ["昨日", "今日"], "output": "记录"}]}
    document = made("rulebook", rulebook=RULEBOOK, control=control, forms=FORMS)
    assert [part.title for part in document.parts] == ["管理办法", "会议与议程", "表单"]
    assert "晨会" in text_of(document)


def test_in_the_plan_the_meetings_are_not_told_twice() -> None:
    control = {"meetings": [{"name": "晨会", "frequency": "daily"}]}
    assert text_of(made(rulebook=RULEBOOK, control=control)).count("| 晨会 |") == 1


# Tiers of service and forms -------------------------------------------------------------------------------------------


def test_services_stand_by_category_with_a_column_for_each_tier() -> None:
    plan = small_plan(service_tiers=TIERS)
    table = services(plan, words_for(plan, "zh-CN"))
    assert heads(table) == ["类别", "服务", "一般", "核心"]
    assert printed(table) == [
        ["基础", "热线", "2 分钟", "直线"],
        ["基础", "行情", "标准版", "专业版"],
        ["礼遇", "生日", "—", "登门"],
    ]


def test_tiers_say_who_belongs_there() -> None:
    plan = small_plan(service_tiers=TIERS)
    assert printed(client_tiers(plan, words_for(plan, "zh-CN")))[1] == ["核心", "100 万元以上", "12", "顾问"]


def test_a_service_document_has_tiers_and_services_and_the_plan_has_each_once() -> None:
    own = text_of(made("service", service_tiers=TIERS))
    assert own.index("客户分层服务") < own.index("| 核心 |") < own.index("| 礼遇 | 生日 |")
    whole = text_of(made(service_tiers=TIERS))
    assert (whole.count("| 礼遇 | 生日 |"), whole.count("| 核心 | 100 万元以上 |")) == (1, 1)


def test_forms_keep_their_empty_rows_only_under_columns() -> None:
    first, second = forms(small_plan(forms=FORMS).spec)
    assert (first.fields, first.columns, first.blank_rows) == ((("姓名", "日期"),), ("序号", "事由"), 3)
    assert first.signatures == ("申请人",)
    assert second.blank_rows == 0


def test_every_form_is_printed() -> None:
    blocks = [block for part in made(forms=FORMS).parts for block in flatten(part.blocks)]
    assert [block.title for block in blocks if isinstance(block, Form)] == ["申请单", "声明"]


# Nothing to say -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind, key", [("role", "roles"), ("rulebook", "rulebook"), ("service", "service_tiers")])
def test_a_document_with_nothing_to_say_is_refused_with_what_to_fill_in(kind: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        made(kind)
    (problem,) = refused.value.problems
    assert (problem.code, problem.hint and problem.hint.en) == ("D05", f"fill in {key}")


def test_a_plan_without_annexes_has_no_empty_ones() -> None:
    titles = {part.key for part in made().parts}
    assert not titles & {"annex_roles", "annex_rules", "annex_service", "annex_forms"}
