"""The options of every command that reads a sales file, the questions such a file may raise, and ``planforge read``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar

import typer

from planforge.cli.asking import FIRST_YEAR, LAST_YEAR, answer_to, name_of, number_up_to
from planforge.cli.language import console_language, say
from planforge.cli.options import JsonOption, MapOption, SalesYearOption, SheetOption, UnitOption, YearStartOption
from planforge.records import replace

if TYPE_CHECKING:
    from planforge.ledger.outcome import Ledger
    from planforge.problem import Problem
    from planforge.spec.history import HistoryFile

T = TypeVar("T")
SHOWN = 12  # names of an axis that the report lists


class SalesAsked(NamedTuple):
    """How a sales file is to be read, as options say it."""

    columns: Sequence[str] | None = None
    sheet: str | None = None
    unit: str | None = None
    year: int | None = None
    year_start: int | None = None
    rename: Sequence[str] | None = None


def given_of(path: Path, asked: SalesAsked) -> HistoryFile:
    """The options as the ledger takes them; exits with 2 where ``--map`` is not understood."""
    from planforge.ledger.intake import parse_map
    from planforge.spec.history import HistoryFile

    found, odd = parse_map(",".join(asked.columns or ()))
    if odd is not None:
        message = say(
            f"“{odd}”应写作 列名=amount，每个键一次，键见 --help",
            f"{odd} should be written COLUMN=amount, every key once",
        )
        raise typer.BadParameter(message, param_hint="--map")
    return HistoryFile(
        file=str(path),
        sheet=name_of(asked.sheet) if asked.sheet else None,
        unit=name_of(asked.unit) if asked.unit else None,
        year=asked.year,
        year_start=asked.year_start or None,
        columns=found,
    )


def renames(rename: Sequence[str] | None) -> list[tuple[str, ...]]:
    """What ``--rename`` says, each old name and new as a spec can have it: others than two where a sign is missing."""
    from planforge.spec.values import seen

    said = seen(",".join(rename or ())).replace("，", ",").replace("＝", "=")
    pairs = [part.split("=") for part in said.split(",") if part.strip()]
    return [tuple(" ".join(name.splitlines()).strip() for name in pair) for pair in pairs]


def names_as_planned(rename: Sequence[str] | None, known: Collection[str]) -> dict[str, str]:
    """The names of a file of actuals that are others in the plan: its own -> the plan's. Which of a pair is the plan's
    is seen: a plan keeps the names of its day. Exits with 2 where neither is.
    """
    found: dict[str, str] = {}
    for pair in renames(rename):
        ours = [name for name in pair if name in known]
        if len(pair) != 2 or not all(pair) or len(ours) != 1:
            listed = list(known)[:20]
            message = say(
                f"“{'='.join(pair)}”应写作 老名=新名，其中一个是计划中的名称：{'、'.join(listed)}",
                f"{'='.join(pair)} should be written OLD=NEW, one of them a name of the plan: {', '.join(listed)}",
            )
            raise typer.BadParameter(message, param_hint="--rename")
        found |= {name: ours[0] for name in pair if name != ours[0]}
    return found


def answered(
    given: HistoryFile, read: Callable[[HistoryFile], tuple[T | None, Sequence[Problem]]]
) -> tuple[T | None, Sequence[Problem]]:
    """What ``read`` gives; on a terminal the user answers what the file leaves open, and it is read again."""
    found, problems = read(given)
    while found is None and sys.stdin.isatty() and sys.stdout.isatty():
        changed = _asked(given, problems)
        if changed is None:
            break
        given = changed
        found, problems = read(given)
    return found, problems


def _asked(given: HistoryFile, problems: Sequence[Problem]) -> HistoryFile | None:
    from planforge.ledger.intake import parse_map
    from planforge.ledger.outcome import Question
    from planforge.wording import printed

    question = next((p for p in problems if isinstance(p, Question) and (p.options or p.of_year)), None)
    if question is None:
        return None
    if question.of_year:
        typer.echo(question.message.to(console_language()), err=True)
        question_ = say("是哪一年（0 不知道）", "Which year (0 if unknown)")
        year = answer_to(question_, "0", number_up_to(LAST_YEAR), err=True)
        return given.model_copy(update={"year": year}) if FIRST_YEAR <= year <= LAST_YEAR else None
    typer.echo(question.message.to(console_language()), err=True)
    for number, option in enumerate(question.options, 1):
        amount = f"  {printed(option.amount)}" if option.amount is not None else ""
        name = option.name if isinstance(option.name, str) else option.name.to(console_language())
        value = name if option.option == "--unit" and not isinstance(option.name, str) else option.value
        typer.echo(f"  {number}. {name}{amount}    {option.option} {value}", err=True)
    which = say("选哪一个（0 都不是）", "Which one (0 for none)")
    answer = answer_to(which, "0", number_up_to(len(question.options)), err=True)
    if not answer:
        return None
    option = question.options[answer - 1]
    if option.option == "--unit":
        return given.model_copy(update={"unit": option.value})
    columns, _ = parse_map(option.value)
    return given.model_copy(update={"columns": {**given.columns, **columns}})


# planforge read -------------------------------------------------------------------------------------------------------


def read(
    file: Annotated[
        Path,
        typer.Argument(
            help=say("销售文件：CSV、Excel；- 为标准输入。", "A sales file: CSV, Excel; - for stdin."),
            show_default=False,
        ),
    ],
    columns: MapOption = None,
    sheet: SheetOption = None,
    unit: UnitOption = None,
    year: SalesYearOption = None,
    year_start: YearStartOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read."""
    import json

    from planforge.cli.report import print_problems
    from planforge.ledger.ledger import read_sales
    from planforge.ledger.report import figures
    from planforge.ledger.sense import senseless
    from planforge.problem import Severity

    def take(given: HistoryFile) -> tuple[Ledger | None, Sequence[Problem]]:
        with _on_disk(file) as place:
            ledger, problems = read_sales(place, str(file), given, year or 0)
        if ledger is None:
            return None, problems
        if ledger.assumed_year and given.year is None:
            from planforge.ledger.intake import no_year

            return None, (no_year(str(file)),)
        odd = tuple(senseless(ledger, given))
        return (None, odd) if odd else (ledger, ())

    ledger, problems = answered(given_of(file, SalesAsked(columns, sheet, unit, year, year_start)), take)
    if ledger is None:
        print_problems([replace(p, path=()) for p in problems], err=True)
        raise typer.Exit(2)
    if as_json:
        sys.stdout.write(json.dumps(figures(ledger), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(ledger)
        if ledger.problems:
            typer.echo("")
            print_problems(ledger.problems)
    raise typer.Exit(int(any(p.severity is Severity.ERROR for p in ledger.problems)))


@contextmanager
def _on_disk(file: Path) -> Iterator[Path]:
    """Where a sales file can be opened; what comes from another program is put down, under the name of its kind."""
    if file != Path("-"):
        yield file
        return
    from planforge.isolated import scratch

    content = sys.stdin.buffer.read()
    kind = ".xlsx" if content.startswith(b"PK") else ".xls" if content.startswith(b"\xd0\xcf\x11\xe0") else ".csv"
    with scratch() as folder:
        place = folder / f"stdin{kind}"
        place.write_bytes(content)
        yield place


read.__doc__ = say(
    "只读销售文件：怎样读的、各年各片区各月各产品的合计，可与自己的合计核对。",
    "Only read a sales file: how it was read, and its totals by year, district, month, product.",
)


def _print(ledger: Ledger) -> None:
    """The report, and the totals by year beside those of each axis."""
    from planforge.ledger.heads import AXES
    from planforge.ledger.report import account_line
    from planforge.wording import printed

    language = console_language()
    for note in (*ledger.notes, account_line(ledger)):
        typer.echo(note.to(language))
    years = sorted({sale.year for sale in ledger.sales})
    totals = ledger.sums("year")
    rows: list[tuple[str, list[Decimal | None]]] = [(say("全部", "all"), [totals[(y,)] for y in years])]
    typer.echo("")
    typer.echo("\t".join(("", *map(str, years))))
    months = ledger.sums("year", "month")
    rows += [
        (say(f"{m}月", f"month {m}"), [months.get((y, m)) for y in years])
        for m in range(1, 13)
        if any((y, m) in months for y in years)
    ]
    for axis in AXES:
        found = ledger.sums("year", axis)
        names = list(dict.fromkeys(name for _, name in found))
        if names == [None]:
            continue
        names.sort(key=lambda name: -sum(found.get((y, name), Decimal(0)) for y in years))
        rows += [
            (str(name or say("未注明", "not stated")), [found.get((y, name)) for y in years]) for name in names[:SHOWN]
        ]
        if len(names) > SHOWN:
            rest = [sum((found.get((y, name), Decimal(0)) for name in names[SHOWN:]), Decimal(0)) for y in years]
            rows.append((say(f"另外 {len(names) - SHOWN} 个", f"{len(names) - SHOWN} more"), [*rest]))
    for name, amounts in rows:
        typer.echo("\t".join((name, *(printed(amount) for amount in amounts))))
