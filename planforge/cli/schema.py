"""``planforge schema``: the JSON Schema for editors, or the reference of all fields."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planforge.cli.language import say


def schema(
    markdown: Annotated[
        bool, typer.Option(help=say("输出字段参考（Markdown）。", "The reference of all fields, as Markdown."))
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=say("写入文件。", "Write to a file."), show_default=False)
    ] = None,
) -> None:
    """Schema."""
    from planforge.cli.outputs import save_text
    from planforge.reading.schema import reference_text, schema_text

    text = reference_text() if markdown else schema_text()
    if output is None:
        typer.echo(text, nl=False)
    else:
        save_text(output, text, (".md",) if markdown else (".json",))


schema.__doc__ = say("输出 JSON Schema，供编辑器补全和检查。", "Print the JSON Schema, for completion in an editor.")
