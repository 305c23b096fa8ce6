"""``planforge check``: what is missing, what does not add up, what is only a slogan."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import answer_language, asked_language, console_language, say
from planforge.cli.options import ChangesOption, JobsOption, LanguageOption, PresetsOption, ShardOption
from planforge.cli.reading import roots
from planforge.problem import Severity, Text
from planforge.records import replace

if TYPE_CHECKING:
    from planforge.checks.completeness import PartScore
    from planforge.jobs.check import Checked, Request
    from planforge.problem import Problem

LISTED = 200  # files with a line of their own
MATRIX = 40  # regions of a nation listed with what they lack
MANY = 20  # files from which checking takes long enough to be watched


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            help=say("计划文件、文件夹，或生成的 .docx。", "Specs, folders, or rendered .docx files."),
            show_default=False,
        ),
    ],
    style: Annotated[
        str,
        typer.Option(
            "--format",
            help=say("text、json、github 或 sarif。", "text, json, github or sarif."),
            autocompletion=lambda: ["text", "json", "github", "sarif"],
        ),
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
            ),
            autocompletion=lambda: [one.value for one in Severity],
        ),
    ] = None,
    lang: LanguageOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=say("把结果写入文件。", "Write the findings to a file."))
    ] = None,
    changes: ChangesOption = None,
    templates: PresetsOption = None,
    workers: JobsOption = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "基线文件：其中已有的问题放行，只报新的；没有这个文件就写一份。",
                "A baseline: findings in it pass, new ones fail; written where there is none.",
            )
        ),
    ] = None,
    shard: ShardOption = None,
) -> None:
    """Check."""
    from planforge.cli.files import find_specs
    from planforge.jobs.check import Checked, Request

    _refuse_unknown(style, fail_level, lang)
    request = Request(
        tuple(changes or ()),
        _codes("--select", select),
        _codes("--ignore", ignore),
        Severity(fail_level) if fail_level else None,
        templates,
        roots(files),
    )
    found, problems = find_specs(files)
    checked = _checked(_part(found, shard), request, workers or os.cpu_count() or 1)
    checked += [Checked(Path(), problems, readable=False)] if problems else []
    checked = _beyond(checked, baseline) if baseline else checked
    _print(_written(checked, style, lang or asked_language()), style, output)
    for result in checked:
        if result.path.suffix.lower() == ".xlsx":
            _write_back(result, lang)
    raise typer.Exit(max((result.exit_code for result in checked), default=0))


check.__doc__ = say(
    "检查计划：缺什么、哪里对不上、哪里是空话。", "Check plans: what is missing, wrong, or only a slogan."
)


def _write_back(result: Checked, language: str | None) -> None:
    """Put the findings beside the rows of a questionnaire, in its own language where none is asked for: in place, or
    in a copy where it is open.
    """
    from planforge.cli.files import overtaken, unwritable, write_atomically
    from planforge.reading.workbook.annotate import Part, annotated
    from planforge.reading.workbook.source import open_workbook

    source, problems = open_workbook(result.path)
    if (problems and source.data is None) or source.speech is None:
        return
    language = language or source.speech.language
    comma = Text("、", ", ").to(language)
    parts = [
        Part(score.name.to(language), score.percent, comma.join(name.to(language) for name in score.missing))
        for score in result.scores
    ]
    content = annotated(source, result.problems, parts, language)
    path = result.path
    try:
        if overtaken(path, source.content):
            path = _copy_of(result.path, source.data)
        try:
            write_atomically(path, content)
        except OSError:
            path = _copy_of(result.path, source.data)
            write_atomically(path, content)
    except OSError as error:
        from planforge.cli.outputs import tell

        tell((unwritable(path, error),))
        return
    written = Text(f"问题写在 {path}", f"the findings are written into {path}")
    typer.echo(written.to(language), err=True)


def _copy_of(path: Path, data: object) -> Path:
    """Where a copy may stand: beside the questionnaire, where nothing is or what says the same but for findings."""
    from planforge.cli.files import opened_elsewhere
    from planforge.reading.workbook.source import open_workbook

    stem = f"{path.stem}{say('-检查', '-checked')}"
    numbered = (path.with_name(f"{stem}-{number}.xlsx") for number in count(2))
    copies = chain((path.with_name(f"{stem}.xlsx"),), numbered)
    return next(
        copy
        for copy in copies
        if not copy.exists() or (opened_elsewhere(copy) is None and open_workbook(copy)[0].data == data)
    )


def _part(files: Sequence[Path], shard: str | None) -> Sequence[Path]:
    """Every so many-th file, for a matrix of jobs."""
    from planforge.cli.files import shard_of

    try:
        part, parts = shard_of(shard)
    except ValueError:
        raise typer.BadParameter(say(f"{shard} 应写作 3/20", f"{shard}: write 3/20"), param_hint="--shard") from None
    return files[part - 1 :: parts]


def _beyond(checked: list[Checked], baseline: Path) -> list[Checked]:
    """The findings that the baseline does not know; a baseline that is not there is written and lets all pass."""
    from planforge.checks.baseline import new_since, read_baseline, text_of
    from planforge.cli.files import write_atomically
    from planforge.cli.outputs import telling
    from planforge.cli.plain import echo

    root = baseline.resolve().parent
    if not baseline.exists():
        problems = [problem for result in checked for problem in result.problems]
        write_atomically(baseline, text_of(problems, root).encode("utf-8"))
        echo(
            say(f"{baseline}：记下 {len(problems)} 个问题", f"{baseline}: {_some(len(problems), 'finding')} noted"),
            err=True,
        )
        return [replace(result, problems=(), frames=()) for result in checked]
    with telling():
        known = read_baseline(baseline)
    left = []
    for result in checked:
        new = new_since(result.problems, known, root)
        frames = dict(zip(result.problems, result.frames, strict=False))
        left.append(replace(result, problems=new, frames=tuple(frames.get(problem, "") for problem in new)))
    return left


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


def _codes(option: str, given: Iterable[str] | None) -> tuple[str, ...]:
    """Codes and prefixes as the user gave them, one or several to an option. Refuses what can match nothing."""
    codes = tuple(code.strip().upper() for text in given or () for code in text.split(",") if code.strip())
    if codes:
        from planforge.checks.run import unknown_codes

        for code in unknown_codes(codes):
            raise typer.BadParameter(
                say(f"没有规则 {code}；planforge rule 列出全部", f"no rule {code}; planforge rule lists them all"),
                param_hint=option,
            )
    return codes


def _checked(files: Sequence[Path], request: Request, workers: int) -> list[Checked]:
    """Every file's findings, in the order of the files."""
    from planforge.jobs.check import check_all

    place = {file: number for number, file in enumerate(files)}
    checked: list[Checked] = []
    try:
        with closing(check_all(files, request, workers)) as results:
            checked.extend(_watched(results, len(files)))
    except KeyboardInterrupt:
        done, left = len(checked), len(files) - len(checked)
        typer.echo(
            say(f"已中止：查了 {done} 份，{left} 份未查", f"stopped: {done} checked, {left} left unchecked"), err=True
        )
        raise
    return sorted(checked, key=lambda one: place[one.path])


def _watched(results: Iterable[Checked], count: int) -> Iterable[Checked]:
    """The results with a bar on stderr while there is something to wait for and somebody who may wait."""
    if count < MANY or not sys.stderr.isatty():
        return results
    from rich.console import Console
    from rich.progress import track

    return track(results, say("检查", "checking"), count, console=Console(stderr=True), transient=True)


def _print(text: str, style: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text + "\n" if text else "")
        return
    from planforge.cli.outputs import save_text
    from planforge.writers.imprint import sealed_text

    text += "\n"
    if style in ("text", "github"):  # JSON is known by its keys
        text = sealed_text(text.encode("utf-8", "replace")).decode()
    save_text(output, text, (".txt", ".log", ".md", ".json", ".sarif"))


def _written(checked: Sequence[Checked], style: str, asked: str) -> str:
    """The findings, each in the language of its file where none is asked for; what a program reads is in one."""
    if style == "text":
        return _text(checked, asked)
    from planforge.checks import formats

    problems = [problem for result in checked for problem in result.problems]
    if style == "json":
        scores = {str(result.path): result.scores for result in checked}
        return formats.as_json(problems, scores, asked or console_language())
    shown = [_in_repository(problem, _repository()) for problem in problems]
    if style == "sarif":
        return formats.as_sarif(shown, asked or console_language())
    return formats.as_github([replace(one, language=asked or one.language) for one in shown], console_language())


def _repository() -> Path:
    """The folder that GitHub's paths start from: the repository around the working folder, else that folder."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def _in_repository(problem: Problem, root: Path) -> Problem:
    if problem.where is None:
        return problem
    path = Path(problem.where.file).resolve()
    return problem.at(replace(problem.where, file=str(path.relative_to(root)))) if root in path.parents else problem


def _text(checked: Sequence[Checked], asked: str) -> str:
    from planforge.cli.report import format_problems

    blocks = [format_problems(result.problems, result.frames, language=asked or None) for result in checked]
    spoken = {result.language for result in checked}
    language = asked or answer_language(spoken.pop() if len(spoken) == 1 else "")
    return "\n\n".join([block for block in blocks if block] + [_summary(checked, language)])


def _summary(checked: Sequence[Checked], language: str) -> str:
    """``16 findings, 3 errors`` and, for a single spec, how complete each part is."""
    from planforge.cli.plain import plain

    problems = [problem for result in checked for problem in result.problems]
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    files, found = len(checked), len(problems)
    lines = [
        Text(
            f"{files} 份文件，{found} 个问题，其中错误 {errors} 个",
            f"{files} checked, {_some(found, 'finding')}, {_some(errors, 'error')}",
        )
    ]
    if not problems:
        lines = [Text(f"{files} 份文件，没有发现问题", f"{files} checked, nothing found")]
    if files == 1:
        lines += [_score_line(score) for score in checked[0].scores]
    lines += [line for result in checked for line in _matrix(result)]
    lines += [_file_line(result) for result in checked[:LISTED]] if files > 1 else []
    if files > LISTED:
        lines.append(Text(f"  另有 {files - LISTED} 份文件", f"  and {files - LISTED} more files"))
    return plain("\n".join(line.to(language) for line in lines))


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _file_line(result: Checked) -> Text:
    """``  3 findings, 1 error, 78 %  regions/a/plan.yaml``."""
    found, errors = len(result.problems), sum(p.severity is Severity.ERROR for p in result.problems)
    full = sum(score.percent for score in result.scores) // len(result.scores) if result.scores else None
    done = "" if full is None else f"{full:3} %"
    counts = f"{found:5} {errors:5} {done:>6}  {result.path}"
    return Text(f"  问题 错误 完整：{counts}", f"  findings, errors, complete: {counts}")


def _matrix(result: Checked) -> list[Text]:
    """How complete the regions of a nation are, the emptiest first; those that are complete are only counted."""
    short = [(name, parts) for name, parts in result.matrix if min(parts) < 100]
    if not result.matrix:
        return []
    full = len(result.matrix) - len(short)
    head = Text(
        f"  各区域六个部分填了多少（%）：现状 目标 战略 战术 行动 控制；{full} 个区域已填全",
        f"  parts filled in (%): situation objectives strategy tactics actions control; {full} regions are complete",
    )
    lines = [f"  {' '.join(f'{part:4}' for part in parts)}  {name}" for name, parts in short[:MATRIX]]
    more = len(short) - MATRIX
    rest = [Text(f"  另有 {more} 个区域", f"  and {more} more regions")] if more > 0 else []
    return [head, *(Text(line, line) for line in lines), *rest]


def _score_line(score: PartScore) -> Text:
    zh = f"  第{'一二三四五六'[score.number - 1]}部分 {score.name.zh}：{score.percent}%"
    en = f"  part {score.number}, {score.name.en}: {score.percent} %"
    if score.missing:
        zh += f"，缺 {'、'.join(name.zh for name in score.missing)}"
        en += f", missing {', '.join(name.en for name in score.missing)}"
    return Text(zh, en)
