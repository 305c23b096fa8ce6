"""No sentence is said of every plan: what recurs, its figures and names blanked, is on a list of defined terms.

The list only gets shorter: a sentence that recurs and is not on it is either a finding in words of its own or goes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_pointers import MARK, sentences

from planforge import compose
from planforge.plan.make import make_plan
from planforge.reading.read import read
from planforge.spec.spec import Spec

EXAMPLES = Path(__file__).parents[2] / "examples"
SIX = ("yunan-noodles", "luzhong-tiles", "xianggan-beauty", "hangyong-restaurants", "hefei-ktv", "minnan-brokerage")
DEFINED = frozenset((Path(__file__).parent / "defined_sentences.txt").read_text("utf-8").splitlines())
NAMED = (
    "districts",
    "products",
    "channels",
    "team",
    "stores",
    "region",
    "budget",
    "network",
    "situation",
    "promotions",
)
SHORT = 6  # characters beside figures and names, up to which it is no sentence


def texts(value: object) -> Iterator[str]:
    """All texts of a field, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def names(spec: Spec) -> re.Pattern[str]:
    found = {text for key in NAMED for text in texts(spec.model_dump(include={key}))}
    longest = sorted((one for one in found if 1 < len(one) <= 16 and not one.isascii()), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


def skeleton(sentence: str, named: re.Pattern[str]) -> str:
    """A sentence without its figures, its names and what stands in brackets."""
    bare = re.sub(r"（[^（）]*）", "", named.sub("〈〉", sentence.replace(MARK, "")))
    bare = re.sub(r"[+＋−-]?\d[\d.,]*\s?%?", "#", bare)
    return re.sub(r"(#[、和]?)+", "#", re.sub(r"(〈〉[、和与]?)+", "〈〉", bare))


@pytest.mark.slow
def test_no_sentence_recurs_in_more_than_two_plans_unless_it_is_defined() -> None:
    seen = defaultdict(set)
    for example in SIX:
        spec = read(EXAMPLES / example / "plan.yaml").spec
        assert spec is not None
        named = names(spec)
        for sentence in sentences(compose(make_plan(spec), language="zh-CN", length="standard")):
            bare = skeleton(sentence, named)
            if len(re.sub("[〈〉#]", "", bare)) > SHORT:
                seen[bare].add(example)
    recurring = {bare for bare, where in seen.items() if len(where) > 2}
    assert recurring <= DEFINED
    assert recurring >= DEFINED, "the list holds what no longer recurs"
