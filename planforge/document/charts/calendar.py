"""Gantt tables: actions, promotions and media over the months of the year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import cycle

from planforge.document.charts import draw
from planforge.document.markup import plain
from planforge.document.model import Bar, Gantt, Tone
from planforge.document.tables.actions import coded
from planforge.plan.plan import Plan
from planforge.words import Words

_TONES = (
    Tone.ACCENT, Tone.ACCENT2, Tone.ACCENT3, Tone.ACCENT4, Tone.ACCENT5, Tone.ACCENT6, Tone.ACCENT7, Tone.ACCENT8
)  # fmt: skip


def gantt(plan: Plan, words: Words) -> Gantt | None:
    """Every dated action in the colour of the strategy it mainly serves; what serves none is grey beside those."""
    serves = {tactic.code: tactic.serves[0] for tactic in plan.spec.tactics if tactic.serves}
    tones = dict(zip((strategy.code for strategy in plan.spec.strategies), cycle(_TONES), strict=False))
    other = Tone.MUTED if set(tones) & set(serves.values()) else Tone.ACCENT
    bars = [
        Bar(
            action.name,
            action.owner or words.numbers.missing,
            *_span(plan, action.starts, action.ends),
            tone=tones.get(serves.get(action.tactic or "", ""), other),
            milestone=action.milestone,
            code=code,
        )
        for code, action in coded(plan)
        if action.starts or action.ends
    ]
    shown = {bar.tone for bar in bars}
    legend = [
        (f"{strategy.code} {strategy.name or words.numbers.clause(plain(strategy.statement))}", tones[strategy.code])
        for strategy in plan.spec.strategies
        if tones[strategy.code] in shown and other is Tone.MUTED
    ]
    return _gantt(words, "gantt", sorted(bars, key=lambda bar: (bar.first, bar.last)), legend)


def promotion_calendar(plan: Plan, words: Words) -> Gantt | None:
    """Promotions and media side by side."""
    bars = [
        Bar(
            p.name,
            p.owner or words.numbers.missing,
            *_span(plan, p.starts, p.ends),
            tone=Tone.ACCENT,
            code=words.label("calendar.promotion"),
        )
        for p in plan.spec.promotions
        if p.starts or p.ends
    ]
    bars += [
        Bar(
            m.name,
            m.owner or words.numbers.missing,
            m.starts or 1,
            m.ends or 12,
            tone=Tone.ACCENT2,
            code=words.label("calendar.media"),
        )
        for m in plan.spec.advertising.media
    ]
    return _gantt(words, "promotion_calendar", bars)


def _span(plan: Plan, starts: date | None, ends: date | None) -> tuple[int, int]:
    """First and last month within the plan year."""
    first, last = starts or ends, ends or starts
    assert first is not None and last is not None
    low = 1 if first.year < plan.spec.year else 12 if first.year > plan.spec.year else first.month
    high = 12 if last.year > plan.spec.year else low if last.year < plan.spec.year else last.month
    return low, max(low, high)


def _gantt(words: Words, key: str, bars: Iterable[Bar], legend: Iterable[tuple[str, Tone]] = ()) -> Gantt | None:
    held = tuple(bars)
    heads = tuple(words.column(name, key) for name in ("code", "action", "owner"))
    note = words.caption(key, "note") if any(bar.milestone for bar in held) else ""
    texts = (words.caption(key), heads, draw.months(words), held, note, words.caption(key, "description"))
    return Gantt(key, *texts, tuple(legend)) if held else None


CHARTS = {"gantt": gantt, "promotion_calendar": promotion_calendar}
