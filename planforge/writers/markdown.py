"""The Markdown writer: a Document as GitHub-flavoured Markdown, charts as small tables of their figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from planforge.document.model import (
    Block,
    Bullets,
    Cards,
    Cell,
    Chart,
    Column,
    Cover,
    Document,
    Form,
    Gantt,
    Heading,
    House,
    Inline,
    PageBreak,
    Paragraph,
    Quadrant,
    Reference,
    Row,
    RowKind,
    Table,
    Voice,
)
from planforge.document.numbering import Caption, Captioned, Numbering, flatten, number
from planforge.writers.charts.values import printed, unit_of
from planforge.writers.widths import side

_MARKS = re.compile(r"([\\`*_\[\]<>|~&$#])")
_OPENINGS = re.compile(r"^(\d{0,9})([-+=.)])(?=\s|[-=]|$)")
_CLOSING = "：:；;，,。、"


def write(document: Document) -> bytes:
    """The document as UTF-8 Markdown with LF line ends."""
    numbering = number(document)
    entries = iter(numbering.entries)
    captions = iter(numbering.captions)
    blocks = list(_title(document))
    for part in document.parts:
        if title := escape(next(entries).line):
            blocks.append(f"## {title}")
        for block in flatten(part.blocks):
            if isinstance(block, Heading):
                entry = next(entries)
                blocks.append(f"{'#' * (entry.level + 1)} {escape(entry.line)}")
                continue
            if isinstance(block, Captioned):
                blocks.append(_caption(next(captions)))
            blocks.extend(_PRINT[type(block)](block, numbering))
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def escape(text: str) -> str:
    """Text that Markdown prints as it stands."""
    return _shield(_MARKS.sub(r"\\\1", text.strip())).replace("\n", "<br>")


def _shield(text: str) -> str:
    """Keep what looks like the start of a list, a rule or an underlined title from being one."""
    return _OPENINGS.sub(r"\1\\\2", text)


def _title(document: Document) -> Iterator[str]:
    yield f"# {escape(document.cover.title if document.cover else document.meta.title)}"
    if document.cover:
        yield from _cover(document.cover)


def _cover(cover: Cover) -> Iterator[str]:
    yield _strong(cover.company)
    yield escape(cover.subtitle)
    yield "\n".join(f"- {escape(label)}: {escape(fact)}" for label, fact in cover.facts)


def _caption(caption: Caption) -> str:
    return f'<a id="{caption.anchor}"></a>{_strong(caption.line)}'


# Text -----------------------------------------------------------------------------------------------------------------


def _paragraph(paragraph: Paragraph, numbering: Numbering) -> Iterator[str]:
    text = _inlines(paragraph.inlines, numbering)
    if paragraph.voice is Voice.CALLOUT:
        yield f"> {text}"
    elif paragraph.voice is Voice.CHAPTER:
        yield _wrapped(text, "**", "strong")
    else:
        yield text


def _inlines(inlines: Iterable[Inline], numbering: Numbering) -> str:
    return _shield("".join(_inline(one, numbering) for one in inlines).strip())


def _inline(inline: Inline, numbering: Numbering) -> str:
    if isinstance(inline, Reference):
        caption = numbering.references.get(inline.key)
        return f"[{escape(caption.mention)}](#{caption.anchor})" if caption else escape(inline.key)
    text = _MARKS.sub(r"\\\1", inline.text).replace("\n", "<br>")
    text = _wrapped(text, "*", "em") if inline.italic else text
    return _wrapped(text, "**", "strong") if inline.bold else text


def _wrapped(text: str, mark: str, tag: str) -> str:
    """Emphasis by asterisks where they work beside any neighbour, a closing colon left outside; else by a tag."""
    inner = text.rstrip(_CLOSING)
    if inner[:1].isalnum() and inner[-1:].isalnum():
        return f"{mark}{inner}{mark}{text[len(inner) :]}"
    return f"<{tag}>{text}</{tag}>"


def _strong(text: str) -> str:
    """Bold that has blanks or nothing on both sides."""
    shown = escape(text)
    whole = bool(shown) and "\\" not in (shown[0], shown[-1:]) and not shown.endswith(("*", "<br>"))
    return f"**{shown}**" if whole else f"<strong>{shown}</strong>" if text else ""


def _bullets(bullets: Bullets, numbering: Numbering) -> Iterator[str]:
    depths = bullets.depths or (0,) * len(bullets.items)
    counts: dict[int, int] = {}
    lines = []
    for item, depth in zip(bullets.items, depths, strict=True):
        counts = {level: count for level, count in counts.items() if level <= depth}
        counts[depth] = counts.get(depth, 0) + 1
        mark = f"{counts[depth]}." if bullets.ordered else "-"
        lines.append(f"{'    ' * depth}{mark} {_inlines(item, numbering)}")
    yield "\n".join(lines)


# Tables ---------------------------------------------------------------------------------------------------------------


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]], aligned: Sequence[str] = ()) -> str:
    """A table of Markdown cells; ``aligned`` holds "---", "---:" or ":---:" for each column."""
    lines = [heads, aligned or ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _table(table: Table, numbering: Numbering) -> Iterator[str]:
    heads = [escape(f"{column.group}\n{column.title}" if column.group else column.title) for column in table.columns]
    yield escape(table.unit)
    yield _grid(heads, map(_row, table.rows), [_align(column) for column in table.columns])
    yield escape(table.note)


def _row(row: Row) -> list[str]:
    strong = row.kind is not RowKind.BODY
    return [text for cell in row.cells for text in (_cell(cell, strong), *[""] * (cell.span - 1))]


def _cell(cell: Cell, strong: bool) -> str:
    return _strong(cell.text) if strong else escape(cell.text)


def _align(column: Column) -> str:
    return {"left": "---", "centre": ":---:", "right": "---:"}[side(column.kind)]


def _chart(chart: Chart, numbering: Numbering) -> Iterator[str]:
    yield escape(chart.description)
    heads = [escape(unit_of(chart)), *(escape(series.name) for series in chart.series)]
    rows = [
        [escape(name), *(printed(series, series.values[index], chart.decimals) for series in chart.series)]
        for index, name in enumerate(chart.categories)
    ]
    yield _grid(heads, rows, ["---", *["---:"] * len(chart.series)])


def _cards(cards: Cards, numbering: Numbering) -> Iterator[str]:
    heads = [escape(card.label) for card in cards.cards]
    figures = [_strong(card.figure) for card in cards.cards]
    changes = [escape(card.change) for card in cards.cards]
    beside = [escape(card.beside) for card in cards.cards]
    yield _grid(heads, [figures, *(line for line in (changes, beside) if any(line))], [":---:"] * len(heads))


def _gantt(gantt: Gantt, numbering: Numbering) -> Iterator[str]:
    heads = [escape(head) for head in (*gantt.heads, *gantt.periods)]
    rows = [
        [
            *map(escape, (bar.code, bar.label, bar.owner)),
            *(_month(month, bar.first, bar.last, bar.milestone) for month in range(1, len(gantt.periods) + 1)),
        ]
        for bar in gantt.bars
    ]
    yield _grid(heads, rows, ["---"] * len(gantt.heads) + [":---:"] * len(gantt.periods))
    yield escape(gantt.note)


def _month(month: int, first: int, last: int, milestone: bool) -> str:
    if not first <= month <= last:
        return ""
    return "◆" if milestone and month == last else "■"


# Words in boxes -------------------------------------------------------------------------------------------------------


def _quadrant(quadrant: Quadrant, numbering: Numbering) -> Iterator[str]:
    for title, items in quadrant.fields:
        yield _strong(title)
        yield "\n".join(f"- {escape(item)}" for item in items)


def _house(house: House, numbering: Numbering) -> Iterator[str]:
    yield _strong(house.roof)
    yield "\n".join(f"- {_strong(code)} {escape(statement)}" for code, statement in house.pillars)
    yield escape(house.base)


def _form(form: Form, numbering: Numbering) -> Iterator[str]:
    yield _strong(form.title)
    rows = [[text for label in row for text in (escape(label), "　　")] for row in form.fields]
    if rows:
        yield _grid(rows[0], rows[1:])
    if form.columns:
        yield _grid([escape(column) for column in form.columns], [[""] * len(form.columns)] * form.blank_rows)
    yield "　　".join(f"{escape(signature)} \\_\\_\\_\\_\\_\\_\\_\\_" for signature in form.signatures)


def _nothing(block: Block, numbering: Numbering) -> Iterator[str]:
    yield from ()


_PRINT: dict[type, Callable[[Any, Numbering], Iterator[str]]] = {
    Paragraph: _paragraph,
    Bullets: _bullets,
    Table: _table,
    Form: _form,
    Chart: _chart,
    Cards: _cards,
    Quadrant: _quadrant,
    House: _house,
    Gantt: _gantt,
    PageBreak: _nothing,
}
