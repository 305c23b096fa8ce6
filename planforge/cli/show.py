"""``planforge show``: the computed tables in the terminal, or every figure as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import say

if TYPE_CHECKING:
    pass


def show(
    spec: Annotated[Path, typer.Argument(help=say("计划文件。", "The spec."), show_default=False)],
    tables: Annotated[
        list[str] | None,
        typer.Argument(
            help=say("只看这些表（名称见 --list）。", "Only these tables; --list names them."), show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("全部数字，JSON。", "Every figure, as JSON."))] = False,
    chain: Annotated[
        bool, typer.Option(help=say("目标—战略—战术—行动—控制指标对照。", "The chain from objectives to KPIs."))
    ] = False,
    show_list: Annotated[bool, typer.Option("--list", help=say("列出表名。", "List the tables."))] = False,
    against: Annotated[Path | None, typer.Option(help=say("与另一份计划比较。", "Compare with another spec."))] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", help=say("改一个值：targets.base=+25%。", "Change a value: targets.base=+25%.")),
    ] = None,
    language: Annotated[str | None, typer.Option(help=say("语言：zh-CN 或 en。", "Language: zh-CN or en."))] = None,
) -> None:
    """Show."""
    from planforge.cli.reading import plan_of

    plan, _ = plan_of(spec, changes)
    if as_json:
        import json

        from planforge.plan.figures import figures

        typer.echo(json.dumps(figures(plan), ensure_ascii=False, indent=2))
        return
    from planforge.document.compose import compose_tables

    found = compose_tables(plan, language=language)
    if against:
        found = {table.key: table for table in compare_tables(spec, against, changes, language)}
    if show_list:
        for table in found.values():
            typer.echo(f"{table.key:32} {table.caption}")
        return
    for table in _wanted(found, ["chain"] if chain else tables):
        print_table(table)


show.__doc__ = say("在终端里看算出来的各张表。", "Show the computed tables in the terminal.")
