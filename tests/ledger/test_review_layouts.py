"""The file a plan was made from, a year later: ``review`` reads it in whatever layout, with the same figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from layouts import Truth, laid_out, truth, written

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read_text
from planforge.review.actuals import to_date
from planforge.review.reading import read_actuals


def next_year(true: Truth) -> Truth:
    """The last year's sales as those of 2027."""
    sales = {(2027, m, d, p): amount for (y, m, d, p), amount in true.sales.items() if y == 2026}
    return Truth((2027,), true.districts, true.products, sales, true.unit)


def plan_of(true: Truth, folder: Path) -> Plan:
    names = ", ".join(f'{{name: "{name}"}}' for name in true.districts)
    products = ", ".join(f'{{name: "{name}"}}' for name in true.products)
    base = int(sum(true.sales.values(), Decimal(0))) + 12_000
    text = (
        f"planforge: 1\nyear: 2027\nregion: {{name: R, company: C}}\ndistricts: [{names}]\nproducts: [{products}]\n"
        f"targets: {{base: {base}}}\n"
    )
    reading = read_text(text, folder)
    assert reading.spec is not None, reading.problems
    return make_plan(reading.spec)


@pytest.mark.parametrize("seed", range(24))
def test_actuals_in_any_layout(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    true = next_year(truth(chance))
    path = written(chance, laid_out(chance, true), tmp_path)
    found, problems = read_actuals(plan_of(true, tmp_path), path)
    if found is None:
        assert problems and all(problem.message.zh for problem in problems)
        assert seed not in READ, problems
        return
    assert to_date(found.months()) == sum(true.sales.values(), Decimal(0))


READ = set(range(24))
"""The layouts that are read without a question."""
