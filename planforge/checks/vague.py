"""The words that slogans are made of, in both languages, by what a reader misses beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from planforge.problem import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """Words that lack the same thing; ``(?!…)`` keeps out terms that only look like one, as 不断 in 不断货."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    ask: Text


KINDS = (
    Kind(
        ("不定期", r"定期(?![存理开寿])"),
        ("regularly", "periodically", "from time to time"),
        Text("写明每周还是每月、几次、谁来做", "say how often and by whom"),
    ),
    Kind(
        ("尽快", r"及时(?![达雨])", "加快", "早日"),
        ("timely", "as soon as possible", "accelerate"),
        Text("写明几天之内，或哪一天之前", "say within how many days, or by which date"),
    ),
    Kind(
        (r"适当(?!性)", r"有效(?![期率户客网门订面日会票])", "显著", r"充分(?!条件)", "稳步", "大力(?!水手)"),
        (r"appropriate", r"effective(?!ly? (?:date|from|on|rate))", "significant", "fully", "vigorously"),
        Text("写明多少、到什么程度", "say how much, or up to what"),
    ),
    Kind(
        (
            r"加强(?![版型])",
            r"加大(?![码瓶号包份])",
            r"强化(?![木地玻复])",
            "优化",
            "完善",
            "健全",
            r"提升(?![机])",
            r"推进(?![器剂])",
            "打造",
            r"做好(?!的)",
            r"搞好(?!的)",
            r"抓好(?!的)",
            "进一步",
            r"不断(?![货档供码电网水线])",
        ),
        (
            "strengthen",
            "enhance",
            "improve",
            "optimi[sz]e",
            r"promote(?!rs?\b|d? to\b)",
            "leverage",
            "further(?! to)",
            "continuously",
        ),
        Text("写明从多少到多少、到什么时候、由谁负责", "say from what to what, by when, or by whom"),
    ),
    Kind(
        (
            "提高认识",
            "落实到位",
            "高度重视",
            "齐心协力",
            "再创辉煌",
            "更上一层楼",
            "努力",
            "切实",
            "积极",
            r"深入(?!浅出)",
            r"全面(?![积])",
            "扎实",
            "狠抓",
            "贯彻",
            "争取",
            "力争",
        ),
        ("actively", "strive", "best-in-class", "world-class"),
        Text(
            "删去，或换成能检查的要求：数字、期限、责任人",
            "drop it, or ask for a number, a date, an owner instead",
        ),
    ),
)


def _pattern(kind: Kind) -> str:
    return "|".join(kind.zh) + r"|\b(?:" + "|".join(kind.en) + r")\w*\b"


VAGUE = re.compile("|".join(f"({_pattern(kind)})" for kind in KINDS), re.IGNORECASE)


def asks_for(found: re.Match[str]) -> Text:
    """What a match of ``VAGUE`` leaves open."""
    assert found.lastindex is not None
    return KINDS[found.lastindex - 1].ask
