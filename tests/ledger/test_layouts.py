"""One true table in random layouts: the same figures are read back, or a question is asked, never other figures."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layouts import Truth, laid_out, truth, written

from planforge.ledger.figures import is_number
from planforge.ledger.files import open_sheets
from planforge.ledger.ledger import read_sheets
from planforge.ledger.outcome import Ledger
from planforge.ledger.sense import senseless
from planforge.ledger.sheets import Opened, Sheet
from planforge.spec.history import HistoryFile

Sums = dict[tuple[int, int, str, str], Decimal]


def told(true: Truth) -> Sums:
    """What there is to be read: a single district or product need not be named."""
    found: Sums = defaultdict(Decimal)
    for (year, month, district, product), amount in true.sales.items():
        found[year, month, district if len(true.districts) > 1 else "", product] += amount
    return {key: amount for key, amount in found.items() if amount}


def read(ledger: Ledger, true: Truth) -> Sums:
    found: Sums = defaultdict(Decimal)
    for sale in ledger.sales:
        district = sale.node.district or "" if len(true.districts) > 1 else ""
        product = sale.node.product or "" if true.products else ""
        found[sale.year, sale.month, district, product] += sale.amount
    return {key: amount for key, amount in found.items() if amount}


def numbers(sheets: Sequence[Sheet]) -> int:
    """The cells of a file that hold a number, counted with nothing understood of them."""
    cells = ((sheet, r, c) for sheet in sheets for r, row in enumerate(sheet.rows) for c in range(len(row)))
    return sum(is_number(s.rows[r][c]) and (r, c) not in s.copied for s, r, c in cells)


def outcome(seed: int, opened: Callable[[Path, str], Opened] = open_sheets) -> str:
    """Whether the table in the layout of a seed is read "right", "asked" about, or "wrong"."""
    chance = Random(seed)
    true = truth(chance)
    book = laid_out(chance, true)
    with tempfile.TemporaryDirectory() as folder:
        path = written(chance, book, Path(folder))
        given_ = HistoryFile(file=path.name)
        sheets, odd = opened(path, path.name)
        ledger, problems = read_sheets(sheets, odd, path.name, given_, 2026, {})
        if ledger is None:
            assert problems and all(problem.hint for problem in problems)
            return "asked"
        assert ledger.account.cells == ledger.account.known == numbers(sheets)
        if list(senseless(ledger, given_)):
            return "asked"
        return "right" if read(ledger, true) == told(true) else "wrong"


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_a_table_in_any_layout_gives_the_same_figures_or_a_question(seed: int) -> None:
    assert outcome(seed) != "wrong"


@pytest.mark.parametrize("seed", [9, 83, 122, 178, 31139, 63, 297, *range(20)])
def test_layouts_that_were_read_wrong_once_and_a_few_more(seed: int) -> None:
    assert outcome(seed) != "wrong"
