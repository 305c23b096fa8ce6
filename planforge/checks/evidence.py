"""What makes a sentence checkable: a figure, a day or a rhythm near what it claims."""

from __future__ import annotations

import re

_NUMBERS = "一二三四五六七八九十百千万两半"
_UNITS = "成个家次天日周月季年项人条名场店箱件吨块元倍档种批轮台辆处户份县区省市镇张款包瓶桶盒折页级票单套层节课"
FIGURE = re.compile(
    r"\d"
    rf"|(?<![统进万上])[{_NUMBERS}]多?[{_UNITS}]"
    r"|百分之|[每逐隔][一二两三]?[个]?[天日周月季年半]|一半|翻番|翻倍|一律"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|third|twice|doubled?"
    r"|hundreds?|thousands?|millions?|each|every|daily|weekly|monthly|quarterly|yearly)\b",
    re.IGNORECASE,
)
"""How much, how many or how often, in digits or words; idioms that hold a number word (统一, 进一步) are none."""
DAY = re.compile(
    r"春节|端午|中秋|国庆|元旦|五一|清明|开学|双十一|年货|[上下]半年|[月旬周季年][初中底末]|周[一二三四五六日]|星期"
    r"|[当次]([天日月周季])|[春夏秋冬]季|节前|节后"
    r"|\b(?:January|February|March|April|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(?:year|month|quarter|week)[- ]end)\b"
)
"""When, in words; dates in digits are figures."""
OWNER = re.compile(
    r"由[\u4e00-\u9fff]{2,10}?(?:负责|牵头|审批|批准|核对|核定|完成|主持|处理|承担|签字)"
    r"|\b(?:owned|led|approved|signed|run|handled|checked) by\b"
)
"""Who, by office rather than by name."""


def has_figure(text: str) -> bool:
    """Whether the text says how much, how many or how often."""
    return FIGURE.search(text) is not None


def is_checkable(text: str, people: set[str]) -> bool:
    """Whether a figure, a day, an office or one of the people stands in the text."""
    found = any(pattern.search(text) for pattern in (FIGURE, DAY, OWNER))
    return found or any(name in text for name in people)
