"""A plan written from the scaffold by hand, complete by every count: what contradicts itself in it is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from planforge import compose
from planforge.checks.completeness import scores
from planforge.checks.run import check
from planforge.document.model import Bullets, Document, Landscape, Paragraph
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.reading.examples import with_examples
from planforge.reading.read import read

FERTILISER = Path(__file__).parent / "plans" / "fertiliser.yaml"
UNCOMMENTED = Path(__file__).parent / "plans" / "uncommented.yaml"


def plan(*changes: str) -> Plan:
    spec = read(FERTILISER, changes).spec
    assert spec is not None
    return make_plan(spec)


def found(code: str, *changes: str) -> list[Problem]:
    reading = read(FERTILISER, changes)
    assert reading.spec is not None
    return [one for one in check(make_plan(reading.spec), reading.source) if one.code == code]


def texts(document: Document) -> Iterator[str]:
    for part in document.parts:
        for block in part.blocks:
            for one in block.blocks if isinstance(block, Landscape) else (block,):
                lines = (one.inlines,) if isinstance(one, Paragraph) else one.items if isinstance(one, Bullets) else ()
                yield from ("".join(getattr(inline, "text", "") for inline in line) for line in lines)


def test_what_a_strategy_promises_of_a_product_is_held_against_its_table() -> None:
    said = [one.message.zh for one in found("Q13")]
    assert "“水溶肥”这里写 1,050万元，计划中是 813万元" in said
    assert any("大蒜专用肥" in text for text in said)


@pytest.mark.slow
def test_the_same_promise_in_other_words_is_found_and_a_true_one_is_not() -> None:
    for text in ("水溶肥增至1050万元", "水溶肥由725万元提高到1,050万元", "把水溶肥卖到1050万", "水溶肥达到 1050 万元"):
        assert any(one.path[0] == "strategies" for one in found("Q13", f"strategies.1.statement={text}")), text
    for text in ("水溶肥做到813万元", "水溶肥6月做到130万元", "水溶肥毛利做到260万元", "上年水溶肥做到725万元"):
        assert not any(one.path[:2] == ("strategies", 1) for one in found("Q13", f"strategies.1.statement={text}")), (
            text
        )


def test_a_source_is_held_against_the_growth_of_its_product() -> None:
    said = [one.message.zh for one in found("O14")]
    assert "产品“水溶肥”的来源合计 320万元，目标表中它的增量只有 87.3万元，多 232.7万元" in said
    assert found("O14", "targets.growth_sources.1.amount=80万", "targets.growth_sources.0.amount=80万") == []


def test_trend_and_sources_that_count_the_same_growth_are_told_and_shares_are_of_the_sources() -> None:
    assert len(found("O13")) == 1
    said = " ".join(texts(compose(plan())))
    assert "471.3%" not in said
    assert "占来源的36.8%" in said


def test_the_fastest_grower_with_the_lowest_target_is_told() -> None:
    assert any("曹县" in one.message.zh for one in found("O11"))


def test_a_target_below_the_trend_is_told() -> None:
    assert found("O19") == []
    assert len(found("O19", "targets.base=7900万", "targets.floor=7600万", "targets.stretch=8300万")) == 1


def test_the_network_follows_the_action_that_wins_it() -> None:
    (dealers,) = plan().network
    assert dealers.dated
    assert dealers.total.quarters == (48, 48, 48, 48)
    late = read(FERTILISER, ("actions.0.ends=2027-06-30",)).spec
    assert late is not None
    assert make_plan(late).network[0].total.quarters == (45, 48, 48, 48)
    assert found("Q13", "network.0.quarters=[0%,20%,40%,40%]")


def test_what_stays_as_printed_is_no_rise() -> None:
    assert not any("由42.8%提高到42.8%" in text for text in texts(compose(plan(), length="full")))


def test_an_unknown_growth_of_the_market_is_not_nil() -> None:
    region = plan().shares[-1]
    assert region.from_market is None
    assert not any("0万元来自市场容量" in text for text in texts(compose(plan())))


def test_a_rate_copied_from_the_document_is_right() -> None:
    assert found("Q05") == []
    assert found("Q05", "control.kpis.1.target=7.9%")


def test_the_scaffold_taken_in_unchanged_counts_for_nothing() -> None:
    reading = read(UNCOMMENTED)
    assert reading.spec is not None
    assert reading.source is not None
    spec = with_examples(reading.spec, reading.source.data)
    assert max(part.percent for part in scores(make_plan(spec))) <= 60


@pytest.mark.parametrize("length", ["page", "standard", "full"])
def test_every_length_of_it_is_made(length: str) -> None:
    assert compose(plan(), length=length).parts  # type: ignore[arg-type]
