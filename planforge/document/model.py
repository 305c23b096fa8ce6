"""What the reader will see, without any styling: parts made of blocks, tables of typed cells, charts of numbers.

Everything here is ready to print: words are in the document's language, figures are formatted, and beside each
figure stands its value, so that a writer can make a chart, a formula or a check of it. A writer needs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

Value = int | Decimal | date | None
"""What a cell stands for: money in currency units, counts, fractions of one for percentages, dates; None for text."""


# Text -----------------------------------------------------------------------------------------------------------------


class Run(Struct, frozen=True):
    """A stretch of text."""

    text: str
    bold: bool = False
    italic: bool = False


class Reference(Struct, frozen=True):
    """A mention of a table or figure by its key; the writer puts label and number ("表3") as a live cross-reference."""

    key: str


Inline = Run | Reference


class Voice(StrEnum):
    """The role of a paragraph; the house style gives each its look."""

    BODY = "body"  # an ordinary paragraph, indented in Chinese
    LEAD = "lead"  # the sentence that carries a section's message
    NOTE = "note"  # small print: sources, definitions
    CALLOUT = "callout"  # a conclusion set off in a box
    SIGNATURE = "signature"  # name and date at the lower right
    CHAPTER = "chapter"  # 第一章, centred
    ARTICLE = "article"  # 第一条, its number in bold
    MASTHEAD = "masthead"  # of an official paper: who issues it, in red
    DOCNUMBER = "docnumber"  # its number, and who signs
    ADDRESSEE = "addressee"  # to whom it goes
    ENCLOSURE = "enclosure"  # what is enclosed
    IMPRINT = "imprint"  # who has copies, who printed it when


class Paragraph(Struct, frozen=True):
    inlines: tuple[Inline, ...]
    voice: Voice = Voice.BODY


class Heading(Struct, frozen=True):
    """A heading of level 2 to 4 inside a part, whose own title is level 1. The writer numbers it, never the text."""

    level: int
    text: str
    key: str = ""
    numbered: bool = True


class Bullets(Struct, frozen=True):
    """A list; every item is a tuple of inlines, ``depth`` counts from 0."""

    items: tuple[tuple[Inline, ...], ...]
    ordered: bool = False
    depths: tuple[int, ...] = ()  # one an item, or empty for a flat list


# Tables ---------------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a column or cell holds; decides alignment in Word and the number format in Excel."""

    TEXT = "text"  # left
    LABEL = "label"  # centred: months, codes, marks
    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"  # a fraction of one
    POINTS = "points"  # a difference of two rates, as a fraction of one
    NUMBER = "number"  # any other number: prices, days, indices
    DATE = "date"


class Tone(StrEnum):
    """What a cell or mark means, for its colour."""

    PLAIN = ""
    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    ACCENT = "accent"  # a filled Gantt month, a highlighted cell
    ACCENT2 = "accent2"
    ACCENT3 = "accent3"
    ACCENT4 = "accent4"
    ACCENT5 = "accent5"
    ACCENT6 = "accent6"
    ACCENT7 = "accent7"
    ACCENT8 = "accent8"
    MUTED = "muted"
    STARTING = "starting"  # a value that nobody has confirmed


class Cell(Struct, frozen=True):
    """``text`` is what is printed ("—" for a missing figure); newlines separate paragraphs inside the cell."""

    text: str
    value: Value = None
    kind: Kind | None = None  # None: as the column
    tone: Tone = Tone.PLAIN
    fill: bool = False  # tone fills the cell instead of colouring its text
    span: int = 1  # columns covered


class RowKind(StrEnum):
    BODY = "body"
    GROUP = "group"  # a band that names the rows below it
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class Row(Struct, frozen=True):
    """Cells whose spans sum to the number of columns."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.BODY


class Follows(StrEnum):
    """How a column follows from others of its row; a workbook writes it as a live formula."""

    SUM = "sum"  # of all of them
    DIFFERENCE = "difference"  # first less second
    RATIO = "ratio"  # first over second
    GROWTH = "growth"  # first over second, less one
    POINTS = "points"  # first less second, both as printed
    SHARE = "share"  # of the first's own total


class Column(Struct, frozen=True):
    """``width`` is relative; ``group`` puts neighbouring columns under one header ("第一季度").

    ``adds``: what stands in rows of totals is the sum of the rows above. ``follows`` from the columns of these keys.
    """

    title: str
    kind: Kind = Kind.TEXT
    width: float = 1.0
    group: str = ""
    key: str = ""
    adds: bool = False
    follows: tuple[Follows, tuple[str, ...]] | None = None


class Table(Struct, frozen=True):
    """A captioned table. ``key`` is its name in section templates, in company templates and in cross-references."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str = ""  # "单位：万元", set above the table at the right
    note: str = ""  # below the table
    description: str = ""  # for screen readers; the caption where empty
    wide: bool = False  # wants a landscape page


class Form(Struct, frozen=True):
    """A blank printable form: lines of labelled fields, ``blank_rows`` empty rows under ``columns``."""

    key: str
    title: str
    fields: tuple[tuple[str, ...], ...]  # rows of labels, each followed by an empty cell
    columns: tuple[str, ...] = ()
    blank_rows: int = 0
    signatures: tuple[str, ...] = ()


# Pictures made of words and numbers -----------------------------------------------------------------------------------


class Plot(StrEnum):
    COLUMN = "column"
    STACKED = "stacked"
    BAR = "bar"
    STACKED_BAR = "stacked_bar"
    LINE = "line"
    DOTS = "dots"  # points without a line, on an axis that need not begin at zero: rates near each other
    COMBO = "combo"  # columns, and the series with ``line=True`` as lines
    DOUGHNUT = "doughnut"
    WATERFALL = "waterfall"  # one series; totals named in ``totals`` stand on the axis, the rest float


class Series(Struct, frozen=True):
    name: str
    values: tuple[Decimal | int | None, ...]
    line: bool = False
    secondary: bool = False  # on the right-hand axis
    percent: bool = False  # values are fractions of one
    colour: int | None = None  # which of the palette; as the series are ordered where None


class Chart(Struct, frozen=True):
    """A native chart. Values are already in the printed unit (万元, %, 家), rounded as printed."""

    key: str
    caption: str
    plot: Plot
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str  # alt text: what the chart shows, in a sentence
    unit: str = ""
    decimals: int = 0
    totals: tuple[int, ...] = ()  # waterfall: indices of categories that are totals
    labels: bool = True  # print values on the marks where they fit
    low: bool = False  # on a page that holds much else
    cut: str = ""  # what is said beside an axis that does not begin at zero


class Card(Struct, frozen=True):
    """One key figure: 8,280 / 全年销售目标（万元）/ ▲ 20.0%."""

    label: str
    figure: str
    change: str = ""
    tone: Tone = Tone.PLAIN
    beside: str = ""  # what it is held against
    starting: bool = False  # rests on values that nobody has confirmed


class Cards(Struct, frozen=True):
    """Key figures side by side; ``stands_in`` are the keys of the tables and charts that have them."""

    cards: tuple[Card, ...]
    stands_in: tuple[str, ...] = ()


class Quadrant(Struct, frozen=True):
    """The SWOT square: title and items of each field, clockwise S, W, T, O as given."""

    key: str
    caption: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]  # four of (title, items): S, W, O, T
    description: str = ""


class House(Struct, frozen=True):
    """The strategy house: roof (objective), pillars (strategies), base (what carries them)."""

    key: str
    caption: str
    roof: str
    pillars: tuple[tuple[str, str], ...]  # (code, statement)
    base: str
    description: str = ""


class Bar(Struct, frozen=True):
    """One line of a Gantt table: a filled stretch of months, ``milestone`` marks its end."""

    label: str
    owner: str
    first: int  # month 1..12
    last: int
    tone: Tone = Tone.ACCENT
    milestone: bool = False
    code: str = ""


class Gantt(Struct, frozen=True):
    key: str
    caption: str
    heads: tuple[str, ...]  # titles of the code, label and owner columns
    periods: tuple[str, ...]  # twelve month labels
    bars: tuple[Bar, ...]
    note: str = ""
    description: str = ""
    legend: tuple[tuple[str, Tone], ...] = ()  # what the colours stand for


# The whole ------------------------------------------------------------------------------------------------------------


class PageBreak(Struct, frozen=True):
    pass


class Landscape(Struct, frozen=True):
    """Blocks on turned pages."""

    blocks: tuple[Block, ...]


Block = Paragraph | Heading | Bullets | Table | Form | Chart | Cards | Quadrant | House | Gantt | PageBreak | Landscape


class PartKind(StrEnum):
    SUMMARY = "summary"  # before the six parts, not numbered
    PART = "part"  # 一、 … 六、
    ANNEX = "annex"  # 附件1 …
    PAPER = "paper"  # of an official paper: what stands before and after its numbered parts, on their pages
    SLIDE = "slide"  # of a deck: one visual, at most three points, notes for the speaker, a source line as a note


class Part(Struct, frozen=True):
    """A first-level heading and what stands under it. Starts a page."""

    key: str  # "summary", "situation", "objectives", "strategy", "tactics", "actions", "control", "annex_…"
    title: str
    blocks: tuple[Block, ...]
    kind: PartKind = PartKind.PART
    tight: bool = False  # one sheet of paper: narrow margins, nothing round it, headings instead of captions


class Cover(Struct, frozen=True):
    company: str
    kicker: str  # the small line above the title
    title: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # (label, value): author, version, period, date


class Furniture(Struct, frozen=True):
    """The words a writer itself must print. ``{page}``, ``{pages}``, ``{number}`` stand for live fields."""

    header: str  # "福麦食品 | 2027年度区域营销计划"; the part's title is added as a live field
    footer: str  # "第 {page} 页 / 共 {pages} 页"
    contents: str  # title of the table of contents
    table: str  # caption label: "表", "Table"
    figure: str  # "图", "Figure"
    annex: str  # "附件{number}　" prefix of an annex title
    more: str = ""  # "另有{count}行": rows of a table that a slide has no room for
    status: str = ""  # "草稿，18 个值未核实"; empty where nothing waits for confirmation


class Meta(Struct, frozen=True):
    """Document properties. ``digest`` is the SHA-256 of everything the document was made from."""

    title: str
    author: str
    company: str
    language: str  # zh-CN, en
    subject: str = ""
    keywords: tuple[str, ...] = ()
    created: date | None = None
    digest: str = ""
    spec_name: str = ""  # the file's name, without its folder
    spec_digest: str = ""  # the fingerprint of the spec, to see whether it has changed since
    changes: tuple[str, ...] = ()  # what ``--set`` changed


class Names(Struct, frozen=True, eq=False):
    """What a company's own Word file may name in its tags, and the filters that print it."""

    values: Mapping[str, Any]
    filters: Mapping[str, Callable[..., Any]]


class Document(Struct, frozen=True):
    meta: Meta
    furniture: Furniture
    parts: tuple[Part, ...]
    cover: Cover | None = None
    with_contents: bool = True
    flowing: bool = False  # numbered parts follow each other on a page
    facts: dict[str, Value] = field(default_factory=dict)  # headline figures, stored for checking an edited file
    names: Names | None = None
