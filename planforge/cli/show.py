"""``planforge show``: the computed tables in the terminal, or every figure as JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import say
from planforge.cli.report import plain
from planforge.document.model import Kind

if TYPE_CHECKING:
    from rich.table import Table as Lines

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
WORDS = {Kind.TEXT, Kind.LABEL}
_ENDLESS = 100_000  # columns
_NARROW = 16  # columns that a text may be squeezed into
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
    """A table, columns aligned with Chinese counted double; as wide as it needs to be, on a terminal as that is.

    Where a terminal is too narrow, words break into lines, and columns of figures stand under each other.
    """
    from rich.console import Console

    width = _columns()
    console = Console(width=width, soft_wrap=width == _ENDLESS, emoji=False, markup=False, highlight=False)
    for number, places in enumerate(_blocks(table, width)):
        console.print(_lines(table, places, titled=number == 0))


def _columns() -> int:
    """The columns of the terminal, or those that COLUMNS says; no end where nobody looks on."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return max(shutil.get_terminal_size().columns, 40)
    return _ENDLESS


def _lines(table: Table, places: list[int], *, titled: bool) -> Lines:
    """The table's columns at these places, as rich sets them."""
    from rich import box
    from rich.table import Table as Lines
    from rich.text import Text

    title = _title(table) if titled else None
    lines = Lines(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", header_style="")
    for place in places:
        column = table.columns[place]
        head = plain(f"{column.group} {column.title}".strip())
        wraps = column.kind in WORDS
        lines.add_column(head, justify="left" if wraps else "right", no_wrap=not wraps, overflow="fold")
    for row in table.rows:
        cells = [
            text
            for cell in row.cells
            for text in (Text(_flat(cell.text), COLOURS.get(cell.tone.value, "")), *[Text()] * (cell.span - 1))
        ]
        style = "bold" if row.kind.value in {"total", "subtotal", "group"} else None
        lines.add_row(*(cells[place] for place in places), style=style)
    return lines


def _blocks(table: Table, width: int) -> Iterator[list[int]]:
    """Columns that have room side by side, the first of the table in front of each block."""
    from rich.cells import cell_len

    least = []
    for place, column in enumerate(table.columns):
        texts = [_flat(row.cells[place].text) for row in table.rows if len(row.cells) == len(table.columns)]
        widest = max(map(cell_len, (f"{column.group} {column.title}".strip(), *texts)))
        least.append((min(widest, _NARROW) if column.kind in WORDS else widest) + 3)
    block = [0]
    for place in range(1, len(least)):
        if sum(least[one] for one in block) + least[place] + 2 > width and len(block) > 1:
            yield block
            block = [0]
        block.append(place)
    yield block


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
