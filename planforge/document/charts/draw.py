"""What all charts share: values in the printed unit, rounded as printed, and captions in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from planforge.document.model import Chart, Plot, Series
from planforge.numbers import Exact, nearest
from planforge.words import Words

LAST, PLANNED, MARK, BEFORE = 0, 1, 3, 4
"""Places in the palette: last year and the plan year have the same in every chart, a line to be reached and the year
before last theirs."""


def money(words: Words, values: Iterable[Exact | None]) -> tuple[Decimal | None, ...]:
    """Amounts in the printed unit."""
    formats = words.numbers
    return tuple(None if v is None else _rounded(Fraction(v) / formats.scale, formats.decimals) for v in values)


def rates(values: Iterable[Exact | None]) -> tuple[Decimal | None, ...]:
    """Fractions of one, to a thousandth."""
    return tuple(None if value is None else _rounded(Fraction(value), 3) for value in values)


def number(value: Exact, decimals: int) -> Decimal:
    """Any figure, rounded."""
    return _rounded(Fraction(value), decimals)


def chart(
    words: Words, key: str, plot: Plot, categories: Sequence[str], series: Sequence[Series], *, unit: bool = True,
    totals: tuple[int, ...] = (), decimals: int | None = None, labels: bool = True,
    caption: str = "caption",
) -> Chart | None:  # fmt: skip
    """A chart with caption and description in words; None without anything to show. ``unit``: money is shown."""
    if not categories or not any(value for one in series for value in one.values):
        return None
    return Chart(
        key,
        words.caption(key, caption),
        plot,
        tuple(categories),
        tuple(series),
        description=words.caption(key, "description") or words.caption(key),
        unit=words.numbers.unit_name if unit else "",
        decimals=(words.numbers.decimals if unit else 1) if decimals is None else decimals,
        totals=totals,
        labels=labels,
        cut=words.label("cut_axis") if plot in (Plot.WATERFALL, Plot.DOTS) else "",
    )


def months(words: Words) -> tuple[str, ...]:
    """The twelve month names."""
    return tuple(words.numbers.month(month) for month in range(1, 13))


def _rounded(value: Fraction, decimals: int) -> Decimal:
    return Decimal(nearest(value * 10**decimals)).scaleb(-decimals)
