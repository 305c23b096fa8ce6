"""A starting spec: it reads, it renders, it speaks the language of the trade, and it says what is still missing."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.checks.completeness import scores
from planforge.checks.run import check
from planforge.document.compose import compose
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Severity
from planforge.reading.examples import with_examples
from planforge.reading.preset import load_preset, preset_names
from planforge.reading.read import read
from planforge.reading.scaffold import Answers, quoted_for_shell, scaffold
from planforge.reading.schema import SCHEMA_ID
from planforge.reading.yaml_editor import quoted
from planforge.writers import write

LANGUAGES = ("zh-CN", "en")
MARK = {"zh-CN": "待填", "en": "TO FILL IN"}
PLACES = ("信阳", "南阳")


def answers(language: str = "zh-CN", industry: str = "general", **more: object) -> Answers:
    given: dict[str, object] = {"region": "豫南区域", "company": "福麦食品", "year": 2027, "districts": PLACES} | more
    return Answers(language, industry, **given)  # type: ignore[arg-type]


def plan_of(folder: Path, given: Answers) -> Plan:
    path = folder / "计划.yaml"
    path.write_text(scaffold(given, path.name), "utf-8")
    reading = read(path)
    assert reading.problems == ()
    assert reading.spec is not None
    return make_plan(reading.spec)


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("industry", preset_names())
def test_every_trade_has_a_start_that_renders_in_its_own_words(tmp_path: Path, industry: str, language: str) -> None:
    preset = load_preset(industry)
    plan = plan_of(tmp_path, answers(language, industry, sales=Decimal(69_000_000)))
    assert [p.message.en for p in plan.problems if p.severity is Severity.ERROR] == []
    text = words_of(write(compose(plan), contents="linked"))
    for product in preset.products:
        assert product.name.to(language) in text
    for line in preset.expense_lines:
        assert line.name.to(language) in text
    assert preset.words(language)["district"].lower() in text.lower()
    assert not re.search(r"\bNone\b|\bnan\b|\{\{|TODO|待填|TO FILL IN|…", text)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("industry", preset_names())
def test_what_the_manager_did_not_say_is_marked(industry: str, language: str) -> None:
    """Every figure of the text that stands for something of the region has the mark on its line, or on its block's."""
    lines = scaffold(answers(language, industry), "plan.yaml").splitlines()
    marked = False
    for line in lines:
        if line and not line.startswith((" ", "#")):
            marked = MARK[language] in line
        if re.search(r"\d+(\.\d+)?%|: \d{3,}\b", line) and not line.lstrip().startswith("#") and "year:" not in line:
            assert marked or MARK[language] in line, line


def test_it_begins_with_the_line_that_tells_editors_the_schema() -> None:
    assert scaffold(answers(), "plan.yaml").splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA_ID}"


@pytest.mark.slow
@pytest.mark.parametrize("sales", [None, Decimal(6_900_000)])
@pytest.mark.parametrize("districts", [(), ("信阳",), PLACES])
def test_little_is_enough(tmp_path: Path, sales: Decimal | None, districts: tuple[str, ...]) -> None:
    plan = plan_of(tmp_path, answers(sales=sales, districts=districts))
    assert not [problem for problem in plan.problems if problem.severity is Severity.ERROR]
    assert plan.targets.last == (None if sales is None else 6_900_000)
    assert list(plan.targets.districts.nodes) == list(districts or ("豫南区域",))
    assert write(compose(plan), contents="linked").startswith(b"PK")


def test_what_is_missing_is_told_part_by_part(tmp_path: Path) -> None:
    rates = {score.name.en: score.percent for score in scores(plan_of(tmp_path, answers()))}
    assert all(rate < 100 for rate in rates.values())
    assert rates["strategy"] == 0
    assert rates["objectives"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("industry", preset_names())
def test_every_example_can_be_used_as_it_stands(tmp_path: Path, industry: str, language: str) -> None:
    """As the head of the file says: take off the # and one space."""
    path = tmp_path / "plan.yaml"
    text = scaffold(answers(language, industry, sales=Decimal(69_000_000)), path.name)
    path.write_text(re.sub(r"^( *)# (?= *(?:- |[a-z_]+:))", r"\1", text, flags=re.MULTILINE), "utf-8")
    reading = read(path)
    assert [problem.message.en for problem in reading.problems] == []
    assert reading.spec is not None
    assert reading.spec.strategies
    assert reading.spec.situation.competitors
    assert reading.spec.control.contingencies
    assert reading.spec.history
    assert {problem.code for problem in make_plan(reading.spec).problems} <= {"P20"}, (
        "the examples contradict each other"
    )


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).filter(str.strip)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(NAMES, NAMES, NAMES, st.lists(NAMES.map(str.strip), min_size=1, max_size=3, unique=True))
def test_any_name_survives(
    tmp_path_factory: pytest.TempPathFactory, region: str, company: str, manager: str, places: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "names.yaml"
    path.write_text(
        scaffold(answers(region=region, company=company, manager=manager, districts=tuple(places)), path.name), "utf-8"
    )
    spec = read(path).spec
    assert spec is not None
    assert [spec.region.name, spec.region.company, spec.region.manager] == [
        region.strip(),
        company.strip(),
        manager.strip(),
    ]
    assert [district.name for district in spec.districts] == [place.strip() for place in places]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["no", "Yes", "null", "1e5", "2027", "- a", "a: b", "a #b", '"', "'", "{x}", "🚀 市场", "C:\\区域", "*x", "%"],
)
def test_names_that_yaml_would_take_for_something_else(tmp_path: Path, name: str) -> None:
    plan = plan_of(tmp_path, answers(region=name, company=name, districts=(name,)))
    assert (plan.spec.region.name, plan.spec.region.company, plan.spec.districts[0].name) == (name, name, name)


def test_plain_names_stay_plain() -> None:
    assert [quoted(name) for name in ("豫南区域", "South Henan", "返利、进场与陈列")] == [
        "豫南区域",
        "South Henan",
        "返利、进场与陈列",
    ]


MISSING = {"Q02", "Q10", "Q11", "S01", "S02", "S05", "T01", "O02", "P20", "C02", "C05", "M45"}
"""Codes of what is not there yet, or waits for somebody."""


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("industry", preset_names())
def test_a_new_plan_contradicts_no_rule_it_only_lacks(tmp_path: Path, industry: str, language: str) -> None:
    """Every usual measure serves an objective, every objective is watched, and no word is used beside its better."""
    path = tmp_path / "计划.yaml"
    path.write_text(scaffold(answers(language, industry), path.name), "utf-8")
    reading = read(path)
    assert reading.spec is not None
    plan = make_plan(with_examples(reading.spec, reading.source.data))
    assert {problem.code for problem in check(plan, reading.source)} <= MISSING


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("计划.yaml", "计划.yaml"),
        ("regions/north/plan.yaml", "regions/north/plan.yaml"),
        ("我的 计划.xlsx", '"我的 计划.xlsx"'),
        ("a&b（1）.yaml", '"a&b（1）.yaml"'),
        ("$100.yaml", "'$100.yaml'"),
        ("“好”.yaml", "'“好”.yaml'"),
        ("O'Neil $5.yaml", '"O\'Neil $5.yaml"'),
    ],
)
def test_a_name_stands_in_a_command_as_any_shell_takes_it(name: str, shown: str) -> None:
    assert quoted_for_shell(name) == shown
