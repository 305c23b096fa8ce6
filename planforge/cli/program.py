"""The list of commands. Of all of them only the one that is asked for is imported, and it imports what it needs when it
runs, so that ``--help`` stays quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from planforge import __version__
from planforge.cli.chinese import Command, Group, speak
from planforge.cli.language import say
from planforge.cli.reading import allow

COMMANDS = {
    "new": "new:new",
    "open": "dropped:open_",
    "fill": "fill:fill",
    "convert": "convert:convert",
    "read": "sales:read",
    "render": "render:render",
    "show": "show:show",
    "check": "check:check",
    "explain": "explain:explain",
    "review": "review:review",
    "replan": "replan:replan",
    "adjust": "adjust:adjust:Adjust",
    "split": "nation:split",
    "round": "nation:round_",
    "rule": "rule:rule",
    "schema": "schema:schema",
    "templates": "templates:templates",
}
"""Every command, in the order of the help: the file and function here that it is, and its class where that is another
than ``Command``; or a group of more commands."""


def asked(arguments: Sequence[str]) -> Iterable[str]:
    """The command that some arguments begin with; all of them where they begin with none, and for a mistyped one."""
    return arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS


def program(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """planforge with some of its commands."""
    speak()
    app = typer.Typer(
        name="planforge",
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=say(
            "把一个区域的说明（YAML 或 Excel 问卷）变成一份完整的年度营销计划（Word）；目标层层分解，处处合计相等。",
            "Turn a region's YAML or Excel questionnaire into a finished annual marketing plan in Word, with every "
            "target adding up exactly.",
        ),
        epilog=say(
            "从这里开始：planforge new 我的区域.yaml，然后 planforge render 我的区域.yaml",
            "Start here: planforge new region.yaml, then planforge render region.yaml",
        ),
    )
    app.callback()(options)
    for name in names:
        file, *held = COMMANDS[name].split(":")
        command, *own = (getattr(import_module(f"planforge.cli.{file}"), one) for one in held)
        if isinstance(command, typer.Typer):
            app.add_typer(command)
        else:
            app.command(name, cls=own[0] if own else Command)(command)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"planforge {__version__}")
        raise typer.Exit


def options(
    version: Annotated[
        bool,
        typer.Option("--version", help=say("显示版本号。", "Show the version."), callback=_show_version, is_eager=True),
    ] = False,
    root: Annotated[
        list[Path] | None,
        typer.Option(
            help=say(
                "计划可以读取这个文件夹里的文件（默认只读计划所在的文件夹）。",
                "Specs may read files in this folder; only in their own otherwise.",
            )
        ),
    ] = None,
) -> None:
    """The options of planforge itself."""
    allow(root or ())
