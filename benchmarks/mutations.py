"""How inputs are spoiled: as text, as data, as a table, as a zip of XML, by a chance that is given."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import yaml

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
