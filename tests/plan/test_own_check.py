"""planforge's own check of a document it has just made never finds anything, whatever the spec."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from random_specs import specs

from planforge.checks.word import check_word
from planforge.document.compose import compose
from planforge.plan.make import make_plan
from planforge.spec.spec import Spec
from planforge.writers.docx import write

EXAMPLES = int(os.environ.get("PLANFORGE_EXAMPLES", "8"))


@pytest.mark.slow
@given(specs(money=True))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_a_fresh_document_has_nothing_to_find(spec: Spec) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.docx"
        path.write_bytes(write(compose(make_plan(spec), language="zh-CN"), contents="linked"))
        assert [problem.message.zh for problem in check_word(path)] == []
