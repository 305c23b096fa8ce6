"""The list of commands. Each command's file imports what it needs when it runs, so that ``--help`` stays quick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planforge import __version__
from planforge.cli.adjust import Adjust, adjust
from planforge.cli.check import check
from planforge.cli.chinese import Command, Group, speak
from planforge.cli.convert import convert
from planforge.cli.dropped import open_
from planforge.cli.explain import explain
from planforge.cli.fill import fill
from planforge.cli.language import say
from planforge.cli.nation import round_, split
from planforge.cli.new import new
from planforge.cli.reading import allow
from planforge.cli.render import render
from planforge.cli.replan import replan
from planforge.cli.review import review
from planforge.cli.rule import rule
from planforge.cli.sales import read
from planforge.cli.schema import schema
from planforge.cli.show import show
from planforge.cli.templates import templates

COMMANDS = (
    new,
    open_,
    fill,
    convert,
    read,
    render,
    show,
    check,
    explain,
    review,
    replan,
    adjust,
    split,
    round_,
    rule,
    schema,
)

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
        "Turn a region's YAML or Excel questionnaire into a finished annual marketing plan in Word, with every target "
        "adding up exactly.",
    ),
    epilog=say(
        "从这里开始：planforge new 我的区域.yaml，然后 planforge render 我的区域.yaml",
        "Start here: planforge new region.yaml, then planforge render region.yaml",
    ),
)
for command in COMMANDS:
    app.command(command.__name__.rstrip("_"), cls=Adjust if command is adjust else Command)(command)
app.add_typer(templates)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"planforge {__version__}")
        raise typer.Exit


@app.callback()
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
