"""The arguments and options that several commands share: what each is called, takes and says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planforge.cli.language import among_languages, say

# What a command is given

SpecArgument = Annotated[Path, typer.Argument(help=say("计划文件。", "The spec."), show_default=False)]
SpecsArgument = Annotated[
    Path, typer.Argument(help=say("计划文件，或文件夹。", "The spec, or a folder of them."), show_default=False)
]
NationArgument = Annotated[
    Path, typer.Argument(help=say("全国计划。", "The plan of headquarters."), show_default=False)
]
ActualsOption = Annotated[
    Path,
    typer.Option(
        help=say(
            "实际数：CSV、Excel，或填好的跟踪工作簿。", "Actuals: CSV, Excel, or the tracking workbook filled in."
        ),
        show_default=False,
    ),
]
ChangesOption = Annotated[
    list[str] | None,
    typer.Option("--set", help=say("改一个值：targets.base=+25%。", "Change a value: targets.base=+25%.")),
]
PresetsOption = Annotated[
    Path | None,
    typer.Option(
        "--templates", help=say("自己的行业预设所在的文件夹。", "A folder with industry presets of your own.")
    ),
]
TextsOption = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        exists=True,
        file_okay=False,
        help=say("自己的章节文字文件夹。", "A folder with your own section texts."),
    ),
]

# How a sales file is read

MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=KEY",
        help=say(
            "销售文件的列：“销售额=amount,地区=district”，键也可写中文（销售额=金额）；可以写几次。",
            'Columns of the sales file: "Sales=amount,State=district"; more than once if need be.',
        ),
    ),
]
RenameOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="OLD=NEW",
        help=say(
            "年中改了名的片区、产品、人：“苏南=江苏南部,…”，实际数按计划中的名称读；可以写几次。",
            "Districts, products, people that have a new name since: OLD=NEW,OLD=NEW; read by the plan's name.",
        ),
    ),
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", help=say("销售文件的工作表。", "Worksheet of the sales file."))
]
UnitOption = Annotated[
    str | None,
    typer.Option("--unit", help=say("销售文件的金额单位，如 万元。", "Unit of its amounts, e.g. thousand.")),
]
SalesYearOption = Annotated[
    int | None,
    typer.Option(
        "--year",
        metavar="YEAR",
        min=1990,
        max=2100,
        help=say("没有写年份的月份属于哪一年。", "The year of months that name none."),
    ),
]
YearStartOption = Annotated[
    int | None,
    typer.Option(
        "--year-start",
        metavar="MONTH",
        min=-12,
        max=12,
        help=say(
            "财年从几月开始：4；以结束的年份命名写 -4。",
            "Month its financial years begin in; -4: named for their end.",
        ),
    ),
]

# What is shown, and in which words

JsonOption = Annotated[bool, typer.Option("--json", help=say("全部数字，JSON。", "Every figure, as JSON."))]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        "--lang",
        help=say("语言：zh-CN 或 en。", "Language: zh-CN or en."),
        autocompletion=among_languages,
    ),
]
NodeOption = Annotated[
    str | None,
    typer.Option(help=say("全国计划：只要这个节点及其以下。", "Of a national plan: this node and those below it.")),
]

# How much of it, and how many at a time

JobsOption = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help=say("同时处理几份。", "How many plans at a time."))
]
ShardOption = Annotated[
    str | None, typer.Option(help=say("只做第几份中的第几份：3/20。", "Only this part of so many: 3/20."))
]
