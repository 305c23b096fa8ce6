"""What ``new`` asks beyond the plan: which file of past sales there is, and five questions for a trade of one's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer

from planforge.cli.asking import Step, ask_for, in_turn, name_of
from planforge.cli.language import say

TABLES = (".xlsx", ".xlsm", ".xls", ".csv")
MOST = 9  # files that are offered by number


def offered(folder: Path) -> Path | None:
    """The file to start from that the user picks, by number or name; None where he has none."""
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in TABLES and path.name[:1] not in "~.")
    for number, path in enumerate(found[:MOST], 1):
        typer.echo(f"  {number} {path.name}")

    def read(text: str) -> Path | None:
        if not text.strip():
            return None
        if text.strip().isdecimal() and 1 <= int(text) <= len(found[:MOST]):
            return found[int(text) - 1]
        path = Path(text.strip().strip("\"'"))
        path = path if path.is_file() else folder / path
        if not path.is_file():
            raise typer.BadParameter(say(f"没有文件 {text}", f"there is no file {text}"))
        return path

    question = say(
        "销售明细，或上年的计划（编号或文件名；没有就按回车）",
        "Past sales, or last year's plan (number or file; return for none)",
    )
    return ask_for("", None, True, question, "", read)


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
