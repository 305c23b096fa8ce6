"""``planforge explain``: how one figure was made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planforge.cli.language import console_language, say
from planforge.cli.options import ChangesOption, LanguageOption, SpecsArgument
from planforge.cli.report import shown


def explain(
    spec: SpecsArgument,
    cell: Annotated[
        list[str],
        typer.Argument(
            help=say(
                "哪个数：南阳 3月，或 district=南阳 month=3。",
                "Which figure: Nanyang March, or district=Nanyang month=3.",
            ),
            show_default=False,
        ),
    ],
    changes: ChangesOption = None,
    language: LanguageOption = None,
) -> None:
    """Explain."""
    from planforge.cli.outputs import tell
    from planforge.cli.reading import each_of, plan_of
    from planforge.plan.explain.explain import explain as explained
    from planforge.problem import Problem

    if spec.is_dir():
        each_of(spec, lambda one: explain(one, cell, changes, language))
        return
    plan, _ = plan_of(spec, changes)
    if plan.spec.nation is not None and _of_node(spec, " ".join(cell), language or console_language()):
        return
    found = explained(plan, " ".join(cell))
    if isinstance(found, Problem):
        tell((found,))
        raise typer.Exit(2)
    for line in found.lines(language or console_language()):
        typer.echo(shown(line))


def _of_node(spec: Path, name: str, language: str) -> bool:
    """Tell how the figure of a node of a nation came about, through all rounds; False where it names none."""
    from planforge.cli.reading import nation_of
    from planforge.nation.report import nation_words
    from planforge.nation.report.told import told

    nation = nation_of(spec, quiet=True)
    if name not in nation.tree.nodes:
        return False
    for line in told(nation, name, nation_words(nation, language)):
        typer.echo(shown(line))
    return True


explain.__doc__ = say("说明一个数字是怎样来的。", "Say how a figure was made.")
