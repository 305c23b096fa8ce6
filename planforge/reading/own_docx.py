"""A person's own Word file as proposals for a spec: sentences by the headings that they stand under, tables by their
heads, each with the place that it comes from. Nothing is taken for more than it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree
from msgspec import Struct

from planforge.office import MAIN, open_parts
from planforge.reading.workbook.layout import VALUE, Block, blocks

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING = re.compile(r"heading|标题|^[1-9]$", re.IGNORECASE)
NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*[.、．\s])\s*"
)
LONGEST_HEADING = 32
MOST = 8  # sentences taken for one place
PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"优势|strength", ("situation", "swot", "strengths")),
    (r"劣势|短板|weakness", ("situation", "swot", "weaknesses")),
    (r"机会|机遇|opportunit", ("situation", "swot", "opportunities")),
    (r"威胁|风险|threat|risk", ("situation", "swot", "threats")),
    (r"教训|经验|lesson", ("review", "lessons")),
    (r"原因|不足|差距|cause|shortfall", ("review", "causes")),
    (r"成绩|成果|亮点|achievement", ("review", "achievements")),
    (r"问题|难点|issue|problem", ("situation", "issues")),
    (r"目标|客户|消费|objective|goal|target market|segment", ()),
    (r"政策|法规|policy|political|legal", ("situation", "market", "policy")),
    (
        r"市场(?!营销|推广|活动|策略)|行业|环境|经济|\bmarket\b|industry|environment|economic|technolog|social factor",
        ("situation", "market", "trends"),
    ),
    (r"指导思想|原则|principle", ("principles",)),
    (r"渠道|channel", ("channel_policies",)),
    (r"价格|price", ("pricing", "rules")),
    (r"回款|应收|collection", ("collection", "measures")),
    (r"费用|预算|budget|expense", ("budget", "controls")),
)
"""What a heading says, and where sentences under it belong, if anywhere; the first that fits."""
ALONE = re.compile(rf"\W*\w{{0,4}}(?:{'|'.join(words for words, _ in PLACES)})\w{{0,4}}\W*", re.IGNORECASE)
"""A line that is such a heading and no more."""
SWOT = ("situation", "swot")
LABELLED = re.compile(r"^([^:：。.]{2,24})[:：]\s*(\S.*)$", re.DOTALL)


class Found(Struct, frozen=True):
    """A value for a place of the spec, and where in the file it stands."""

    path: tuple[str, ...]
    value: Any
    source: str


def drawn(content: bytes, language: str) -> list[Found]:
    """What the file has for a spec, in its order. Raises ``Unusable`` for what is no Word file."""
    root = etree.fromstring(open_parts(content)[MAIN], etree.XMLParser(resolve_entities=False))
    styles = _heading_styles(open_parts(content).get("word/styles.xml", b""))
    heading, found = "", []
    body = root.find(f"{W}body")
    for element in _blocks(body) if body is not None else ():
        if element.tag == f"{W}p":
            text, lines = _text(element), _lines(element)
            if len(lines) > 1 and ALONE.fullmatch(lines[0]):
                found += list(_below_each(lines))
            elif _is_heading(element, text, styles):
                heading = NUMBERED.sub("", text).strip()
            elif text:
                found += list(_sentences(text, heading))
        elif element.tag == f"{W}tbl":
            found += list(_rows(element, heading, language))
    return found


def _blocks(holder: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order, those in text controls of a template too, but for hints left there."""
    for element in holder:
        if element.tag == f"{W}sdt":
            content = element.find(f"{W}sdtContent")
            if content is not None and element.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
                yield from _blocks(content)
        else:
            yield element


def _heading_styles(part: bytes) -> set[str]:
    if not part:
        return set()
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False))
    named = ((style.get(f"{W}styleId"), style.find(f"{W}name")) for style in root.iter(f"{W}style"))
    return {key for key, name in named if key and name is not None and HEADING.search(name.get(f"{W}val") or "")}


def _is_heading(paragraph: Any, text: str, styles: set[str]) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    if style is not None and style.get(f"{W}val") in styles:
        return bool(text)
    short = len(text) <= LONGEST_HEADING and not text.endswith(("。", "；", ";", "."))
    return bool(text) and short and (bool(NUMBERED.match(text)) or _is_bold(paragraph))


def _below_each(lines: Sequence[str]) -> Iterator[Found]:
    """The sentences of a paragraph whose lines are headings and what stands below each."""
    heading = ""
    for line in lines:
        if ALONE.fullmatch(line):
            heading = line.strip(" :：.。")
        else:
            yield from _sentences(line, heading)


def _is_bold(paragraph: Any) -> bool:
    """Whether all that a paragraph says is bold: many write headings so."""
    runs = [run for run in paragraph.iter(f"{W}r") if _text(run)]
    bold = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(one is not None and one.get(f"{W}val") not in ("0", "false") for one in bold)


def _text(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t")).strip()


def _lines(paragraph: Any) -> list[str]:
    """The lines of a paragraph that hold something, as breaks within it part them."""
    said = ("\n" if node.tag == f"{W}br" else node.text or "" for node in paragraph.iter(f"{W}t", f"{W}br"))
    return [line.strip() for line in "".join(said).split("\n") if line.strip()]


def _sentences(text: str, heading: str) -> Iterator[Found]:
    said = NUMBERED.sub("", text).strip()
    labelled = LABELLED.match(said)
    if labelled and _place(labelled[1])[:2] == SWOT:
        heading, said = labelled[1].strip(), labelled[2].strip()
    path = _place(heading)
    if path and len(said) > 4:
        yield Found(path, said, heading)


def _place(heading: str) -> tuple[str, ...]:
    return next((path for words, path in PLACES if re.search(words, heading, re.IGNORECASE)), ())


def _rows(table: Any, heading: str, language: str) -> Iterator[Found]:
    """The items of a table whose heads are those of a list of the spec."""
    rows = [[_text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    if len(rows) < 2:
        return
    block, columns = _block_of(rows[0], language)
    if block is None:
        yield from _squares(table)
        return
    for row in rows[1:]:
        item = {key: row[number] for number, key in columns.items() if number < len(row) and row[number]}
        if all(column.key in item for column in block.columns if column.required and column.key != "code"):
            yield Found(block.path, item, heading)


def _squares(table: Any) -> Iterator[Found]:
    """The sentences of a SWOT drawn as a table: what a cell is about says its own first line, the head of its column or
    the first cell of its row."""
    cells = [
        [[line for p in cell.iter(f"{W}p") for line in _lines(p)] for cell in row.iter(f"{W}tc")]
        for row in table.iter(f"{W}tr")
    ]
    for number, row in enumerate(cells):
        for column, lines in enumerate(row):
            beside = row[0] if column else []
            above = cells[0][column] if number and column < len(cells[0]) else []
            for heads, said in ((lines, lines[1:]), (above, lines), (beside, lines)):
                heading = heads[0].strip(" :：") if heads else ""
                if len(heading) <= LONGEST_HEADING and _place(heading)[:2] == SWOT:
                    for text in said:
                        yield from _sentences(text, heading)
                    break


def _block_of(heads: Sequence[str], language: str) -> tuple[Block | None, Mapping[int, str]]:
    """The list whose columns the heads name, with the key of each; at least two, and all that it must have."""
    best: tuple[Block | None, dict[int, str]] = (None, {})
    for block in blocks():
        if not block.table or block.keyed or block.plain or block.parents or block.path == ("unconfirmed",):
            continue
        titles = {column.title.to(language).casefold(): column.key for column in block.columns if column.key != VALUE}
        named = {n: titles[key] for n, head in enumerate(heads) if (key := _bare(head)) in titles}
        required = {column.key for column in block.columns if column.required and column.key != "code"}
        if len(named) > max(1, len(best[1])) and required <= set(named.values()):
            best = block, named
    return best


def _bare(head: str) -> str:
    """A head without its unit."""
    return re.sub(r"[（(][^（()）]*[)）]\s*$", "", head).strip().casefold()
