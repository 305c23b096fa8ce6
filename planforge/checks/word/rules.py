"""The rules for Word files: six parts in order, nothing empty or left open, totals that add up, nothing stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path, PureWindowsPath
from typing import Any

from planforge.checks.rule import RuleText, fill
from planforge.checks.word.file import Grid, Line, WordFile
from planforge.checks.word.sums import misses
from planforge.checks.wording import PLACEHOLDER
from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.values import has_chinese
from planforge.wording import numbers

# What a rule for Word files is ----------------------------------------------------------------------------------------


class WordRule(RuleText):
    """Base of the rules for Word files."""

    def find(self, word: WordFile) -> Iterator[Problem]:
        """Every place that breaks the rule."""
        raise NotImplementedError

    @classmethod
    def at(cls, word: WordFile, **words: Any) -> Problem:
        """A finding in a file; words that are ``Text`` are put in each language as they are there."""
        where = Where(word.path.as_posix())
        return Problem(cls.code(), fill(cls.message, words), fill(cls.hint, words), where=where, severity=cls.severity)


_PARTS = (
    Text("现状", "Situation"),
    Text("目标", "Objectives"),
    Text("战略", "Strategy"),
    Text("战术", "Tactics"),
    Text("行动计划", "Action plan"),
    Text("控制", "Control"),
)
_ABOVE, _BEFORE = Text("上面各行", "rows above it"), Text("左边各列", "columns before it")
_NUMBER = re.compile(r"^(?:第?[一二三四五六七八九十]+[、章部分\s]*|\d+(?:\.\d+)*[.、\s]*)")
_ALIKE = 0.6


class W01(WordRule):
    severity = Severity.ERROR
    title = Text("不是可读的 Word 文件", "No Word file that can be read")
    why = Text("损坏、加密或冒充的文件无从检查，也不应打开。", "What is damaged or locked cannot be checked.")
    message = Text("{reason}", "{reason}")
    hint = Text("{remedy}", "{remedy}")

    def find(self, word: WordFile) -> Iterator[Problem]:
        yield from ()  # told before there is anything to look at

    @classmethod
    def of(cls, path: Path, reason: Text, remedy: Text) -> Problem:
        """The finding for a file."""
        return Problem(cls.code(), reason, remedy, where=Where(path.as_posix()), severity=cls.severity)

    @classmethod
    def missing(cls, error: OSError) -> tuple[Text, Text]:
        """What to say of a file that the system does not give."""
        return (
            Text(f"无法读取文件：{error.strerror}", f"the file cannot be read: {error.strerror}"),
            Text("检查路径和权限", "check its path and permissions"),
        )


class W02(WordRule):
    severity = Severity.ERROR
    title = Text("缺少一个部分", "A part is missing")
    why = Text("六个部分缺一，链条就断了。", "Without one of the six parts the chain is broken.")
    message = Text("缺少部分“{part}”", "part “{part}” is missing")
    hint = Text("恢复一级标题“{part}”及其内容", "bring back the heading “{part}” and what stood under it")

    def find(self, word: WordFile) -> Iterator[Problem]:
        yield from (self.at(word, part=title) for title, found in _parts(word) if found is None)


class W03(WordRule):
    title = Text("部分的顺序不对", "The parts are out of order")
    why = Text("现状、目标、战略、战术、行动、控制，各以前一部分为据。", "Each part rests on the one before it.")
    message = Text("{place}：“{part}”排在了“{after}”后面", "{place}: “{part}” comes after “{after}”")
    hint = Text("把它移回“{after}”之前", "move it back before “{after}”")

    def find(self, word: WordFile) -> Iterator[Problem]:
        found = [(title, line) for title, line in _parts(word) if line is not None]
        for (title, line), (following, other) in pairwise(found):
            if line.number > other.number:
                yield self.at(word, place=line.place, part=title, after=following)


class W04(WordRule):
    title = Text("标题下没有内容", "A heading with nothing under it")
    why = Text("空标题说明内容被删了，或没有写完。", "An empty section was emptied or never written.")
    message = Text("{place}：“{heading}”下没有内容", "{place}: nothing under “{heading}”")
    hint = Text("补上内容，或删去这个标题", "write it, or remove the heading")

    def find(self, word: WordFile) -> Iterator[Problem]:
        for index, piece in enumerate(word.pieces):
            if isinstance(piece, Line) and piece.level and piece.text.strip() and not _filled(word, index, piece.level):
                yield self.at(word, place=piece.place, heading=piece.text.strip())


SIGNED = re.compile(r"_{8,}")
"""A line to sign on: filled in by hand, and meant to be empty."""


class W05(WordRule):
    title = Text("留有占位文字", "A placeholder is left")
    why = Text("带着“待定”“XX”交上去，等于没写完。", "A plan with “TBD” in it is not finished.")
    message = Text("{place}：占位文字“{found}”：{quote}", "{place}: placeholder “{found}”: {quote}")
    hint = Text("写上确定的内容，或删去这一句", "write what is decided, or remove the sentence")

    def find(self, word: WordFile) -> Iterator[Problem]:
        for place, text in _texts(word):
            if found := PLACEHOLDER.search(SIGNED.sub(lambda line: " " * len(line[0]), text)):
                yield self.at(word, place=place, found=found[0], quote=_quoted(text, found.start(), found.end()))


class W06(WordRule):
    severity = Severity.ERROR
    title = Text("表格合计对不上", "A total does not add up")
    why = Text("改了一格而没改合计，全篇的数字就不可信了。", "One changed cell makes every figure doubtful.")
    message = Text(
        "{place}：“{label}”的“{column}”为 {printed}，{parts}之和为 {summed}",
        "{place}: “{column}” of “{label}” is {printed}, the {parts} sum to {summed}",
    )
    hint = Text("改回该列的数字，或在计划文件里改后重新生成", "mend the column, or change the spec and render again")

    def find(self, word: WordFile) -> Iterator[Problem]:
        for table in word.tables:
            for miss in misses(table):
                yield self.at(
                    word,
                    place=table.place(miss.row, miss.cell),
                    column=miss.column,
                    parts=_BEFORE if miss.across else _ABOVE,
                    label=miss.label,
                    printed=_as_it_stands(miss.printed),
                    summed=_as_it_stands(miss.summed),
                )


class W07(WordRule):
    title = Text("计划文件在生成后改过", "The spec has changed since")
    why = Text("文档和计划文件各说各的数字，以谁为准？", "Document and spec then say different things.")
    message = Text("{spec} 在生成这份文档之后改过", "{spec} has changed since this document was rendered")
    hint = Text("重新生成：planforge render {file}", "render it again: planforge render {file}")

    def find(self, word: WordFile) -> Iterator[Problem]:
        from planforge.reading.read import read
        from planforge.reading.scaffold import quoted_for_shell
        from planforge.spec.spec import fingerprint

        spec = _spec_beside(word)
        if spec is None or word.seal is None:
            return
        reading = read(spec, word.seal.changes)
        if reading.spec is not None and fingerprint(reading.spec) != word.seal.spec_digest:
            yield self.at(word, spec=spec.name, file=quoted_for_shell(spec.name))


class W08(WordRule):
    severity = Severity.INFO
    title = Text("文档在生成后改过", "Edited since it was rendered")
    why = Text("手改的内容不在计划文件里，重新生成时不会带上。", "What was edited by hand is not in the spec.")
    message = Text("文档在生成之后被人改过", "the document was edited since it was rendered")
    hint = Text("把改动写回计划文件；render 不会覆盖这份文件", "put the changes into the spec; render keeps this file")

    def find(self, word: WordFile) -> Iterator[Problem]:
        if word.seal is not None and not word.intact:
            yield self.at(word)


class W09(WordRule):
    severity = Severity.INFO
    title = Text("不是 planforge 生成的文档", "Not rendered by planforge")
    why = Text("没有出处记录，无法与计划文件核对。", "Without a seal it cannot be held against a spec.")
    message = Text(
        "文档里没有 planforge 的出处记录，只检查内容", "it bears no seal of planforge: only its content is checked"
    )
    hint = Text("由计划文件生成：planforge render", "render it from a spec: planforge render")

    def find(self, word: WordFile) -> Iterator[Problem]:
        if word.seal is None:
            yield self.at(word)


def _as_it_stands(figure: Decimal) -> str:
    """A figure with the decimals that it is written with."""
    return numbers("en").number(figure, max(-int(figure.as_tuple().exponent), 0))


RULES: tuple[type[WordRule], ...] = (W01, W02, W03, W04, W05, W06, W07, W08, W09)


def _parts(word: WordFile) -> list[tuple[str, Line | None]]:
    """The titles of the parts that belong in a file, each with the heading that bears it."""
    headings = [line for line in word.headings if line.level == 1]
    chinese = word.seal.language.startswith("zh") if word.seal else any(has_chinese(line.text) for line in headings)
    usual = [part.zh if chinese else part.en for part in _PARTS]
    titles = list(word.seal.titles) if word.seal else usual
    return [(title, _bearer(title, headings)) for title in titles]


def _bearer(title: str, headings: list[Line]) -> Line | None:
    bare = [(line, _NUMBER.sub("", line.text.strip())) for line in headings]
    exact = next((line for line, text in bare if text == title), None)
    if exact:
        return exact
    scores = [(SequenceMatcher(None, title.lower(), text.lower()).ratio(), line, text) for line, text in bare if text]
    alike = [line for score, line, text in scores if score >= _ALIKE or title in text or text in title]
    return alike[0] if alike else None


def _filled(word: WordFile, index: int, level: int) -> bool:
    """Whether anything stands between a heading and the next of its level or above."""
    for piece in word.pieces[index + 1 :]:
        if isinstance(piece, Grid):
            return True
        if piece.level and piece.level <= level:
            return False
        if not piece.level and piece.shows:
            return True
    return False


def _quoted(text: str, start: int, end: int) -> str:
    """A placeholder with the words around it."""
    piece = text[max(start - 12, 0) : end + 12].replace("\n", " ").strip()
    return f"{'…' if start > 12 else ''}{piece}{'…' if end + 12 < len(text) else ''}"


def _texts(word: WordFile) -> Iterator[tuple[Text, str]]:
    for piece in word.pieces:
        if isinstance(piece, Line):
            yield piece.place, piece.text
            continue
        for row, cells in enumerate(piece.rows):
            yield from ((piece.place(row, cell), text) for cell, (_, text) in enumerate(cells))


def _spec_beside(word: WordFile) -> Path | None:
    """The spec of a document: in its folder, or in the one above."""
    if word.seal is None or not word.seal.spec_name or not word.seal.spec_digest:
        return None
    if PureWindowsPath(word.seal.spec_name).name != word.seal.spec_name:
        return None  # a document may come from anybody: it names a file beside it, never one elsewhere
    folder = word.path.resolve().parent
    places = (folder / word.seal.spec_name, folder.parent / word.seal.spec_name)
    return next((place for place in places if place.is_file()), None)
