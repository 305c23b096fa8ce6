"""``planforge new 2028.yaml --from 2027.yaml``: last year's plan, with what came of it, as the start of the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from planforge.cli.language import say

if TYPE_CHECKING:
    from planforge.plan.plan import Plan
    from planforge.reading.keys import Keys
    from planforge.review.actuals import Actuals


def is_plan(path: Path) -> bool:
    """Whether a file is a plan, in either form, and no table of sales."""
    if path.suffix.lower() in (".yaml", ".yml"):
        return True
    if path.suffix.lower() not in (".xlsx", ".xlsm", ".xls", ".et", ".ods"):
        return False
    from planforge.reading.read import is_questionnaire
    from planforge.reading.workbook.source import was_questionnaire

    return is_questionnaire(path) if path.suffix.lower() in (".xlsx", ".xlsm") else was_questionnaire(path)


def carried_over(
    file: Path, last: Path, actuals: Path | None, year: int | None, keys: Keys
) -> tuple[str, list[tuple[Path, bytes]]]:
    """The new spec, and the files that are to lie beside it; exits with 2 where the old ones cannot be read."""
    from planforge.cli.proposing import with_proposals
    from planforge.cli.reading import plan_of
    from planforge.ledger.intake import tidy
    from planforge.reading.keys import rekeyed
    from planforge.reading.preset import load_preset
    from planforge.reading.scaffold import start_words
    from planforge.reading.schema import SCHEMA_ID
    from planforge.reading.workbook.convert import fresh
    from planforge.review.next_year import next_year, past_sales
    from planforge.words import load_words

    plan, source = plan_of(last)
    if plan.spec.nation is not None:
        raise typer.BadParameter(
            say("全国计划没有下一年的草稿；从各区域的计划开始", "start from the regions' plans, not the nation's"),
            param_hint="--from",
        )
    happened = _actuals(plan, actuals) if actuals else None
    language, year = plan.spec.language, year or plan.spec.year + 1
    start, said = start_words(language), sentences(language)
    words = load_words(plan.spec, plan.granule, language, None, load_preset(plan.spec.industry).words(language))
    table = file.with_name(said["file"].format(stem=file.stem))
    data = next_year(plan, source.data, happened, year, table.name, words, said)
    note = said["note"].format(year=plan.spec.year, file=last.name)
    text = f"# yaml-language-server: $schema={SCHEMA_ID}\n# {note}\n{fresh(data)}"
    past = past_sales(plan, happened)
    text = with_proposals(text, file.name, past.sales, None)
    beside = [(table, tidy(past, start))]
    return rekeyed(text, file.name, keys), beside


def sentences(language: str) -> Any:
    """What is said of values carried over."""
    from planforge.reading.scaffold import start_words

    return start_words(language)["next_year"]


def _actuals(plan: Plan, path: Path) -> Actuals:
    from planforge.cli.outputs import tell
    from planforge.review.reading import read_file

    read = read_file(plan, path)
    tell(read.problems)
    if read.actuals is None:
        raise typer.Exit(2)
    return read.actuals
