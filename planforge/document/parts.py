"""What the reports share that are no plan of a region: parts of one text each, their digest, what stands round them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

import planforge
from planforge.document.model import Furniture, Heading, Paragraph, Part, PartKind, Run, Voice
from planforge.document.sections import Sections
from planforge.document.tidy import arranged
from planforge.problem import Problem, Refusal
from planforge.records import replace
from planforge.words import Words


def parts_of(outline: Iterable[tuple[str, str, PartKind]], sections: Sections) -> Iterator[Part]:
    """Parts by key, section text and kind, those with anything in them; all texts are read before the first mistake
    is raised."""
    problems: list[Problem] = []
    found: list[Part] = []
    for key, name, kind in outline:
        try:
            blocks = sections.blocks(name)
        except Refusal as refusal:
            problems += refusal.problems
            continue
        titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
        body = arranged(block for block in blocks if not (isinstance(block, Heading) and block.level == 1))
        if titles and body:
            found.append(Part(key, titles[0], body, kind))
    if problems:
        raise Refusal(*problems)
    yield from found


def digest_of(sections: Sections, *made_from: str) -> str:
    """SHA-256 over all that a document is made from: version, language, its figures, the texts that were read."""
    texts = {**dict(sections.words.sources), **sections.read}
    pieces = [planforge.__version__, sections.words.language, *made_from]
    return sha256("\0".join([*pieces, *(part for pair in sorted(texts.items()) for part in pair)]).encode()).hexdigest()


def status_of(words: Words, waiting: int) -> str:
    """That a document is a draft, and how many values nobody has confirmed; empty where none waits."""
    return words.label("cover.draft", count=waiting) if waiting else ""


def with_status(parts: tuple[Part, ...], status: str) -> tuple[Part, ...]:
    """With the status above all, for a document without a cover."""
    if not status:
        return parts
    note = Paragraph((Run(status, bold=True),), Voice.NOTE)
    return (replace(parts[0], blocks=(note, *parts[0].blocks)), *parts[1:])


def furniture_of(words: Words, title: str, status: str) -> Furniture:
    """Header, footer and labels. A draft says that it is one on every page."""
    names = ("footer", "contents", "table", "figure", "annex")
    header = words.label("furniture.header", title=title)
    header = words.label("furniture.between").join(filter(None, (header, status)))
    more = words.label("deck.more")
    return Furniture(header, **{name: words.label(f"furniture.{name}") for name in names}, more=more, status=status)
