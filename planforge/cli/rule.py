"""``planforge rule``: what a check looks for and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import console_language, say
from planforge.cli.options import LanguageOption
from planforge.cli.report import shown
from planforge.problem import Text

if TYPE_CHECKING:
    from planforge.checks.rule import RuleText

ELSEWHERE = {
    "D": Text("读模板和公司 Word 文件", "templates and a company's Word file are read"),
    "F": Text("读写文件", "files are read and written"),
    "H": Text("读销售历史", "past sales are read"),
    "M": Text("计算钱、货款和考核", "money, collection and appraisal are worked out"),
    "N": Text("拆分和核对全国计划", "a nation's plans are split and held against each other"),
    "P": Text("计算目标和链条", "targets and the chain are worked out"),
    "R": Text("读计划文件", "a spec is read"),
    "V": Text("读实际数", "actuals are read"),
    "X": Text("核对 ignore 注释", "ignore comments are held against the findings"),
}


def rule(
    code: Annotated[
        str | None, typer.Argument(help=say("规则代码；不填列出全部。", "A code; all rules without one."))
    ] = None,
    markdown: Annotated[
        bool, typer.Option(help=say("输出规则参考（Markdown）。", "The reference of all rules, as Markdown."))
    ] = False,
    write_docs: Annotated[
        Path | None, typer.Option(help=say("把规则参考写入文件。", "Write the reference of all rules to a file."))
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Rule."""
    from planforge.checks.reference import rules_text
    from planforge.checks.run import RULES
    from planforge.checks.word.rules import RULES as WORD_RULES

    language = lang or console_language()
    if write_docs or markdown:
        _give(rules_text(), write_docs)
    elif code is None:
        for found in (*RULES, *WORD_RULES):
            typer.echo(shown(_line(found, language)))
    else:
        typer.echo(shown(_explained(_named(code.strip().upper()), language)))


rule.__doc__ = say("说明一条检查规则，或列出全部规则。", "Explain a rule, or list them all.")


def _give(text: str, file: Path | None) -> None:
    from planforge.cli.outputs import save_text

    if file is None:
        typer.echo(text, nl=False)
    else:
        save_text(file, text, (".md",))


def _named(code: str) -> type[RuleText]:
    """The rule of a code. Refuses others: says where the code comes from, or which rule may be meant."""
    from difflib import get_close_matches

    from planforge.checks.run import RULES
    from planforge.checks.word.rules import RULES as WORD_RULES

    known: dict[str, type[RuleText]] = {rule.code(): rule for rule in (*RULES, *WORD_RULES)}
    if code in known:
        return known[code]
    if code[:1] in ELSEWHERE and code[1:].isdigit():
        when = ELSEWHERE[code[0]]
        raise typer.BadParameter(
            say(
                f"{code} 不是检查规则，而是{when.zh}时的提示，写在提示里的就是全部",
                f"{code} is no rule: it is told while {when.en}, and its message says all there is",
            )
        )
    near = get_close_matches(code, known, 3, 0.5) or [found for found in known if found[0] == code[:1]]
    meant = ", ".join(near or sorted({found[0] for found in known}))
    raise typer.BadParameter(say(f"没有规则 {code}；是否指 {meant}？", f"no rule {code}; did you mean {meant}?"))


def _line(found: type[RuleText], language: str) -> str:
    return f"{found.code()}  {found.severity.value:8} {found.title.to(language)}"


def _explained(found: type[RuleText], language: str) -> str:
    from planforge.checks.rule import blank

    message, hint, limit = Text("提示", "message"), Text("改法", "hint"), Text("阈值", "limit")
    lines = [
        f"{found.code()} ({found.severity.value}) {found.title.to(language)}",
        "",
        found.why.to(language),
        "",
        f"{message.to(language)}: {blank(found.message.to(language))}",
        f"{hint.to(language)}: {blank(found.hint.to(language))}",
    ]
    lines += [f"{limit.to(language)}: {name} = {value}" for name, value in found.limits.items()]
    return "\n".join(lines)
