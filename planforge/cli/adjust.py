"""``planforge adjust``: targets moved, zeroed, scaled or split again by hand, or led to a goal, as readable locks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from planforge.cli.chinese import Command
from planforge.cli.language import say
from planforge.cli.options import SpecArgument
from planforge.cli.plain import plain

if TYPE_CHECKING:
    from planforge.nation.nation import Nation
    from planforge.plan.plan import Plan
    from planforge.reading.editor import Change
    from planforge.reading.source import Source

T = TypeVar("T")
ARROW = re.compile(r"\s*(?:[→⇒➡]|[-=－＝]*[>＞])\s*")
ALL = ("all", "ALL", "All", "全部", "所有")
_PAIRS = {
    "--move": ('50万 "南阳->周口"', '500k "Nanyang->Zhoukou"'),
    "--scale": ("南阳 +10%", "Nanyang +10%"),
}
TO = re.compile(r"\s*到\s*|\s+to\s+")  # where there is no arrow: names may hold these words


def adjust(
    spec: SpecArgument,
    move: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="AMOUNT FROM→TO",
            help=say("划转：--move 50万 南阳→周口。", 'Move an amount: --move 500k "Nanyang->Zhoukou".'),
        ),
    ] = None,
    zero: Annotated[
        str | None, typer.Option(help=say("清零：某片区、产品、人员、门店。", "Nothing for a node."))
    ] = None,
    scale: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="NODE RATE", help=say("缩放：--scale 南阳 +10%。", "Change a node: --scale Nanyang +10%.")
        ),
    ] = None,
    resplit: Annotated[
        str | None,
        typer.Option(
            help=say(
                "去掉某项或全部（写“全部”）的锁定，重新分解。", "Drop the locks of a node, or of all: --resplit all."
            )
        ),
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option(help=say("反推：--goal contribution=1200万。", "Seek a goal: --goal contribution=12m.")),
    ] = None,
    by: Annotated[
        str, typer.Option(help=say("反推时改哪个金额。", "The amount to be changed for the goal."))
    ] = "targets.base",
    months: Annotated[
        str | None, typer.Option(help=say("只在这些月份：7-12、7,9 或 Q3。", "Only in these months: 7-12, 7,9 or Q3."))
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help=say("写进锁定的理由。", "The reason written into the locks."))
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help=say("写入计划文件；不加只看差别。", "Write it; without, only show."))
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help=say(
                "写成另一个新文件，已有的不覆盖；写原文件的名字就改原文件。",
                "Write a new file; one that is there is kept, but for the spec itself.",
            ),
        ),
    ] = None,
) -> None:
    """Adjust."""
    from planforge.cli.outputs import tell, telling
    from planforge.cli.reading import plan_of
    from planforge.cli.show import print_differences
    from planforge.plan.adjust import followed
    from planforge.reading.editor import edit

    if spec.is_dir():
        raise typer.BadParameter(
            say(
                "adjust 改一份计划；区域之间划转，改全国计划：adjust 全国.yaml --move 50万 区域A→区域B",
                "adjust changes one plan; what moves between regions is in the national one: "
                "adjust nation.yaml --move 500k A->B",
            )
        )
    plan, source = plan_of(spec, quiet=True)
    chosen = [verb for verb in (move, zero, scale, resplit, goal) if verb is not None]
    if len(chosen) != 1:
        raise typer.BadParameter(
            say(
                "写 --move、--zero、--scale、--resplit、--goal 中的一个",
                "give one of --move, --zero, --scale, --resplit, --goal",
            )
        )
    verbs = (move, zero, scale, resplit, goal)
    with telling(1):
        if plan.spec.nation is not None:
            _national(spec, verbs, months, reason, output or (spec if write else None))
            return
        edited = edit(source, _changes(plan, source, spec, verbs, by, months, reason))
    after = _plan(edited, spec)
    if after and (stated := list(followed(plan, after))):
        edited = edit(edited, stated)
        after = _plan(edited, spec)
    lost = tuple(problem for problem in after.problems if problem.code == "P46") if after else ()
    if after is None or lost:
        if lost:
            typer.echo(
                say(
                    "没有调整：这样会丢掉下面的锁定。先用 --resplit 去掉它们，或换一个数、另一个 --by。",
                    "nothing is adjusted: these holds would be lost. Drop them with --resplit first, or choose another "
                    "amount or --by.",
                ),
                err=True,
            )
        tell(tuple(edited.locate(problem) for problem in lost))
        raise typer.Exit(1)
    print_differences(plan, after, spec.name, say("调整后", "adjusted"))
    tell_untrue(plan, source, after, edited)
    _put(source, edited, spec, output or (spec if write else None))


def tell_untrue(before: Plan, source: Source, after: Plan, edited: Source) -> None:
    """What the plan says elsewhere and a change of its targets makes untrue: findings that were not there before."""
    from planforge.checks.run import check
    from planforge.cli.outputs import tell

    known = {(problem.code, problem.path) for problem in check(before, source)}
    fresh = tuple(problem for problem in check(after, edited) if (problem.code, problem.path) not in known)
    if fresh:
        typer.echo(
            say(
                f"这样一来，计划中有 {len(fresh)} 处要跟着改：",
                f"to be changed elsewhere in the plan then: {len(fresh)}",
            ),
            err=True,
        )
        tell(fresh)


def _put(source: Source, edited: Source, spec: Path, path: Path | None) -> None:
    """Write what was adjusted: into the spec itself or a file that is not there yet; None: nothing is."""
    from planforge.cli.files import create, exists, overtaken, write_atomically
    from planforge.cli.outputs import tell, telling

    if path is None:
        typer.echo(say("没有写入；加 --write 或 -o 文件名。", "Nothing is written; add --write, or -o FILE."))
        return
    with telling(path=path):
        if path.exists() and path.samefile(spec):
            late = overtaken(path, source.content)
            if late is None:
                write_atomically(path, edited.content)
        else:
            late = None if create(path, edited.content) else exists(path)
        if late:
            tell((late,))
            raise typer.Exit(1)
    typer.echo(plain(f"{spec} -> {path}"))
    if late is None and path.samefile(spec):
        _tell_way_back(source, edited)


def _tell_way_back(source: Source, edited: Source) -> None:
    """What is to be written where, that a spec which was changed in place be again as it was."""
    from planforge.problem import Problem, Text
    from planforge.reading.editor import Note, Remove, Set, differences

    typer.echo(say("要退回原样，改这几处：", "To go back, change these:"))
    for change in differences(edited.data, source.data):
        assert not isinstance(change, Note)
        key = ".".join(map(str, change.path))
        value = "" if isinstance(change, Remove) else _written(change.value)
        done = {
            Remove: say(f"删去 {key}", f"remove {key}"),
            Set: say(f"{key} 写回 {value}", f"{key}: write {value}"),
        }.get(type(change), say(f"{key} 处放回 {value}", f"{key}: put back {value}"))
        where = edited.locate(Problem("", Text("", ""), path=change.path)).where
        typer.echo(plain(f"  {where}  {done}" if where else f"  {done}"))


def _written(value: object) -> str:
    """Plain data as YAML writes it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return str(value)


adjust.__doc__ = say(
    "手工调整目标：划转、清零、缩放、重新分解，或反推一个数；写成带理由的锁定，合计不变。全国计划可在各级节点之间划转。",
    "Adjust targets by hand: move, zero, scale, split again, or seek a goal; written as locks with a reason. "
    "In a plan of headquarters, between nodes of any level.",
)


class Adjust(Command):
    """Both values of ``--move`` and ``--scale`` may be given as one word too, as people type what they read aloud."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(_in_pairs(ctx, args)))


def _in_pairs(ctx: Any, args: list[str]) -> Iterator[str]:
    options = {name for option in ctx.command.params for name in option.opts}
    rest = list(args)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in _PAIRS:
            yield name + equals + value
            continue
        rest[:0] = [value] if equals else []
        yield name
        if parts := _parted(name, rest[0]) if rest else None:
            rest[:1] = parts
        elif len(rest) < 2 or rest[1].partition("=")[0] in options:
            zh, en = _PAIRS[name]
            ctx.fail(say(f"{name} 后面要写两个值，如 {name} {zh}", f"{name} takes two values: {name} {en}"))
        yield from (rest.pop(0), rest.pop(0))


def _parted(name: str, word: str) -> tuple[str, str] | None:
    """An amount and its way, a node and its rate, where one word holds both and no other way to read it is left."""
    from planforge.spec.values import parse_money, parse_percent

    for blank in reversed(list(re.finditer(r"\s+", word))):
        one, other = word[: blank.start()], word[blank.end() :]
        amount, way = (one, other) if name == "--move" else (other, "->" + one)
        try:
            parse_money(amount) if name == "--move" else parse_percent(amount)
        except ValueError:
            continue
        if one and other and (ARROW.search(way) or TO.search(way)):
            return one, other
    return None


Verbs = tuple[tuple[str, str] | None, str | None, tuple[str, str] | None, str | None, str | None]


def _national(spec: Path, verbs: Verbs, months: str | None, reason: str | None, path: Path | None) -> None:
    """The same for a plan of headquarters: what moves between its nodes, and what every node is asked then."""
    from planforge.cli.reading import nation_of, roots
    from planforge.jobs.regions import nation_at
    from planforge.nation.report import nation_words
    from planforge.reading.editor import edit
    from planforge.reading.read import read_source

    if verbs[4] is not None or months is not None:
        raise typer.BadParameter(
            say("全国计划没有 --goal 和 --months", "a plan of headquarters takes no --goal and no --months")
        )
    nation = nation_of(spec, quiet=True)
    edited = edit(nation.source, _moved(nation, verbs, reason))
    reading = read_source(edited, spec.parent, roots(()))
    assert reading.spec is not None
    after, words = nation_at(spec, reading.spec, edited, roots(())), nation_words(nation)
    before = {problem.message for problem in nation.problems}
    lost = [p for p in after.problems if p.code in ("N03", "N09") and p.message not in before]
    if lost:
        from planforge.problem import Refusal

        raise Refusal(*(edited.locate(problem) for problem in lost))
    for node in after.tree.nodes.values():
        old, new = nation.asked(node.name).total, after.asked(node.name).total
        if old != new:
            amounts = (
                words.numbers.amount(old),
                words.numbers.amount(new),
                words.numbers.amount(new - old, signed=True),
            )
            typer.echo(plain("{}{}: {} → {} ({})".format("  " * node.level, node.name, *amounts)))
    _put(nation.source, edited, spec, path)


def _moved(nation: Nation, verbs: Verbs, reason: str | None) -> list[Change]:
    """The locks of a national spec that the one verb changes."""
    from fractions import Fraction

    from planforge.nation import adjust as work
    from planforge.problem import Text
    from planforge.spec.values import parse_money, parse_percent

    move, zero, scale, resplit, _ = verbs

    def told(zh: str, en: str) -> str:
        return reason or Text(zh, en).to(nation.spec.language)

    if move is not None:
        giver, taker = _ends(move[1])
        amount = _parsed(move[0], parse_money, say("金额写作 50万、500,000", "write an amount as 500k or 500,000"))
        because = told(f"{move[0]}由{giver}划给{taker}", f"{move[0]} moved from {giver} to {taker}")
        return work.move(nation, amount, giver, taker, because)
    if zero is not None:
        return work.set_to(nation, zero, 0, told("手工清零", "set to nil by hand"))
    if scale is not None:
        rate = Fraction(_parsed(scale[1], parse_percent, say("比率写作 +10%、-5%", "write a rate as +10% or -5%")))
        return work.scaled(nation, scale[0], rate, told(f"手工调整 {scale[1]}", f"changed by {scale[1]}"))
    return work.released(nation, None if resplit in ALL else resplit)


def _ends(given: str) -> tuple[str, str]:
    """Who gives and who takes."""
    ends = ARROW.split(given.strip())
    ends = ends if len(ends) == 2 else TO.split(given.strip())
    if len(ends) != 2:
        raise typer.BadParameter(say(f"写成 A→B，不是 {given}", f"write A->B, not {given}"))
    return ends[0], ends[1]


def _changes(
    plan: Plan, source: Source, spec: Path, verbs: Verbs, by: str, months: str | None, reason: str | None
) -> list[Change]:
    """What the one verb that is given changes in the spec."""
    from planforge.plan import adjust as work
    from planforge.problem import Text
    from planforge.spec.values import parse_money, parse_percent

    def told(because: Text) -> str:
        return reason or because.to(plan.spec.language)

    move, zero, scale, resplit, goal = verbs
    spans = say("月份写作 7-12、7月至12月、7,9、Q3 或下半年", "write months as 7-12, Jul-Dec, 7,9, Q3 or H2")
    chosen = _parsed(months, work.months_of, spans) if months else ()
    if move is not None:
        ends = _ends(move[1])
        because = Text(f"{move[0]}由{ends[0]}划给{ends[1]}", f"{move[0]} moved from {ends[0]} to {ends[1]}")
        amount = _parsed(move[0], parse_money, say("金额写作 50万、500,000", "write an amount as 500k or 500,000"))
        return work.move(plan, amount, ends[0], ends[1], chosen, told(because))
    if zero is not None:
        return work.zero(plan, zero, chosen, told(Text("手工清零", "set to nil by hand")))
    if scale is not None:
        from fractions import Fraction

        rate = Fraction(_parsed(scale[1], parse_percent, say("比率写作 +10%、-5%", "write a rate as +10% or -5%")))
        return work.scale(plan, scale[0], rate, chosen, told(Text(f"手工调整 {scale[1]}", f"changed by {scale[1]}")))
    if resplit is not None:
        return work.resplit(plan, None if resplit in ALL else resplit)
    return _goal(plan, source, spec, goal or "", by)


def _goal(plan: Plan, source: Source, spec: Path, goal: str, by: str) -> list[Change]:
    """The amount at ``by`` with which a measure reaches its goal."""
    from planforge.plan.adjust import reach, readable
    from planforge.plan.explain.cell import subject_names
    from planforge.plan.measures import MEASURES, measure_names
    from planforge.reading.editor import Set, edit
    from planforge.spec.values import parse_money, parse_percent

    name, _, wanted = goal.partition("=")
    called = subject_names(plan)
    key = next((key for key in MEASURES if name.strip().lower() in (key, *called.get(key, ()))), None)
    if key is None or not wanted:
        names = [(zh if say("zh", "en") == "zh" else en) for zh, en in measure_names(plan).values()]
        raise typer.BadParameter(
            say(
                f"写成 区域贡献=1200万；可用：{'、'.join(names)}",
                f"write contribution=12m; there are {', '.join(names)}",
            )
        )
    parse = parse_percent if MEASURES[key].kind == "percent" else parse_money
    hint = say("写成 区域贡献=1200万、毛利率=30%", "write contribution=12m, gross_margin=30%")
    path = tuple(int(part) if part.isdigit() else part for part in by.split("."))
    no_amount = typer.BadParameter(
        say(
            f"{by} 不是计划中的一个金额；写如 targets.base、budget.lines.0.amount",
            f"{by} is no amount of the plan; write one such as targets.base or budget.lines.0.amount",
        )
    )
    stands = source.data
    for step in path:
        keys = stands if isinstance(stands, dict) else range(len(stands)) if isinstance(stands, list) else ()
        stands = stands[step] if step in keys else None
    if stands is None or isinstance(stands, dict | list):
        raise no_amount

    def with_amount(amount: int) -> Plan:
        found = _plan(edit(source, [Set(path, str(amount))]), spec)
        if found is None:
            raise no_amount
        return found

    now = plan.targets.total if by == "targets.base" else plan.budget.expense
    return [Set(path, readable(reach(plan, key, _parsed(wanted, parse, hint), with_amount, now), plan))]


def _parsed(given: str, parse: Callable[[str], T], hint: str) -> T:
    try:
        return parse(given)
    except ValueError:
        raise typer.BadParameter(f"{given}: {hint}") from None


def _plan(edited: Source, spec: Path) -> Plan | None:
    """The plan of a source that no file holds yet; told where it cannot be read."""
    from planforge.cli.outputs import tell
    from planforge.cli.reading import roots
    from planforge.plan.make import make_plan
    from planforge.reading.read import read_source

    reading = read_source(edited, spec.parent, roots(()))
    if reading.spec is None:
        tell(reading.problems)
        return None
    return make_plan(reading.spec)
