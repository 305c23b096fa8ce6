"""A year with estimated months is nowhere called actual."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from plans import small_spec
from typer.testing import CliRunner

from planforge import compose
from planforge.cli.app import app
from planforge.plan.make import make_plan
from planforge.writers import markdown


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan made in November from a sales file that ends in October."""
    folder = tmp_path_factory.mktemp("draft")
    rows = [
        f"{year}-{month:02}-15,{name},{60_000 + 7_000 * month + 5_000 * year % 11}"
        for year in (2025, 2026)
        for month in range(1, 13 if year == 2025 else 11)
        for name in ("曹县", "单县")
    ]
    (folder / "sales.csv").write_text("\n".join(["日期,县区,金额（元）", *rows]) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize(("language", "called", "never"), [
    ("zh-CN", "2026年预计", "2026年实际"),
    ("en", "2026 estimate", "2026 actual"),
])  # fmt: skip
def test_every_head_sentence_and_chart_calls_it_an_estimate(
    draft: Path, language: str, called: str, never: str
) -> None:
    runner, spec, out = CliRunner(), draft / f"{language}.yaml", draft / f"{language}.docx"
    made = runner.invoke(app, ["new", str(spec), "--from", str(draft / "sales.csv"), "--language", language])
    assert made.exit_code == 0, made.output
    runner.invoke(app, ["render", str(spec), "-o", str(out), "--length", "full", "--contents", "linked"])
    body = "".join(Document(str(out)).element.body.itertext()).replace(" ", "")
    assert called.replace(" ", "") in body
    assert never.replace(" ", "") not in body


@pytest.mark.parametrize(("language", "said", "never"), [
    ("zh-CN", "预计", ("2026年完成", "实际完成", "2026年实现")),
    ("en", "expected", ("2026 came to", "2026 brought", "Sales came to")),
])  # fmt: skip
@pytest.mark.parametrize("target", [None, 2_000_000])
@pytest.mark.parametrize("kind", ["deck", "official", "plan", "page"])
def test_every_kind_of_document_calls_it_an_estimate(
    kind: str, target: int | None, language: str, said: str, never: tuple[str, ...]
) -> None:
    history = [
        {"year": year, "district": name, "months": [100_000] * (12 if year == 2025 else 10)}
        for year in (2025, 2026)
        for name in ("信阳", "南阳")
    ]
    plan = make_plan(small_spec(history=history, **({"review": {"target": target}} if target else {})))
    assert plan.review.estimated == (11, 12)
    document = (
        compose(plan, language=language, length="page")
        if kind == "page"
        else compose(plan, language=language, kind=kind, length="full")
    )
    text = markdown.write(document).decode().replace("2026年完成情况", "")  # a heading
    assert said in text or kind == "page"
    assert not [one for one in never if one in text]
