"""Where each plan's document goes, whether it may go there, and the line that tells what became of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from planforge.cli.files import find_specs, unwritable, write_atomically
from planforge.cli.language import console_language, say
from planforge.problem import Problem, Severity, Text, Where, worst

if TYPE_CHECKING:
    from planforge.cli.jobs import Job, Outcome


def plan_outputs(named: list[Path], first: Job, output: Path | None) -> dict[Path, Job]:
    """The job of each output path. Exits with 2 when there is nothing to do or two plans would share a file."""
    specs, problems = find_specs(named)
    outputs: dict[Path, Job] = {}
    twins = len({spec.stem for spec in specs}) < len(specs)  # hubei/plan.yaml, henan/plan.yaml: a folder for each
    for spec in specs:
        path = _output_of(spec, first, output, alone=len(specs) == 1)
        if output is not None and twins:
            path = output / spec.resolve().parent.name / path.name
        if path in outputs:
            problems += (_shared(path, outputs[path].spec, spec),)
        outputs[path] = replace(first, spec=spec)
    if problems:
        tell(problems)
        raise typer.Exit(2)
    return outputs


def deliver(outcome: Outcome, path: Path, *, force: bool) -> int:
    """Write an outcome's file, tell its problems, and give the exit code: 0 written, 1 kept or wrong somewhere."""
    tell(outcome.problems, outcome.frames)
    if outcome.content is None:
        typer.echo(say(f"{outcome.job.spec}: 未生成", f"{outcome.job.spec}: not rendered"), err=True)
        return 2 if worst(outcome.problems) is Severity.ERROR else 1
    named = path.with_suffix("") != _default(outcome).with_suffix("")
    if code := save(path, outcome.content, named=named, force=force):
        return code
    typer.echo(f"{outcome.job.spec} -> {path}{_remarks(outcome)}")
    return int(worst(outcome.problems) is Severity.ERROR)


def save(path: Path, content: bytes, *, named: bool, force: bool) -> int:
    """Write a document unless that loses something, and give the exit code: 0 written, 1 kept, 2 cannot be written."""
    if not force and path.exists() and not _may_replace(path, content, named=named):
        tell((_kept(path),))
        return 1
    try:
        write_atomically(path, content)
    except OSError as error:
        tell((unwritable(path, error),))
        return 2
    return 0


def save_text(path: Path, text: str, suffixes: tuple[str, ...]) -> None:
    """Write what a command prints to a file of one of these kinds; exits with 2 where that cannot be."""
    if path.suffix.lower() not in suffixes:
        known = ", ".join(suffixes)
        raise typer.BadParameter(
            say(f"{path} 的扩展名应为 {known}", f"{path} should end in {known}"), param_hint="--output"
        )
    try:
        write_atomically(path, text.encode("utf-8"))
    except OSError as error:
        tell((unwritable(path, error),))
        raise typer.Exit(2) from None


def compare(outcome: Outcome, path: Path) -> int:
    """Say whether the file on disk is what the spec gives now: 0 current, 1 not."""
    tell(outcome.problems, outcome.frames)
    current = path.exists() and outcome.content is not None and path.read_bytes() == outcome.content
    state = say("最新", "current") if current else say("过期或不存在", "stale or missing")
    typer.echo(f"{path}: {state}")
    return 0 if current else 1


def tell(problems: tuple[Problem, ...], frames: tuple[str, ...] = ()) -> None:
    """Problems on stderr, as in ``check``."""
    from planforge.cli.report import print_problems

    print_problems(problems, frames, language=console_language(), err=True)


def _output_of(spec: Path, first: Job, output: Path | None, *, alone: bool) -> Path:
    suffix = "" if first.kind == "plan" else f"-{first.person or first.kind}"
    name = f"{spec.stem}{suffix}.{first.to}"
    if output is None:
        return spec.with_name(name)
    folder = not alone or output.is_dir() or not output.suffix
    if not folder and output.suffix.lower() != f".{first.to}":
        raise typer.BadParameter(
            say(f"{output} 的扩展名与格式 {first.to} 不符", f"{output} does not end in .{first.to}"),
            param_hint="--output",
        )
    return output / name if folder else output


def _may_replace(path: Path, content: bytes, *, named: bool) -> bool:
    """A Word file of ours that nobody has edited since, or what the user named and people do not fill in."""
    if path.is_dir():
        return True  # writing will tell
    old = path.read_bytes()
    if path.suffix.lower() == ".docx":
        from planforge.writers.docx import is_untouched

        return is_untouched(old)
    return old == content or (named and path.suffix.lower() != ".xlsx")


def _default(outcome: Outcome) -> Path:
    return _output_of(outcome.job.spec, outcome.job, None, alone=True)


def _remarks(outcome: Outcome) -> str:
    count = len(outcome.problems)
    return say(f"（{count} 个问题，见上）", f" ({count} problems, see above)") if count else ""


def _kept(path: Path) -> Problem:
    return Problem(
        "F04",
        Text(
            f"{path} 已存在，且不是未经改动的生成结果，没有覆盖",
            f"{path} exists and was edited or made elsewhere; it was kept",
        ),
        Text("用 -o 另存，或加 --force 覆盖", "name another file with -o, or replace it with --force"),
        where=Where(str(path)),
    )


def _shared(path: Path, one: Path, other: Path) -> Problem:
    return Problem(
        "F05",
        Text(f"{one} 与 {other} 会写入同一个文件 {path}", f"{one} and {other} would both write {path}"),
        Text("分别渲染，或给文件取不同的名字", "render them apart, or give the specs different names"),
        where=Where(str(path)),
    )
