"""A sentence says something; where it only points at a table, the table says it better."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from once import document_of

from planforge.document.model import Bullets, Document, Landscape, Paragraph, Reference, Voice

SPECS = sorted((Path(__file__).parents[2] / "examples").glob("*/plan.yaml"))
MARK = "〔〕"
ANNEXED = re.compile(r"附表\d+|[Aa]nnex table\s\d+")
IN_BRACKETS = re.compile(rf"（[^（）]*{MARK}[^（）]*）|\([^()]*{MARK}[^()]*\)")
END = re.compile(r"(?<=[。！？])|(?<=\.)\s")


def sentences(document: Document) -> Iterator[str]:
    """What the texts say, with a mark where a table or figure is mentioned."""
    for part in document.parts:
        for block in part.blocks:
            for one in block.blocks if isinstance(block, Landscape) else (block,):
                spoken = isinstance(one, Paragraph) and one.voice in (Voice.BODY, Voice.LEAD)
                lines = (one.inlines,) if isinstance(one, Paragraph) else one.items if isinstance(one, Bullets) else ()
                for line in lines if spoken or isinstance(one, Bullets) else ():
                    text = "".join(MARK if isinstance(inline, Reference) else inline.text for inline in line)
                    yield from filter(None, (piece.strip() for piece in END.split(ANNEXED.sub(MARK, text))))


def points(sentence: str) -> bool:
    """Whether a mention stands in the sentence itself, not in brackets behind what it says."""
    return MARK in IN_BRACKETS.sub("", sentence)


@pytest.mark.slow
@pytest.mark.parametrize("length", ["standard", "full"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.parent.name)
def test_few_sentences_only_point(spec: Path, language: str, length: Literal["standard", "full"]) -> None:
    said = list(sentences(document_of(spec, language, length)))
    assert len(said) > 100
    assert sum(map(points, said)) < len(said) / 10


def test_a_mention_in_brackets_is_no_pointer() -> None:
    assert not points(f"周口达成率最高，为101.1%（{MARK}、{MARK}）。")
    assert points(f"各片区的容量与占有率见{MARK}。")
