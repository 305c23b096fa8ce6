"""Owns the numbers that pages bear: sections that begin anew, Roman figures."""

from __future__ import annotations

from planforge.document.numbering import counting
from planforge.writers.docx.estimate import Estimate
from planforge.writers.docx.places import whole
from planforge.writers.docx.wordml import Element, tag


def labels(found: Estimate, pages: dict[str, int]) -> dict[str, str]:
    """What stands at the foot of the page of every heading; ``pages`` are the physical ones, by bookmark.

    A section that begins on an odd page leaves an even one empty: it is counted, and is not in a PDF.
    """
    firsts = [_first(found, pages, number) for number in range(len(found.starts))]
    numbers: list[int] = []
    for index, section in enumerate(found.sections):
        start = _start(section)
        number = numbers[-1] + firsts[index] - firsts[index - 1] if numbers else 1
        number += start is None and number % 2 == _SKIPPED.get(_kind(section), 2)
        numbers.append(number if start is None else start)
    return {
        name: _written(numbers[at] + page - firsts[at], _form(found.sections[at]))
        for name, page in pages.items()
        for at in (found.headings[name].section,)
    }


_SKIPPED = {"oddPage": 0, "evenPage": 1}  # the remainder by two of the numbers that such a section does not begin with


def _kind(section: Element) -> str:
    kind = section.find(tag("w:type"))
    return "" if kind is None else kind.get(tag("w:val"), "")


def _first(found: Estimate, pages: dict[str, int], section: int) -> int:
    """The physical page on which a section begins: as far before its first heading as the estimate has it."""
    inside = [name for name, mark in found.headings.items() if mark.section == section and name in pages]
    if not inside:
        return found.starts[section]
    return pages[inside[0]] - (found.headings[inside[0]].page - found.starts[section])


def _start(section: Element) -> int | None:
    numbers = section.find(tag("w:pgNumType"))
    given = None if numbers is None else numbers.get(tag("w:start"))
    return None if given is None else whole(given)


def _form(section: Element) -> str:
    numbers = section.find(tag("w:pgNumType"))
    return "" if numbers is None else numbers.get(tag("w:fmt"), "")


def _written(number: int, form: str) -> str:
    """A page's number as its section writes it."""
    if form.endswith("Roman"):
        roman = _roman(max(number, 1))
        return roman.lower() if form == "lowerRoman" else roman
    if form.endswith("Letter"):
        letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.lower() if form == "lowerLetter" else letters
    if form == "numberInDash":
        return f"- {number} -"
    if form == "decimalZero":
        return f"{number:02d}"
    return counting(number) if form.startswith("chineseCounting") or form == "japaneseCounting" else str(number)


def _roman(number: int) -> str:
    marks = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
             (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    made = ""
    for value, mark in marks:
        made += mark * (number // value)
        number %= value
    return made
