"""``planforge new``: a starting spec, from questions on a terminal or from options."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Annotated

import typer

from planforge.cli.language import console_language, say


def new(
    file: Annotated[Path, typer.Argument(help=say("要新建的文件。", "The file to write."))] = Path("plan.yaml"),
    region: Annotated[str | None, typer.Option(help=say("区域名称。", "Name of the region."))] = None,
    company: Annotated[str | None, typer.Option(help=say("公司名称。", "Name of the company."))] = None,
    manager: Annotated[str | None, typer.Option(help=say("编制人。", "Who writes the plan."))] = None,
    year: Annotated[
        int | None,
        typer.Option(min=2000, max=2100, help=say("计划年度；默认明年。", "The plan year; next year by default.")),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help=say("文档语言：zh-CN 或 en。", "Language of the plan: zh-CN or en."))
    ] = None,
    industry: Annotated[
        str | None, typer.Option(help=say("行业预设，--list 查看。", "Industry preset; --list shows them."))
    ] = None,
    district: Annotated[
        list[str] | None, typer.Option(help=say("片区名称，可重复。", "A district; give it once for each."))
    ] = None,
    sales: Annotated[
        str | None, typer.Option(help=say("上年全区销售额，如 6900万。", "Last year's sales, e.g. 6900万 or 69m."))
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option("--from", help=say("从销售文件读入历史。", "Take the history from a CSV or Excel file.")),
    ] = None,
    show_list: Annotated[
        bool, typer.Option("--list", help=say("列出行业预设。", "List the industry presets."))
    ] = False,
) -> None:
    """New."""
    from planforge.cli.files import create
    from planforge.spec.scaffold import Answers, scaffold

    if show_list:
        _list_presets()
        return
    if file.exists():
        _refuse_existing(file)
    ask = sys.stdin.isatty() and sys.stdout.isatty()
    answers = Answers(
        language=_choice(
            language, ask, say("文档语言 zh-CN/en", "Language zh-CN/en"), console_language(), ("zh-CN", "en")
        ),
        industry=_choice(industry, ask, say("行业", "Industry"), "general", _presets()),
        region=_ask(region, ask, say("区域名称", "Region"), say("本区域", "My region")),
        company=_ask(company, ask, say("公司名称", "Company"), say("本公司", "My company")),
        year=int(_ask(year, ask, say("计划年度", "Plan year"), datetime.date.today().year + 1)),
        manager=_ask(manager, ask, say("编制人", "Manager"), ""),
        districts=tuple(district or _split(_ask(None, ask, say("片区名称，用逗号分开", "Districts, with commas"), ""))),
        sales=_ask(sales, ask, say("上年全区销售额（如 6900万）", "Last year's sales (e.g. 69m)"), ""),
        history=history,
    )
    text = scaffold(answers, file.name)
    if not create(file, text.encode("utf-8")):
        _refuse_existing(file)
    typer.echo(
        say(
            f"已写好 {file}。接着填写文件中标出的地方，再运行 planforge check {file} 和 planforge render {file}",
            f"Wrote {file}. Next: fill in what it marks, then planforge check {file} and planforge render {file}",
        )
    )


new.__doc__ = say("新建一份计划说明（YAML）。", "Write a starting spec.")


def _ask(given: object, ask: bool, question: str, default: object) -> str:
    """The option's value, else the user's answer on a terminal, else the default."""
    if given is not None:
        return str(given)
    return str(typer.prompt(question, default=default)) if ask else str(default)


def _choice(given: str | None, ask: bool, question: str, default: str, allowed: tuple[str, ...]) -> str:
    answer = _ask(given, ask, question, default)
    if answer not in allowed:
        known = ", ".join(allowed)
        raise typer.BadParameter(say(f"{answer} 不可用，可选：{known}", f"{answer} is not one of {known}"))
    return answer


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.replace("，", ",").replace("、", ",").split(",") if name.strip())


def _presets() -> tuple[str, ...]:
    from planforge.spec.preset import preset_names

    return tuple(preset_names())


def _list_presets() -> None:
    from planforge.spec.preset import load_preset

    for name in _presets():
        typer.echo(f"{name:20} {load_preset(name).title.to(console_language())}")


def _refuse_existing(file: Path) -> None:
    typer.echo(
        say(f"{file} 已存在，没有覆盖；请换一个文件名", f"{file} exists and was kept; choose another name"), err=True
    )
    raise typer.Exit(2)
