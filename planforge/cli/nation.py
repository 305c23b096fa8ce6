"""``planforge split``: what headquarters asks of every node and region, and writing it into the regions' specs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import console_language, say
from planforge.cli.reading import roots

if TYPE_CHECKING:
    from planforge.nation.nation import Nation


def nation_of(file: Path, *, quiet: bool = False) -> Nation:
    """The nation of a national spec; tells what is wrong unless ``quiet``, exits with 2 where it cannot be read."""
    from planforge.cli.outputs import tell
    from planforge.jobs.regions import nation_at
    from planforge.problem import Problem, Text, Where
    from planforge.reading.read import read

    reading = read(file, (), roots(()))
    problems = list(reading.problems)
    if reading.spec is not None and reading.spec.nation is None:
        message = Text("这不是全国计划：没有 nation", "this is no plan of headquarters: it has no nation")
        hint = Text("planforge new 全国.yaml --regions 'regions/**/plan.yaml'", "start one: planforge new --regions …")
        problems.append(Problem("N18", message, hint, where=Where(str(file), 1, 1)))
    if reading.spec is None or reading.spec.nation is None:
        tell(tuple(problems))
        raise typer.Exit(2)
    nation = nation_at(file, reading.spec, reading.source, roots(()))
    if not quiet:
        tell(tuple(p if p.where else reading.source.locate(p) for p in (*problems, *nation.problems)))
    return nation


def split(
    spec: Annotated[Path, typer.Argument(help=say("全国计划。", "The plan of headquarters."), show_default=False)],
    write: Annotated[
        bool,
        typer.Option(
            "--write", help=say("写入各区域计划的 targets.assigned。", "Write targets.assigned of every region.")
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help=say("连不同的下达数一并改写。", "Also where another figure is assigned already.")),
    ] = False,
    node: Annotated[
        str | None, typer.Option(help=say("只看这个节点以下。", "Only this node and those below it."))
    ] = None,
    language: Annotated[str | None, typer.Option(help=say("语言：zh-CN 或 en。", "Language: zh-CN or en."))] = None,
) -> None:
    """Split."""
    from planforge.cli.show import print_table
    from planforge.nation.report import nation_tables

    nation = nation_of(spec, quiet=True)
    name = node or nation.tree.root
    if name not in nation.tree.nodes:
        from difflib import get_close_matches

        near = get_close_matches(name, nation.tree.nodes, 1) or [", ".join(list(nation.tree.nodes)[:8])]
        raise typer.BadParameter(
            say(f"没有节点 {name}，是否指 {near[0]}？", f"no node {name}; did you mean {near[0]}?")
        )
    tables = nation_tables(nation, name, language or console_language())
    print_table(tables["nation_shares"])
    if write:
        _write(nation, name, force=force)


split.__doc__ = say(
    "把全国目标按历史、容量、增速逐级分解到各区域；--write 只改各区域计划的一行。",
    "Split the national target over every level and region; --write changes one line of each region's spec.",
)


def _write(nation: Nation, name: str, *, force: bool) -> None:
    """One line a file; a figure that somebody set otherwise is kept and told, unless ``force``."""
    from planforge.cli.files import unwritable, write_atomically
    from planforge.cli.outputs import tell
    from planforge.nation.issue import issued
    from planforge.problem import Problem, Refusal

    written, told = 0, list[Problem]()
    for change in issued(nation, name, force=force):
        if isinstance(change, Problem):
            told.append(change)
            continue
        try:
            write_atomically(change.path, change.content())
            written += 1
        except Refusal as refusal:
            told += refusal.problems
        except OSError as error:
            told.append(unwritable(change.path, error))
    tell(tuple(told))
    typer.echo(say(f"写入 {written} 份", f"{written} files written"))
    if told:
        raise typer.Exit(1)
