"""The words of the command line's own framework in Chinese: usage, help, and what it says of a mistyped command."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from planforge.cli.language import console_language

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


class Command(TyperCommand):
    """A command whose help is all in one language."""

    def get_help(self, ctx: Any) -> str:
        return in_chinese(super().get_help(ctx))


class Group(TyperGroup):
    """The commands together, their help in one language."""

    def get_help(self, ctx: Any) -> str:
        return in_chinese(super().get_help(ctx))


def speak() -> None:
    """Have mistakes on the command line told in the language of the console."""

    def show(self: Any, file: Any = None) -> None:
        if self.ctx is not None:
            usage, path = in_chinese(self.ctx.get_usage()), self.ctx.command_path
            typer.echo(f"{usage}\n用 {path} {self.ctx.help_option_names[0]} 看说明。\n", err=True)
        typer.echo(f"错误：{in_chinese(self.format_message(), _SAID)}", err=True)

    if console_language().startswith("zh"):
        _UsageError.show = show
