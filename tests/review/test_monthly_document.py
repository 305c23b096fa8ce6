"""The monthly review as a document: its figures, its words in both languages, and what it never says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from csv import DictReader
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import example, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec import Struct
from noodles import SHIPPED, as_planned, csv, filled, given, plan

from planforge.document.model import Chart, Document, Heading, Plot, Reference, Row, Table
from planforge.plan.make import make_plan
from planforge.problem import Refusal
from planforge.records import replace
from planforge.review.actuals import Actuals
from planforge.review.causes import PriceVolumeMix
from planforge.review.figures import figures
from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.report import compose_review, review_tables
from planforge.review.report.printed import printed
from planforge.spec.history import HistoryRow
from planforge.writers import write

LANGUAGES = ("zh-CN", "en")


@cache
def shipped() -> MonthlyReview:
    return review_month(plan(), given(SHIPPED))


@cache
def document(language: str) -> Document:
    return compose_review(plan(), shipped(), language=language)


def everything(value: Any) -> Iterator[Any]:
    """A record and all that is in it."""
    yield value
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from everything(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from everything(item)


def texts(made: Document) -> list[str]:
    return [value for value in everything(made.parts) if isinstance(value, str)]


def blocks(made: Document, kind: type) -> list[Any]:
    return [value for value in everything(made.parts) if isinstance(value, kind)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_never_says_what_a_program_says(language: str) -> None:
    for text in texts(document(language)):
        assert not re.search(r"None|nan|Fraction|Decimal|\{\w*\}|\{\{|\.0000", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_figure_that_is_mentioned_is_there(language: str) -> None:
    made = document(language)
    placed = {block.key for block in [*blocks(made, Table), *blocks(made, Chart)]}
    assert {mention.key for mention in blocks(made, Reference)} <= placed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_stands_over_nothing(language: str) -> None:
    for part in document(language).parts:
        assert part.blocks
        for one, next_one in zip(part.blocks, (*part.blocks[1:], None), strict=True):
            if isinstance(one, Heading):
                assert next_one is not None and not (isinstance(next_one, Heading) and next_one.level <= one.level)


@pytest.mark.slow
def test_the_words_of_the_english_review_are_english() -> None:
    """All that is left in Chinese is what the manager wrote."""
    theirs = "".join(re.findall(r"[一-鿿]", repr(plan().spec)))
    for text in texts(document("en")):
        assert set(re.findall(r"[一-鿿]", text)) <= set(theirs), text


def rows(name: str, language: str = "zh-CN") -> list[Row]:
    return list(review_tables(plan(), shipped(), language=language)[name].rows)


@pytest.mark.parametrize("name", ["reached_by_district", "reached_by_product"])
def test_printed_money_adds_up_to_the_printed_total(name: str) -> None:
    *body, total = rows(name)
    for column in (5, 6) if len(total.cells) == 12 else (4, 5):
        values = [row.cells[column].value for row in body]
        assert sum(value for value in values if value is not None) == total.cells[column].value  # type: ignore[misc]


def test_districts_stand_by_rank() -> None:
    names = [row.cells[0].text for row in rows("reached_by_district")]
    ranks = {standing.name: standing.rank or 0 for standing in shipped().districts}
    assert names[:-1] == sorted(ranks, key=lambda name: ranks[name])


def test_the_printed_parts_of_the_gap_come_to_the_printed_gap() -> None:
    *parts, gap = [row.cells[1].value for row in rows("price_volume_mix")]
    assert sum(parts) == gap == round(shipped().region.gap, -3)  # type: ignore[arg-type]


def test_the_bridge_leads_from_the_target_to_what_was_sold() -> None:
    (bridge,) = [chart for chart in blocks(document("zh-CN"), Chart) if chart.key == "gap_by_district"]
    first, *steps, last = bridge.series[0].values
    assert bridge.plot is Plot.WATERFALL
    assert first + sum(steps) == last


def test_corrections_are_those_of_the_plan_for_its_light() -> None:
    said = "\n".join(texts(document("zh-CN")))
    kpis = {kpi.code: kpi.correction for kpi in plan().spec.control.kpis}
    assert "黄灯" in said
    assert str(kpis["K1"])[:12] in said.replace(" ", "")
    assert "连续两个月累计达成率" not in said


def test_below_the_line_the_contingency_plan_is_in_the_document(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = csv(tmp_path_factory.mktemp("low"), *as_planned(3, lambda *_: 85))
    made = compose_review(plan(), review_month(plan(), given(path)))
    said = "\n".join(texts(made))
    for measure in plan().spec.control.contingencies[0].measures:
        assert re.sub(r"\s", "", measure) in re.sub(r"\s", "", said)
    assert "红灯" in said


def test_the_file_opens_in_word_with_native_charts_and_the_figures() -> None:
    content = write(document("zh-CN"), to="docx", contents="linked", epoch=0)
    opened = docx.Document(BytesIO(content))
    said = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert "3,095.9" in said
    cells = {cell.text for table in opened.tables for row in table.rows for cell in row.cells}
    assert {"南阳", "合计"} <= cells
    charts = [part for part in opened.part.package.iter_parts() if "chart" in part.partname]
    assert len(charts) >= 4


def test_the_same_review_gives_the_same_bytes() -> None:
    one, other = (write(compose_review(plan(), shipped()), contents="linked", epoch=0) for _ in range(2))
    assert one == other


def test_what_the_file_does_not_tell_is_left_out() -> None:
    names = set(review_tables(plan(), shipped()))
    assert not names & {"spent_by_line", "cash_by_district", "network_reached", "actions_due", "reached_by_person"}


def test_a_plan_of_one_district_without_history_still_has_a_review() -> None:
    from decimal import Decimal

    from planforge.ledger.sales import Node
    from planforge.problem import Where
    from planforge.review.actuals import Entry
    from planforge.spec.spec import Spec

    spec = Spec.model_validate(
        {
            "year": 2027,
            "region": {"name": "r", "company": "c"},
            "districts": [{"name": "唯一"}],
            "targets": {"base": "1200万"},
        }
    )
    made = make_plan(spec)
    entry = Entry(Where("a.csv", 2, 2), 1, Node("唯一", None, None, None, None), Decimal(900_000))
    review = review_month(made, Actuals("a.csv", 2027, (entry,)))
    assert review.forecast is not None
    assert review.forecast.year == 900_000 * 12
    for language in LANGUAGES:
        for text in texts(compose_review(made, review, language=language)):
            assert "None" not in text


def test_a_text_of_the_managers_own_is_used_and_its_mistakes_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "zh-CN" / "sections"
    folder.mkdir(parents=True)
    own = folder / "monthly_summary.md"
    own.write_text("# 五月快报\n\n达成率{{ review.region.rate | percent }}。\n", "utf-8")
    made = compose_review(plan(), shipped(), templates=tmp_path)
    assert made.parts[0].title == "五月快报"
    assert "达成率94.6%。" in texts(made)
    own.write_text("# 快报\n\n见{{ ref.gap_by_cause }}，{{ review.regoin }}。\n", "utf-8")
    with pytest.raises(Refusal) as error:
        compose_review(plan(), shipped(), templates=tmp_path)
    (problem,) = error.value.problems
    assert problem.where is not None
    assert problem.where.line == 3


def key_paths(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from key_paths(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        yield from key_paths(value[0], f"{path}[]")
    else:
        yield path


def test_the_keys_of_the_json_are_stable(matches_snapshot: Callable[[Path, str], None]) -> None:
    found = figures(plan(), shipped(), ())
    matches_snapshot(Path(__file__).parent / "snapshots" / "json-keys.txt", "\n".join(key_paths(found)) + "\n")


def test_the_json_holds_no_floats() -> None:
    assert not [value for value in leaves(figures(plan(), shipped(), ())) if isinstance(value, float)]


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    else:
        yield value


def test_the_page_on_reviews_names_every_key_of_the_json() -> None:
    page = (Path(__file__).parents[2] / "docs" / "review.md").read_text("utf-8")
    named = set(re.findall(r"`\"?(\w+)\"?(?:\[\])?(?::[^`]*)?`", page))
    keys = {part.strip("[]") for path in key_paths(figures(plan(), shipped(), ())) for part in path.split(".")}
    assert keys - named == set()


def cells(table: str) -> list[list[str]]:
    """The rows of a table as printed; numbers in wan."""
    found = review_tables(plan(), shipped(), language="zh-CN")[table]
    return [[getattr(cell, "text", str(cell)) for cell in row.cells] for row in found.rows]


def sold_in(year: int, district: str | None = None) -> Fraction:
    """January to May as the files state them, in wan, summed here."""
    with SHIPPED.open(encoding="utf-8-sig") as file:
        now = [row for row in DictReader(file) if row["片区"] == (district or row["片区"]) and row["实际销售额"]]
    if year == 2027:
        return sum((Fraction(row["实际销售额"]) for row in now), Fraction(0)) / 10_000
    past = [row for row in plan().spec.history if isinstance(row, HistoryRow) and row.year == year]
    rows = [row for row in past if row.district == (district or row.district)]
    return sum((Fraction(month or 0) for row in rows for month in (row.months or ())[:5]), Fraction(0)) / 10_000


@pytest.mark.parametrize("district", ["信阳", "驻马店", "周口", "南阳", None])
def test_a_row_of_districts_is_held_against_sums_of_the_files(district: str | None) -> None:
    (row,) = [row for row in cells("reached_by_district") if row[0] == (district or "合计")]
    of = plan().targets.districts
    goal = Fraction(sum(of.row(district)[:5]) if district else sum(of.months[:5]), 10_000)
    now, before = sold_in(2027, district), sold_in(2026, district)

    def shown(text: str) -> Fraction:
        return Fraction(text.strip("%+").replace("−", "-").replace(",", ""))

    target, actual, gap, rate, growth = map(shown, row[4:9])
    assert abs(target - goal) <= Fraction(1, 10) and abs(actual - now) <= Fraction(1, 10)
    assert gap == actual - target
    assert abs(rate - 100 * now / goal) <= Fraction(1, 20)
    assert abs(growth - 100 * (now / before - 1)) <= Fraction(1, 20)


@pytest.mark.slow
def test_lines_over_budget_stand_by_how_much_and_each_says_what_is_left_of_the_year(tmp_path: Path) -> None:
    spent = {"促销": Fraction(12, 10), "差旅": Fraction(3), "培训": Fraction(11, 10)}

    def january(row: dict[str, Any]) -> dict[str, Any]:
        factor = spent.get(row["科目"], Fraction(1))
        return {"实际": float(Fraction(str(row["计划"])) * factor)} if row["月份"] == "2027-01" else {}

    def sold(row: dict[str, Any]) -> dict[str, Any]:
        return {"实际": row["计划"]} if row["月份"] == "2027-01" else {}

    path = filled(tmp_path / "back.xlsx", [("跟踪", sold), ("跟踪费用", january)])
    review = review_month(plan(), given(path))
    assert review.spending is not None
    over = [line.gap for line in review.spending.over]
    assert over == sorted(over, reverse=True) and len(over) > 1
    budget = plan().budget.months
    for row in review_tables(plan(), review, language="zh-CN")["spent_by_line"].rows:
        name, _, actual, *_, year, left = [str(getattr(cell, "text", cell)).replace(",", "") for cell in row.cells]
        if name in budget.nodes:
            assert abs(Fraction(year) - Fraction(budget.of(name), 10_000)) <= Fraction(1, 20)
            assert Fraction(left) == Fraction(year) - Fraction(actual)


@for_all(st.integers(1, 10**8), st.lists(st.fractions(-(10**7), 10**7, max_denominator=97), min_size=4, max_size=4))
@example(
    8_000, [Fraction(-200), Fraction(-100), Fraction(-100), Fraction(-100)]
)  # half a unit: which way it is rounded
@settings(max_examples=60, deadline=None)
def test_printed_causes_come_to_the_printed_gap_whatever_they_are(goal: int, parts: list[Fraction]) -> None:
    cents = sum(parts, Fraction(0)) * 100
    parts[3] += Fraction(cents.__floor__(), 100) - cents / 100  # files tell amounts to the cent
    planned = goal // plan().granule * plan().granule
    actual = planned + sum(parts, Fraction(0))
    volume, mix, price, rest = parts
    causes = PriceVolumeMix(planned, Decimal(actual.numerator) / actual.denominator, volume, mix, price, rest, ())
    found = printed(plan(), replace(shipped(), causes=causes)).causes
    assert found is not None
    assert found.volume + found.mix + found.price + found.rest == Fraction(found.actual) - found.planned
