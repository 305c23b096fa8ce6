"""``planforge rule``: what a check looks for and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import console_language, say

if TYPE_CHECKING:
    from planforge.checks.rule import Rule


def rule(
    code: Annotated[
        str | None, typer.Argument(help=say("规则代码；不填列出全部。", "A code; all rules without one."))
    ] = None,
    markdown: Annotated[
        bool, typer.Option(help=say("输出规则参考（Markdown）。", "The reference of all rules."))
    ] = False,
    lang: Annotated[str | None, typer.Option(help=say("语言：zh-CN 或 en。", "Language: zh-CN or en."))] = None,
) -> None:
    """Rule."""
    from planforge.checks.reference import rules_text
    from planforge.checks.run import RULES

    language = lang or console_language()
    if markdown:
        sys.stdout.write(rules_text())
        return
    chosen = [found for found in RULES if code is None or found.code() == code.upper()]
    if not chosen:
        known = ", ".join(found.code() for found in RULES)
        raise typer.BadParameter(say(f"没有规则 {code}；有 {known}", f"no rule {code}; there are {known}"))
    for found in chosen:
        typer.echo(_explained(found, language) if code else _line(found, language))


rule.__doc__ = say("说明一条检查规则，或列出全部规则。", "Explain a rule, or list them all.")


def _line(found: type[Rule], language: str) -> str:
    return f"{found.code()}  {found.severity.value:8} {found.title.to(language)}"


def _explained(found: type[Rule], language: str) -> str:
    lines = [f"{found.code()} ({found.severity.value}) {found.title.to(language)}", "", found.why.to(language), ""]
    lines += [
        f"{say('提示', 'message')}: {found.message.to(language)}",
        f"{say('改法', 'hint')}: {found.hint.to(language)}",
    ]
    lines += [f"{say('阈值', 'limit')}: {name} = {value}" for name, value in found.limits.items()]
    return "\n".join(lines)
