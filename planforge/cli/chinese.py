"""The words of the command line's own framework in Chinese: usage, help, and what it says of a mistyped command."""

from __future__ import annotations

import re
import shutil
from typing import Any
from unicodedata import east_asian_width

import typer
from typer import core
from typer.core import TyperCommand, TyperGroup, TyperOption

from planforge.cli.language import console_language, say

_UsageError: Any = typer.BadParameter.__mro__[1]
_HELP = (
    (r"(?m)^Usage: ", "用法："),
    (r"(?m)^(\s*)Arguments:$", r"\1参数："),
    (r"(?m)^(\s*)Options:$", r"\1选项："),
    (r"(?m)^(\s*)Commands:$", r"\1命令："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]..."),
    (r"\[default:\s+", "[默认："),
    (r"\[required\]", "[必填]"),
    (r"Show\s+this\s+message\s+and\s+exit\.", "显示这段说明。"),
    (r"Install\s+completion\s+for\s+the\s+current\s+shell\.", "给当前的命令行装上自动补全。"),
    (
        r"Show\s+completion\s+for\s+the\s+current\s+shell,\s+to\s+copy\s+it\s+or\s+customize\s+the\s+installation\.",
        "显示自动补全的脚本。",
    ),
)
_SAID = (
    (r"Missing argument (.*?)\.$", r"缺少参数 \1。"),
    (r"Missing option (.*?)\.$", r"缺少选项 \1。"),
    (r"Missing command\.", "缺少命令。"),
    (r"No such command (.*?)\.?( Did you mean (.*)\?)?$", r"没有命令 \1。\2"),
    (r"No such option: (\S+)", r"没有选项 \1"),
    (r"\(Possible options: (.*)\)", r"（可选：\1）"),
    (r"Did you mean (.*)\?", r"是否指 \1？"),
    (r"Got unexpected extra argument\(s\) \((.*)\)", r"多出的参数：\1"),
    (r"Option (\S+) requires an argument\.?", r"选项 \1 后面要有值"),
    (r"Invalid value for (.*?): ", r"\1 的值不对："),
    (r"Invalid value: ", "值不对："),
    (r"(\S+) '(.*)' does not exist\.", r"\1 '\2' 不存在。"),
    (r"(\S+) is not a valid integer\.?", r"\1 不是整数。"),
    (r"Input should be greater than or equal to (\S+)", r"应不小于 \1"),
    (r"Input should be a valid integer.*", r"应为整数"),
    (r"(\S+) is not in the range (.*?)\.", r"\1 不在 \2 的范围内。"),
)


def in_chinese(text: str, words: tuple[tuple[str, str], ...] = _HELP) -> str:
    """A text of the framework's in the language of the console."""
    if console_language().startswith("zh"):
        for english, chinese in words:
            text = re.sub(english, chinese, text)
    return text


_ROW = re.compile(r"( +\S.*?  +)\S")  # an option or command, and what is said of it
_PIECES = r"[（《“‘\[]*(?:[\u2e80-\uffef]|[^\s（《“‘\[\u2e80-\uffef]+)[，、。：；！？）》”’\]]*\s*|\s+|."
"""Not compiled before a help is asked for: that takes as long as to import a file of ours."""
_UNBROKEN = 10_000


def _wide(text: str) -> int:
    """The columns that a text takes; Chinese characters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def folded(text: str, columns: int) -> str:
    """Lines folded to a number of columns, what is said of an option below itself."""
    return "\n".join(piece for line in text.split("\n") for piece in _folds(line, columns))


def _folds(line: str, columns: int) -> list[str]:
    row = _ROW.match(line)
    start = min(_wide(row[0][:-1]) if row else len(line) - len(line.lstrip()), columns // 2)
    made = [""]
    for piece in re.findall(_PIECES, line):
        if made[-1].strip() and _wide(made[-1] + piece.rstrip()) > columns:
            made.append(" " * start)
        made[-1] += piece if made[-1].strip() or len(made) == 1 else piece.lstrip()
    return [one.rstrip() for one in made]


def _help(ctx: Any, write: Any) -> str:
    """A help in one language, that fits the console whatever its letters: the framework counts them all as narrow."""
    usual = ctx.terminal_width, ctx.max_content_width
    columns = min(ctx.terminal_width or shutil.get_terminal_size().columns, ctx.max_content_width or 80)
    try:
        ctx.terminal_width = ctx.max_content_width = _UNBROKEN
        return folded(in_chinese(write(ctx)), max(columns, 40))
    finally:
        ctx.terminal_width, ctx.max_content_width = usual


class Command(TyperCommand):
    """A command whose help is all in one language, and that takes an option of one value once: of two the framework
    would keep the last, without a word."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _, _, given = self.make_parser(ctx).parse_args(args=list(args))
        for option in given:
            single = isinstance(option, TyperOption) and not (option.multiple or option.is_flag)
            if single and given.count(option) > 1:
                name = max(option.opts, key=len)
                ctx.fail(say(f"{name} 写了不止一次，只能有一个值", f"{name} is given twice: it takes one value"))
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        return _help(ctx, super().get_help)


class Group(TyperGroup):
    """The commands together, their help in one language."""

    def get_help(self, ctx: Any) -> str:
        return _help(ctx, super().get_help)


def speak() -> None:
    """Have mistakes on the command line told in the language of the console, with nothing in them that acts on it."""

    def show(self: Any, file: Any = None) -> None:
        from planforge.cli.plain import plain

        if self.ctx is not None:
            usage, path, option = in_chinese(self.ctx.get_usage()), self.ctx.command_path, self.ctx.help_option_names[0]
            help_ = say(f"用 {path} {option} 看说明。", f"Try '{path} {option}' for help.")
            typer.echo(f"{usage}\n{help_}\n", err=True)
        typer.echo(say("错误：", "Error: ") + plain(in_chinese(self.format_message(), _SAID)), err=True)

    _UsageError.show = show
    if console_language().startswith("zh"):
        usual: Any = core.__dict__["_"]
        core.__dict__["_"] = lambda text: "已中止。" if text == "Aborted!" else usual(text)
