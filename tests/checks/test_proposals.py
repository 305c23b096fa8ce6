"""First sentences from two years of sales: what they say is so, and what would be no news is not said."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.checks.proposals import proposals
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
