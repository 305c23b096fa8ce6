"""``planforge fill``: asks for what a plan still lacks, and writes each answer where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import typer
from msgspec import Struct

from planforge.cli.language import answer_language, say
from planforge.cli.options import LanguageOption, SpecsArgument
from planforge.cli.plain import plain
from planforge.cli.report import shown
from planforge.records import replace

if TYPE_CHECKING:
    from planforge.checks.questions import Question
    from planforge.plan.plan import Plan
    from planforge.problem import Problem
    from planforge.reading.editor import Change
    from planforge.reading.source import Source

UNKNOWN = "P02"  # a name that there is not
LONGEST = 4095  # bytes of a line: a terminal drops what is beyond
PASTED = 0.05  # seconds within which lines come that nobody has typed


def fill(
    spec: SpecsArgument,
    language: LanguageOption = None,
) -> None:
    """Fill."""
    from planforge.cli.files import find_specs, opened_elsewhere
    from planforge.cli.outputs import tell
    from planforge.reading.read import open_source

    found, problems = find_specs([spec])
    opened = tuple(filter(None, map(opened_elsewhere, found)))
    tell((*problems, *opened))
    if opened:
        raise typer.Exit(1)
    for one in found:
        if spec.is_dir():
            typer.echo(f"== {one}")
        talk = _Talk(one, language or answer_language(open_source(one).language))
        try:
            if talk.through():
                break
        except (EOFError, KeyboardInterrupt, typer.Abort):
            typer.echo("")
            typer.echo(plain(talk.words["stopped"].format(file=talk.shown)))
            raise typer.Exit(0) from None
    if problems:
        raise typer.Exit(2)


fill.__doc__ = say(
    "逐项补全计划：先问最要紧的，答案写在文件里该在的地方。",
    "Complete a plan question by question, most valuable first; each answer is written where it belongs.",
)


class _Step(Struct, frozen=True):
    """A question that was answered or left, and the file as it was before and after."""

    key: object
    before: bytes
    after: bytes


class _Talk:
    """One sitting; the file is whole after every answer."""

    def __init__(self, path: Path, language: str) -> None:
        from planforge.reading.scaffold import quoted_for_shell
        from planforge.words import load_texts

        self.path, self.language = path, language
        self.shown = quoted_for_shell(str(path))
        self.words: Any = load_texts(language, "fill.yaml", None)
        self.passed: set[object] = set()
        self.steps: list[_Step] = []
        self.made: tuple[Plan, Source] | None = None  # of the file as the last answer left it

    def through(self) -> bool:
        """Ask for all that is missing; whether the user left before."""
        before: tuple[int, ...] = ()
        while True:
            plan, source = self._plan()
            before = self._progress(plan, before)
            questions = [one for one in self._questions(plan) if _key(one) not in self.passed]
            if not questions:
                typer.echo(plain(self.words["done"].format(file=self.shown)))
                return False
            if self._ask(questions[0], plan, source):
                return True

    def _plan(self) -> tuple[Plan, Source]:
        from planforge.cli.files import overtaken
        from planforge.cli.reading import plan_of

        made, self.made = self.made, None
        if made and overtaken(self.path, made[1].content) is None:
            return made
        return plan_of(self.path, quiet=True)

    def _questions(self, plan: Plan) -> tuple[Question, ...]:
        from planforge.checks.questions import open_questions
        from planforge.reading.preset import trade_words
        from planforge.words import load_words

        words = trade_words(plan.spec.industry, self.language)
        numbers = load_words(plan.spec, plan.granule, self.language, None, words).numbers
        return open_questions(plan, self.words, numbers)

    def _progress(self, plan: Plan, before: tuple[int, ...]) -> tuple[int, ...]:
        """The parts that moved since the last question."""
        from planforge.checks.completeness import scores

        found = scores(plan)
        now = tuple(score.percent for score in found)
        moved = [score for score, was in zip(found, before or (-1,) * len(now), strict=True) if score.percent != was]
        if moved:
            parts = (
                self.words["part"].format(number=s.number, name=s.name.to(self.language), percent=s.percent)
                for s in moved
            )
            _tell("  ".join(parts))
        return now

    def _ask(self, question: Question, plan: Plan, source: Source) -> bool:
        """Whether the sitting is over."""
        self._show(question)
        while True:
            lines = [line.strip() for line in _lines("> ")]
            answer = "\n".join(filter(None, lines))
            pressed = normalize("NFKC", answer).lower()
            if pressed == "q":
                typer.echo(plain(self.words["stopped"].format(file=self.shown)))
                return True
            if any(len(line.encode()) >= LONGEST for line in lines):
                _tell(self.words["too_long"].format(count=max(map(len, lines))))
            elif pressed == "?":
                self._show(question, again=True)
            elif pressed in ("<", "《"):
                self._back()
                return False
            elif not answer:
                self.passed.add(_key(question))
                self.steps.append(_Step(_key(question), source.content, source.content))
                return False
            elif self._overtaken(source.content) or self._write(question, answer, plan, source):
                return False  # what somebody has saved meanwhile is read first, and the question put again

    def _show(self, question: Question, *, again: bool = False) -> None:
        from planforge.checks.questions import named

        ask = question.ask
        if question.fields:
            ask += self.words["columns"].format(names=named(question, self.language))
        elif question.several:
            ask += self.words["several"]
        typer.echo("")
        _tell(ask)
        if question.why:
            _tell(self.words["why"].format(text=question.why))
        for example in question.examples:
            _tell(self.words["example"].format(text=example))
        for number, one in enumerate(question.proposals, 1):
            _tell(self.words["accept"].format(number=number, text=one.text, basis=one.basis))
        if again or not self.steps:
            _tell(self.words["keys"].format(reason=self.words["reason"] if question.sub else ""))

    def _write(self, question: Question, answer: str, plan: Plan, source: Source) -> bool:
        """Write an answer; False, with what is wrong, where it cannot be taken: its form, or a name nothing has."""
        from planforge.cli.files import write_atomically
        from planforge.plan.make import make_plan
        from planforge.problem import Refusal, Severity
        from planforge.reading.editor import edit
        from planforge.reading.read import read_source

        try:
            made = edit(source, self._changes(question, answer, plan))
        except Refusal as refusal:
            return self._refused(refusal.problems)
        reading = read_source(made, self.path.parent)
        wrong = tuple(p for p in reading.problems if p.severity is Severity.ERROR)
        if reading.spec is None or wrong:
            return self._refused(wrong)
        after = make_plan(reading.spec)
        known = {(problem.code, problem.message) for problem in plan.problems}
        grave = [p for p in after.problems if p.severity is Severity.ERROR or p.code == UNKNOWN]
        new = [problem for problem in grave if (problem.code, problem.message) not in known]
        if new:
            return self._refused(new)
        self.made = after, made
        write_atomically(self.path, made.content)
        self.steps.append(_Step(_key(question), source.content, made.content))
        if question.mark is not None or not question.several:
            self.passed.add(_key(question))
        typer.echo(plain(self.words["written"].format(place=made.where(question.path))))
        return True

    def _overtaken(self, known: bytes) -> bool:
        """Whether the file has been saved by something else since it was read; that is told."""
        from planforge.cli.files import overtaken

        late = overtaken(self.path, known)
        return late is not None and not self._refused((late,))

    def _refused(self, problems: Sequence[Problem]) -> bool:
        """Say what is wrong with an answer, in the language of the questions; it stands in no file yet."""
        from planforge.cli.report import print_problems

        print_problems((replace(problem, where=None) for problem in problems), language=self.language, err=True)
        return False

    def _changes(self, question: Question, answer: str, plan: Plan) -> tuple[Change, ...]:
        from planforge.checks.questions import accepted, changes, not_applicable

        if question.proposals and answer.isdecimal() and 1 <= int(answer) <= len(question.proposals):
            return accepted(question.proposals[int(answer) - 1], plan.spec)
        word, _, reason = answer.replace("\u3000", " ").partition(" ")
        if question.sub and normalize("NFKC", word).lower() in ("x", "不适用") and reason.strip():
            return not_applicable(question, reason.strip())
        return changes(question, answer, plan.spec)

    def _back(self) -> None:
        """Undo the last answer or skip, and ask that question again."""
        from planforge.cli.files import write_atomically

        if self.steps and self._overtaken(self.steps[-1].after):
            self.steps.clear()  # what went before would undo what was saved since
        elif self.steps:
            step = self.steps.pop()
            self.passed.discard(step.key)
            write_atomically(self.path, step.before)


def _tell(text: str) -> None:
    """What is read and not pasted, folded to the terminal."""
    typer.echo(shown(text))


def _lines(prompt: str) -> list[str]:
    """An answer from the user: a line, or all the lines that he pasted at once. None but the first was an answer to
    the question after."""
    import os
    import select
    import sys

    lines = [_line(prompt)]
    while os.name == "posix" and sys.stdin.isatty() and select.select([sys.stdin.fileno()], [], [], PASTED)[0]:
        lines.append(input())
    return lines


def _line(prompt: str) -> str:
    """A line from the user. On a terminal an interrupt is heard at once, also one that comes just before the reading
    begins, where ``input`` would sleep on until the next line."""
    import os
    import select
    import signal
    import sys

    if os.name != "posix" or not sys.stdin.isatty():
        return input(prompt)
    print(prompt, end="", flush=True)
    heard, wake = os.pipe()
    os.set_blocking(wake, False)
    before = signal.set_wakeup_fd(wake)
    try:
        select.select([sys.stdin.fileno(), heard], [], [])
        return input()
    finally:
        signal.set_wakeup_fd(before)
        os.close(heard)
        os.close(wake)


def _key(question: Question) -> object:
    return question.path, question.mark.at if question.mark else None
