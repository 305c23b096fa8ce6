"""Spoil what people hand in and put it through every entry: nothing may come back but a result or problems.

python benchmarks/fuzz.py TARGET|all [INPUTS] [SEED]

One line a target: inputs, crashes, hangs (over ten seconds), peak memory. What crashes is kept as crash-TARGET-NUMBER
with its files. ``python benchmarks/fuzz.py list`` names the targets.
"""

from __future__ import annotations

import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path

from mutations import CELLS, ODD, VALUES, mutate, package, spoil, table
from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from typer.testing import CliRunner
from xlsxwriter import Workbook

from planforge.checks import formats
from planforge.checks.word import check_word
from planforge.cli.app import app
from planforge.cli.report import format_problems
from planforge.document.compose import compose
from planforge.document.kinds import PERSONAL, kinds
from planforge.jobs.check import Request, check_file
from planforge.jobs.pool import told
from planforge.jobs.render import Job, run
from planforge.jobs.settings import config_for
from planforge.ledger.ledger import read_sales
from planforge.plan.figures import figures
from planforge.plan.make import make_plan
from planforge.problem import Refusal
from planforge.reading.read import Reading, read
from planforge.resources import templates
from planforge.spec.history import HistoryFile
from planforge.spec.values import parse_date, parse_money, parse_month, parse_percent
from planforge.writers import FORMATS, Options

HERE = Path(__file__).parent
ROOT = HERE.parent
EXAMPLE = ROOT / "examples" / "yunan-noodles"
SEED = 20270101
PATIENCE = 10  # seconds of this process's own
SPECS = (HERE / "small.yaml", ROOT / "tests" / "checks" / "base.yaml")
SOLD = [(month, district) for month in (1, 2, 3) for district in ("信阳", "南阳")]
ACTUALS = "月份,片区,产品,实际销售额,实际销量\n" + "".join(
    f"2027-{month:02},{district},A类,{800_000 + month * 50_000},{month * 3_000}\n" for month, district in SOLD
)
LANGUAGES = ("zh-CN", "en")
Told = tuple[str, ...]  # what is counted of an input
Target = Callable[[random.Random, Path], Told]


class Hang(BaseException):
    """An input took more than ``PATIENCE`` seconds."""


@cache
def texts() -> tuple[str, ...]:
    return tuple(spec.read_text("utf-8") for spec in SPECS)


@cache
def example(name: str) -> str:
    return (EXAMPLE / name).read_text("utf-8")


@cache
def word_file() -> bytes:
    """A plan of ours as a Word file."""
    content = run(Job(SPECS[1], contents="linked")).content
    assert content is not None
    return content


@cache
def workbook() -> bytes:
    """A plan of ours as a workbook, with its sheets to fill in."""
    content = run(Job(SPECS[0], "xlsx")).content
    assert content is not None
    return content


@cache
def spec_book() -> bytes:
    """A spec as a workbook to fill in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan.xlsx")
        command(path, "convert", SPECS[0], path)
        return path.read_bytes()


@cache
def book_of_sales() -> bytes:
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(example("sales.csv").splitlines()[:120]):
            sheet.write_row(number, 0, line.split(","))
    return stream.getvalue()


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def spec_in(folder: Path, chance: random.Random, *, data: bool = False) -> Path:
    return written(
        folder, "plan.yaml", (spoil if data or chance.random() < 0.5 else mutate)(chance.choice(texts()), chance)
    )


def shown(reading: Reading) -> Told:
    """As a user would see it, in both languages; a refusal must say why."""
    frames = [reading.source.frame(problem.where) if problem.where else "" for problem in reading.problems]
    for language in LANGUAGES:
        format_problems(reading.problems, frames, language=language)
    if reading.spec is None and not reading.problems:
        raise AssertionError("refused without a reason")
    return ("readable" if reading.spec else "refused",)


def command(folder: Path, *arguments: str | Path) -> Told:
    """A whole command; what it raises is raised here."""
    ran = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    if ran.exit_code and not ran.stderr and not ran.stdout:
        raise AssertionError(f"exit {ran.exit_code} without a word")
    return (f"exit {ran.exit_code}",)


# The targets ----------------------------------------------------------------------------------------------------------


def values(chance: random.Random, folder: Path) -> Told:
    """Amounts, shares, months, dates as people type them."""
    from pydantic_core import PydanticCustomError

    given = chance.choice([*ODD, *VALUES, *CELLS, "8,280万", "¥1.2亿", "5月", "2027年5月1日", "12.5%"])
    given = mutate(given, chance).decode("utf-8", "replace") if chance.random() < 0.8 else given
    for parse in (parse_money, parse_percent, parse_month, parse_date):
        try:
            parse(given)
        except (PydanticCustomError, ValueError):
            continue
    return ()


def reading(chance: random.Random, folder: Path) -> Told:
    return shown(read(spec_in(folder, chance)))


def overrides(chance: random.Random, folder: Path) -> Told:
    """``--set``: paths and values of any kind."""
    paths = ["targets.base", "districts.0.market", "districts.+", "products.x", "year", "a..b", "", "0", "targets"]
    text = f"{chance.choice(paths)}{chance.choice(['=', '=', '+=', ' ', ''])}{chance.choice([*ODD, *VALUES])}"
    given = mutate(text, chance).decode("utf-8", "replace") if chance.random() < 0.5 else text
    return shown(read(SPECS[0], (given,)))


def sales(chance: random.Random, folder: Path) -> Told:
    """A sales file as text."""
    path = written(folder, "sales.csv", table(example("sales.csv"), chance))
    ledger, problems = read_sales(path, path.name, HistoryFile(file=path.name), 2026)
    format_problems(problems, language=chance.choice(LANGUAGES))
    if ledger is None and not problems:
        raise AssertionError("refused without a reason")
    return ("readable" if ledger else "refused",)


def sales_book(chance: random.Random, folder: Path) -> Told:
    """A sales file as a workbook."""
    path = written(folder, "sales.xlsx", package(book_of_sales(), chance))
    ledger, problems = read_sales(path, path.name, HistoryFile(file=path.name), 2026)
    format_problems(problems, language=chance.choice(LANGUAGES))
    return ("readable" if ledger else "refused",)


def checking(chance: random.Random, folder: Path) -> Told:
    """Every rule, every way of writing findings."""
    path = spec_in(folder, chance)
    checked = check_file(path, Request())
    for language in LANGUAGES:
        format_problems(checked.problems, checked.frames, language=language)
        formats.as_github(checked.problems, language)
    formats.as_json(checked.problems, {str(path): checked.scores}, "zh-CN")
    formats.as_sarif(checked.problems, "en")
    if not checked.readable and not checked.problems:
        raise AssertionError("refused without a reason")
    return ("readable" if checked.readable else "refused", *{problem.code for problem in checked.problems})


def planning(chance: random.Random, folder: Path) -> Told:
    """All figures."""
    found = read(spec_in(folder, chance, data=True))
    if found.spec is None:
        return ("refused",)
    figures(make_plan(found.spec))
    return ("planned",)


def rendering(form: str) -> Target:
    """A plan with spoiled data as one format, of any kind, in either language."""

    def target(chance: random.Random, folder: Path) -> Told:
        found = read(spec_in(folder, chance, data=True))
        if found.spec is None:
            return ("refused",)
        plan, options = make_plan(found.spec), Options(contents="linked", language=chance.choice(LANGUAGES))
        try:
            if FORMATS[form].takes == "plan":
                FORMATS[form](plan, options)
            else:
                others = [name for name in kinds() if name not in (*PERSONAL, "deputy", "deck")]
                kind = chance.choice([FORMATS[form].kind, *others])
                FORMATS[form](compose(plan, language=options.language, kind=kind), options)
        except Refusal:
            return ("not for this plan",)
        return ("written",)

    return target


def word(chance: random.Random, folder: Path) -> Told:
    """A Word file that came back."""
    found = check_word(written(folder, "plan.docx", package(word_file(), chance)))
    for language in LANGUAGES:
        format_problems(found, language=language)
    return tuple({problem.code for problem in found})


def company(chance: random.Random, folder: Path) -> Told:
    """A company's own Word file as the style."""
    own = package((templates() / "word" / "business.docx").read_bytes(), chance)
    path = written(folder, "company.docx", own)
    outcome = run(Job(SPECS[1], style=str(path), contents="linked"))
    if outcome.content is None and not outcome.problems:
        raise AssertionError("refused without a reason")
    return ("written" if outcome.content else "refused",)


def words(chance: random.Random, folder: Path) -> Told:
    """Section texts and files of words of one's own."""
    language = chance.choice(LANGUAGES)
    source = chance.choice(sorted(path for path in (templates() / language).rglob("*") if path.is_file()))
    own = folder / "own" / source.relative_to(templates())
    own.parent.mkdir(parents=True, exist_ok=True)
    text = source.read_text("utf-8")
    own.write_bytes(spoil(text, chance) if source.suffix == ".yaml" and chance.random() < 0.6 else mutate(text, chance))
    form = chance.choice(["md", "md", "xlsx"])
    outcome = run(Job(SPECS[1], form, language=language, templates=folder / "own", contents="linked"))
    if outcome.content is None and not outcome.problems:
        raise AssertionError("refused without a reason")
    return ("written" if outcome.content else "refused",)


def settings(chance: random.Random, folder: Path) -> Told:
    """``planforge.toml``."""
    text = 'select = ["S", "Q01"]\nignore = ["Q06"]\nfail-level = "error"\nlimits.A03.most = 8\n'
    odd = ["1", '"x"', "[1]", "{}", "true", "2027-01-01", "nan", '"\\u001b"', "[[]]", "{A03 = 1}"]
    lines = [
        f"{line.split(' = ')[0]} = {chance.choice(odd)}" if chance.random() < 0.3 else line
        for line in text.splitlines()
    ]
    written(
        folder,
        "planforge.toml",
        mutate("\n".join(lines), chance) if chance.random() < 0.5 else "\n".join(lines).encode(),
    )
    config_for.cache_clear()
    try:
        config_for(folder)
    except Refusal as refusal:
        format_problems(refusal.problems, language="en")
        return ("refused",)
    return ("readable",)


def new(chance: random.Random, folder: Path) -> Told:
    """``new --from`` with a spoiled sales file, and what it wrote read again."""
    path = written(folder, "in.csv", table(example("sales.csv"), chance))
    made = folder / "made.yaml"
    ended = command(folder, "new", made, "--from", path, "--region", "豫南", "--company", "C")
    if made.exists() and read(made).spec is None:
        raise AssertionError("new wrote what cannot be read")
    return ended


def review(chance: random.Random, folder: Path) -> Told:
    path = written(folder, "actuals.csv", table(ACTUALS, chance))
    return command(folder, "review", SPECS[0], "--actuals", path, *chance.choice([(), ("--json",)]))


def review_book(chance: random.Random, folder: Path) -> Told:
    """The tracking workbook as it comes back."""
    path = written(folder, "actuals.xlsx", package(workbook(), chance))
    return command(folder, "review", SPECS[0], "--actuals", path, "--json")


def replan(chance: random.Random, folder: Path) -> Told:
    path = written(folder, "actuals.csv", table(ACTUALS, chance))
    made = folder / "new.yaml"
    spec = written(folder, "plan.yaml", re.sub(r"  locks: .*\n", "", texts()[0]).encode())
    ended = command(folder, "replan", spec, "--actuals", path, "-o", made)
    if made.exists() and read(made).spec is None:
        raise AssertionError("replan wrote what cannot be read")
    return ended


def explain(chance: random.Random, folder: Path) -> Told:
    asked = [
        "",
        "信阳",
        "3月",
        "district=信阳",
        "month=13",
        "product=",
        "全年",
        "Q5",
        "毛利",
        "x" * 300,
        "促销",
        "工资",
    ]
    given = " ".join(chance.sample(asked, chance.randint(1, 3)))
    if chance.random() < 0.3:
        given = mutate(given, chance).decode("utf-8", "replace").replace("\0", " ")
    return command(folder, "explain", SPECS[0], given)


def questionnaire(chance: random.Random, folder: Path) -> Told:
    """A spec as a workbook: its XML spoiled, or cells filled in oddly."""
    path = written(folder, "plan.xlsx", package(spec_book(), chance))
    if chance.random() < 0.6:
        book = load_workbook(BytesIO(spec_book()))
        for _ in range(chance.randint(1, 6)):
            sheet = chance.choice(book.worksheets)
            cell = sheet.cell(chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column))
            with suppress(AttributeError, ValueError, IllegalCharacterError):  # a merged cell takes nothing
                cell.value = chance.choice([*ODD, *CELLS, *VALUES, 0, 1.5, -3, True, None])
        book.save(path)
    checked = check_file(path, Request())
    format_problems(checked.problems, checked.frames, language=chance.choice(LANGUAGES))
    if not checked.readable and not checked.problems:
        raise AssertionError("refused without a reason")
    return ("readable" if checked.readable else "refused",)


def nation(chance: random.Random, folder: Path) -> Told:
    """Headquarters' plan and those of its regions, one of them spoiled."""
    shutil.copytree(ROOT / "examples" / "fumai-nation", folder / "nation", ignore=shutil.ignore_patterns(".planforge"))
    chosen = chance.choice(sorted((folder / "nation").rglob("*.yaml")))
    edit = spoil if chance.random() < 0.6 else mutate
    chosen.write_bytes(edit(chosen.read_text("utf-8"), chance))
    called = chance.choice([("split",), ("check",), ("render", "--to", "md", "--force")])
    return command(folder, *called, folder / "nation" / "nation.yaml")


TARGETS: dict[str, Target] = {
    "values": values,
    "reading": reading,
    "overrides": overrides,
    "sales": sales,
    "sales_book": sales_book,
    "checking": checking,
    "planning": planning,
    **{form: rendering(form) for form in FORMATS if form != "pdf"},
    "word": word,
    "company": company,
    "words": words,
    "settings": settings,
    "new": new,
    "review": review,
    "review_book": review_book,
    "replan": replan,
    "explain": explain,
    "questionnaire": questionnaire,
    "nation": nation,
}


def fuzz(name: str, count: int, seed: int, keep: Path | None = None) -> Counter[str]:
    """What came of so many inputs; ``crashes`` and ``hangs`` must be 0."""
    seen, chance = Counter[str](), random.Random(f"{name} {seed}")
    signal.signal(signal.SIGVTALRM, _too_long)
    for number in range(count):
        with tempfile.TemporaryDirectory(prefix="planforge-fuzz-") as name_of_folder:
            folder = Path(name_of_folder)
            signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
            try:
                seen.update(TARGETS[name](chance, folder))
            except Hang:
                seen["hangs"] += 1
                _keep(keep, folder, f"hang-{name}-{number}", "")
            except Exception as error:
                seen["crashes"] += 1
                print(f"{name} {number}: {told(error)}", flush=True)
                _keep(keep, folder, f"crash-{name}-{number}", traceback.format_exc())
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return seen


def _too_long(*_: object) -> None:
    raise Hang


def _keep(keep: Path | None, folder: Path, name: str, trace: str) -> None:
    if keep:
        shutil.copytree(folder, keep / name, dirs_exist_ok=True)
        (keep / name / "trace.txt").write_text(trace, "utf-8")


def _memory() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    name, *rest = sys.argv[1:] or ["list"]
    if name == "list":
        print(*TARGETS, sep="\n")
        return
    count, seed = (int(rest[0]) if rest else 1_000), (int(rest[1]) if len(rest) > 1 else SEED)
    bad = 0
    for one in TARGETS if name == "all" else [name]:
        start, cpu = time.perf_counter(), time.process_time()
        seen = fuzz(one, count, seed, Path.cwd())
        bad += seen["crashes"] + seen["hangs"]
        counted = ", ".join(
            f"{key} {times:,}" for key, times in sorted(seen.items()) if key not in ("crashes", "hangs")
        )
        print(
            f"{one}: {count:,} inputs, {seen['crashes']} crashes, {seen['hangs']} hangs, {_memory()} MB, "
            f"{time.process_time() - cpu:.0f} CPU-s, {time.perf_counter() - start:.0f} s ({counted})",
            flush=True,
        )
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
