"""Whether what was reached to date touches the alert of a KPI, where the alert is a limit that can be read.

Read are a limit by itself (``90%``, ``低于 95%``, ``above 11%``), one so far off the plan (``累计低于计划 5%``) and one
in points off it (``1 point above plan``). What speaks of a month, a store, a run, two things at once is for people.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from planforge.numbers import nearest, ratio
from planforge.plan.measures import Measure, Value

_BELOW = r"低于|不足|小于|落后|below|under|less than|behind|short of"
_ABOVE = r"高于|超过|大于|超|above|over|exceed(?:s|ing)?|more than"
_TO_DATE = r"(?:累计|全年|to date|ytd)?\s*"
_WAY = rf"(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE}))"
_FIGURE = r"(?P<figure>\d+(?:\.\d+)?)"
_PLAN = r"(?:(?:累计)?(?:计划|目标|进度)(?:进度|值)?|(?:the )?(?:planned \w+|plan|target)(?: to date)?)"
_LIMIT = re.compile(
    rf"{_TO_DATE}{_WAY}?\s*{_FIGURE}\s*[%％](?:(?P<least>及?以下| or less)|(?P<most>及?以上| or more)|(?P<bare>))"
    rf"{_TO_DATE}",
    re.IGNORECASE,
)
_OFF = (
    re.compile(rf"{_TO_DATE}{_WAY}{_PLAN}\s*{_FIGURE}\s*(?:[%％]|(?P<points>个百分点))", re.IGNORECASE),
    re.compile(rf"{_FIGURE}\s*(?:[%％]|(?P<points>(?:percentage )?points?))\s*{_WAY}\s*{_PLAN}?", re.IGNORECASE),
)


def touches(alert: str, measure: Measure, planned: Value, actual: Value) -> bool | None:
    """Whether figures set off an alert, as they are printed: rates to a tenth. None where it cannot be read.

    A limit in per cent is one of the figure itself where that is a rate, else of how far the plan is reached.
    """
    text = alert.strip().rstrip("。.")
    reached = ratio(actual, planned)
    is_rate = measure.kind == "percent"
    if found := _LIMIT.fullmatch(text):
        above = bool(found["above"] or found["most"]) or (found["bare"] is not None and measure.less_is_good)
        on_it = not (found["below"] or found["above"])
        return _past(Fraction(actual) if is_rate else reached, _share(found), above=above, on_it=on_it)
    found = next((found for pattern in _OFF if (found := pattern.fullmatch(text))), None)
    if found is None or (found["points"] and not is_rate):
        return None
    figure, goal = (Fraction(actual), Fraction(planned)) if found["points"] else (reached, Fraction(1))
    off = _share(found) if found["above"] else -_share(found)
    return _past(figure, goal + off, above=bool(found["above"]), on_it=False)


def _share(found: re.Match[str]) -> Fraction:
    return Fraction(Decimal(found["figure"])) / 100


def _past(figure: Fraction | None, limit: Fraction, *, above: bool, on_it: bool) -> bool | None:
    """Whether a figure is past a limit, or ``on_it`` where the limit itself is meant."""
    if figure is None:
        return None
    shown, line = nearest(figure * 1000), limit * 1000
    return (shown > line if above else shown < line) or (on_it and shown == line)
