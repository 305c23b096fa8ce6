"""Where each plan's document goes, whether it may go there, and the line that tells what became of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from planforge.cli.files import document_stem, find_specs, safe_name, unwritable, write_atomically
from planforge.cli.language import answer_language, say
from planforge.cli.plain import plain
from planforge.cli.report import print_problems
from planforge.problem import Problem, Refusal, Severity, Text, Where, worst
from planforge.records import replace

STDOUT = Path("-")  # the document goes to another program
LAST_SECOND = 253_402_300_799  # of the year 9999

if TYPE_CHECKING:
    from planforge.jobs.render import Job, Outcome


def plan_outputs(
    named: list[Path], first: Job, output: Path | None, chosen: frozenset[str] = frozenset()
) -> tuple[dict[Path, Job], int]:
    """The job of each output path; the exit code so far, 2 where something named is no spec.

    What the command line has not ``chosen`` is as the settings that hold where a spec lies say.

    Exits with 2 when there is nothing to do or two plans would share a file.
    """
    if output is not None:
        with telling(path=output):  # for a name that is too long, say
            output.exists()
    specs, problems = find_specs(named)
    tell(problems)
    outputs: dict[Path, Job] = {}
    shared: list[Problem] = []
    twins = len({spec.stem for spec in specs}) < len(specs)  # hubei/plan.yaml, henan/plan.yaml: a folder for each
    for spec in specs:
        job, wrong = _settled(replace(first, spec=spec), chosen)
        shared += wrong
        path = _output_of(spec, job, output, alone=len(specs) == 1)
        if path != STDOUT and path.resolve() == spec.resolve():  # never over a questionnaire
            path = path.with_name(f"{path.stem}{say('-计划', '-plan')}{path.suffix}")
        if output is not None and twins:
            path = output / spec.resolve().parent.name / path.name
        if path in outputs:
            shared.append(_shared(path, outputs[path].spec, spec))
        outputs[path] = job
    shared = list(dict.fromkeys(shared))
    if shared or not outputs:
        tell(tuple(shared))
        raise typer.Exit(2)
    return outputs, 2 if problems else 0


def _settled(job: Job, chosen: frozenset[str]) -> tuple[Job, tuple[Problem, ...]]:
    """The job with what the nearest settings say of how documents are made; what is wrong with them."""
    from planforge.jobs.settings import config_for

    try:
        told = config_for(job.spec.resolve().parent).made_with
    except Refusal as refusal:
        return job, refusal.problems
    found: dict[str, Any] = {key: value for key, value in told.items() if key not in chosen}
    if "templates" in found:
        found["templates"] = Path(found["templates"])
    return replace(job, **found), ()


def deliver(outcome: Outcome, path: Path, *, force: bool) -> int:
    """Write an outcome's file, tell its problems, and give the exit code: 0 written, 1 kept or wrong somewhere."""
    tell(outcome.problems, outcome.frames)
    if outcome.content is None:
        typer.echo(plain(_not_made(outcome)), err=True)
        return 2 if worst(outcome.problems) is Severity.ERROR else 1
    if code := save(path, outcome.content, force=force):
        return code
    typer.echo(plain(f"{outcome.job.spec} -> {path}{_remarks(outcome)}"), err=path == STDOUT)
    kept = 0
    if outcome.workbook is not None and path.is_file():
        beside = beside_of(path, outcome.job.spec)
        kept = save(beside, outcome.workbook, force=False, hint=_FILLED_IN)
        if not kept:
            typer.echo(plain(f"{outcome.job.spec} -> {beside}"))
    return max(kept, int(worst(outcome.problems) is Severity.ERROR))


def beside_of(path: Path, spec: Path) -> Path:
    """Where the workbook lies that comes with a document: never over the spec, a questionnaire of that name."""
    beside = path.with_suffix(".xlsx")
    return path.with_name(f"{path.stem}{say('-附表', '-annex')}.xlsx") if beside.resolve() == spec.resolve() else beside


def _not_made(outcome: Outcome) -> str:
    """That there is no document, and what stands in its way, where that is something in the spec."""
    from planforge.reading.scaffold import quoted_for_shell

    spec, language = outcome.job.spec, next((one.language for one in outcome.problems if one.language), "")
    count = sum(one.severity is Severity.ERROR and bool(one.language) for one in outcome.problems)
    said = Text(f"{spec}: 未生成", f"{spec}: not rendered")
    if count:
        again = f"planforge render {quoted_for_shell(str(spec))}"
        these = f"the {count} errors" if count > 1 else "the error"
        said = Text(
            f"{said.zh}。改好上面 {count} 处错误，再运行 {again}", f"{said.en}: mend {these} above, then {again}"
        )
    return said.to(answer_language(language))


_FORCE = Text("用 -o 另存，或加 --force 覆盖", "name another file with -o, or replace it with --force")
_FILLED_IN = Text(  # a workbook beside a document, which months are filled into: --force does not touch it
    "它可能已填数据，--force 也不覆盖；移开或改名后再做一份",
    "somebody may have filled it in, and --force does not touch it; move it away to have a new one",
)


def save(path: Path, content: bytes, *, force: bool, hint: Text = _FORCE) -> int:
    """Write a document unless that loses something, and give the exit code: 0 written, 1 kept, 2 cannot be written."""
    if path == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return 0
    try:
        if not force and path.is_file() and not _may_replace(path, content):
            tell((_kept(path, hint),))
            return 1
        write_atomically(path, content)
    except Refusal as refusal:
        tell(refusal.problems)
        return 1
    except OSError as error:
        tell((unwritable(path, error),))
        return 2
    return 0


def save_text(path: Path, text: str, suffixes: tuple[str, ...]) -> None:
    """Write what a command prints to a file of one of these kinds.

    Exits with 2 where that cannot be, with 1 where a person's own file has that name.
    """
    if path.suffix.lower() not in suffixes:
        known = ", ".join(suffixes)
        raise typer.BadParameter(
            say(f"{path} 的扩展名应为 {known}", f"{path} should end in {known}"), param_hint="--output"
        )
    content = text.encode("utf-8")
    with telling(1, path):
        if path.is_file() and not _same_kind(path.read_bytes(), content):
            tell((_kept(path),))
            raise typer.Exit(1)
        write_atomically(path, content)


def _same_kind(old: bytes, new: bytes) -> bool:
    """Whether a file is one that we have written before: marked as ours, or of the make of the new one."""
    from planforge.writers.imprint import intact_text

    if not old.strip() or intact_text(old):
        return True
    made = [_make_of(content) for content in (old, new)]
    return made[0] is not None and made[0] == made[1]


def _make_of(content: bytes) -> object:
    """What tells a generated text apart: the program and keys of JSON, the heading of a page; None without one."""
    import json

    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        head = content.decode("utf-8-sig", "replace").partition("\n")[0].strip()
        return head if head.startswith("# ") else None
    if not isinstance(found, dict):
        return None
    try:
        return found["runs"][0]["tool"]["driver"]["name"]
    except (KeyError, IndexError, TypeError):
        return sorted(found)


def compare(outcome: Outcome, path: Path) -> int:
    """Say whether the file on disk says what the spec gives now: 0 current, 1 not."""
    from planforge.writers import FORMATS

    tell(outcome.problems, outcome.frames)
    try:
        new = outcome.content
        current = path.is_file() and new is not None and FORMATS[outcome.job.to].same(path.read_bytes(), new)
    except OSError as error:
        tell((unwritable(path, error),))
        return 2
    unknown = say("没有生成，无从比较", "nothing was made to compare it with") if new is None and path.is_file() else ""
    state = say("最新", "current") if current else unknown or say("过期或不存在", "stale or missing")
    typer.echo(plain(f"{path}: {state}"))
    return 0 if current else 1


def epoch() -> int | None:
    """The date that files are given, by SOURCE_DATE_EPOCH in seconds since 1970."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or int(given) > LAST_SECOND:
        raise typer.BadParameter(
            say("SOURCE_DATE_EPOCH 应为 1970 年以来的秒数", "SOURCE_DATE_EPOCH is a number of seconds since 1970")
        )
    return int(given)


@contextmanager
def telling(code: int = 2, path: Path | None = None) -> Iterator[None]:
    """What is refused inside is told and ends the command with ``code``; what cannot be written to ``path``, with 2."""
    try:
        yield
    except Refusal as refusal:
        tell(refusal.problems)
        raise typer.Exit(code) from None
    except OSError as error:
        if path is None:
            raise
        tell((unwritable(path, error),))
        raise typer.Exit(2) from None


def tell(problems: tuple[Problem, ...], frames: tuple[str, ...] = ()) -> None:
    """Problems on stderr, as in ``check``; what there is to say of this machine is said once."""
    padded = (*frames, *[""] * (len(problems) - len(frames)))
    shown = [(one, frame) for one, frame in zip(problems, padded, strict=True) if one not in _SAID]
    _SAID.update(one for one in problems if one.where == Where("LibreOffice") and one.severity is Severity.INFO)
    print_problems([one for one, _ in shown], [frame for _, frame in shown], err=True)


_SAID: set[Problem] = set()


def _output_of(spec: Path, first: Job, output: Path | None, *, alone: bool) -> Path:
    from planforge.writers import FORMATS

    suffixes = FORMATS[first.to].suffixes
    suffix = "" if first.kind == "plan" else f"-{safe_name(first.person or first.kind)}"
    name = f"{'plan' if spec == STDOUT else document_stem(spec)}{suffix}{suffixes[0]}"
    if output == STDOUT:
        if not alone:
            raise typer.BadParameter(say("- 只容一份文件", "- takes one document"), param_hint="--output")
        return STDOUT
    if output is None:
        return spec.with_name(name)
    folder = not alone or output.is_dir() or not output.suffix
    if not folder and output.suffix.lower() not in suffixes:
        known = ", ".join(suffixes)
        raise typer.BadParameter(
            say(f"{output} 的扩展名应为 {known}", f"{output} should end in {known}"), param_hint="--output"
        )
    return output / name if folder else output


def _may_replace(path: Path, content: bytes) -> bool:
    """A file of ours that nobody has changed since, or that would not change."""
    from planforge.writers import format_of

    old, form = path.read_bytes(), format_of(path)
    return old == content or not old or (form is not None and form.imprint.is_intact(old))


def _remarks(outcome: Outcome) -> str:
    count = sum(problem.severity is not Severity.INFO for problem in outcome.problems)
    problems = "1 problem" if count == 1 else f"{count} problems"
    told = say(
        f"（{count} 个问题，见上；逐条核对用 planforge check）",
        f" ({problems}, see above; planforge check looks for more)",
    )
    return told if count else ""


def _kept(path: Path, hint: Text = _FORCE) -> Problem:
    return Problem(
        "F04",
        Text(
            f"{path} 已存在，且不是未经改动的生成结果，没有覆盖",
            f"{path} exists and was edited or made elsewhere; it was kept",
        ),
        hint,
        where=Where(str(path)),
    )


def _shared(path: Path, one: Path, other: Path) -> Problem:
    return Problem(
        "F05",
        Text(f"{one} 与 {other} 会写入同一个文件 {path}", f"{one} and {other} would both write {path}"),
        Text("分别渲染，或给文件取不同的名字", "render them apart, or give the specs different names"),
        where=Where(str(path)),
    )
