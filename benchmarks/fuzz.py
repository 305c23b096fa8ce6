"""Spoil what people hand in and put it through every entry: nothing may come back but a result or problems.

python benchmarks/fuzz.py TARGET|all [INPUTS or SECONDS] [SEED]        # 20000, or 300s: as many as come in that time

One line a target: inputs, crashes, hangs (over ten seconds), peak memory. What crashes is kept as crash-TARGET-NUMBER
with its files. ``python benchmarks/fuzz.py list`` names the targets.
"""

from __future__ import annotations

import gc
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from xml.sax.saxutils import escape

from mutations import CELLS, ODD, VALUES, mutate, package, pieces, spoil, table
from openpyxl import load_workbook
from typer import testing
from typer.testing import CliRunner
from xlsxwriter import Workbook

from planforge.checks import formats
from planforge.checks.word import check_word
from planforge.cli.app import app
from planforge.cli.report import format_problems
from planforge.document.compose import compose, words_for
from planforge.document.kinds import PERSONAL, Length, kinds
from planforge.document.model import Document, Table
from planforge.jobs.check import Request, check_file
from planforge.jobs.pool import told
from planforge.jobs.render import Job, run
from planforge.jobs.settings import config_for
from planforge.ledger.ledger import read_sales
from planforge.plan.figures import figures
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Refusal
from planforge.reading.read import Reading, read
from planforge.records import replace
from planforge.resources import templates
from planforge.spec.days import parse_date, parse_month
from planforge.spec.history import HistoryFile
from planforge.spec.values import parse_money, parse_percent
from planforge.words import using
from planforge.writers import FORMATS, Options, pdf

HERE = Path(__file__).parent
ROOT = HERE.parent
EXAMPLE = ROOT / "examples" / "yunan-noodles"
SEED = 20270101
PIECES = 8  # of documents, each spoiled on its own, in one file
PATIENCE = 10  # seconds of this process's own
FILLED = 36  # the first rows of a sheet to fill in, with all that a tiny spec fills
SPECS = (HERE / "small.yaml", ROOT / "tests" / "checks" / "base.yaml")
TINY = HERE / "tiny.yaml"  # for entries that a plan is only beside
SOLD = [(month, district) for month in (1, 2, 3) for district in ("信阳", "南阳")]
ACTUALS = "月份,片区,产品,实际销售额,实际销量\n" + "".join(
    f"2027-{month:02},{district},A类,{800_000 + month * 50_000},{month * 3_000}\n" for month, district in SOLD
)
LANGUAGES = ("zh-CN", "en")
WHOLE = ("plan", "standard", "standard", "official", "review")  # documents whose pieces are written
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
def plan_of(spec: Path) -> Plan:
    found = read(spec).spec
    assert found is not None
    return make_plan(found)


@cache
def document(spec: Path, kind: str, language: str) -> Document:
    """A document that every input of a target may share: it is never changed."""
    if kind == "standard":
        return compose(plan_of(spec), language=language, kind="plan", length="standard")
    return compose(plan_of(spec), language=language, kind=kind, length="page" if kind == "plan" else None)


@cache
def word_file(length: Length) -> bytes:
    """A plan of ours as a Word file."""
    content = run(Job(SPECS[1], contents="linked", length=length)).content
    assert content is not None
    return content


@cache
def pdf_file() -> bytes:
    """What LibreOffice answers with, as far as it is read: pages, an outline, a signature."""
    from pypdf import PdfWriter

    made, writer = BytesIO(), PdfWriter()
    for number in range(3):
        writer.add_blank_page(595, 842)
        writer.add_outline_item(title=f"第{number}部分", page_number=number)
    writer.write(made)
    return pdf.signed(made.getvalue(), "0" * 64)


@cache
def workbook() -> bytes:
    """The sheets to fill in of a plan of ours as a workbook."""
    content = run(Job(TINY, "xlsx")).content
    assert content is not None
    book = load_workbook(BytesIO(content))
    for sheet in book.sheetnames[8:]:
        del book[sheet]
    made = BytesIO()
    book.save(made)
    return made.getvalue()


@cache
def whole_book() -> bytes:
    """A spec as a workbook to fill in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan.xlsx")
        command(path, "convert", TINY, path)
        return path.read_bytes()


@cache
def sheet_names() -> tuple[list[str], list[str]]:
    """Names: the main sheets of a workbook to fill in with the one of its marks, and all others."""
    names = load_workbook(BytesIO(whole_book())).sheetnames
    main = [names[at] for at in (1, 2, 5, 7, -1)]
    return main, [name for name in names if name not in main]


@cache
def spec_book(other: str) -> bytes:
    """A spec as a workbook to fill in: its main sheets and one of the others, few rows that wait.

    The main sheets are whole beside the first of the others, else their first rows, where all is filled in."""
    main, others = sheet_names()
    return _lean(whole_book(), {*main, other}, main[:-1] if other != others[0] else [])


def _lean(content: bytes, kept: set[str], cut: list[str]) -> bytes:
    book = load_workbook(BytesIO(content))
    for name in set(book.sheetnames) - kept:
        del book[name]
    for sheet in book.worksheets:
        sheet.data_validations.dataValidation.clear()
        empty = 0
        for row in range(sheet.max_row, 0, -1):
            bare = all(cell.value is None for cell in sheet[row])
            empty = empty + 1 if bare else 0
            if empty > 1:
                sheet.delete_rows(row)
    for name in cut:
        book[name].delete_rows(FILLED, book[name].max_row)
        for cell in [cell for row in book[name] for cell in row if cell.comment]:
            cell.comment = None
    made = BytesIO()
    book.save(made)
    return made.getvalue()


@cache
def sheets_of_spec(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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


testing._get_command = cache(testing._get_command)  # building it takes longer than most inputs


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
    paths = [
        *("targets.base", "districts.0.market", "districts.+", "products.x", "year", "a..b", "", "0", "targets"),
        *(
            "districts.信阳.market",
            "districts.信阳",
            "products.A类.margin",
            "budget.lines.促销.ratio",
            "history.0.months.3",
        ),
        *("collection.terms.月结.pattern.1", "targets.locks.0.amount", "region.name", "situation.swot.strengths.0"),
        *("actions.招商会.ends", "planforge", "language", "targets.by_district.history", "districts[0].name"),
    ]
    if chance.random() < 0.3:
        paths, values = (
            ["targets.base", "targets.stretch", "money.round_to", "year"],
            ["+25%", "9000万", "12", "2028", "1"],
        )
        return _overridden((f"{chance.choice(paths)}={chance.choice(values)}",), chance)
    path = chance.choice(paths) + chance.choice(["", "", "", ".", ".0", ".name", "[1]", ".-1", ".99999999999"])
    text = f"{path}{chance.choice(['=', '=', '=', '+=', '-=', ' ', ''])}{chance.choice([*ODD, *VALUES])}"
    given = mutate(text, chance).decode("utf-8", "replace") if chance.random() < 0.5 else text
    return _overridden((given,), chance)


def _overridden(changes: Told, chance: random.Random) -> Told:
    found = read(SPECS[0], changes)
    if found.spec is not None and chance.random() < 0.1:
        figures(make_plan(found.spec))
    return shown(found)


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
    """As one format: pieces of documents with odd values, and now and then a whole plan of a spoiled spec."""

    def target(chance: random.Random, folder: Path) -> Told:
        if chance.random() < 0.97:
            return piecewise(form, chance)
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


def piecewise(form: str, chance: random.Random) -> Told:
    """Parts of a document that was composed once, with odd values, as one file; for xlsx their tables."""
    from planforge.writers.xlsx.workbook import write_tables

    language = chance.choice(LANGUAGES)
    kind = "deck" if form == "pptx" else chance.choice(WHOLE)
    made = pieces(document(chance.choice(SPECS), kind, language), PIECES, chance)
    if form == "xlsx":
        plan = plan_of(SPECS[0])
        tables = [block for part in made.parts for block in part.blocks if isinstance(block, Table)]
        tables = [replace(table, key=f"{table.key}{number}") for number, table in enumerate(tables)]
        write_tables(plan, words_for(plan, language), tables)
    else:
        FORMATS[form](made, Options(contents="linked", language=language))
    return ("piece",) * PIECES


def picture(chance: random.Random, folder: Path) -> Told:
    """A PDF that LibreOffice made badly: counted, drawn, its headings read."""
    content = bytearray(pdf_file())
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(content))
        content[at : at + chance.randint(0, 3)] = chance.choice(
            [b"", b"9" * 9, b"<<", b"null", b"[", bytes([at % 256])]
        )
    cut = chance.choice([len(content), len(content), chance.randrange(len(content) + 1)])
    made, told = bytes(content[:cut]), []
    for look in (pdf.pages, pdf.heading_pages, pdf.signature, pdf.settle, lambda given: pdf.picture(given, 60)):
        try:
            look(made)
            told.append("read")
        except pdf.Unavailable:
            told.append("refused")
    return tuple(told)


def word(chance: random.Random, folder: Path) -> Told:
    """A Word file that came back."""
    length: Length = "standard" if chance.random() < 0.05 else "page"
    found = check_word(written(folder, "plan.docx", package(word_file(length), chance)))
    for language in LANGUAGES:
        format_problems(found, language=language)
    return tuple({problem.code for problem in found})


def company(chance: random.Random, folder: Path) -> Told:
    """A company's own Word file as the style."""
    own = package((templates() / "word" / "business.docx").read_bytes(), chance)
    path = written(folder, "company.docx", own)
    made = document(SPECS[0], "review" if chance.random() < 0.02 else "plan", chance.choice(LANGUAGES))
    if chance.random() < 0.95:  # else the whole of it
        made = pieces(made, chance.choice([1, 1, 2]), chance)
    try:
        FORMATS["docx"](made, Options(style=str(path), contents="linked"))
    except Refusal as refusal:
        format_problems(refusal.problems, language=chance.choice(LANGUAGES))
        return ("refused",)
    return ("written",)


def company_deck(chance: random.Random, folder: Path) -> Told:
    """A company's own slides as the style."""
    own = package((templates() / "deck" / "business.pptx").read_bytes(), chance)
    path = written(folder, "company.pptx", own)
    try:
        made = pieces(document(SPECS[0], "deck", chance.choice(LANGUAGES)), chance.choice([1, 1, 2]), chance)
        FORMATS["pptx"](made, Options(style=str(path)))
    except Refusal as refusal:
        format_problems(refusal.problems, language=chance.choice(LANGUAGES))
        return ("refused",)
    return ("written",)


@cache
def own_words(language: str) -> tuple[Path, ...]:
    return tuple(sorted(path for path in (templates() / language).rglob("*") if path.suffix in (".md", ".yaml")))


def words(chance: random.Random, folder: Path) -> Told:
    """Section texts and files of words of one's own."""
    language = chance.choice(LANGUAGES)
    source = chance.choice(own_words(language))
    own = folder / "own" / source.relative_to(templates())
    own.parent.mkdir(parents=True, exist_ok=True)
    text, edit = source.read_text("utf-8"), mutate
    if source.suffix == ".yaml" and "{%" not in text and chance.random() < 0.6:
        edit = spoil
    own.write_bytes(edit(text, chance))
    wanted = [kind for kind in kinds() if kind not in (*PERSONAL, "deck", "deputy")]
    try:
        kind, length = chance.choice(wanted), chance.choice(["page", "page", "standard"])
        with using(folder / "own"):
            made = compose(plan_of(SPECS[0]), language=language, kind=kind, length=length, templates=folder / "own")
            FORMATS["md"](made, Options(language=language, templates=folder / "own"))
    except Refusal as refusal:
        format_problems(refusal.problems, language=language)
        return ("refused",)
    return ("written",)


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
    return command(folder, "review", TINY, "--actuals", path, *chance.choice([(), ("--json",)]))


def review_book(chance: random.Random, folder: Path) -> Told:
    """The tracking workbook as it comes back."""
    path = written(folder, "actuals.xlsx", package(workbook(), chance))
    return command(folder, "review", TINY, "--actuals", path, "--json")


def replan(chance: random.Random, folder: Path) -> Told:
    path = written(folder, "actuals.csv", table(ACTUALS, chance))
    made = folder / "new.yaml"
    spec = written(folder, "plan.yaml", TINY.read_bytes())
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
    return command(folder, "explain", SPECS[0] if chance.random() < 0.2 else TINY, given)


def questionnaire(chance: random.Random, folder: Path) -> Told:
    """A spec as a workbook: its XML spoiled, or cells filled in oddly; read, and now and then checked too."""
    book = spec_book(chance.choice(sheet_names()[1]))
    if chance.random() < 0.4:
        content = package(book, chance)
    else:
        parts = dict(sheets_of_spec(book))
        sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
        for name in chance.sample(sheets, min(len(sheets), chance.randint(1, 3))):
            parts[name] = filled(parts[name].decode(), chance).encode("utf-8", "replace")
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        content = made.getvalue()
    path = written(folder, "plan.xlsx", content)
    if chance.random() < 0.9:
        return shown(read(path))
    checked = check_file(path, Request())
    format_problems(checked.problems, checked.frames, language=chance.choice(LANGUAGES))
    if not checked.readable and not checked.problems:
        raise AssertionError("refused without a reason")
    return ("checked" if checked.readable else "refused",)


def filled(sheet: str, chance: random.Random) -> str:
    """A sheet with some of its cells holding something else, or rows moved."""
    cells = list(re.finditer(r'<c r="([A-Z]+\d+)"([^>]*?)(?:/>|>.*?</c>)', sheet))
    for one in sorted(chance.sample(cells, min(len(cells), chance.randint(1, 4))), key=lambda it: -it.start()):
        style = re.search(r' s="\d+"', one[2])
        head = f'<c r="{one[1]}"{style[0] if style else ""}'
        value = chance.choice([*ODD, *CELLS, *VALUES, 0, 1.5, -3, 45992, 1e300, True, None])
        if value is None:
            new = f"{head}/>"
        elif isinstance(value, str):
            shown = re.sub("[\x00-\x08\x0b-\x1f]", "", value)
            kind = chance.choice(["inlineStr", "inlineStr", "e"])
            new = (
                f'{head} t="inlineStr"><is><t>{escape(shown)}</t></is></c>'
                if kind == "inlineStr"
                else f'{head} t="e"><v>#N/A</v></c>'
            )
        else:
            new = f"{head}{' t=' + chr(34) + 'b' + chr(34) if value is True else ''}><v>{value:g}</v></c>"
        sheet = sheet[: one.start()] + new + sheet[one.end() :]
    return sheet


HEAD = """planforge: 1
year: 2027
region: {name: 福麦全国, company: 福麦食品, manager: 高明远}
money: {unit: 万元, round_to: 1000}
districts: [{name: 豫南区域, market: 2.36亿}, {name: 皖北区域, market: 2.36亿}]
targets: {base: 1.6亿, by_district: {market: 100%}}
products: [{name: A类, margin: 34%}]
nation:
  regions: "*/plan.yaml"
  levels: [区域]
  nodes: [{name: 豫南区域, budget: 900万}]
  locks: [{district: 皖北区域, amount: 8000万, reason: 新仓}]
  actions_from: 1万
"""


def nation(chance: random.Random, folder: Path) -> Told:
    """Headquarters' plan and those of its regions, one of them spoiled."""
    texts_of = {"nation.yaml": HEAD} | {
        f"{name}/plan.yaml": TINY.read_text("utf-8").replace("豫南区域", f"{name}区域") for name in ("豫南", "皖北")
    }
    chosen = chance.choice(["nation.yaml", *texts_of])
    edit = spoil if chance.random() < 0.6 else mutate
    for name, text in texts_of.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(edit(text, chance) if name == chosen else text.encode())
    if chance.random() < 0.3:
        rounds = chance.choice(["rounds: {}", "[]", "a: [", '{"x": 1}', "\x00", "9" * 50])
        for place in (".planforge/rounds.yaml", ".planforge/nation.json", "review.yaml"):
            (folder / place).parent.mkdir(exist_ok=True)
            (folder / place).write_text(rounds)
    called = chance.choice([("split",), ("split", "--write"), ("check",), ("render", "--to", "md", "--force")])
    return command(folder, *called, folder / "nation.yaml")


TARGETS: dict[str, Target] = {
    "values": values,
    "reading": reading,
    "overrides": overrides,
    "sales": sales,
    "sales_book": sales_book,
    "checking": checking,
    "planning": planning,
    **{form: rendering(form) for form in FORMATS if form not in ("pdf", "png")},
    "png": picture,
    "word": word,
    "company": company,
    "company_deck": company_deck,
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


def fuzz(name: str, count: int, seed: int, keep: Path | None = None, seconds: float = 1e9) -> Counter[str]:
    """What came of so many inputs; ``crashes`` and ``hangs`` must be 0."""
    seen, chance = Counter[str](), random.Random(f"{name} {seed}")
    signal.signal(signal.SIGVTALRM, _too_long)
    end = time.monotonic() + seconds
    for number in range(count):
        if time.monotonic() > end:
            break
        seen["inputs"] += 1
        with tempfile.TemporaryDirectory(prefix="planforge-fuzz-") as name_of_folder:
            folder = Path(name_of_folder)
            signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
            try:
                with redirect_stdout(StringIO()) as said:
                    seen.update(TARGETS[name](chance, folder))
                if said.getvalue():
                    raise AssertionError(f"a library speaks to the user: {said.getvalue()[:200]}")
            except KeyboardInterrupt:  # what was done is told
                seen["inputs"] -= 1
                return seen
            except Hang:
                seen["hangs"] += 1
                _keep(keep, folder, f"hang-{name}-{number}", traceback.format_exc())
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
    if name not in ("all", *TARGETS):
        sys.exit(f"{name} is no target; python benchmarks/fuzz.py list names them")
    asked, seed = (rest[0] if rest else "1000"), (int(rest[1]) if len(rest) > 1 else SEED)
    timed = asked.endswith("s")
    count, seconds = (10**9, float(asked[:-1])) if timed else (int(asked), 1e9)
    gc.freeze()  # what is loaded is not looked through after every few cells
    gc.set_threshold(100_000, 20, 20)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has it ignored in the background
    bad = 0
    for one in TARGETS if name == "all" else [name]:
        start, cpu = time.perf_counter(), time.process_time()
        seen = fuzz(one, count, seed, Path.cwd(), seconds)
        bad += seen["crashes"] + seen["hangs"]
        counted = ", ".join(
            f"{key} {times:,}" for key, times in sorted(seen.items()) if key not in ("inputs", "crashes", "hangs")
        )
        print(
            f"{one}: {seen['inputs']:,} inputs, {seen['crashes']} crashes, {seen['hangs']} hangs, {_memory()} MB, "
            f"{time.process_time() - cpu:.0f} CPU-s, {time.perf_counter() - start:.0f} s ({counted})",
            flush=True,
        )
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
