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
from planforge.cli.options import ChangesOption, JsonOption, LanguageOption, SpecsArgument
from planforge.cli.plain import plain
from planforge.document.model import Kind

if TYPE_CHECKING:
    from rich.table import Table as Lines

    from planforge.document.model import Table
    from planforge.nation.nation import Nation
    from planforge.nation.report.listed import Compared
    from planforge.nation.submission import Submission
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
    spec: SpecsArgument,
    tables: Annotated[
        list[str] | None,
        typer.Argument(
            help=say("只看这些表；all 为全部。", "Only these tables; all for all of them."), show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
    chain: Annotated[
        bool,
        typer.Option(
            "--chain", help=say("目标、战略、战术、行动、控制指标对照。", "The chain from objectives to KPIs.")
        ),
    ] = False,
    show_list: Annotated[bool, typer.Option("--list", help=say("列出表名。", "List the tables."))] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help=say("文件夹：每个区域一行，CSV。", "Of a folder: a row a region, as CSV."))
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(
            help=say(
                "与另一份计划、另一个文件夹或 git 中的版本比较：git:HEAD~1。",
                "Compare with another spec or folder, or with a revision: git:HEAD~1.",
            )
        ),
    ] = None,
    changes: ChangesOption = None,
    language: LanguageOption = None,
) -> None:
    """Show."""
    from planforge.cli.reading import plan_of

    if spec.is_dir():
        _show_many(spec, against, as_json=as_json, as_csv=as_csv, language=language)
        return
    if as_csv:
        raise typer.BadParameter(say("--csv 用于文件夹", "--csv is for a folder"), param_hint="--csv")
    plan, _ = plan_of(spec, changes)
    other = _other(spec, against) if against else plan_of(spec, quiet=True)[0] if changes else None
    nation = _regions_changed(spec, against) if against and plan.spec.nation is not None else None
    if as_json:
        _print_json(plan, other if against else None, nation[1] if nation else None)
        return
    if other is not None:
        table = _regions_table(*nation, language) if nation else None
        named = _called(spec, against), " ".join([spec.name, *(changes or ())])
        print_differences(other, plan, *named, apart=table is not None)
        if table is not None:
            print_table(table)
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


def _called(spec: Path, against: str | None) -> str:
    return spec.name if against is None else against if against.startswith("git:") else Path(against).name


def _other(spec: Path, against: str) -> Plan:
    """The plan of another file, or of the same one in a revision; exits with 2 where it cannot be read."""
    from planforge.cli.outputs import telling
    from planforge.cli.reading import plan_of
    from planforge.jobs.revision import as_it_stood

    with telling(), as_it_stood(spec, against) as path:
        return plan_of(path, quiet=True)[0]


def _show_many(folder: Path, against: str | None, *, as_json: bool, as_csv: bool, language: str | None) -> None:
    """A row a region; with ``against`` the regions that have changed."""
    from planforge.cli.language import console_language
    from planforge.cli.outputs import telling
    from planforge.jobs.revision import as_it_stood
    from planforge.nation.report import many_words
    from planforge.nation.report.listed import compared, listed, paired, rows

    handed = _handed(folder)
    found = [one for one in handed if one.readable]
    if as_csv or as_json:
        _print_rows(rows(found), as_csv=as_csv)
        return
    words = many_words(found, language or console_language())
    if against is None:
        table = listed(found, words)
    else:
        with telling(), as_it_stood(folder, against) as other:
            table = compared(paired(_handed(other), handed), words)
    if table is None:
        typer.echo(say("没有变动", "nothing has changed"))
    else:
        print_table(table)


def _regions_changed(spec: Path, against: str) -> tuple[Nation, tuple[Compared, ...]]:
    """A nation, and which of its nodes and regions have changed."""
    from planforge.cli.reading import nation_of
    from planforge.jobs.revision import as_it_stood
    from planforge.nation.report.listed import changed, paired_nodes

    nation = nation_of(spec, quiet=True)
    with as_it_stood(spec, against) as path:
        return nation, changed(paired_nodes(nation_of(path, quiet=True), nation))


def _regions_table(nation: Nation, found: tuple[Compared, ...], language: str | None) -> Table | None:
    from planforge.cli.language import console_language
    from planforge.nation.report import nation_words
    from planforge.nation.report.listed import compared

    return compared(found, nation_words(nation, language or console_language()))


def _handed(folder: Path) -> list[Submission]:
    """The plans of a folder, national ones left out, those that cannot be read among them and told; exits with 2 where
    none can be."""
    import os

    from planforge.cli.files import find_specs
    from planforge.cli.outputs import tell
    from planforge.cli.reading import roots
    from planforge.jobs.regions import collect

    specs, problems = find_specs([folder])
    handed = sorted(collect(specs, workers=os.cpu_count() or 1, roots=roots((folder,))), key=lambda one: one.file)
    tell((*problems, *(problem for one in handed for problem in one.problems)))
    if not any(one.readable and not one.national for one in handed):
        raise typer.Exit(2)
    return [one for one in handed if not one.national]


def _print_rows(found: list[dict[str, object]], *, as_csv: bool) -> None:
    if not as_csv:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return
    import csv

    writer = csv.DictWriter(sys.stdout, list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _safe(value) for key, value in row.items()} for row in found)


def _safe(value: object) -> object:
    """Text that a spreadsheet would take for a formula, as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


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


def _print_json(plan: Plan, other: Plan | None, nodes: tuple[Compared, ...] | None) -> None:
    """Every figure, with the differences from another plan where there is one, and a nation's nodes that differ."""
    from planforge.plan.figures import differences, figures

    found = figures(plan) | ({} if other is None else {"differences": differences(other, plan)})
    if nodes is not None:
        from planforge.nation.report.listed import difference_rows

        found["nodes"] = difference_rows(nodes)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def print_differences(before: Plan, after: Plan, one: str, other: str, *, apart: bool = False) -> None:
    """What differs between two plans, line by line; no word that they are alike where something is
    ``apart`` below their first level."""
    from planforge.cli.language import console_language
    from planforge.document.compose import words_for
    from planforge.plan.compare import compare

    typer.echo(plain(f"{one} → {other}"))
    found = compare(before, after)
    for line in found.lines(words_for(after, console_language())) if found.differences or not apart else ():
        typer.echo(plain(line))
