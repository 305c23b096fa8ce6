"""``planforge check``: what is missing, what does not add up, what is only a slogan."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import console_language, say
from planforge.problem import Problem, Severity, Text

if TYPE_CHECKING:
    from planforge.checks.completeness import PartScore
    from planforge.cli.settings import Config

ORDER = (Severity.INFO, Severity.WARNING, Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of one file with their frames; scores where it is a spec that could be read."""

    path: Path
    problems: tuple[Problem, ...]
    frames: tuple[str, ...]
    scores: tuple[PartScore, ...] = ()
    readable: bool = True


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            help=say("计划文件、文件夹，或生成的 .docx。", "Specs, folders, or rendered .docx files."),
            show_default=False,
        ),
    ],
    style: Annotated[
        str, typer.Option("--format", help=say("text、json、github 或 sarif。", "text, json, github or sarif."))
    ] = "text",
    select: Annotated[
        list[str] | None, typer.Option(help=say("只用这些规则（代码或前缀）。", "Only these rules: codes or prefixes."))
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help=say("不用这些规则（代码或前缀）。", "Not these rules: codes or prefixes."))
    ] = None,
    fail_level: Annotated[
        str | None,
        typer.Option(
            help=say(
                "从哪一级起退出码为 1：error、warning、info。", "Exit 1 from this level on: error, warning or info."
            )
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help=say("提示语言：zh-CN 或 en。", "Language of the messages: zh-CN or en."))
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=say("把结果写入文件。", "Write the findings to a file."))
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", help=say("改一个值：targets.base=+25%。", "Change a value: targets.base=+25%.")),
    ] = None,
) -> None:
    """Check."""
    from planforge.cli.files import find_specs

    _refuse_unknown(style, fail_level, lang)
    language = lang or console_language()
    found, problems = find_specs(files)
    results = [_check_file(path, tuple(changes or ()), select, ignore, fail_level) for path in found]
    checked = [result for result, _ in results]
    if problems:
        checked.append(Checked(Path(), problems, (), readable=False))
    _print(checked, style, language, output)
    raise typer.Exit(max((_code(result, level) for result, level in results), default=2 if problems else 0))


check.__doc__ = say(
    "检查计划：缺什么、哪里对不上、哪里是空话。", "Check plans: what is missing, wrong, or only a slogan."
)


def _check_file(
    path: Path,
    changes: tuple[str, ...],
    select: list[str] | None,
    ignore: list[str] | None,
    fail_level: str | None,
) -> tuple[Checked, Severity]:
    from planforge.cli.settings import config_for
    from planforge.problem import Refusal

    try:
        config = _overlay(config_for(path.resolve().parent), select, ignore, fail_level)
    except Refusal as refusal:
        return Checked(path, refusal.problems, (), readable=False), Severity.ERROR
    if path.suffix.lower() == ".docx":
        from planforge.checks.word import check_word

        return Checked(path, check_word(path), ()), config.fail_level
    return _check_spec(path, changes, config), config.fail_level


def _check_spec(path: Path, changes: tuple[str, ...], config: Config) -> Checked:
    from planforge.checks.completeness import scores
    from planforge.checks.run import check as run_rules
    from planforge.plan.make import make_plan
    from planforge.spec.preset import load_preset
    from planforge.spec.read import read

    reading = read(path, changes)
    frame = reading.source.frame
    if reading.spec is None:
        placed = tuple(p if p.where else reading.source.locate(p) for p in reading.problems)
        return Checked(path, placed, tuple(frame(p.where) if p.where else "" for p in placed), readable=False)
    plan = make_plan(reading.spec)
    unfit = load_preset(reading.spec.industry).ignore_rules
    problems = run_rules(plan, reading.source, config.settings, unfit, before=reading.problems)
    return Checked(path, problems, tuple(frame(p.where) if p.where else "" for p in problems), scores(plan))


def _overlay(config: Config, select: list[str] | None, ignore: list[str] | None, fail_level: str | None) -> Config:
    settings = replace(
        config.settings,
        select=tuple(_codes(select)) or config.settings.select,
        ignore=(*config.settings.ignore, *_codes(ignore)),
    )
    return replace(config, settings=settings, fail_level=Severity(fail_level) if fail_level else config.fail_level)


def _codes(given: list[str] | None) -> list[str]:
    return [code.strip() for text in given or () for code in text.split(",") if code.strip()]


def _print(checked: list[Checked], style: str, language: str, output: Path | None) -> None:
    text = _text(checked, language) if style == "text" else _formatted(checked, style, language)
    if output:
        from planforge.cli.files import write_atomically

        write_atomically(output, (text + "\n").encode("utf-8"))
    elif text:
        sys.stdout.write(text + "\n")


def _formatted(checked: list[Checked], style: str, language: str) -> str:
    from planforge.checks import formats

    write = {"json": formats.as_json, "github": formats.as_github, "sarif": formats.as_sarif}[style]
    return write([problem for result in checked for problem in result.problems], language)


def _text(checked: list[Checked], language: str) -> str:
    from planforge.cli.report import format_problems

    blocks = [format_problems(result.problems, result.frames, language=language) for result in checked]
    return "\n\n".join([block for block in blocks if block] + [_summary(checked, language)])


def _summary(checked: list[Checked], language: str) -> str:
    """``16 findings, 3 errors`` and, for a single spec, how complete each part is."""
    problems = [problem for result in checked for problem in result.problems]
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    files, found = len(checked), len(problems)
    lines = [
        Text(
            f"{files} 份文件，{found} 个问题，其中错误 {errors} 个",
            f"{files} checked, {found} findings, {errors} errors",
        )
    ]
    if not problems:
        lines = [Text(f"{files} 份文件，没有发现问题", f"{files} checked, nothing found")]
    if files == 1:
        lines += [_score_line(score) for score in checked[0].scores]
    return "\n".join(line.to(language) for line in lines)


def _score_line(score: PartScore) -> Text:
    done = round(score.rate * 100)
    zh = f"  第{'一二三四五六'[score.number - 1]}部分 {score.name.zh}：{done}%"
    en = f"  part {score.number}, {score.name.en}: {done} %"
    if score.missing:
        zh += f"，缺 {'、'.join(name.zh for name in score.missing)}"
        en += f", missing {', '.join(name.en for name in score.missing)}"
    return Text(zh, en)


def _code(result: Checked, fail_level: Severity) -> int:
    if not result.readable:
        return 2
    return int(any(ORDER.index(problem.severity) >= ORDER.index(fail_level) for problem in result.problems))


def _refuse_unknown(style: str, fail_level: str | None, lang: str | None) -> None:
    choices = (
        ("--format", style, ("text", "json", "github", "sarif")),
        ("--fail-level", fail_level, (None, "error", "warning", "info")),
        ("--lang", lang, (None, "zh-CN", "en")),
    )
    for option, given, allowed in choices:
        if given not in allowed:
            known = ", ".join(name for name in allowed if name)
            raise typer.BadParameter(
                say(f"{given} 不可用，可选：{known}", f"{given} is not one of {known}"), param_hint=option
            )
