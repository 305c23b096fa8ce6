"""A value of a spec and the cell that holds it: money in the plan's unit, percentages, dates, words for choices.

What people type is taken as well: ``2,100万``, ``3月``, ``20%``, full-width digits. A value that no cell can hold in a
natural form (a list in a list) stands there as YAML in brackets.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple
from unicodedata import normalize

from msgspec import Struct, field
from pydantic_core import PydanticCustomError

from planforge.ledger.scales import unit_of, volume_unit_of
from planforge.reading.preset import GENERAL as ANY_TRADE
from planforge.reading.preset import load_preset, preset_names, term_words, trade_words
from planforge.reading.workbook.layout import Column, Kind
from planforge.reading.yaml_editor import flow
from planforge.reading.yaml_tree import parse
from planforge.records import replace
from planforge.spec.days import parse_date, parse_month
from planforge.spec.model import hollow
from planforge.spec.region import ENGLISH_UNITS, MONEY_UNITS
from planforge.spec.values import parse_count, parse_flag, parse_percent, parse_signed_money, with_point
from planforge.wording import numbers
from planforge.words import load_texts

NAMED = ("dealer", "outlet", "customer", "consumer")
"""Terms whose words heads have."""
SUFFIXES = {"元": "", "千元": "千", "万元": "万", "百万元": "百万", "亿元": "亿"}
GENERAL, PERCENT, DATE, TEXT = "General", "0.0##%", "yyyy-mm-dd", "@"
AS_IT_IS = '@""'
"""The format of a cell whose text means no more than it says: 农资 as a trade's name though it is the word for a
choice, 合计 as an item's name though rows of that name are sums."""
SUM = re.compile(r"(?:合\s*计|小\s*计|总\s*计|共\s*计|合计数|(?:grand |sub)?total|sum)[:：]?", re.IGNORECASE)
REMARK = re.compile(r"(?:注|备注|说明|附注|note|remark)s?\s*\d*[:：]", re.IGNORECASE)
_PLAIN = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
DASHES = ("-", "--", "–", "—", "——", "/", "－", "／")  # nothing to say
TICKS, CROSSES = ("√", "✓", "✔", "1", "是的", "有"), ("×", "✗", "✘", "0", "不是", "没有", "无")
NO_UNITS = ("左右", "上下", "以上", "以下", "多", "余", "元", "万元", "亿", "亿元", "million", "thousand", "or", "to")
SERIALS = (36526, 73051)  # 2000-01-01 to 2099-12-31, as Excel counts days
_DIGITS = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_CLOCK = re.compile(r"[\sT]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?$")
_BREAKS = re.compile(r"\s*[、，,；;\n]\s*")
_CODES = re.compile(r"[A-Za-z]{1,3}\d{1,3}(?:[\s/+&]+[A-Za-z]{1,3}\d{1,3})+")
_COUNTED = re.compile(r"([\d,.]+\s*[千万]?)\s*([\u4e00-\u9fff]{1,2}|[A-Za-z]{2,9})")
_APART = re.compile(r"\s*(?:[、；;\n]|[，,]\s)\s*")


class Cell(NamedTuple):
    """What a cell holds and the number format it has."""

    value: Any
    format: str = GENERAL


class Speech(Struct, frozen=True):
    """How a workbook says things: the language of its words, the unit of its money, the words for choices."""

    language: str
    unit: str
    choices: Mapping[str, str]  # choice of the spec, or field.choice -> word
    terms: Mapping[str, str] = field(default_factory=dict)  # usual word of heads -> that of the trade or company
    currency: str = ""  # that of its heads; not known of questionnaires made before heads said it

    @property
    def money(self) -> str:
        """The unit of amounts as heads have it: 万元, CAD thousand."""
        if not self.currency:
            return self.unit
        return numbers(self.language, ENGLISH_UNITS.get(self.unit, self.unit), self.currency).unit_name

    @property
    def coin(self) -> str:
        """The unit of prices as heads have it: 元, CAD."""
        return numbers(self.language, "元", self.currency).unit_name if self.currency else ""

    def under(self, head: str) -> Speech:
        """The speech of a column: its amounts are in the unit that its head states, if it does."""
        scale = unit_of(head)
        unit = next((one for one, size in MONEY_UNITS.items() if size == scale), None)
        return replace(self, unit=unit) if unit and unit != ENGLISH_UNITS.get(self.unit, self.unit) else self

    @property
    def scale(self) -> int:
        return MONEY_UNITS.get(ENGLISH_UNITS.get(self.unit, self.unit), 1)

    @property
    def suffix(self) -> str:
        return SUFFIXES.get(ENGLISH_UNITS.get(self.unit, self.unit), "")

    def named(self, title: str) -> str:
        """A title or head in the trade's words: 养殖场 where dealers are farms."""
        for usual in sorted(self.terms, key=len, reverse=True):
            if usual in title:
                return title.replace(usual, self.terms[usual])
        return title

    def word(self, key: str, choice: str) -> str:
        return self.choices.get(f"{key}.{choice}", self.choices.get(choice, choice))

    def says(self, key: str, value: str) -> str:
        """A value as the workbook has it: a choice by its word, yes and no in its language."""
        chinese = self.language.startswith("zh")
        return {"yes": "是", "no": "否"}.get(value, self.word(key, value)) if chinese else self.word(key, value)

    def choice(self, column: Column, word: str) -> str:
        """The choice that a word stands for; the word itself where it stands for none."""
        key, plain = column.about or column.steps[-1], word.strip().casefold()
        found = (one for one in column.choices if plain in (self.word(key, one).casefold(), one.casefold()))
        return next(found, word)


def speech(language: str, unit: str, terms: Mapping[str, str] = MappingProxyType({}), currency: str = "") -> Speech:
    """How a workbook of a language says things: choices by their words, trades by what they are called."""
    words = load_texts(language, "questionnaire.yaml", None)["choices"]
    measures = load_texts(language, "measures.yaml", None)["measures"]
    trades = {f"industry.{name}": load_preset(name).title.to(language) for name in preset_names()}
    own = {f"words.{key}": word for key, word in term_words(language).items()}
    return Speech(language, unit, {**measures, **words, **own, **trades}, terms, currency)


def terms_of(language: str, trade: Mapping[str, str]) -> dict[str, str]:
    """Words of heads that the trade's, or the company's own, take the place of."""
    usual = trade_words(ANY_TRADE, language)
    said = {usual[key]: trade[key] for key in NAMED if trade.get(key, usual[key]) != usual[key]}
    return said | {one.capitalize(): own.capitalize() for one, own in said.items() if one.isascii()}


def to_cell(column: Column, value: Any, speech: Speech) -> Cell:
    """The cell for a plain value of a spec."""
    if hollow(value):
        return Cell(None)
    if column.kind == "list":
        return _worded(_lines(column, value, speech))
    if isinstance(value, dict | list):
        return Cell(flow(value), TEXT)
    if column.kind == "choice":
        as_it_is = value not in column.choices and speech.choice(column, value) != value
        return Cell(value, AS_IT_IS) if as_it_is else Cell(speech.word(column.about or column.steps[-1], value), TEXT)
    return _typed(column.kind, value, speech)


def format_of(cell: Any) -> str:
    """How a cell shows its number; plainly, as Excel has it, where its style names a format that the book lacks."""
    try:
        return str(cell.number_format)
    except IndexError:
        return "General"


def from_cell(column: Column, value: Any, number_format: str, speech: Speech) -> Any:
    """The plain value of a spec that a cell means; None where it is empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if column.kind not in ("text", "prose", "list") and isinstance(value, str) and value.strip() in DASHES:
        return None
    if column.kind == "list":
        if isinstance(value, str) and value.lstrip().startswith("["):
            root, problems = parse(value, "")
            if root is not None and not problems and isinstance(root.value, list):
                return root.value
        return _entries(column, value, number_format, speech)
    if column.kind == "count" and isinstance(value, str) and (figure := _counted(column, value)) is not None:
        return figure
    if column.kind == "choice":
        text = said(column.kind, value, number_format, speech)
        return text if number_format == AS_IT_IS else speech.choice(column, text)
    return said(column.kind, value, number_format, speech)


def said(kind: Kind, value: Any, number_format: str, speech: Speech) -> str:
    """One value as a manager would write it in a spec."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime | datetime.date):
        day = value.date() if isinstance(value, datetime.datetime) else value
        return str(day.month) if kind == "month" else day.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if kind in ("flag", "date") and (known := _ticked(value) if kind == "flag" else _day(value)) is not None:
        return known
    if kind in ("money", "growth", "percent") and isinstance(value, str) and (bare := _bare(value)) is not None:
        return _under_percent(bare) if kind == "percent" else _amount(bare, speech)
    if not isinstance(value, int | float):
        return str(value).strip("\n") if kind == "prose" else str(value).strip()
    number = Decimal(f"{value:.15g}")
    shown = f"{number.normalize():f}"
    if "%" in number_format and kind in ("percent", "text", "prose", "growth"):
        return f"{'+' * (kind == 'growth' and number >= 0)}{_percent(number)}"
    if kind == "percent":
        return _under_percent(number)
    if kind in ("money", "growth"):
        return _amount(number, speech)
    return shown


def _counted(column: Column, text: str) -> str | None:
    """The figure before the word for what is counted, 7,900台 or 5 years; None where the head counts something else."""
    match = _COUNTED.fullmatch(normalize("NFKC", text).strip())
    if match is None or _parsed(parse_count, match[1]) is None or match[2].lower() in NO_UNITS:
        return None
    heads = [unit for title in (column.title.zh, column.title.en) if (unit := volume_unit_of(title))]
    return match[1].strip() if not heads or any(match[2].casefold() in unit.casefold() for unit in heads) else None


def _ticked(value: Any) -> str | None:
    """Yes or no as people mark it in a cell: 是, yes, √, 1; None for anything else."""
    text = normalize("NFKC", str(value)).strip()
    known = True if text in TICKS else False if text in CROSSES else _parsed(parse_flag, text)
    return None if known is None else "yes" if known else "no"


def _day(value: Any) -> str | None:
    """A day that a spreadsheet no longer shows as one: its number, eight digits, or with a time behind it."""
    if isinstance(value, int | float):
        if value == int(value) and SERIALS[0] <= value < SERIALS[1]:
            return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(value))).isoformat()
        value = f"{value:.15g}"
    text = normalize("NFKC", str(value)).strip()
    if match := _DIGITS.fullmatch(text):
        text = "-".join(match.groups())
    day = _parsed(parse_date, _CLOCK.sub("", text))
    return day.isoformat() if day else None


def _bare(text: str) -> Decimal | None:
    """The number that is all of a text, as a cell for text has it: it is in the unit of the head."""
    plain = with_point(normalize("NFKC", text).strip())
    return Decimal(plain.replace(",", "")) if _PLAIN.fullmatch(plain) else None


def _under_percent(number: Decimal) -> str:
    """A plain number in a column of per cents: 1 and more are per cent as the head has it, less than one a fraction."""
    return _percent(number) if abs(number) < 1 else f"{number.normalize():f}%"


def doubtful(column: Column, value: Any, number_format: str) -> str | None:
    """How a plain number under a head with (%) is read, where it could as well mean a hundred times more or less: what
    lies below one, and one itself, which may be all of it. None where there is no doubt."""
    if column.kind != "percent" or isinstance(value, bool):
        return None
    if isinstance(value, int | float) and "%" not in number_format:
        number = Decimal(f"{value:.15g}")
    else:
        found = _bare(value) if isinstance(value, str) else None
        if found is None:
            return None
        number = found
    return _under_percent(number) if 0 < abs(number) <= 1 else None


def _percent(number: Decimal) -> str:
    return f"{(number * 100).normalize():f}%"


def _amount(number: Decimal, speech: Speech) -> str:
    if speech.language.startswith("zh"):
        return f"{number.normalize():f}{speech.suffix}"
    return f"{(number * speech.scale).normalize():f}"


# Lists in one cell ----------------------------------------------------------------------------------------------------


def _lines(column: Column, value: Any, speech: Speech) -> str:
    if not isinstance(value, list):
        return speech.word(column.steps[-1], str(value))
    simple = all(isinstance(one, str) and one.strip() == one and one and "\n" not in one for one in value)
    figures = simple and column.of in ("money", "price", "percent")
    shown = [_figure(column, one, speech) for one in value] if figures else value
    text = "\n".join(shown) if simple else ""
    if not simple or _split(column, text) != shown or text.startswith("[") or text in column.choices:
        return flow(value)
    return text


def _figure(column: Column, text: str, speech: Speech) -> str:
    """An amount or a rate among others in one cell: a bare number is in the unit of the head, as in a cell of its own,
    and a rate has its sign."""
    if column.of == "percent":
        rate = _parsed(parse_percent, text)
        return text if rate is None else _percent(rate)
    value = _typed(column.of, text, speech).value
    return value if isinstance(value, str) else f"{Decimal(repr(value)).normalize():f}"


def _entries(column: Column, value: Any, number_format: str, speech: Speech) -> Any:
    text = value.strip() if isinstance(value, str) else said(column.of, value, number_format, speech)
    word = speech.choice(column, text)
    if word in column.choices:
        return word
    return [said(column.of, one, TEXT, speech) for one in _split(column, text)]


def _split(column: Column, text: str) -> list[str]:
    """Sentences stand one a line; names and figures may also stand in a row."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if column.of == "prose" or len(lines) > 1:
        return lines
    apart = _BREAKS
    if column.of not in ("text", "choice") and _APART.search(text):
        apart = _APART  # 1,200、1,300: the commas are those of thousands
    parts = [part for part in apart.split(text.strip()) if part]
    return [one for part in parts for one in (re.split(r"[\s/+&]+", part) if _CODES.fullmatch(part) else [part])]


# One typed value ------------------------------------------------------------------------------------------------------


def _typed(kind: Kind, value: Any, speech: Speech) -> Cell:
    """The value as a spreadsheet has it, where that says exactly the same; as text otherwise."""
    text = str(value)
    made = _NUMBERS[kind](text, speech) if kind in _NUMBERS else None
    if made is None and kind in ("money", "growth") and _bare(text) is not None:
        return Cell(f"{text.strip()}元", TEXT)  # a number that a spreadsheet could not hold, not one in the head's unit
    return _worded(text) if made is None else made


def _worded(text: str) -> Cell:
    plain = text.strip()
    return Cell(text, AS_IT_IS if SUM.fullmatch(plain) or REMARK.match(plain) else TEXT)


def _money(text: str, speech: Speech) -> Cell | None:
    return _number(_parsed(parse_signed_money, text), speech.scale, "#,##0.####")


def _price(text: str, speech: Speech) -> Cell | None:
    return _number(_parsed(parse_signed_money, text), 1, "#,##0.##")


def _growth(text: str, speech: Speech) -> Cell | None:
    return None if text.strip().endswith(("%", "％")) or text.strip().startswith("+") else _money(text, speech)


def _rate(text: str, speech: Speech) -> Cell | None:
    return _number(_parsed(parse_percent, text), 1, PERCENT)


def _count(text: str, speech: Speech) -> Cell | None:
    return _number(_parsed(parse_count, text), 1, "#,##0")


def _month(text: str, speech: Speech) -> Cell | None:
    return _number(_parsed(parse_month, text), 1, "0")


def _date(text: str, speech: Speech) -> Cell | None:
    day = _parsed(parse_date, text)
    return Cell(datetime.datetime(day.year, day.month, day.day), DATE) if day else None


def _flag(text: str, speech: Speech) -> Cell | None:
    known = _parsed(parse_flag, text)
    if known is None:
        return None
    return Cell(("是" if known else "否") if speech.language.startswith("zh") else "yes" if known else "no", TEXT)


_NUMBERS: Mapping[Kind, Callable[[str, Speech], Cell | None]] = {
    "money": _money, "price": _price, "growth": _growth, "percent": _rate, "count": _count, "month": _month,
    "date": _date, "flag": _flag,
}  # fmt: skip


def _number(amount: Any, scale: int, shown: str) -> Cell | None:
    """The amount in units of ``scale``; None where a spreadsheet's number could not hold it exactly."""
    if amount is None:
        return None
    number = Decimal(amount) / scale
    if number == int(number) and abs(number) < 10**15:
        return Cell(int(number), shown)
    value = float(number)
    exact = Decimal(f"{value:.15g}") * scale == amount
    return Cell(value, shown) if exact else None


def _parsed(parser: Callable[[Any], Any], text: str) -> Any:
    try:
        return parser(text)
    except PydanticCustomError:
        return None
