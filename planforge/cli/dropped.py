"""A file dropped on planforge: past sales become a questionnaire beside them, a plan becomes its document."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from planforge.cli.language import say
from planforge.cli.plain import echo

PLANS = (".yaml", ".yml")
UNREADABLE = 2  # what check ends with where a value cannot be understood
TABLES = (".xlsx", ".xlsm", ".xls", ".csv")


def wait() -> None:
    """On Windows the window of a program that ends is gone with all that it says."""
    if os.name == "nt" and getattr(sys, "frozen", False) and sys.stdin is not None and sys.stdin.isatty():
        input(say("按回车关闭", "Return to close"))


def open_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help=say("销售明细、问卷或计划文件。", "Sales files, questionnaires or specs."), show_default=False
        ),
    ],
) -> None:
    """Open."""
    failed = [file for file in files if not _opened(file)]
    wait()
    raise typer.Exit(1 if failed else 0)


open_.__doc__ = say(
    "像拖到程序上一样：销售明细变成问卷，问卷变成文档，或打开在还缺的地方。",
    "As when dropped: sales become a questionnaire, a plan its document, or it opens at what is missing.",
)


def _opened(file: Path) -> bool:
    from planforge.cli.following import is_plan

    if is_plan(file):
        return _document(file)
    return _questionnaire(file)


def _questionnaire(file: Path) -> bool:
    """The questionnaire beside a sales file; one that is there already stays."""
    from planforge.spec.values import seen

    target = file.with_name(f"{seen(file.stem)}-{say('问卷', 'questionnaire')}.xlsx")
    if target.exists():
        echo(say(f"{target} 已经有了，没有动它", f"{target} is there already and was kept"))
    elif _run("new", str(target), "--from", str(file)):
        return False
    _show(target)
    return True


def _document(file: Path) -> bool:
    """The document beside a plan; where the plan has errors, it opens at them."""
    from planforge.cli.files import document_stem
    from planforge.reading.workbook.annotate import opened_at_findings

    failed = _run("check", str(file))
    target = file.with_name(f"{document_stem(file)}.docx")
    made = failed < UNREADABLE and not _run("render", str(file), "-o", str(target))
    if failed >= UNREADABLE:
        echo(
            say(
                "没有生成文档：改好上面的错误，存盘，再拖上来",
                "No document yet: mend the errors above, save, and drop the file again",
            )
        )
    if failed and file.suffix.lower() not in PLANS:
        from planforge.cli.files import opened_elsewhere, write_atomically

        for path in (file, file.with_name(f"{file.stem}{say('-检查', '-checked')}.xlsx")):
            if path.exists() and not opened_elsewhere(path) and (content := opened_at_findings(path.read_bytes())):
                write_atomically(path, content)
                _show(path)
                break
    if made:
        _show(target)
    return made and not failed


def _run(*arguments: str) -> int:
    """A command of planforge in this process; its exit code."""
    from planforge.cli.program import asked, program

    command: Any = get_command(program(asked(arguments)))
    try:
        code = command.main(list(arguments), standalone_mode=False)
    except SystemExit as done:
        code = done.code
    return code if isinstance(code, int) else int(bool(code))


def _show(path: Path) -> None:
    """Open a file with the program that is meant for it, where there is a desktop and somebody before it."""
    if os.environ.get("CI") or sys.stdin is None or not sys.stdin.isatty():
        return
    if os.name == "nt":
        os.startfile(path)  # type: ignore[attr-defined,unused-ignore]
    elif sys.platform == "darwin":
        subprocess.run(["open", str(path)], check=False)
