"""The trade of a new plan: a preset that there is, or one of one's own from five questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from planforge.cli.asking import Step, ask_for, in_turn, name_of, yes_or_no
from planforge.cli.language import console_language, say
from planforge.cli.plain import echo
from planforge.cli.report import refuse

if TYPE_CHECKING:
    from planforge.reading.preset import Preset

GENERAL = "general"
FOLDER = "planforge-templates"  # where a preset of one's own is written to, beside the plan


def called_by(templates: Path | None) -> Callable[[str], str]:
    """What a trade is called, by its name."""

    def called(name: str) -> str:
        from planforge.reading.preset import preset_names

        return _preset(name, templates).title.to(console_language()) if name in preset_names(templates) else name

    return called


def trade_for(ask: bool, industry: str | None, templates: Path | None, file: Path) -> tuple[str, Path | None]:
    """The trade, and the folder of its preset; one that there is none of is written after five questions."""
    if not ask:
        return ask_for("--industry", industry, ask, "", GENERAL, partial(_known, templates)), templates
    from planforge.problem import Refusal

    def read(text: str) -> str:
        try:
            return _known(templates, text)
        except typer.BadParameter as wrong:
            echo(wrong.message)
            return f"?{text.strip()}"

    templates = templates or (beside if (beside := file.parent / FOLDER).is_dir() else None)
    while True:
        name = read(industry) if industry else ask_for("", None, True, _choices(templates), say("通用", GENERAL), read)
        if not name.startswith("?"):
            return name, templates
        question = say(
            f"回答五个问题，写一个“{name[1:]}”的行业预设？", f"Write a preset for {name[1:]} from five answers?"
        )
        if ask_for("", None, True, question, say("是", "yes"), yes_or_no):
            try:
                return own_preset(name[1:], templates or file.parent / FOLDER)
            except Refusal as refusal:
                refuse(refusal.problems)
        industry = None


def _known(templates: Path | None, text: str) -> str:
    """A preset's name, from its number in the list or what people call the trade; one that cannot be used is refused
    before anything else is asked."""
    from planforge.problem import Refusal
    from planforge.reading.preset import preset_name, preset_names

    known = preset_names(templates)
    if text.strip().isdecimal() and 1 <= int(text) <= len(known):
        text = known[int(text) - 1]
    try:
        return preset_name(text.strip(), templates)
    except Refusal as refusal:
        if any(problem.code != "R15" for problem in refusal.problems):
            refuse(refusal.problems)
        problem = refusal.problems[0]
        hint = problem.hint.to(console_language()) if problem.hint else ""
        raise typer.BadParameter(f"{problem.message.to(console_language())}; {hint}") from None


def _choices(templates: Path | None) -> str:
    """The trades by number, as a question shows them."""
    from planforge.reading.preset import preset_names

    names = (
        f"{n} {_preset(name, templates).title.to(console_language())}"
        for n, name in enumerate(preset_names(templates), 1)
    )
    return say("行业（写编号或名称）：", "Industry (number or name): ") + "  ".join(names)


def _preset(name: str, templates: Path | None) -> Preset:
    from planforge.problem import Refusal
    from planforge.reading.preset import load_preset

    try:
        return load_preset(name, templates)
    except Refusal as refusal:
        refuse(refusal.problems)


def list_presets(templates: Path | None) -> None:
    from planforge.reading.preset import preset_names

    for number, name in enumerate(preset_names(templates), 1):
        preset = _preset(name, templates)
        echo(
            f"{number:3} {name:20} {preset.title.to(console_language())}  {say('、', ', ').join(preset.also)}".rstrip()
        )


def own_preset(name: str, folder: Path) -> tuple[str, Path]:
    """Five answers as a preset in ``folder``: its name and the folder. Words that are not asked for are the general
    ones; figures are the general starting values, which wait for confirmation in the plan."""
    import yaml

    from planforge import resources
    from planforge.cli.files import create, safe_name
    from planforge.reading.preset import load_preset

    def step(key: str, zh: str, en: str, default: str, read: Any = name_of) -> Step:
        return Step(key, say(zh, en), lambda: ask_for("", None, True, say(zh, en), default, read), asked=True)

    said = in_turn(
        [
            step("customer", "直接客户叫什么（如 经销商、医院）", "What customers are called", say("经销商", "dealer")),
            step("outlet", "销售网点叫什么（如 零售店、科室）", "What outlets are called", say("网点", "outlet")),
            step("unit", "按什么单位卖（如 吨、件、台）", "The unit that is sold", say("件", "unit")),
            step("pay", "怎么付款（现款、月结、60天，或 60%、40%）", "How they pay (cash, monthly, 60 days, 60%, 40%)",
                 say("月结", "monthly"), _payment),
            step("season", "旺季在哪几个月（如 3–5月、9月）", "When the season is (e.g. March to May)", "", str.strip),
        ],
        ask=True,
    )  # fmt: skip
    text = (resources.templates() / "industries" / "general.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    data["title"] = _both(name)
    for term in ("customer", "dealer"):
        data["terms"][term] = _both(said["customer"])
    data["terms"] |= {"outlet": _both(said["outlet"]), "volume_unit": _both(said["unit"])}
    for node, word in zip(data["nodes"], ("customer", "outlet"), strict=True):
        node["name"] = _both(said[word])
    data["terms_of_payment"] = pattern_of(said["pay"])
    if said["season"]:
        data["season_note"] = {"zh": f"旺季是{said['season']}。", "en": f"The season is {said['season']}."}
    file = folder / "industries" / f"{safe_name(name)}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"# {name}：planforge new 由五个回答写成；各项含义见 docs/industries.md。\n"
    create(file, (head + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)).encode("utf-8"))
    load_preset(file.stem, folder)
    typer.echo(say(f"行业预设写在 {file}", f"The preset is in {file}"))
    return file.stem, folder


def _both(word: str) -> dict[str, str]:
    return {"zh": word, "en": word}


def _payment(text: str) -> str:
    """How they pay in the person's own words, which say a pattern."""
    pattern_of(text)
    return text.strip()


def pattern_of(text: str) -> list[str]:
    """Shares paid in the month of sale and after, from how people say it."""
    said = text.strip().lower().replace("％", "%")
    if shares := re.findall(r"([\d.]+)\s*%", said):
        if sum(map(float, shares)) != 100:
            raise typer.BadParameter(say("各月合计要是 100%", "the shares must sum to 100 %"))
        return [f"{share}%" for share in shares]
    if any(word in said for word in ("现款", "现金", "先款", "预收", "cash", "advance")):
        return ["100%"]
    days = re.search(r"(\d+)\s*(天|days?)?$", said)
    months = 1 if any(word in said for word in ("月结", "次月", "monthly")) else None
    months = round(int(days[1]) / 30) if days else months
    if months is None or months > 11:
        raise typer.BadParameter(say("写 现款、月结、60天，或 60%、40%", "write cash, monthly, 60 days, or 60%, 40%"))
    return [*["0%"] * months, "100%"]
