"""Questions on a terminal: asked again until answered, gone back over, summed up before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import typer
from msgspec import Struct

from planforge.cli.language import say

BACK = ("<", "＜", "《")


class Back(Exception):  # noqa: N818 - what the user wants, not that something failed
    """The user wants the question before."""


FIRST_YEAR, LAST_YEAR = 2000, 2100
T = TypeVar("T")


def ask_for(option: str, given: str | None, ask: bool, question: str, default: str, read: Callable[[str], T]) -> T:
    """The option's value, else the user's answer on a terminal, else the default. A wrong answer is asked again, a
    wrong option refused; ``Back`` where he wants the question before."""
    if given is not None or not ask:
        try:
            return read(default if given is None else given)
        except typer.BadParameter as wrong:
            raise typer.BadParameter(wrong.message, param_hint=option) from None

    def heard(text: str) -> T:
        if text.strip() in BACK:
            raise Back
        return read(text)

    return answer_to(question, default, heard)


def answer_to(question: str, default: str, read: Callable[[str], T], *, err: bool = False) -> T:
    """What the user answers, asked again until it can be read; wrong answers are told in the console's language."""
    while True:
        text = typer.prompt(question, default=default, value_proc=str, err=err)
        try:
            return read(text)
        except typer.BadParameter as wrong:
            typer.echo(say(f"错误：{wrong.message}", f"Error: {wrong.message}"), err=err)


def number_up_to(most: int) -> Callable[[str], int]:
    """Reads a whole number from 0 on."""

    def read(text: str) -> int:
        if not text.strip().isdecimal() or int(text) > most:
            raise typer.BadParameter(say(f"写 0 到 {most} 的数", f"write a number from 0 to {most}"))
        return int(text)

    return read


def currency_of(text: str) -> str:
    """A currency's three letters."""
    from planforge.ledger.figures import stated_currency

    code = text.strip().upper()
    code = code if len(code) == 3 and code.isascii() and code.isalpha() else stated_currency([text.strip()])
    if not code:
        message = say(f"“{text}”不是币种，写三个字母，如 CNY", f"{text} is no currency; write three letters, e.g. CAD")
        raise typer.BadParameter(message)
    return code


class Step(Struct, frozen=True):
    """A question: what it is called in the summing up, how it is asked, whether it is asked at all."""

    key: str
    name: str
    run: Callable[[], Any]
    asked: bool
    shown: Callable[[Any], str] = str


def in_turn(steps: Sequence[Step], *, ask: bool) -> dict[str, Any]:
    """The answers by key; on a terminal one may go back with ``<``, and sees all of them before anything is written."""
    found: dict[str, Any] = {}
    number = 0
    while number <= len(steps):
        try:
            if number == len(steps):
                if ask:
                    _summed_up(steps, found)
                return found
            found[steps[number].key] = steps[number].run()
            number += 1
        except Back:
            number = max((n for n in range(number) if steps[n].asked), default=min(number, len(steps) - 1))
    return found


def _summed_up(steps: Sequence[Step], found: Mapping[str, Any]) -> None:
    typer.echo("")
    for step in steps:
        value = found[step.key]
        if value not in (None, "", ()):
            shown = say("、", ", ").join(value) if isinstance(value, tuple | list) else step.shown(value)
            typer.echo(f"  {step.name}{say('：', ': ')}{shown}")
    ask_for("", None, True, say("回车写入，< 回去改", "Return to write it, < to go back"), "", _agreed)


def _agreed(text: str) -> None:
    """Nothing, or yes: an answer to a question that was not put writes no file."""
    if text.strip().lower() not in ("", "y", "yes", "是", "好"):
        raise typer.BadParameter(say("按回车写入，写 < 回去改", "press return to write it, < to go back"))


def language_of(text: str) -> str:
    """A language there is, by its code or its name."""
    from planforge.resources import languages

    return one_of(LANGUAGES.get(text.strip().lower(), text), languages())


LANGUAGES = {"中文": "zh-CN", "zh": "zh-CN", "chinese": "zh-CN", "英文": "en", "英语": "en", "english": "en"}
"""What people call a language."""


def yes_or_no(text: str) -> bool:
    """Yes or no in either language."""
    from planforge.spec.values import parse_flag

    try:
        return parse_flag(text)
    except ValueError:
        raise typer.BadParameter(say("写 是 或 否", "write yes or no")) from None


def one_of(text: str, allowed: Sequence[str]) -> str:
    """One of a few words."""
    if text not in allowed:
        known = ", ".join(allowed)
        raise typer.BadParameter(say(f"{text} 不可用，可选：{known}", f"{text} is not one of {known}"))
    return text


def year_of(text: str) -> int:
    """A plan year."""
    if not text.strip().isdecimal() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        message = say(
            f"年度“{text}”应在 {FIRST_YEAR} 与 {LAST_YEAR} 之间",
            f"{text} is no year between {FIRST_YEAR} and {LAST_YEAR}",
        )
        raise typer.BadParameter(message, param_hint="--year")
    return int(text)


def name_of(text: str) -> str:
    """A name as the spec takes it, without what nobody sees."""
    from planforge.spec.values import parse_name, seen

    try:
        return parse_name(seen(text))
    except ValueError:
        raise typer.BadParameter(say("名称应为一行文字，不能为空", "a name is one line of text, not empty")) from None


def optional_name(text: str) -> str:
    """A name, or nothing."""
    return name_of(text) if text.strip() else ""


def names_of(names: str) -> tuple[str, ...]:
    """Names with commas of any kind between them."""
    return distinct_names([name for name in names.replace("，", ",").replace("、", ",").split(",") if name.strip()])


def distinct_names(given: Sequence[str]) -> tuple[str, ...]:
    """Names of districts, none of them twice."""
    names = tuple(map(name_of, given))
    twice = next((name for index, name in enumerate(names) if name in names[:index]), None)
    if twice is not None:
        message = say(f"片区“{twice}”写了两次", f"district {twice} is given twice")
        raise typer.BadParameter(message, param_hint="--district")
    return names


def amount_of(text: str) -> Decimal | None:
    """An amount above nil, None for no answer."""
    from planforge.spec.values import parse_money

    if not text.strip():
        return None
    try:
        amount = parse_money(text)
    except ValueError:
        amount = Decimal(0)
    if not amount:
        raise typer.BadParameter(
            say(f"“{text}”不是金额；写作 6900万 或 69000000", f"{text} is no amount; write 69m or 69000000")
        )
    return amount
