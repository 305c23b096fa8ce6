"""``planforge new 2028.yaml --from 2027.yaml``: last year's plan, with what came of it, as the start of the next."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from planforge.cli.asking import ask_for
from planforge.cli.language import say
from planforge.cli.sales import renames
from planforge.problem import spoken

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
    file: Path, last: Path, actuals: Path | None, year: int | None, keys: Keys, rename: Sequence[str] | None
) -> tuple[str, list[tuple[Path, bytes]]]:
    """The new spec, and the files that are to lie beside it; exits with 2 where the old ones cannot be read."""
    from planforge.cli.proposing import with_proposals
    from planforge.cli.reading import plan_of
    from planforge.ledger.intake import tidy
    from planforge.reading.keys import rekeyed
    from planforge.reading.preset import trade_words
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
    names = _named(plan, actuals, rename)
    plan, data = _renamed(plan, source.data, names)
    happened = _actuals(plan, actuals, names) if actuals else None
    language, year = plan.spec.language, year or plan.spec.year + 1
    start, said = start_words(language), sentences(language)
    words = load_words(plan.spec, plan.granule, language, None, trade_words(plan.spec.industry, language))
    table = file.with_name(said["file"].format(stem=file.stem))
    data = next_year(plan, data, happened, year, table.name, words, said)
    note = said["note"].format(year=plan.spec.year, file=last.name)
    text = f"# yaml-language-server: $schema={SCHEMA_ID}\n# {note}\n{fresh(data)}"
    past = past_sales(plan, happened)
    text = with_proposals(text, file.name, past.sales, None)
    beside = [(table, tidy(past, start))]
    return rekeyed(text, file.name, keys), beside


# Districts that are called otherwise ----------------------------------------------------------------------------------


def _named(plan: Plan, actuals: Path | None, rename: Sequence[str] | None) -> list[tuple[str, str]]:
    """What the plan's districts are called now, old name and new: as the user says, or answers on a terminal."""
    pairs = renames(rename)
    known = plan.targets.districts.nodes
    for pair in pairs:
        if len(pair) != 2 or not all(pair) or pair[0] not in known:
            listed = "、".join(known)
            message = say(
                f"写作 老名=新名；上年计划的片区：{listed}", f"write OLD=NEW; last year's districts: {listed}"
            )
            raise typer.BadParameter(message, param_hint="--rename")
    names = [(old, new) for old, new in pairs]
    if actuals and not rename and sys.stdin.isatty() and sys.stdout.isatty():
        names = list(_asked(known, _strangers(plan, actuals)))
    return names


def _strangers(plan: Plan, actuals: Path) -> list[str]:
    """Districts of the file that the plan has none of."""
    from planforge.ledger.ledger import read_sales
    from planforge.review.doubts import known_names
    from planforge.spec.history import HistoryFile

    known = {axis: tuple(names) for axis, names in known_names(plan).items()}
    ledger, _ = read_sales(actuals, str(actuals), HistoryFile(file=str(actuals)), plan.spec.year, known)
    found = dict.fromkeys(sale.node.district for sale in (ledger.sales if ledger else ()))
    return [name for name in found if name and name not in known["district"]]


def _asked(known: Sequence[str], strangers: Sequence[str]) -> Iterator[tuple[str, str]]:
    for stranger in strangers:
        shown = "  ".join(f"{number} {name}" for number, name in enumerate(known, 1))
        question = say(
            f"上年计划里没有“{stranger}”。它是原来的哪个片区？{shown}  0 都不是",
            f"Last year's plan has no {stranger}. Which district was it? {shown}  0 none",
        )
        number = ask_for("", None, True, question, "0", partial(_number, len(known)))
        if number:
            yield known[number - 1], stranger


def _number(most: int, text: str) -> int:
    if not text.strip().isdecimal() or int(text) > most:
        raise typer.BadParameter(say(f"写 0 到 {most} 的数", f"write a number from 0 to {most}"))
    return int(text)


def _renamed(plan: Plan, data: Any, names: Sequence[tuple[str, str]]) -> tuple[Plan, Any]:
    """The plan under the new names. A district that was split keeps its own: nobody has said whose how much is."""
    from planforge.plan.make import make_plan
    from planforge.review.renamed import renamed, still_said, with_issued

    olds = [old for old, _ in names]
    single = {old: new for old, new in names if olds.count(old) == 1}
    for old in dict.fromkeys(old for old in olds if old not in single):
        parts = "、".join(new for one, new in names if one == old)
        told = say(
            f"{old} 拆成了 {parts}：几处的实际相加作为 {old} 的回顾；草稿里仍是 {old}，按新片区拆开后再确认",
            f"{old} is now {parts}: what they sold is summed up as {old}'s review; the draft still has {old}: split it "
            "before you confirm it",
        )
        typer.echo(told, err=True)
    if not single:
        return plan, data
    spec, data = renamed(plan.spec, data, single)
    issued: dict[str, int] = {}
    for old in plan.targets.districts.nodes:
        new = single.get(old, old)
        issued[new] = issued.get(new, 0) + sum(plan.targets.districts.row(old))
    if len(issued) < len(plan.targets.districts.nodes):
        spec = with_issued(spec, issued)
    for new in dict.fromkeys(single.values()):
        ones = [old for old in plan.targets.districts.nodes if single.get(old, old) == new]
        if len(ones) > 1:
            told = say(
                f"{'、'.join(ones)} 合成了 {new}：市场、网点、目标和销售相加；比率和只有一处写了的留空，请补",
                f"{', '.join(ones)} are one district now, {new}: markets, outlets, targets and sales are summed; "
                "rates, and what only one of them says, are left open",
            )
            typer.echo(told, err=True)
    for old, new in single.items():
        count = still_said(data, old) if old not in new else 0
        more = (
            say(f"；还有 {count} 处文字写着“{old}”，请改", f"; {count} texts still say {old}: change them")
            if count
            else ""
        )
        told = say(
            f"{old} 现在叫 {new}：资料、目标和销售都记在新名下{more}", f"{old} is now called {new} throughout{more}"
        )
        typer.echo(told, err=True)
    return make_plan(spec), data


def sentences(language: str) -> Any:
    """What is said of values carried over."""
    from planforge.reading.scaffold import start_words

    return start_words(language)["next_year"]


def _actuals(plan: Plan, path: Path, names: Sequence[tuple[str, str]]) -> Actuals:
    """What happened; lines under a name that is none of the plan's count for the district that it is said to be."""
    from planforge.cli.outputs import tell
    from planforge.review.reading import Below, read_file

    known = plan.targets.districts.nodes
    alike = {old: new for old, new in names if new in known} | {new: old for old, new in names if new not in known}
    below = Below({name: name for name in known} | alike, {}) if alike else None
    read = read_file(plan, path, below=below)
    told = spoken(read.problems, plan.spec.language)
    tell(told)
    if read.actuals is None:
        raise typer.Exit(2)
    return read.actuals
