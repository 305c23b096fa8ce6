"""Whatever a manager writes, with every feature on: each published figure, fact and measure is what the file says."""

from __future__ import annotations

import os
from typing import Any

import measures_by_hand as by_hand
import pytest
from accounts import Books, rows_of
from facts_by_hand import facts_of
from full_specs import full_specs
from hypothesis import HealthCheck, given, settings
from test_facts_of_examples import flat, unlike
from test_figures_of_examples import agrees, told
from test_measures_of_examples import astray
from worked_out import work_out

from planforge import make_plan
from planforge.document.facts import find_facts
from planforge.plan.figures import figures
from planforge.spec.spec import Spec

checked = settings(
    max_examples=int(os.environ.get("PLANFORGE_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.slow
@checked
@given(full_specs())
def test_every_figure_fact_and_measure_is_what_the_file_says(raw: dict[str, Any]) -> None:
    plan = make_plan(Spec.model_validate(raw))
    books = Books(raw, tuple(rows_of(raw["history"])), figures(plan))
    assert [told(figure, books) for figure in work_out(books) if not agrees(figure, books)] == []
    assert list(unlike(dict(flat(find_facts(plan))), facts_of(books))) == []
    assert list(astray(plan, books, by_hand.places(books))) == []
