"""First sentences from two years of sales: what they say is so, and what would be no news is not said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planforge.checks.proposals import Proposal, proposals
from planforge.numbers import Numbers
from planforge.plan.make import make_plan
from planforge.reading.read import read_text
from planforge.words import load_texts

SPEC = """year: 2027
region: {name: 豫南, company: 福麦}
districts: [{name: 信阳}, {name: 南阳}]
targets: {base: +5%, by_district: {equal: 100%}}
history:
  - {year: 2025, district: 信阳, total: 100万}
  - {year: 2025, district: 南阳, total: 100万}
"""


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("110万", "130万", {"situation.issues": "信阳", "situation.swot.opportunities": "南阳"}),
        ("90万", "130万", {"situation.swot.weaknesses": "信阳", "situation.swot.opportunities": "南阳"}),
        ("90万", "95万", {"situation.swot.weaknesses": "信阳"}),  # who falls least is no opportunity
        ("110万", "110万", {"situation.swot.opportunities": "南阳"}),  # who grows like all is no issue
    ],
)
def test_who_grows_least_and_most_is_said_where_it_is_news(first: str, second: str, said: dict[str, str]) -> None:
    last = f"  - {{year: 2026, district: 信阳, total: {first}}}\n  - {{year: 2026, district: 南阳, total: {second}}}\n"
    spec = read_text(SPEC + last, Path()).spec
    assert spec is not None
    words = load_texts("zh-CN", "fill.yaml", None)["proposals"]
    numbers = Numbers(load_texts("zh-CN", "formats.yaml", None), "万元", "CNY", granule=1, year=2027)
    found = {one.at: str(one.value) for one in proposals(make_plan(spec), words, numbers) if one.at in GROWTH}
    assert set(found) == set(said) and all(found[at].startswith(name) for at, name in said.items())


GROWTH = ("situation.issues", "situation.swot.opportunities", "situation.swot.weaknesses")

CHANNELS = """year: 2027
region: {name: 豫南, company: 福麦}
districts: [{name: 信阳}, {name: 南阳}]
channels: [{name: 豫丰}, {name: 大田}]
targets: {base: +5%, by_district: {equal: 100%}}
history:
  - {year: 2025, district: 信阳, channel: 豫丰, total: 100万}
  - {year: 2025, district: 南阳, channel: 大田, total: 80万}
  - {year: 2026, district: 信阳, channel: 豫丰, months: [9万, 20万, 8万, 8万, 7万, 8万, 8万, 8万, 8万, 8万, 8万, 8万]}
  - {year: 2026, district: 南阳, channel: 大田, total: 70万}
"""


def _drawn(text: str, language: str) -> dict[str, list[Proposal]]:
    spec = read_text(text, Path()).spec
    assert spec is not None
    numbers = Numbers(load_texts(language, "formats.yaml", None), "万元", "CNY", granule=1, year=2027)
    found: dict[str, list[Proposal]] = {}
    for one in proposals(make_plan(spec), load_texts(language, "fill.yaml", None)["proposals"], numbers):
        found.setdefault(one.at, []).append(one)
    return found


def test_a_proposal_from_sales_of_which_months_are_estimates_says_which() -> None:
    told = CHANNELS.replace("8万, 8万, 8万]}", "8万, 8万, 8万], estimated: [11, 12]}")
    said = [one.text for drawn in _drawn(told, "zh-CN").values() for one in drawn if isinstance(one.value, str)]
    assert said and all(text.endswith("（11–12 月为预计）") for text in said)


def test_a_proposal_says_its_year_and_nothing_of_a_target_that_may_yet_change() -> None:
    said, other = (
        _drawn(CHANNELS.replace("equal", "history").replace("+5%", base), "zh-CN") for base in ("+5%", "+50%")
    )
    assert said["targets.season.note"][0].text == "2026 年2月最旺，占全年18.5%；5月最淡，占6.5%"
    bases = ({one.value["district"]: one.basis for one in drawn["targets.growth_sources"]} for drawn in (said, other))
    assert list(bases) == [{"信阳": "2026 年 108万元，比上年 +8.0%"}] * 2, "南阳 fell, and is no source of growth"
    english = _drawn(CHANNELS, "en")["targets.season.note"][0].text
    assert english == "In 2026, February was the peak with 18.5% of the year, May the low with 6.5%"


def test_a_channel_that_brings_half_the_sales_is_a_threat_as_a_large_district_is() -> None:
    threats = [one.text for one in _drawn(CHANNELS, "zh-CN")["situation.swot.threats"]]
    assert threats == [
        f"{name}占全区销售的 60.7%，它少一成，全区少 6.1 个百分点" for name in ("信阳一个片区", "豫丰一个渠道")
    ]
    even = CHANNELS.replace("total: 70万", "total: 120万")
    assert "豫丰" not in str(_drawn(even, "zh-CN")["situation.swot.threats"])


def test_a_stretch_over_two_years_says_both() -> None:
    numbers = Numbers(load_texts("zh-CN", "formats.yaml", None), "万元", "CNY", granule=1, year=2027)
    days = (date(2026, 3, 1), date(2027, 3, 1), date(2027, 6, 10))
    assert "2026年" in numbers.days(days[0], days[2]) and "2027年" in numbers.days(days[0], days[2])
    assert "2027" not in numbers.days(days[1], days[2])
