"""In every table of every example, as printed: totals are the sums of their rows, and columns follow from others."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import EXAMPLES
from once import plan_of
from test_figures_of_examples import SPECS

from planforge.document.compose import compose_tables
from planforge.document.model import Follows, Kind, Row, RowKind, Table
from planforge.review.monthly import review_month
from planforge.review.reading import read_actuals
from planforge.review.report.compose import review_tables

NO_SUMS = ("pnl_by_quarter", "display", "store_yields", "checkpoints", "layers")
"""Tables whose last row is worked out as the others are: a statement, weighted rates, yields, what is reached,
layers of one target."""
RATES = (Kind.PERCENT, Kind.POINTS)
TENTH = Fraction(1, 1000)  # what a rate is printed to
LAST = Fraction(1, 20)  # half of the last digit of an amount


def printed(text: str) -> Fraction | None:
    """The number that a reader sees; None where nothing or no number stands."""
    plain = text.replace(",", "").replace("−", "-").replace("%", "").replace("+", "").strip()
    try:
        return Fraction(Decimal(plain)) / (100 if text.strip().endswith("%") else 1)
    except ArithmeticError:
        return None


def sums(table: Table) -> Iterator[tuple[Row, list[list[Row]]]]:
    """Every row that sums others, with what it may be the sum of: its band, all rows, or the sums above it."""
    band: list[Row] = []
    every: list[Row] = []
    above: list[Row] = []
    for row in table.rows:
        if row.kind is RowKind.BODY:
            band, every = [*band, row], [*every, row]
        elif row.kind is RowKind.GROUP:
            band = []
        else:
            yield row, [some for some in (band, every, above) if some]
            band, above = [], [*above, row]


def amiss(table: Table) -> Iterator[str]:
    """What a reader with a calculator would object to."""
    whole = [row for row in table.rows if len(row.cells) == len(table.columns)]
    yield from (fault for row in whole for fault in astray(row, table))
    for total, choices in sums(table) if table.key not in NO_SUMS else ():
        for place, column in enumerate(table.columns if total in whole and choices else ()):
            shown = total.cells[place].text
            found = [added(some, place) for some in choices]
            if column.adds and printed(shown) is not None and "%" not in shown and printed(shown) not in found:
                yield f"{table.key}: {column.title} sums to {float(found[0])}, not {shown}"


def added(rows: list[Row], place: int) -> Fraction:
    return sum((printed(row.cells[place].text) or Fraction(0) for row in rows), Fraction(0))


def astray(row: Row, table: Table) -> Iterator[str]:
    """Figures of a row that do not follow from the others, as their columns say they do."""
    at = {column.key: place for place, column in enumerate(table.columns)}
    for place, column in enumerate(table.columns):
        follows, keys = column.follows or (None, ())
        text = row.cells[place].text
        sources = [printed(row.cells[at[key]].text) for key in keys]
        known = [source for source in sources if source is not None]
        shown = printed(text)
        if follows is None or shown is None or len(known) < len(sources) or ("%" in text) != (column.kind in RATES):
            continue
        if not near(follows, shown, known):
            yield f"{table.key}: {column.title} is {text}, not what follows from {keys}"


def near(follows: Follows, shown: Fraction, sources: list[Fraction]) -> bool:
    """Whether a printed figure is what the printed figures it follows from come to; a rate to its last digit."""
    one, other = (*sources, Fraction(0))[:2]
    match follows:
        case Follows.SUM:
            return shown == sum(sources)
        case Follows.DIFFERENCE:
            return shown == one - other
        case Follows.RATIO | Follows.GROWTH if other:
            quotient = one / other
            blur = LAST / abs(other) * (1 + abs(quotient))  # what rounding of the two allows
            return abs(shown - quotient + (follows is Follows.GROWTH)) <= TENTH / 2 + blur
    return True


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.parent.name)
def test_every_table_of_a_plan_adds_up_as_printed(spec: Path, language: str) -> None:
    tables = compose_tables(plan_of(spec), language=language)
    assert len(tables) > 20
    assert [fault for table in tables.values() for fault in amiss(table)] == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_table_of_a_review_adds_up_as_printed(language: str) -> None:
    plan = plan_of(EXAMPLES / "yunan-noodles" / "plan.yaml")
    actuals, _ = read_actuals(plan, EXAMPLES / "yunan-noodles" / "actuals-2027-05.csv")
    assert actuals
    tables = review_tables(plan, review_month(plan, actuals), language=language)
    assert {"reached_by_district", "left_by_district"} <= tables.keys()
    assert [fault for table in tables.values() for fault in amiss(table)] == []
