"""``planforge templates copy``: the words and looks, in a folder of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planforge.cli.chinese import Command, Group
from planforge.cli.language import say
from planforge.cli.plain import echo

templates = typer.Typer(
    name="templates",
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("自己的文字与版式。", "Your own words and looks."),
)


@templates.callback()
def group() -> None:
    """A group, though it has one command today."""


@templates.command(cls=Command)
def copy(
    folder: Annotated[Path, typer.Argument(help=say("目标文件夹。", "Where to put them."), show_default=False)],
    language: Annotated[
        str | None, typer.Option(help=say("只要一种语言：zh-CN 或 en。", "One language only: zh-CN or en."))
    ] = None,
) -> None:
    """Copy."""
    from planforge import resources
    from planforge.cli.files import create, unwritable
    from planforge.cli.outputs import tell
    from planforge.reading.scaffold import quoted_for_shell

    source = resources.templates()
    wanted = [source / name for name in ((language,) if language else resources.languages())] + [
        source / "word",
        source / "deck",
    ]
    missing = [path.name for path in wanted if not path.is_dir()]
    if missing:
        raise typer.BadParameter(say(f"没有语言 {missing[0]}", f"no language {missing[0]}"), param_hint="--language")
    files = [
        path
        for top in wanted
        for path in sorted(top.rglob("*"))
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    ]
    there = {path: folder / path.relative_to(source) for path in files if (folder / path.relative_to(source)).exists()}
    cut_short = len(there) < len(files) and all(
        own.is_file() and own.read_bytes() == path.read_bytes() for path, own in there.items()
    )
    if there and not cut_short:
        echo(
            say(f"{folder} 中已有同名文件，没有覆盖", f"{folder} has files of these names; nothing was replaced"),
            err=True,
        )
        raise typer.Exit(1)
    made: list[Path] = []
    try:
        for path in files:
            target = folder / path.relative_to(source)
            if create(target, path.read_bytes()):
                made.append(target)
    except BaseException as error:
        for target in made:  # else the next call would find files of these names
            target.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        tell((unwritable(folder, error),))
        raise typer.Exit(2) from None
    shown = quoted_for_shell(str(folder))
    echo(
        say(
            f"已复制 {len(files)} 个文件到 {folder}；用 planforge render --templates {shown} 使用",
            f"{len(files)} files copied to {folder}; use them with: planforge render --templates {shown}",
        )
    )


copy.__doc__ = say("把章节文字和 Word 版式复制出来修改。", "Copy the section texts and Word styles, to change them.")
