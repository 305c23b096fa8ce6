"""``planforge new``: a starting spec, from questions on a terminal, from options, or from a file of past sales."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from planforge.cli.asking import (
    Back,
    Step,
    amount_of,
    ask_for,
    currency_of,
    distinct_names,
    in_turn,
    language_of,
    name_of,
    names_of,
    one_of,
    optional_name,
    year_of,
)
from planforge.cli.following import is_plan
from planforge.cli.language import console_currency, console_language, say
from planforge.cli.options import LanguageOption, MapOption, PresetsOption, SheetOption, UnitOption, YearStartOption
from planforge.cli.plain import echo
from planforge.cli.report import refuse
from planforge.cli.sales import SalesAsked, answered, given_of, renames
from planforge.cli.starting import follow, refuse_existing, write_nation, write_start
from planforge.cli.trade import called_by, list_presets, trade_for

if TYPE_CHECKING:
    from planforge.ledger.intake import Intake
    from planforge.problem import Problem
    from planforge.reading.keys import Keys
    from planforge.reading.scaffold import Answers
    from planforge.spec.history import HistoryFile


def new(
    file: Annotated[Path, typer.Argument(help=say("要新建的文件。", "The file to write."))] = Path("plan.yaml"),
    region: Annotated[
        str | None, typer.Option(help=say("区域名称；不写则取文件名。", "Name of the region; else that of the file."))
    ] = None,
    company: Annotated[str | None, typer.Option(help=say("公司名称。", "Name of the company."))] = None,
    manager: Annotated[str | None, typer.Option(help=say("编制人。", "Who writes the plan."))] = None,
    year: Annotated[
        str | None,
        typer.Option(
            metavar="YEAR",
            help=say(
                "计划年度；默认明年，有销售文件时为其最后一年的次年。",
                "The plan year; next year, or with a sales file the one after its last.",
            ),
        ),
    ] = None,
    language: LanguageOption = None,
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
        typer.Option(
            "--from",
            help=say(
                "从销售文件（CSV、Excel）读入历史；或从上年的计划（YAML、问卷）接着做；或从自己的 Word 文件取出建议。",
                "Take the history from a sales file; go on from last year's plan; or draw on a Word file of your own.",
            ),
        ),
    ] = None,
    actuals: Annotated[
        Path | None,
        typer.Option(help=say("上年计划的实际数，同 review。", "What came of last year's plan, as for review.")),
    ] = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OLD=NEW",
            help=say(
                "改了名的片区：“信阳=豫南一部,…”，或一个片区写一次 --rename；几个写同一个新名即为合并；对销售文件，"
                "老名按新名读；对上年的计划，一个写几个新名即为拆分。",
                "Districts that are called otherwise now, as OLD=NEW,OLD=NEW or with --rename once each; several with "
                "one new name are one; names of a sales file are read as the new ones, and one of last year's plan "
                "with several new names was split.",
            ),
        ),
    ] = None,
    regions: Annotated[
        str | None,
        typer.Option(
            help=say(
                "全国计划：由这些区域计划汇成（通配符，如 'regions/**/plan.yaml'）。",
                "A plan of headquarters over these regions' plans: a glob, e.g. 'regions/**/plan.yaml'.",
            )
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help=say(
                "币种，三个字母；默认取自销售文件，否则中文计划为 CNY。",
                "Currency, three letters; that of the sales file or of the console's country.",
            ),
        ),
    ] = None,
    columns: MapOption = None,
    sheet: SheetOption = None,
    unit: UnitOption = None,
    year_start: YearStartOption = None,
    templates: PresetsOption = None,
    keys: Annotated[str, typer.Option(help=say("键的语言：zh 或 en。", "Language of the keys: zh or en."))] = "en",
    show_list: Annotated[
        bool, typer.Option("--list", help=say("列出行业预设。", "List the industry presets."))
    ] = False,
) -> None:
    """New."""
    from planforge.spec.values import seen

    if show_list:
        list_presets(templates)
        return
    if seen(file.name) != file.name:
        raise typer.BadParameter(
            say("文件名里有看不见的字符，计划里写不下", "a spec cannot name a file with characters that nobody sees"),
            param_hint="FILE",
        )
    if file.exists():
        refuse_existing(file)
    if history is not None and is_plan(history):
        follow(file, history, actuals, year_of(year) if year is not None else None, _keys(keys), rename)
        return
    for option, given in (("--actuals", actuals), ("--rename", None if history else rename)):
        if given:
            message = say("只与上年的计划一起用：--from 2027.yaml", "goes with last year's plan: --from 2027.yaml")
            raise typer.BadParameter(message, param_hint=option)
    if regions is not None:
        told = ask_for("--language", language, False, "", "", language_of) if language else None
        write_nation(file, regions, region, company, told, industry)
        return
    ask = sys.stdin.isatty() and sys.stdout.isatty()
    usual = "zh-CN" if _any_chinese(file.stem, region, company, *(district or ())) else console_language()
    offers = ask and not (history or sales or district)
    history, chosen = _begun(file, history, language, usual, ask=ask, offers=offers)
    if not chosen and history is not None:
        follow(file, history, None, year_of(year) if year is not None else None, _keys(keys), rename)
        return
    wanted = year_of(year) if year is not None else None
    own = history if history is not None and history.suffix.lower() == ".docx" else None
    history = None if own else history
    intake = None
    if history:
        file_given = given_of(history, SalesAsked(columns, sheet, unit, year_start=year_start))
        intake = _taken(file_given.model_copy(update={"rename": _renamed(file_given, rename)}), wanted, chosen)
    said = _Said(region, company, manager, industry, district, sales, templates, currency)
    answers = _answers(ask, chosen, intake, wanted, said, file)
    write_start(file, answers, intake, history, _keys(keys), own, templates)


TABLES = (".xlsx", ".xlsm", ".xls", ".csv")
MOST = 9  # files that are offered by number


new.__doc__ = say("新建一份计划说明（YAML）。", "Write a starting spec.")


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


def _begun(
    file: Path, history: Path | None, language: str | None, usual: str, *, ask: bool, offers: bool
) -> tuple[Path | None, str]:
    """The file to start from, which is offered first, and the language; none where last year's plan says it."""
    while True:
        try:
            if offers:
                history = offered(file.parent)
                if history is not None and is_plan(history):
                    return history, ""
            question = say("文档语言 zh-CN/en", "Language zh-CN/en")
            return history, ask_for("--language", language, ask, question, usual, language_of)
        except Back:  # to the first question
            continue


def _keys(text: str) -> Keys:
    return "zh" if one_of(text, ("en", "zh")) == "zh" else "en"


def _any_chinese(*names: str | None) -> bool:
    """Whether a name is written in Chinese: then so is the plan, whatever the console speaks."""
    return any("\u4e00" <= letter <= "\u9fff" for name in names for letter in name or "")


# Answers --------------------------------------------------------------------------------------------------------------


class _Said(NamedTuple):
    """What options say of the new plan."""

    region: str | None
    company: str | None
    manager: str | None
    industry: str | None
    district: list[str] | None
    sales: str | None
    templates: Path | None
    currency: str | None


def _answers(ask: bool, language: str, intake: Intake | None, year: int | None, said: _Said, file: Path) -> Answers:
    from planforge.reading.scaffold import Answers, region_of, start_words

    known = intake is not None and intake.has_districts
    next_year = intake.plan_year if intake else datetime.date.today().year + 1
    words = start_words(language)
    if known and said.district:
        echo(
            say("片区取自销售文件，--district 没有用上", "districts are those of the file; --district is not used"),
            err=True,
        )
    if intake is not None and said.sales:
        echo(
            say(
                "上年销售取自销售文件，--sales 没有用上",
                "last year's sales are those of the file; --sales is not used",
            ),
            err=True,
        )
    place = said.templates
    named = said.district or known

    def trade() -> str:
        nonlocal place
        name, place = trade_for(ask, said.industry, said.templates, file)
        return name

    def step(key: str, name: str, given: str | None, question: str, default: str, read: Callable[[str], Any]) -> Step:
        return Step(key, name, lambda: ask_for(f"--{key}", given, ask, question, default, read), given is None)

    steps = [
        Step("industry", say("行业", "Industry"), trade, said.industry is None, called_by(said.templates)),
        step(
            "region", say("区域", "Region"), said.region, say("区域名称", "Region"), region_of(file, language), name_of
        ),
        step("company", say("公司", "Company"), said.company, say("公司名称", "Company"), words["company"], name_of),
        step(
            "year",
            say("年度", "Year"),
            str(year) if year else None,
            say("计划年度", "Plan year"),
            str(next_year),
            year_of,
        ),
        step("manager", say("编制人", "Manager"), said.manager, say("编制人", "Manager"), "", optional_name),
    ]
    if not named:
        question = say("片区名称，用逗号分开", "Districts, with commas")
        steps.append(step("district", say("片区", "Districts"), None, question, "", names_of))
    if intake is None:
        question = say("上年全区销售额（如 6900万）", "Last year's sales (e.g. 69m)")
        steps.append(step("sales", say("上年销售", "Last year's sales"), said.sales, question, "", amount_of))
    stated = (intake.currency if intake else "") or ("CNY" if language.startswith("zh") else console_currency())
    question = say("币种（三个字母）", "Currency (three letters)")
    wanted = step("currency", say("币种", "Currency"), said.currency, question, stated or "CNY", currency_of)
    steps += [wanted] if said.currency or not language.startswith("zh") else []
    found = in_turn(steps, ask=ask)
    if not (stated or said.currency or ask):
        echo(
            say(
                "没有写币种，按 CNY；用 --currency 指明",
                "no currency is named: CNY, unless --currency says another",
            ),
            err=True,
        )
    return Answers(
        language=language,
        industry=found["industry"],
        region=found["region"],
        company=found["company"],
        year=found["year"],
        manager=found["manager"],
        districts=() if known else distinct_names(said.district) if said.district else found["district"],
        sales=found.get("sales"),
        currency=found.get("currency", stated),
        currency_known=bool(stated or said.currency or ask),
        templates=place,
    )


# Past sales -----------------------------------------------------------------------------------------------------------


def _taken(given: HistoryFile, year: int | None, language: str) -> Intake:
    """What the sales file gives; its report goes to stderr. Exits with 2 where the file cannot be used."""
    from planforge.ledger.intake import take_in
    from planforge.reading.scaffold import start_words

    words, path = start_words(language), Path(given.file)
    intake, problems = answered(given, lambda options: take_in(path, options, year, words))
    if intake is None:
        refuse(problems)
    if year is None and intake.years[-1] > datetime.date.today().year + 1:
        refuse((_yet_to_come(path, intake.years),))
    echo(say(f"读取 {path}：", f"Read {path}:"), err=True)
    for text in intake.report:
        echo(f"  {text.to(console_language())}", err=True)
    return intake


def _renamed(given: HistoryFile, rename: Sequence[str] | None) -> dict[str, str]:
    """The names of the file that are to be read as others, by --rename; exits with 2 where it has no such name."""
    pairs = renames(rename)
    if not pairs:
        return {}
    from planforge.ledger.ledger import read_sales

    ledger, _ = read_sales(Path(given.file), given.file, given, 2000)
    there = {name for sale in (ledger.sales if ledger else ()) for name in sale.node if name}
    odd = next((pair for pair in pairs if len(pair) != 2 or not all(pair) or (there and pair[0] not in there)), None)
    if odd is not None:
        listed = "、".join(sorted(there)[:20])
        message = say(
            f"“{'='.join(odd)}”应写作 老名=新名；文件里有：{listed}",
            f"{'='.join(odd)} should be written OLD=NEW; the file has: {', '.join(sorted(there)[:20])}",
        )
        raise typer.BadParameter(message, param_hint="--rename")
    return {pair[0]: pair[1] for pair in pairs}


def _yet_to_come(path: Path, years: Sequence[int]) -> Problem:
    """Sales of years that lie ahead: their dates were read otherwise than they were meant."""
    from planforge.problem import Problem, Text, Where

    listed = Text("、".join(map(str, years)), ", ".join(map(str, years)))
    message = Text(
        f"按读到的日期，最近的销售在 {listed.zh} 年，还没有到",
        f"as read, the last sales are of {listed.en}, yet to come",
    )
    hint = Text(
        "核对日期的写法，年份写成四位；确是这些年就用 --year 写计划年度",
        "see how dates are written, with four digits for the year; where it is so, give the plan year with --year",
    )
    return Problem("H12", message, hint, (), Where(str(path)))
