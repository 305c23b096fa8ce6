"""How a starting spec is written: its files, none of which may be there yet, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from planforge.cli.following import carried_over
from planforge.cli.language import say
from planforge.cli.plain import echo
from planforge.cli.report import refuse

if TYPE_CHECKING:
    from planforge.ledger.intake import Intake
    from planforge.reading.keys import Keys
    from planforge.reading.scaffold import Answers


def write_start(
    file: Path,
    answers: Answers,
    intake: Intake | None,
    source: Path | None,
    keys: Keys,
    own: Path | None,
    templates: Path | None,
) -> None:
    """The spec, and beside it the tidy history; neither is written where one of them is there already.

    A trade of one's own that was just made has all its words in the spec: only a folder that was named goes on being.
    """
    from planforge.cli.proposing import with_proposals
    from planforge.ledger.intake import in_one_district, tidy
    from planforge.ledger.past import past_of
    from planforge.reading.keys import scaffold_in
    from planforge.reading.scaffold import scaffold, start_words
    from planforge.records import replace
    from planforge.spec.values import seen

    beside: list[tuple[Path, bytes]] = []
    if intake and source:
        words = start_words(answers.language)
        table = file.with_name(words["file"].format(stem=file.stem))
        if not intake.has_districts and not answers.districts:
            intake = in_one_district(intake, answers.region)
        beside.append((table, tidy(intake, words)))
        answers = replace(answers, past=past_of(intake, table.name, seen(source.name), words))
    text = scaffold(answers, file.name)
    if intake and answers.past:
        text = with_proposals(text, file.name, intake.sales, answers.templates)
    if own is not None:
        text = _drawn(text, file, own)
    text = scaffold_in(text, keys)
    _written(file, _spec_of(text, file, answers.templates), beside, templates)


def _drawn(text: str, file: Path, own: Path) -> str:
    """The text with what the user's own Word file says, and a word on how much of it that is."""
    from planforge.cli.proposing import with_document
    from planforge.problem import Refusal

    try:
        text, taken, left = with_document(text, file.name, own)
    except Refusal as refusal:
        refuse(refusal.problems)
    message = say(f"{own}：取出 {taken} 条，都标为建议", f"{own}: {taken} values taken, all marked as proposals")
    if not taken:
        message = say(
            f"{own}：没有取出内容，标题和表头与计划的都对不上",
            f"{own}: nothing taken: no heading of it is one of a plan",
        )
    echo(message + (say(f"；{left} 条没有用上", f"; {left} not used") if left else ""), err=True)
    return text


def follow(
    file: Path, last: Path, actuals: Path | None, year: int | None, keys: Keys, rename: Sequence[str] | None
) -> None:
    """The spec of the next year, made of last year's and of what came of it."""
    text, beside = carried_over(file, last, actuals, year, keys, rename)
    _written(file, _spec_of(text, file, None), beside, None)


def _written(file: Path, content: bytes, beside: Sequence[tuple[Path, bytes]], templates: Path | None) -> None:
    """The files, none of which may be there yet, and what to do next."""
    from planforge.cli.files import create, unwritable
    from planforge.reading.scaffold import quoted_for_shell

    for path, one in (*beside, (file, content)):
        try:
            if not create(path, one):
                refuse_existing(path)
        except OSError as error:
            refuse((unwritable(path, error),))
    if beside:
        echo(say(f"历史整理在 {beside[0][0]}", f"The history is in {beside[0][0]}"))
    shown = quoted_for_shell(str(file))
    shown += f" --templates {quoted_for_shell(str(templates))}" if templates else ""
    echo(
        say(
            f"已写好 {file}。接着填写文件中标出的地方，再运行 planforge check {shown} 和 planforge render {shown}",
            f"Wrote {file}. Next: fill in what it marks, then planforge check {shown} and planforge render {shown}",
        )
    )


def _spec_of(text: str, file: Path, templates: Path | None) -> bytes:
    """The spec as YAML, or as a questionnaire where the file is to be a workbook."""
    if file.suffix.lower() != ".xlsx":
        return text.encode("utf-8")
    from planforge.reading.workbook.convert import to_workbook
    from planforge.reading.yaml_source import of_text
    from planforge.spec.spec import Spec

    source, _ = of_text(text, file.name)
    return to_workbook(source, Spec.model_validate(source.data), file.name, templates)


def write_nation(
    file: Path, pattern: str, region: str | None, company: str | None, language: str | None, industry: str | None
) -> None:
    """A national spec over the regions found, telling which cannot be read; exits with 2 where none can."""
    from planforge.cli.files import create, unwritable
    from planforge.cli.outputs import tell
    from planforge.jobs.regions import collect
    from planforge.nation.start import starting_nation
    from planforge.problem import Problem, Text, Where
    from planforge.reading.scaffold import quoted_for_shell

    try:
        found = sorted(path for path in file.parent.glob(pattern) if path.is_file() and path != file)
    except (ValueError, NotImplementedError, OSError):
        found = []
    handed = list(collect(found, workers=os.cpu_count() or 1))
    wrong = tuple(problem for one in handed if not one.readable for problem in one.problems)
    if not any(one.readable for one in handed):
        message = Text(f"{pattern} 中没有可读的区域计划", f"no region's plan can be read: {pattern}")
        hint = Text("通配符相对于新文件所在的文件夹，要加引号", "the glob starts from the new file's folder; quote it")
        refuse((*wrong, Problem("N17", message, hint, where=Where(pattern))))
    text = starting_nation(
        file,
        pattern,
        sorted(handed, key=lambda one: one.file),
        name=region,
        company=company,
        language=language,
        industry=industry,
    )
    try:
        if not create(file, text.encode("utf-8")):
            refuse_existing(file)
    except OSError as error:
        refuse((unwritable(file, error),))
    tell(wrong)
    shown = quoted_for_shell(str(file))
    lost = sum(not one.readable for one in handed)
    without = say(f"（{lost} 份还读不了，见上）", f" ({lost} of them cannot be read yet, see above)") if lost else ""
    echo(
        say(
            f"已写好 {file}，汇总 {len(handed)} 份区域计划{without}。先定目标，再看 planforge split {shown}",
            f"Wrote {file} over {len(handed)} regional plans{without}. "
            f"Decide the target, then see planforge split {shown}",
        )
    )


def refuse_existing(file: Path) -> NoReturn:
    echo(say(f"{file} 已存在，没有覆盖；请换一个文件名", f"{file} exists and was kept; choose another name"), err=True)
    raise typer.Exit(2)
