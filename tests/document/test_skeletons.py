"""No sentence is said of every plan: what recurs, its figures and names blanked, is a term defined for all.

A sentence that would recur is either a finding, chosen by what the figures show, or it goes: into the note of its
table, or away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from once import document_of, plan_of
from test_pointers import MARK, sentences

from planforge.document.kinds import Length
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
    "targets",
    "strategies",
    "appraisal",
)
SHORT = {"zh-CN": 6, "en": 20}  # characters beside figures and names, up to which it is no sentence
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
COUNTS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
FIGURES = (
    (re.compile(r"（[^（）]*）|\s?\([^()]*\)"), ""),
    (re.compile(rf"\b(?:{MONTHS})\b"), "#"),
    (re.compile(rf"\b(?:{COUNTS})\b", re.IGNORECASE), "#"),
    (re.compile(r"\bCNY |\b(?:million|thousand|billion)\b"), ""),
    (re.compile(r"[+＋−-]?\d[\d.,]*\s?%?"), "#"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"(〈〉(?:[、和与]|, | and )?)+"), "〈〉"),
    (re.compile(r"(# ?(?:[、和]|, | and )?)+"), "#"),
)


def texts(value: object) -> Iterator[str]:
    """All texts of a field, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def names(spec: Spec) -> re.Pattern[str]:
    found = {text for key in NAMED for text in texts(spec.model_dump(include={key}))}
    longest = sorted((one for one in found if 1 < len(one) <= 40 and not one.isascii()), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


def skeleton(sentence: str, named: re.Pattern[str]) -> str:
    """A sentence without its figures, its names and what stands in brackets."""
    bare = named.sub("〈〉", sentence.replace(MARK, ""))
    for pattern, instead in FIGURES:
        bare = pattern.sub(instead, bare)
    return bare


def recurring(language: str, length: Length) -> set[str]:
    """The skeletons that more than two of the plans have."""
    seen = defaultdict(set)
    for example in SIX:
        spec = EXAMPLES / example / "plan.yaml"
        named = names(plan_of(spec).spec)
        for sentence in sentences(document_of(spec, language, length)):
            bare = skeleton(sentence, named)
            if len(re.sub("[〈〉#]", "", bare)) > SHORT[language]:
                seen[bare].add(example)
    return {bare for bare, where in seen.items() if len(where) > 2}


@pytest.mark.slow
def test_no_sentence_recurs_in_more_than_two_plans_unless_it_is_defined() -> None:
    found = set().union(*(recurring(*one) for one in product(("zh-CN", "en"), get_args(Length)[1:])))
    assert found <= DEFINED
    assert found >= DEFINED, "the list holds what no longer recurs"
