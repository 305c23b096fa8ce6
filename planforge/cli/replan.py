"""``planforge replan``: what is left of the year split again, as a new version of the spec beside the old."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from planforge.cli.language import console_language, say
from planforge.cli.options import (
    ActualsOption,
    MapOption,
    RenameOption,
    SalesYearOption,
    SheetOption,
    SpecsArgument,
    UnitOption,
    YearStartOption,
)
from planforge.cli.plain import plain
from planforge.cli.sales import SalesAsked

_VERSION = re.compile(r"-\d{4}-\d{2}$")


def replan(
    spec: SpecsArgument,
    actuals: ActualsOption,
    through: Annotated[
        str | None,
        typer.Option(help=say("关账到哪个月：2027-05；不填为最后有数的月。", "Last month to close: 2027-05.")),
    ] = None,
    columns: MapOption = None,
    sheet: SheetOption = None,
    unit: UnitOption = None,
    year: SalesYearOption = None,
    year_start: YearStartOption = None,
    rename: RenameOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=say("新计划的文件名；不填为 计划-2027-06.yaml。", "The new spec's file.")),
    ] = None,
) -> None:
    """Replan."""
    from planforge.cli.reading import each_of
    from planforge.cli.review import beside

    asked = SalesAsked(columns, sheet, unit, year, year_start, rename)
    if spec.is_dir():
        each_of(spec, lambda path: _replan(path, beside(path, actuals), through, asked, None))
    else:
        _replan(spec, actuals, through, asked, output)


replan.__doc__ = say(
    "按实际关账，把余下的目标在未过的月份重新分解，写成新的一版，不覆盖原文件。",
    "Close the months that are over, split what is left over the others, and write a new version beside the old.",
)


def _replan(spec: Path, actuals: Path, through: str | None, asked: SalesAsked, output: Path | None) -> None:
    from planforge.cli.adjust import tell_untrue
    from planforge.cli.files import create, exists
    from planforge.cli.outputs import tell, telling
    from planforge.cli.reading import seen_from
    from planforge.cli.review import reported
    from planforge.problem import Refusal
    from planforge.reading.scaffold import quoted_for_shell
    from planforge.review.replan import replan as split_again

    plan, source, below = seen_from(spec, None)
    found, month, problems = reported(plan, actuals, through, asked, below)
    tell(problems)
    try:
        result = split_again(plan, source, found.until(month), month)
    except Refusal as refusal:
        tell(refusal.problems, tuple(source.frame(p.where) if p.where else "" for p in refusal.problems))
        raise typer.Exit(1) from None
    content = result.source.content
    if below is not None:
        from planforge.nation.close import closed_below

        content = closed_below(result.source, plan, found, below, month).content
    path = output or spec.with_name(f"{_VERSION.sub('', spec.stem)}-{plan.spec.year}-{month + 1:02}{spec.suffix}")
    with telling(path=path):
        if not create(path, content):
            tell((exists(path),))
            raise typer.Exit(1)
    for line in result.log:
        typer.echo(plain(line.to(console_language())))
    tell_untrue(plan, source, result.plan, result.source)
    typer.echo(plain(f"{spec} -> {path}"))
    shown = f"{quoted_for_shell(str(path))} --against {quoted_for_shell(str(spec))}"
    typer.echo(
        say(
            f"谁变了多少：planforge show {shown}",
            f"what changed: planforge show {shown}",
        )
    )
