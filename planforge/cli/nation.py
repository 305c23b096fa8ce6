"""``planforge split`` and ``planforge round``: what headquarters asks of every region, and how regions answer."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from planforge.cli.language import console_language, say
from planforge.cli.options import LanguageOption, NationArgument, NodeOption
from planforge.cli.plain import plain
from planforge.cli.reading import nation_of, node_in

if TYPE_CHECKING:
    from planforge.nation.nation import Nation
    from planforge.nation.rounds import Log
    from planforge.problem import Problem


SPLIT = ("N01", "N02", "N03", "N04", "N05", "N06", "N07", "N09", "N17", "N19", "N20", "N22")
"""What makes a split other than it is meant."""
WORTH_KNOWING = "N25"  # of a split that is as it is meant


def split(
    spec: NationArgument,
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
    cells: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "把各区域片区 × 日 × 产品写成 Parquet，存入这个文件夹。",
                "Write districts × days × products of all regions as Parquet into this folder.",
            )
        ),
    ] = None,
    node: NodeOption = None,
    language: LanguageOption = None,
) -> None:
    """Split."""
    from planforge.cli.show import print_table
    from planforge.nation.report import nation_tables

    nation = nation_of(spec, quiet=True)
    name = node if node in nation.tree.nodes else node_in(nation, node)
    assert name is not None
    shares = nation_tables(nation, name, language or console_language(), only=["nation_shares"])
    print_table(shares["nation_shares"])
    wrong = _told_of_split(nation)
    if write and wrong and not force:
        _incomplete()
    if write:
        _write(nation, name, force=force)
    if cells is not None:
        _write_cells(nation, cells)


split.__doc__ = say(
    "把全国目标按历史、容量、增速逐级分解到各区域；--write 只改各区域计划的一行。",
    "Split the national target over every level and region; --write changes one line of each region's spec.",
)


def _told_of_split(nation: Nation) -> bool:
    """Tell what makes the split other than it is meant; whether there is anything."""
    from planforge.cli.outputs import tell
    from planforge.problem import Severity

    wrong = [problem for problem in nation.problems if problem.code in SPLIT and problem.severity is not Severity.INFO]
    known = [problem for problem in nation.problems if problem.code == WORTH_KNOWING]
    tell(tuple(p if p.where else nation.source.locate(p) for p in (*wrong, *known)))
    return bool(wrong)


def _incomplete() -> NoReturn:
    typer.echo(
        say(
            "上面的问题使分解不完整，没有写入；先改好，或加 --force",
            "nothing is written while the split is not whole: mend the above, or use --force",
        ),
        err=True,
    )
    raise typer.Exit(1)


def _write(nation: Nation, name: str, *, force: bool) -> None:
    """One line a file; a figure that somebody set otherwise is kept and told, unless ``force``."""
    from planforge.cli.files import unwritable, write_atomically
    from planforge.cli.outputs import tell
    from planforge.nation.issue import issued
    from planforge.nation.report import nation_words
    from planforge.nation.report.told import standing_lines
    from planforge.problem import Problem, Refusal

    written, told = 0, list[Problem]()
    told_where = nation.spec.nation is not None and nation.spec.nation.tells_standing
    standing = standing_lines(nation, nation_words(nation)) if told_where else {}
    for change in issued(nation, name, force=force, standing=standing):
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
    typer.echo(_written(written, len(told)))
    if told:
        raise typer.Exit(1)


def _written(written: int, kept: int) -> str:
    """What became of the regions' files: how many say something new, how many could not be told."""
    if not written and not kept:
        return say("各区域的计划已是这个分解，不用写", "every region's plan says this already: nothing to write")
    files = "1 file" if written == 1 else f"{written} files"
    rest = say(f"，{kept} 份没有动，见上", f", {kept} kept as they were, see above") if kept else ""
    return say(f"写入 {written} 份", f"{files} written") + rest


def _write_cells(nation: Nation, folder: Path) -> None:
    import os

    from planforge.cli.outputs import telling
    from planforge.jobs.parquet import counties_under, write_cells

    counties, items = counties_under(nation.tree)
    with telling(path=folder):
        count = sum(1 for _ in write_cells(counties, folder, workers=os.cpu_count() or 1, items=items))
    typer.echo(plain(say(f"{count} 个片区 -> {folder}", f"{count} districts -> {folder}")))


def round_(
    spec: NationArgument,
    issue: Annotated[
        bool,
        typer.Option("--issue", help=say("下达新的一轮：记下现在的分解。", "Issue a round: log the split as it is.")),
    ] = False,
    accept: Annotated[
        list[str] | None, typer.Option(help=say("接受这个区域现在的计划。", "Accept this region's plan as it is."))
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(help=say("这个区域的历次数字，和要求与计划差在哪里。", "A region's figures, and what is apart.")),
    ] = None,
    note: Annotated[str | None, typer.Option(help=say("记入的说明。", "A remark to log."))] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help=say("分解不完整也下达。", "Issue also while the split is not whole.")),
    ] = False,
    language: LanguageOption = None,
) -> None:
    """Round."""
    from planforge.cli.outputs import tell
    from planforge.cli.show import print_table
    from planforge.nation.report import nation_tables

    nation = nation_of(spec, quiet=True)
    if issue and _told_of_split(nation) and not force:
        _incomplete()
    nation = nation_of(spec, quiet=True, dissolved=True) if issue and force else nation
    if issue or accept:
        _log(nation, spec, issue=issue, accept=accept or [], note=note)
        nation = nation_of(spec, quiet=True)
    if of is not None:
        _told(nation, _region(nation, of), language or console_language())
        return
    tell(nation.log.problems)
    today = datetime.date.today()
    found = nation_tables(nation, None, language or console_language(), today=today, only=["nation_rounds"])
    table = found.get("nation_rounds")
    if table is None:
        typer.echo(say("还没有下达过，--issue 下达第一轮", "nothing is issued yet; --issue issues the first round"))
    else:
        print_table(table)
        _tell_moved(nation)
    if nation.log.problems:
        raise typer.Exit(1)


round_.__doc__ = say(
    "各轮下达与回应：谁接受、谁另有提议、谁没有回应；记录只增不改。",
    "Rounds: who accepted, who counters, who is silent; the log is only ever added to.",
)


def _tell_moved(nation: Nation) -> None:
    """How far the split, as it is now, is from what was issued last."""
    from planforge.wording import money

    issued = {name: one.asked[name] for name in nation.down.asked if (one := nation.log.issued(name))}
    gaps = {name: nation.asked(name).total - amount for name, amount in issued.items()}
    moved = [name for name, gap in gaps.items() if gap]
    if moved:
        most = max(moved, key=lambda name: abs(gaps[name]))
        gap = money(abs(gaps[most]), nation.spec.money)
        typer.echo(
            plain(
                say(
                    f"现在的分解与下达的不同：{len(issued)} 个区域中的 {len(moved)} 个，最多是{most}，差 {gap.zh}；"
                    "split 查看，round --issue 再下达一轮",
                    f"the split is not what was issued for {len(moved)} of {len(issued)} regions, most of all {most}, "
                    f"by {gap.en}; see it with split, issue it again with round --issue",
                )
            )
        )


def _region(nation: Nation, name: str) -> str:
    names = [node.name for node in nation.tree.regions]
    if name not in names:
        from difflib import get_close_matches

        near = get_close_matches(name, names, 1) or [", ".join(names[:8])]
        raise typer.BadParameter(say(f"没有区域 {name}，可用 {near[0]}", f"no region {name}; there is {near[0]}"))
    return name


def _log(nation: Nation, file: Path, *, issue: bool, accept: list[str], note: str | None) -> None:
    """New files of the log; none is ever changed."""
    from planforge.cli.files import create
    from planforge.cli.outputs import tell, telling
    from planforge.nation.rounds import accept_text, issue_text, read_log, torn
    from planforge.resources import leads_out

    assert nation.spec.nation is not None
    folder, today = file.parent / nation.spec.nation.rounds, datetime.date.today()
    if leads_out(folder, file.parent):
        tell((nation.source.locate(_astray(nation.spec.nation.rounds)),))
        raise typer.Exit(2)
    submissions = {node.name: node.submission for node in nation.tree.regions}
    wanted = [one for name in accept if (one := submissions[_region(nation, name)])]
    refused = tuple(problem for one in wanted if (problem := torn(one)))
    if refused:
        tell(refused)
        raise typer.Exit(1)
    texts: list[Callable[[Log], tuple[str, str]]] = []
    if issue:
        leaves = [node.name for node in nation.tree.nodes.values() if not node.children and node.parent is not None]
        asked = {name: nation.asked(name).total for name in leaves}
        texts.append(lambda log: issue_text(log, asked, today, note, nation.tree))
    texts += [partial(accept_text, one=one, date=today, note=note) for one in wanted]
    for text in texts:
        name, content = text(read_log(folder, file.parent))
        with telling(path=folder / name):
            if not create(folder / name, content.encode("utf-8")):
                raise typer.BadParameter(say(f"{folder / name} 已存在", f"{folder / name} exists"))
        typer.echo(f"{folder / name}")


def _astray(rounds: str) -> Problem:
    from planforge.problem import Problem, Text

    return Problem(
        "F09",
        Text(
            f"轮次文件夹 {rounds} 在全国计划的文件夹之外，没有写入",
            f"the rounds are to be kept in {rounds}, out of the folder of the national plan; nothing was written",
        ),
        Text("改 nation.rounds，放在全国计划旁边", "name a folder beside the national plan in nation.rounds"),
        ("nation", "rounds"),
    )


def _told(nation: Nation, name: str, language: str) -> None:
    """A region's figure through the rounds, then where its plan is apart from the same plan at what was issued last, or
    what the split asks where nothing was."""
    from planforge.document.compose import words_for
    from planforge.nation.report import nation_words
    from planforge.nation.report.told import told
    from planforge.plan.compare import compare
    from planforge.plan.make import make_plan
    from planforge.reading.read import read

    one, issued = nation.tree.nodes[name].submission, nation.log.issued(name)
    assert one is not None
    asked = issued.asked[name] if issued else nation.asked(name).total
    own = read(Path(one.file)).spec
    at_asked = read(Path(one.file), (f"targets.base={asked}",)).spec
    assert own is not None
    plan = make_plan(own)
    words = words_for(plan, language)
    for line in told(nation, name, nation_words(nation, language)):
        typer.echo(plain(line))
    if at_asked is not None:
        for line in compare(make_plan(at_asked), plan).lines(words):
            typer.echo(plain(line))
