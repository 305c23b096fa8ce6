"""``planforge schema``: the JSON Schema for editors, or the reference of all fields."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from planforge.cli.language import say


def schema(
    markdown: Annotated[
        bool, typer.Option(help=say("输出字段参考（Markdown）。", "The reference of all fields, as Markdown."))
    ] = False,
) -> None:
    """Schema."""
    from planforge.spec.reference import reference_text
    from planforge.spec.schema import schema_text

    sys.stdout.write(reference_text() if markdown else schema_text())


schema.__doc__ = say("输出 JSON Schema，供编辑器补全和检查。", "Print the JSON Schema, for completion in an editor.")
