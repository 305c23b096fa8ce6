"""``planforge new``: a starting spec, from questions on a terminal, from options, or from a file of past sales."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

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
    yes_or_no,
)
from planforge.cli.following import carried_over, is_plan
from planforge.cli.language import console_currency, console_language, say
from planforge.cli.options import LanguageOption, MapOption, PresetsOption, SheetOption, UnitOption, YearStartOption
from planforge.cli.own_trade import offered
from planforge.cli.plain import echo
from planforge.cli.sales import answered, given_of, renames

if TYPE_CHECKING:
    from planforge.ledger.intake import Intake
    from planforge.problem import Problem
    from planforge.reading.keys import Keys
    from planforge.reading.preset import Preset
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
        _list_presets(templates)
        return
    if seen(file.name) != file.name:
        raise typer.BadParameter(
            say("文件名里有看不见的字符，计划里写不下", "a spec cannot name a file with characters that nobody sees"),
            param_hint="FILE",
        )
    if file.exists():
        _refuse_existing(file)
    if history is not None and is_plan(history):
        _follow(file, history, actuals, year_of(year) if year is not None else None, keys, rename)
        return
    for option, given in (("--actuals", actuals), ("--rename", None if history else rename)):
        if given:
            message = say("只与上年的计划一起用：--from 2027.yaml", "goes with last year's plan: --from 2027.yaml")
            raise typer.BadParameter(message, param_hint=option)
    if regions is not None:
        said = ask_for("--language", language, False, "", "", language_of) if language else None
        _write_nation(file, regions, region, company, said, industry)
        return
    ask = sys.stdin.isatty() and sys.stdout.isatty()
    usual = "zh-CN" if _any_chinese(file.stem, region, company, *(district or ())) else console_language()
    offers = ask and not (history or sales or district)
    history, chosen = _begun(file, history, language, usual, ask=ask, offers=offers)
    if not chosen and history is not None:
        _follow(file, history, None, year_of(year) if year is not None else None, keys, rename)
        return
    wanted = year_of(year) if year is not None else None
    own = history if history is not None and history.suffix.lower() == ".docx" else None
    history = None if own else history
    intake = None
    if history:
        file_given = given_of(history, columns, sheet, unit, None, year_start)
        intake = _taken(file_given.model_copy(update={"rename": _renamed(file_given, rename)}), wanted, chosen)
    answers = _answers(
        ask, chosen, intake, wanted, region, company, manager, industry, district, sales, templates, file, currency
    )
    _write(file, answers, intake, history, _keys(keys), own, templates)


GENERAL = "general"
FOLDER = "planforge-templates"  # where a preset of one's own is written to, beside the plan


new.__doc__ = say("新建一份计划说明（YAML）。", "Write a starting spec.")


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


def _answers(
    ask: bool,
    language: str,
    intake: Intake | None,
    year: int | None,
    region: str | None,
    company: str | None,
    manager: str | None,
    industry: str | None,
    district: list[str] | None,
    sales: str | None,
    templates: Path | None,
    file: Path,
    currency: str | None,
) -> Answers:
    from planforge.reading.scaffold import Answers, region_of, start_words

    known = intake is not None and intake.has_districts
    next_year = intake.plan_year if intake else datetime.date.today().year + 1
    words = start_words(language)
    if known and district:
        echo(
            say("片区取自销售文件，--district 没有用上", "districts are those of the file; --district is not used"),
            err=True,
        )
    if intake is not None and sales:
        echo(
            say(
                "上年销售取自销售文件，--sales 没有用上", "last year's sales are those of the file; --sales is not used"
            ),
            err=True,
        )
    place = templates
    named = district or known

    def trade() -> str:
        nonlocal place
        name, place = _trade(ask, industry, templates, file)
        return name

    def step(key: str, name: str, given: str | None, question: str, default: str, read: Callable[[str], Any]) -> Step:
        return Step(key, name, lambda: ask_for(f"--{key}", given, ask, question, default, read), given is None)

    steps = [
        Step("industry", say("行业", "Industry"), trade, industry is None, _called_by(templates)),
        step("region", say("区域", "Region"), region, say("区域名称", "Region"), region_of(file, language), name_of),
        step("company", say("公司", "Company"), company, say("公司名称", "Company"), words["company"], name_of),
        step(
            "year",
            say("年度", "Year"),
            str(year) if year else None,
            say("计划年度", "Plan year"),
            str(next_year),
            year_of,
        ),
        step("manager", say("编制人", "Manager"), manager, say("编制人", "Manager"), "", optional_name),
    ]
    if not named:
        question = say("片区名称，用逗号分开", "Districts, with commas")
        steps.append(step("district", say("片区", "Districts"), None, question, "", names_of))
    if intake is None:
        question = say("上年全区销售额（如 6900万）", "Last year's sales (e.g. 69m)")
        steps.append(step("sales", say("上年销售", "Last year's sales"), sales, question, "", amount_of))
    stated = (intake.currency if intake else "") or ("CNY" if language.startswith("zh") else console_currency())
    question = say("币种（三个字母）", "Currency (three letters)")
    wanted = step("currency", say("币种", "Currency"), currency, question, stated or "CNY", currency_of)
    steps += [wanted] if currency or not language.startswith("zh") else []
    found = in_turn(steps, ask=ask)
    if not (stated or currency or ask):
        echo(
            say("没有写币种，按 CNY；用 --currency 指明", "no currency is named: CNY, unless --currency says another"),
            err=True,
        )
    return Answers(
        language=language,
        industry=found["industry"],
        region=found["region"],
        company=found["company"],
        year=found["year"],
        manager=found["manager"],
        districts=() if known else distinct_names(district) if district else found["district"],
        sales=found.get("sales"),
        currency=found.get("currency", stated),
        currency_known=bool(stated or currency or ask),
        templates=place,
    )


def _called_by(templates: Path | None) -> Callable[[str], str]:
    """What a trade is called, by its name."""

    def called(name: str) -> str:
        from planforge.reading.preset import preset_names

        return _preset(name, templates).title.to(console_language()) if name in preset_names(templates) else name

    return called


def _trade(ask: bool, industry: str | None, templates: Path | None, file: Path) -> tuple[str, Path | None]:
    """The trade, and the folder of its preset; one that there is none of is written after five questions."""
    if not ask:
        return ask_for("--industry", industry, ask, "", GENERAL, partial(_industry, templates)), templates
    from planforge.cli.own_trade import own_preset
    from planforge.problem import Refusal

    def read(text: str) -> str:
        try:
            return _industry(templates, text)
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
                _refuse(refusal.problems)
        industry = None


def _industry(templates: Path | None, text: str) -> str:
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
            _refuse(refusal.problems)
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
        _refuse(refusal.problems)


# Past sales -----------------------------------------------------------------------------------------------------------


def _taken(given: HistoryFile, year: int | None, language: str) -> Intake:
    """What the sales file gives; its report goes to stderr. Exits with 2 where the file cannot be used."""
    from planforge.ledger.intake import take_in
    from planforge.reading.scaffold import start_words

    words, path = start_words(language), Path(given.file)
    intake, problems = answered(given, lambda options: take_in(path, options, year, words))
    if intake is None:
        _refuse(problems)
    if year is None and intake.years[-1] > datetime.date.today().year + 1:
        _refuse((_yet_to_come(path, intake.years),))
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


def _refuse(problems: Sequence[Problem]) -> NoReturn:
    from planforge.cli.report import print_problems

    print_problems(problems, err=True)
    raise typer.Exit(2)


# Writing --------------------------------------------------------------------------------------------------------------


def _write(
    file: Path,
    answers: Answers,
    intake: Intake | None,
    source: Path | None,
    keys: Keys,
    own: Path | None,
    templates: Path | None,
) -> None:
    """The spec, and beside it the tidy history; neither is written where one of them is there already.

    A trade of one's own that was just made has all its words in the spec: only a folder that was named goes on being.
    """
    from planforge.cli.proposing import with_proposals
    from planforge.ledger.intake import in_one_district, tidy
    from planforge.ledger.past import past_of
    from planforge.reading.keys import scaffold_in
    from planforge.reading.scaffold import scaffold, start_words
    from planforge.records import replace
    from planforge.spec.values import seen

    beside: list[tuple[Path, bytes]] = []
    if intake and source:
        words = start_words(answers.language)
        table = file.with_name(words["file"].format(stem=file.stem))
        if not intake.has_districts and not answers.districts:
            intake = in_one_district(intake, answers.region)
        beside.append((table, tidy(intake, words)))
        answers = replace(answers, past=past_of(intake, table.name, seen(source.name), words))
    text = scaffold(answers, file.name)
    if intake and answers.past:
        text = with_proposals(text, file.name, intake.sales, answers.templates)
    if own is not None:
        text = _drawn(text, file, own)
    text = scaffold_in(text, keys)
    _written(file, _spec_of(text, file, answers.templates), beside, templates)


def _drawn(text: str, file: Path, own: Path) -> str:
    """The text with what the user's own Word file says, and a word on how much of it that is."""
    from planforge.cli.proposing import with_document
    from planforge.problem import Refusal

    try:
        text, taken, left = with_document(text, file.name, own)
    except Refusal as refusal:
        _refuse(refusal.problems)
    message = say(f"{own}：取出 {taken} 条，都标为建议", f"{own}: {taken} values taken, all marked as proposals")
    if not taken:
        message = say(
            f"{own}：没有取出内容，标题和表头与计划的都对不上",
            f"{own}: nothing taken: no heading of it is one of a plan",
        )
    echo(message + (say(f"；{left} 条没有用上", f"; {left} not used") if left else ""), err=True)
    return text


def _follow(
    file: Path, last: Path, actuals: Path | None, year: int | None, keys: str, rename: Sequence[str] | None
) -> None:
    """The spec of the next year, made of last year's and of what came of it."""
    text, beside = carried_over(file, last, actuals, year, _keys(keys), rename)
    _written(file, _spec_of(text, file, None), beside, None)


def _written(file: Path, content: bytes, beside: Sequence[tuple[Path, bytes]], templates: Path | None) -> None:
    """The files, none of which may be there yet, and what to do next."""
    from planforge.cli.files import create, unwritable
    from planforge.reading.scaffold import quoted_for_shell

    for path, one in (*beside, (file, content)):
        try:
            if not create(path, one):
                _refuse_existing(path)
        except OSError as error:
            _refuse((unwritable(path, error),))
    if beside:
        echo(say(f"历史整理在 {beside[0][0]}", f"The history is in {beside[0][0]}"))
    shown = quoted_for_shell(str(file))
    shown += f" --templates {quoted_for_shell(str(templates))}" if templates else ""
    echo(
        say(
            f"已写好 {file}。接着填写文件中标出的地方，再运行 planforge check {shown} 和 planforge render {shown}",
            f"Wrote {file}. Next: fill in what it marks, then planforge check {shown} and planforge render {shown}",
        )
    )


def _spec_of(text: str, file: Path, templates: Path | None) -> bytes:
    """The spec as YAML, or as a questionnaire where the file is to be a workbook."""
    if file.suffix.lower() != ".xlsx":
        return text.encode("utf-8")
    from planforge.reading.workbook.convert import to_workbook
    from planforge.reading.yaml_source import of_text
    from planforge.spec.spec import Spec

    source, _ = of_text(text, file.name)
    return to_workbook(source, Spec.model_validate(source.data), file.name, templates)


def _write_nation(
    file: Path, pattern: str, region: str | None, company: str | None, language: str | None, industry: str | None
) -> None:
    """A national spec over the regions found, telling which cannot be read; exits with 2 where none can."""
    from planforge.cli.files import create, unwritable
    from planforge.cli.outputs import tell
    from planforge.jobs.regions import collect
    from planforge.nation.start import starting_nation
    from planforge.problem import Problem, Text, Where
    from planforge.reading.scaffold import quoted_for_shell

    try:
        found = sorted(path for path in file.parent.glob(pattern) if path.is_file() and path != file)
    except (ValueError, NotImplementedError, OSError):
        found = []
    handed = list(collect(found, workers=os.cpu_count() or 1))
    wrong = tuple(problem for one in handed if not one.readable for problem in one.problems)
    if not any(one.readable for one in handed):
        message = Text(f"{pattern} 中没有可读的区域计划", f"no region's plan can be read: {pattern}")
        hint = Text("通配符相对于新文件所在的文件夹，要加引号", "the glob starts from the new file's folder; quote it")
        _refuse((*wrong, Problem("N17", message, hint, where=Where(pattern))))
    text = starting_nation(
        file,
        pattern,
        sorted(handed, key=lambda one: one.file),
        name=region,
        company=company,
        language=language,
        industry=industry,
    )
    try:
        if not create(file, text.encode("utf-8")):
            _refuse_existing(file)
    except OSError as error:
        _refuse((unwritable(file, error),))
    tell(wrong)
    shown = quoted_for_shell(str(file))
    lost = sum(not one.readable for one in handed)
    without = say(f"（{lost} 份还读不了，见上）", f" ({lost} of them cannot be read yet, see above)") if lost else ""
    echo(
        say(
            f"已写好 {file}，汇总 {len(handed)} 份区域计划{without}。先定目标，再看 planforge split {shown}",
            f"Wrote {file} over {len(handed)} regional plans{without}. "
            f"Decide the target, then see planforge split {shown}",
        )
    )


def _list_presets(templates: Path | None) -> None:
    from planforge.reading.preset import preset_names

    for number, name in enumerate(preset_names(templates), 1):
        preset = _preset(name, templates)
        echo(
            f"{number:3} {name:20} {preset.title.to(console_language())}  {say('、', ', ').join(preset.also)}".rstrip()
        )


def _refuse_existing(file: Path) -> NoReturn:
    echo(say(f"{file} 已存在，没有覆盖；请换一个文件名", f"{file} exists and was kept; choose another name"), err=True)
    raise typer.Exit(2)
