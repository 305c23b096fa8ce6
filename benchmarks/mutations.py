"""How inputs are spoiled: as text, data, table, zip of XML or piece of a document, by a chance that is given."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import yaml
from msgspec import Struct

from planforge.document.model import (
    Bullets,
    Chart,
    Document,
    Gantt,
    Paragraph,
    Part,
    Quadrant,
    Reference,
    Row,
    Run,
    Table,
)
from planforge.records import replace

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
MARKS: list[str] = [
    *"\t:{}[]'\"#|>%-\n\r\0,&*!?@`~é０万",
    *(": ", "- ", "&a", "*a", "!!x", "null", "<<: *a", "：", "，", "\u3000", "\\x00", "\u202e", "\x1b[31m", "{{ x }}"),
]
VALUES = ["", "null", "[]", "{}", "[[]]", "{a: b}", "-1", "1e999999999%", "nan", "9" * 400, "是", "13月", '"\\0"', "*x"]
ODD = [
    *("0", "0%", "1", "100%", "250%", "-1", "-20%", "0.001", "9亿", "1e3", "12", "13", "yes", "x", "999999999999999"),
    *("2027-02-28", "2026-12-31", "1989-01-01", "99%", "+20%", "-100%", "张三/李四", "<b>", "=1+1", "a\nb", "·" * 300),
]
CELLS = [
    *("", "0", "-1", "-99999", "1,234.50", "1.2万", "(300)", "100-", "abc", "#N/A", "=1+1", "1e308", "nan", '"'),
    *("2026-13-01", "1989-01-05", "31/12/2026", "12/31/2026", "45992", "２０２６年１月", "Q1", "\u202e1", "合计"),
    "9" * 18,
]


def mutate(text: str, chance: random.Random) -> bytes:
    """One to four random edits; now and then cut off with a byte that is no text."""
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(EDITS)(text, chance)
    content = text.encode("utf-8", "replace")
    return content[: chance.randrange(len(content) + 1)] + b"\xff" if chance.random() < 0.02 else content


def put_in(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(MARKS) * chance.choice([1, 1, 1, 3]) + text[at:]


def cut_out(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randint(1, 30) :]


def swap_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def overwrite(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(text or " ") + text[at + 1 :]


def replace_value(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = lines[at].partition(":")[0] + ": " + chance.choice(VALUES)
    return "\n".join(lines)


EDITS: tuple[Callable[[str, random.Random], str], ...] = (
    put_in,
    cut_out,
    swap_lines,
    overwrite,
    replace_value,
    replace_value,
)


def spoil(text: str, chance: random.Random) -> bytes:
    """One to three values of the data made odd, dropped, doubled or exchanged: much of it is still a spec."""
    data = deepcopy(_data_of(text))
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        found = places(data)
        if not found:
            break
        holder, key = chance.choice(found)
        edit = chance.randrange(8)
        if edit == 0:
            del holder[key]
        elif edit == 1 and isinstance(holder, list):
            holder.append(holder[key])
        elif edit == 2:
            other, where = chance.choice(found)
            holder[key], other[where] = deepcopy(other[where]), deepcopy(holder[key])
        elif isinstance(holder[key], str):
            holder[key] = chance.choice(ODD)
    return yaml.dump(data, Dumper=DUMPER, allow_unicode=True, sort_keys=False).encode()


@cache
def _data_of(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every value of the data as the mapping or list that holds it and its key."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [place for key in keys for place in ((node, key), *places(node[key]))]


def table(text: str, chance: random.Random) -> bytes:
    """A CSV file with cells made odd, rows and columns dropped, doubled and moved, in any encoding; or as text."""
    if chance.random() < 0.3:
        return mutate("\n".join(text.split("\n")[: chance.choice([3, 30])]), chance)
    rows = list(csv.reader(io.StringIO(text)))
    rows = rows[:1] + chance.sample(rows[1:], min(len(rows) - 1, chance.choice([1, 5, 30])))
    for _ in range(chance.randint(1, 4)):
        row = chance.randrange(len(rows))
        column = chance.randrange(len(rows[0])) if rows[0] else 0
        edit = chance.randrange(6)
        if edit == 0:
            rows = [[cell for at, cell in enumerate(line) if at != column] for line in rows]
        elif edit == 1:
            rows.insert(row, list(rows[chance.randrange(len(rows))]))
        elif edit == 2:
            rows = [[*line, line[column]] if column < len(line) else line for line in rows]
        elif edit == 3:
            rows = [[chance.choice(CELLS) if at == column else cell for at, cell in enumerate(line)] for line in rows]
        elif column < len(rows[row]):
            rows[row][column] = chance.choice(CELLS)
    stream = io.StringIO()
    csv.writer(stream, delimiter=chance.choice(",,,;\t")).writerows(rows)
    return stream.getvalue().encode(chance.choice(["utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"]), "replace")


def package(content: bytes, chance: random.Random) -> bytes:
    """An Office file with its XML edited, parts dropped or exchanged; or its bytes."""
    if chance.random() < 0.15:
        spoilt = bytearray(content)
        for _ in range(chance.randint(1, 20)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        return bytes(spoilt[: chance.choice([len(spoilt), chance.randrange(len(spoilt))])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.randint(1, 4)):
        name = chance.choice(sorted(parts))
        edit = chance.randrange(8)
        if edit == 0:
            del parts[name]
        elif edit == 1:
            parts[name] = parts[chance.choice(sorted(parts))]
        elif name.endswith((".xml", ".rels")):
            parts[name] = _markup(parts[name].decode("utf-8", "replace"), chance).encode("utf-8", "replace")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def _markup(text: str, chance: random.Random) -> str:
    """XML that mostly stays well-formed: elements dropped or doubled, attributes and text made odd."""
    found = list(re.finditer(r"<(\w[\w:.-]*)\b[^<>]*?/>|<(\w[\w:.-]*)\b[^<>]*>[^<>]*</\2>", text))
    if not found or chance.random() < 0.1:
        return chance.choice(EDITS)(text, chance)
    one = chance.choice(found)
    edit = chance.randrange(5)
    piece = one[0]
    if edit == 0:
        piece = ""
    elif edit == 1:
        piece += piece
    elif edit == 2:
        piece = chance.choice(found)[0]
    elif edit == 3:
        odd = chance.choice(["", "0", "-1", "x", "99999999999", "1e9", "true"])
        piece = re.sub(r'="[^"]*"', f'="{odd}"', piece, count=1)
    else:
        odd = chance.choice(["", "{{ x }}", "{% for %}", "{{ region.name }}", "\u202e", "9" * 50, "{{p body }}"])
        piece = re.sub(r">[^<>]*<", f">{odd}<", piece, count=1)
    return text[: one.start()] + piece + text[one.end() :]


def pieces(document: Document, count: int, chance: random.Random) -> Document:
    """So many parts of one to three blocks, each with one to three values made odd, and now and then the cover too."""
    parts = [_piece(chance.choice(document.parts), chance) for _ in range(count)]
    keys = {getattr(block, "key", "") for part in parts for block in part.blocks}
    made = tuple(replace(part, blocks=tuple(_alone(block, keys) for block in part.blocks)) for part in parts)
    whole = replace(document, parts=made)
    if chance.random() < 0.1 and whole.cover:
        whole = replace(whole, cover=respoil(whole.cover, chance))
    return replace(whole, meta=respoil(whole.meta, chance)) if chance.random() < 0.1 else whole


def _piece(part: Part, chance: random.Random) -> Part:
    first = chance.randrange(max(1, len(part.blocks)))
    part = replace(part, blocks=part.blocks[first : first + chance.randint(1, 3)])
    for _ in range(chance.choice([1, 1, 2, 3])):
        part = respoil(part, chance)
    return part


def _alone(block: Any, keys: set[str]) -> Any:
    """A block without mentions of tables that are not there."""

    def told(inlines: Any) -> Any:
        return tuple(Run(one.key) if isinstance(one, Reference) and one.key not in keys else one for one in inlines)

    if isinstance(block, Paragraph):
        return replace(block, inlines=told(block.inlines))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(told(item) for item in block.items))
    return block


NUMBERS: list[Any] = [0, 1, -1, Decimal("0.5"), Decimal("-0.001"), 10**14, Decimal("1e-9"), -(10**9), None]
LETTERS = [*ODD, *CELLS, "", " ", "\n", "a\tb", "\u202e", "\U0001f600", "W" * 500, "，" * 200, "&amp;", "]]>"]
LETTERS += ["{{ x }}", "|", "*", "`"]
FREE = {"rows", "bars", "cards", "items", "pillars", "inlines", "fields", "series", "blocks", "legend", "signatures"}
"""What may hold more or fewer pieces than it does."""


def respoil(piece: Any, chance: random.Random) -> Any:
    """One value below a piece of a document made odd; what belongs together, such as cells and columns, stays so."""
    if isinstance(piece, tuple):
        if not piece:
            return piece
        at = chance.randrange(len(piece))
        return (*piece[:at], respoil(piece[at], chance), *piece[at + 1 :])
    if isinstance(piece, Table) and chance.random() < 0.3:
        return _columns(piece, chance)
    if isinstance(piece, Chart) and chance.random() < 0.3:
        return _categories(piece, chance)
    if not isinstance(piece, Struct):
        return _odd(piece, chance)
    names = [name for name in piece.__struct_fields__ if name not in ("key", "kind", "voice", "level", "span", "group")]
    if not names:
        return piece
    held = {name: getattr(piece, name) for name in names}
    wide = [name for name, value in held.items() if isinstance(value, tuple) and value]
    name = chance.choice(wide if wide and chance.random() < 0.7 else names)
    value = held[name]
    counted = isinstance(piece, Quadrant) or (isinstance(piece, Bullets) and piece.depths)
    if name in FREE and not counted and isinstance(value, tuple) and chance.random() < 0.3:
        at = chance.randrange(len(value) + 1)
        less, again = value[:at] + value[at + 1 :], value[max(0, at - 1) : at] * chance.choice([1, 1, 40])
        fewest = value[:1] if name in ("series", "pillars", "cards") else ()
        left = chance.choice([less or fewest, value[:at] + again + value[at:], fewest])
        return replace(piece, **{name: left})  # type: ignore[type-var]
    if name == "depths" or (isinstance(piece, Gantt) and name == "periods"):
        return piece
    return replace(piece, **{name: respoil(value, chance)})  # type: ignore[type-var]


def _odd(value: Any, chance: random.Random) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if type(value) is str:
        return chance.choice(LETTERS) if chance.random() < 0.8 else value + chance.choice(LETTERS)
    if type(value) is Decimal or value is None:
        return chance.choice(NUMBERS) if value is not None else None
    if isinstance(value, date):
        return chance.choice([date(1, 1, 1), date(1899, 12, 31), date(1900, 2, 28), date(9999, 12, 31)])
    return value


def _columns(table: Table, chance: random.Random) -> Table:
    """One column fewer, or twice, in every row that has a cell for each."""
    at = chance.randrange(len(table.columns))
    if any(len(row.cells) != len(table.columns) for row in table.rows) or len(table.columns) < 2:
        return table
    times = chance.choice([0, 0, 2, 6])
    columns = (*table.columns[:at], *table.columns[at : at + 1] * times, *table.columns[at + 1 :])
    keys = {column.key for column in columns}
    columns = tuple(
        replace(one, follows=None) if one.follows and not keys.issuperset(one.follows[1]) else one for one in columns
    )
    rows = tuple(
        Row((*row.cells[:at], *row.cells[at : at + 1] * times, *row.cells[at + 1 :]), row.kind) for row in table.rows
    )
    return replace(table, columns=columns, rows=rows)


def _categories(chart: Chart, chance: random.Random) -> Chart:
    """A chart of fewer categories, of many, or of odd values."""
    kept = chance.choice([1, 1, 2, len(chart.categories)])
    values = chance.choice([None, NUMBERS])
    series = tuple(
        replace(one, values=tuple(chance.choice(values) if values else old for old in one.values[:kept]))
        for one in chart.series
    )
    totals = tuple(number for number in chart.totals if number < kept)
    return replace(chart, categories=chart.categories[:kept], series=series, totals=totals)
