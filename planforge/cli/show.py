"""``planforge show``: the computed tables in the terminal, or every figure as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import say
from planforge.cli.report import plain

if TYPE_CHECKING:
    from planforge.document.model import Table
    from planforge.plan.plan import Plan

MAIN = (
    "targets_by_district",
    "targets_by_month",
    "targets_by_product",
    "targets_by_channel",
    "budget_lines",
    "pnl_by_quarter",
    "receivables",
)
CHAIN = "chain"
COLOURS = {"good": "green", "watch": "yellow", "bad": "red"}


def show(
    spec: Annotated[Path, typer.Argument(help=say("计划文件。", "The spec."), show_default=False)],
    tables: Annotated[
        list[str] | None,
        typer.Argument(
            help=say("只看这些表；all 为全部。", "Only these tables; all for all of them."), show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("全部数字，JSON。", "Every figure, as JSON."))] = False,
    chain: Annotated[
        bool,
        typer.Option(
            "--chain", help=say("目标、战略、战术、行动、控制指标对照。", "The chain from objectives to KPIs.")
        ),
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
    other = plan_of(against or spec, quiet=against is None)[0] if against or changes else None
    if as_json:
        _print_json(plan, other if against else None)
        return
    if other is not None:
        print_differences(other, plan, Path(against or spec).name, " ".join([spec.name, *(changes or ())]))
    if against:
        return
    from planforge.document.compose import compose_tables

    if show_list:
        for table in compose_tables(plan, language=language).values():
            typer.echo(f"{table.key:32} {table.caption}")
        return
    for table in _chosen(plan, [CHAIN] if chain else tables or [], language):
        print_table(table)


show.__doc__ = say("在终端里看算出来的各张表。", "Show the computed tables in the terminal.")


def print_table(table: Table) -> None:
    """A table as wide as it needs to be: never wrapped, columns aligned with Chinese counted double."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Lines
    from rich.text import Text

    from planforge.document.model import Kind

    lines = Lines(box=box.SIMPLE_HEAD, title=_title(table), title_justify="left", title_style="bold", header_style="")
    for column in table.columns:
        title = plain(f"{column.group} {column.title}".strip())
        lines.add_column(title, justify="left" if column.kind in {Kind.TEXT, Kind.LABEL} else "right", no_wrap=True)
    for row in table.rows:
        cells = [
            text
            for cell in row.cells
            for text in (Text(_flat(cell.text), COLOURS.get(cell.tone.value, "")), *[Text()] * (cell.span - 1))
        ]
        lines.add_row(*cells, style="bold" if row.kind.value in {"total", "subtotal", "group"} else None)
    Console(width=100_000, soft_wrap=True, emoji=False, markup=False, highlight=False).print(lines)


def _chosen(plan: Plan, named: list[str], language: str | None) -> list[Table]:
    """The tables asked for, the main ones where none is; only these are made."""
    from planforge.document.compose import compose_tables, words_for
    from planforge.document.tables import TABLES

    if named == ["all"]:
        return list(compose_tables(plan, language=language).values())
    unknown = [name for name in named if name not in TABLES]
    if unknown:
        from difflib import get_close_matches

        near = get_close_matches(unknown[0], TABLES, 1) or [", ".join(TABLES)]
        raise typer.BadParameter(
            say(f"没有表 {unknown[0]}，是否指 {near[0]}？", f"no table {unknown[0]}; did you mean {near[0]}?")
        )
    words = words_for(plan, language)
    made = {name: TABLES[name](plan, words) for name in named or MAIN}
    for name in named:
        if made[name] is None:
            typer.echo(say(f"计划中没有 {name} 的数据", f"the plan has no data for {name}"), err=True)
    return [table for table in made.values() if table is not None]


def _title(table: Table) -> str:
    return plain(f"{table.caption}  {table.unit}".rstrip())


def _flat(text: str) -> str:
    return plain(" / ".join(text.splitlines()))


def _print_json(plan: Plan, other: Plan | None) -> None:
    """Every figure, with the differences from another plan where there is one."""
    from planforge.plan.figures import differences, figures

    found = figures(plan) | ({} if other is None else {"differences": differences(other, plan)})
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def print_differences(before: Plan, after: Plan, one: str, other: str) -> None:
    """What differs between two plans, line by line."""
    from planforge.cli.language import console_language
    from planforge.document.compose import words_for
    from planforge.plan.compare import compare

    typer.echo(plain(f"{one} → {other}"))
    for line in compare(before, after).lines(words_for(after, console_language())):
        typer.echo(plain(line))
