"""``planforge review``: actuals against plan, in the terminal, as JSON, or as the monthly review document."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from planforge.cli.language import console_language, say
from planforge.cli.options import (
    ActualsOption,
    JsonOption,
    LanguageOption,
    MapOption,
    NodeOption,
    RenameOption,
    SalesYearOption,
    SheetOption,
    SpecsArgument,
    TextsOption,
    UnitOption,
    YearStartOption,
)
from planforge.cli.plain import plain
from planforge.cli.sales import SalesAsked, answered, given_of, names_as_planned
from planforge.writers import FORMATS

if TYPE_CHECKING:
    from planforge.plan.plan import Plan
    from planforge.problem import Problem
    from planforge.review.actuals import Actuals
    from planforge.review.monthly import MonthlyReview
    from planforge.review.reading import Below
    from planforge.spec.history import HistoryFile

SHOWN = (
    "reached_by_month",
    "reached_by_district",
    "reached_by_product",
    "reached_by_channel",
    "reached_by_store",
    "reached_by_person",
    "gap_parts",
    "price_volume_mix",
    "year_ahead",
    "left_by_district",
    "spent_by_line",
    "ratios",
    "cash_by_district",
    "network_reached",
    "actions_late",
    "kpis_reached",
    "kpi_corrections",
    "tier_actions",
    "contingencies_due",
)
"""Tables of the terminal view, in their order."""
SUFFIXES = tuple(suffix for form in FORMATS.values() if form.takes == "document" for suffix in form.suffixes)


def review(
    spec: SpecsArgument,
    actuals: ActualsOption,
    through: Annotated[
        str | None,
        typer.Option(help=say("看到哪个月：2027-05；不填为最后有数的月。", "Last month to look at: 2027-05.")),
    ] = None,
    columns: MapOption = None,
    sheet: SheetOption = None,
    unit: UnitOption = None,
    year: SalesYearOption = None,
    year_start: YearStartOption = None,
    rename: RenameOption = None,
    as_json: JsonOption = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help=say(f"月度复盘文档：{'、'.join(SUFFIXES)}。", f"Write the monthly review: {', '.join(SUFFIXES)}."),
        ),
    ] = None,
    language: LanguageOption = None,
    templates: TextsOption = None,
    style: Annotated[
        str,
        typer.Option(
            help=say(
                "business、official 或公司的 .docx、.pptx。", "business, official, or your company's .docx or .pptx."
            )
        ),
    ] = "business",
    node: NodeOption = None,
    force: Annotated[bool, typer.Option(help=say("覆盖已有文件。", "Replace an existing file."))] = False,
) -> None:
    """Review."""
    from planforge.cli.reading import each_of

    wanted = Wanted(as_json, output, language, templates, style, node, force)
    asked = SalesAsked(columns, sheet, unit, year, year_start, rename)
    if spec.is_dir():
        each_of(spec, lambda path: _review(path, beside(path, actuals), through, asked, wanted.of(path)))
    else:
        _review(spec, actuals, through, asked, wanted)


review.__doc__ = say(
    "把实际数与计划对照：达成、排名、预测、差额原因、纠偏措施。",
    "Compare actuals with the plan: attainment, ranking, forecast, causes of the gap, corrections.",
)


class Wanted(NamedTuple):
    """What is to be shown of a review, and how."""

    as_json: bool
    output: Path | None
    language: str | None
    templates: Path | None
    style: str
    node: str | None
    force: bool

    def of(self, spec: Path) -> Wanted:
        """The same for one of several plans: its document is named for the folder that it lies in."""
        if self.output is None:
            return self
        own = spec.resolve().parent.name
        if self.output.suffix:
            return self._replace(output=self.output.with_name(f"{own}-{self.output.name}"))
        return self._replace(output=self.output / f"{own}-{spec.stem}.docx")


def beside(spec: Path, actuals: Path) -> Path:
    """The actuals of one of several plans: those that lie beside it under the same name, else those given."""
    own = spec.parent / actuals.name
    return own if own.is_file() else actuals


def _review(spec: Path, actuals: Path, through: str | None, asked: SalesAsked, wanted: Wanted) -> None:
    from planforge.cli.outputs import tell
    from planforge.cli.reading import seen_from
    from planforge.review.monthly import review_month

    _refuse_unknown(wanted.language, wanted.output)
    plan, source, below = seen_from(spec, wanted.node)
    found, month, problems = reported(plan, actuals, through, asked, below, wanted.templates)
    problems = tuple(problem if problem.where else source.locate(problem) for problem in problems)
    result = review_month(plan, found, month)
    tell(problems, tuple(source.frame(p.where) if p.where else "" for p in problems))
    if wanted.as_json:
        _print_json(plan, result, problems)
    if wanted.output:
        _write(plan, result, wanted.output, wanted)
    elif not wanted.as_json:
        _print_tables(plan, result, wanted.language, wanted.templates)


def reported(
    plan: Plan,
    actuals: Path,
    through: str | None,
    asked: SalesAsked,
    below: Below | None = None,
    templates: Path | None = None,
) -> tuple[Actuals, int, tuple[Problem, ...]]:
    """The actuals and the last month to look at; tells what is wrong and exits, 2 unreadable, 1 mistakes in it."""
    import datetime

    from planforge.cli.outputs import tell
    from planforge.problem import Problem, Severity, spoken, worst
    from planforge.review.doubts import known_names
    from planforge.review.reading import Read, read_file
    from planforge.review.scope import month_named, scope_problems

    last_month = month_named(through, plan.spec.year) if through else None
    if isinstance(last_month, Problem):
        tell((last_month,))
        raise typer.Exit(2)
    last: list[Read] = []
    known = dict.fromkeys(chain(*known_names(plan).values(), below.districts if below else ()))
    given = given_of(actuals, asked).model_copy(update={"rename": names_as_planned(asked.rename, known)})

    def take(options: HistoryFile) -> tuple[Actuals | None, tuple[Problem, ...]]:
        last.append(read_file(plan, actuals, templates, options, below))
        return last[-1].actuals, last[-1].problems

    found, problems = answered(given, take)
    problems = spoken(problems, plan.spec.language)
    if found is None:
        tell(tuple(problems))
        raise typer.Exit(1 if last[-1].readable else 2)
    for note in last[-1].notes:
        typer.echo(note.to(console_language()), err=True)
    month = last_month or found.last_month
    late = scope_problems(plan, found, month, datetime.date.today())
    problems = (*problems, *spoken(late, plan.spec.language))
    if worst(problems) is Severity.ERROR:
        tell(problems)
        raise typer.Exit(1)
    return found, month, problems


def _print_json(plan: Plan, result: MonthlyReview, problems: tuple[Problem, ...]) -> None:
    import json
    import sys

    from planforge.review.figures import figures

    sys.stdout.write(json.dumps(figures(plan, result, problems), ensure_ascii=False, indent=2) + "\n")


def _print_tables(plan: Plan, result: MonthlyReview, language: str | None, templates: Path | None) -> None:
    from planforge.cli.outputs import telling
    from planforge.cli.show import print_table
    from planforge.review.report import review_tables

    with telling():
        found = review_tables(plan, result, language=language, templates=templates)
    for name in SHOWN:
        if name in found:
            print_table(found[name])


def _write(plan: Plan, result: MonthlyReview, output: Path, wanted: Wanted) -> None:
    from planforge.cli.outputs import epoch, save, telling
    from planforge.review.report import compose_review
    from planforge.writers import Options, format_of

    with telling():
        document = compose_review(plan, result, language=wanted.language, templates=wanted.templates)
        form = format_of(output)
        assert form is not None  # refused before
        content = form(document, Options(wanted.style, "linked", epoch()))
    if code := save(output, content, force=wanted.force):
        raise typer.Exit(code)
    typer.echo(plain(f"{plan.spec.region.name} {plan.spec.year}-{result.through:02} -> {output}"), err=wanted.as_json)


def _refuse_unknown(language: str | None, output: Path | None) -> None:
    """Options with a fixed set of values, before any work."""
    from planforge.resources import languages

    choices = {
        "--language": (language, languages()),
        "--output": (output.suffix.lower() if output else None, SUFFIXES),
    }
    for option, (given, allowed) in choices.items():
        if given is not None and given not in allowed:
            known = ", ".join(allowed)
            raise typer.BadParameter(
                say(f"“{given}”不可用，可选：{known}", f'"{given}" is not one of {known}'), param_hint=option
            )
