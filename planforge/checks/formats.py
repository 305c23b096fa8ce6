"""Findings as JSON, GitHub workflow commands and SARIF 2.1.0: pure functions from problems to text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from planforge import __version__
from planforge.checks.completeness import PartScore
from planforge.checks.rule import RuleText, blank
from planforge.checks.run import RULES
from planforge.checks.word.rules import RULES as WORD_RULES
from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.values import UNSEEN, UNWRITABLE

SHOWN = 10  # annotations of a kind that GitHub shows of a step
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_ACTING = re.compile("[\\x85\\u2028\\u2029]")  # line ends to some
GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_json(problems: Sequence[Problem], scores: Mapping[str, Sequence[PartScore]], language: str) -> str:
    """``{"findings": […], "summary": {…}, "completeness": {file: […]}}``.

    A finding has code, severity, file, line, column, end_column (0 where there is none), path, message and hint; the
    summary counts them by severity; a part has part, name, done, wanted, percent and the names of what is missing.
    """
    counts = {level.value: sum(problem.severity is level for problem in problems) for level in Severity}
    report = {
        "findings": [_record(problem, language) for problem in problems],
        "summary": {"files": len(scores), "findings": len(problems), **counts},
        "completeness": {file: [_part(score, language) for score in parts] for file, parts in scores.items() if parts},
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def as_github(problems: Sequence[Problem], language: str) -> str:
    """One workflow command a finding, in the language of its file or else this one, errors first. GitHub shows ten of a
    kind of a step: the last of each kind sums up the rest by file."""
    lines: list[str] = []
    for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO):
        own = [problem for problem in problems if problem.severity is severity]
        shown, rest = (own[: SHOWN - 1], own[SHOWN - 1 :]) if len(own) > SHOWN else (own, [])
        lines += [_command(problem, language) for problem in shown]
        lines += [_command(_rest(rest, severity), language)] if rest else []
    return "\n".join(lines)


def _rest(problems: Sequence[Problem], severity: Severity) -> Problem:
    """What GitHub would not show, in one finding: how many in which files, the most first."""
    files = Counter(problem.where.file if problem.where else "" for problem in problems)
    named = ", ".join(f"{file} ({count})" for file, count in files.most_common(SHOWN))
    more = len(files) - SHOWN
    tail = Text(f" 等 {len(files)} 份文件", f" and {more} more files") if more > 0 else Text("", "")
    message = Text(f"另有 {len(problems)} 个：{named}{tail.zh}", f"{len(problems)} more: {named}{tail.en}")
    return Problem("X02", message, None, where=problems[0].where, severity=severity)


def as_sarif(problems: Sequence[Problem], language: str) -> str:
    """A SARIF 2.1.0 log with one run; fingerprints hold through edits elsewhere in the file."""
    codes = sorted({problem.code for problem in problems})
    run = {
        "tool": {"driver": {"name": "planforge", "version": __version__, "rules": _rules(codes, language)}},
        "language": "zh-CN" if language.startswith("zh") else "en",
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(problem, codes, language, known)
            for problem, known in zip(problems, _fingerprints(problems), strict=True)
        ],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _record(problem: Problem, language: str) -> dict[str, Any]:
    where = problem.where or Where("")
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": where.file,
        "line": where.line,
        "column": where.column,
        "end_column": where.end_column,
        **({"sheet": where.sheet, "cell": where.cell} if where.sheet else {}),
        "path": list(problem.path),
        "message": problem.message.to(language),
        "hint": problem.hint.to(language) if problem.hint else None,
    }


def _part(score: PartScore, language: str) -> dict[str, Any]:
    return {
        "part": score.number,
        "name": score.name.to(language),
        "done": score.done,
        "wanted": score.wanted,
        "percent": score.percent,
        "missing": [name.to(language) for name in score.missing],
    }


def _command(problem: Problem, language: str) -> str:
    language = problem.language or language
    where = problem.where or Where("")
    hint = f" ({problem.hint.to(language)})" if problem.hint else ""
    place = {"file": PurePath(where.file).as_posix(), "line": where.line or 1, "col": where.column or 1}
    properties = {**(place if where.file else {}), "title": problem.code}
    listed = ",".join(f"{key}={_escape_property(str(value))}" for key, value in properties.items())
    return f"::{GITHUB_LEVELS[problem.severity]} {listed}::{_escape(problem.message.to(language) + hint)}"


def _escape(text: str) -> str:
    text = _ACTING.sub("\ufffd", UNSEEN.sub("\ufffd", UNWRITABLE.sub("\ufffd", text)))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _uri(file: str) -> str:
    """A path as a relative reference: slashes, and what is no plain character by its UTF-8 bytes."""
    plain = PurePath(file).as_posix().encode("utf-8")
    return "".join(chr(byte) if chr(byte) in PLAIN else f"%{byte:02X}" for byte in plain)


def _rules(codes: Iterable[str], language: str) -> list[dict[str, Any]]:
    known: dict[str, type[RuleText]] = {rule.code(): rule for rule in (*RULES, *WORD_RULES)}
    return [_rule(code, known.get(code), language) for code in codes]


def _rule(code: str, rule: type[RuleText] | None, language: str) -> dict[str, Any]:
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": rule.title.to(language)},
        "fullDescription": {"text": rule.why.to(language)},
        "help": {"text": f"{rule.why.to(language)}\n{blank(rule.hint.to(language))}"},
        "defaultConfiguration": {"level": SARIF_LEVELS[rule.severity]},
    }


def _result(problem: Problem, codes: list[str], language: str, known: str) -> dict[str, Any]:
    where = problem.where or Where("")
    region = {"startLine": max(where.line, 1), "startColumn": max(where.column, 1)}
    if where.end_column > where.column:
        region["endColumn"] = where.end_column
    place = {"physicalLocation": {"artifactLocation": {"uri": _uri(where.file)}, "region": region}}
    message = problem.message.to(language) + (f"\n{problem.hint.to(language)}" if problem.hint else "")
    return {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": SARIF_LEVELS[problem.severity],
        "message": {"text": message},
        "locations": [place] if where.file else [],
        "partialFingerprints": {"codeAndPath/v1": known},
    }


def _fingerprints(problems: Sequence[Problem]) -> Iterator[str]:
    """What each finding is known by: its file, code and path, and a number where several share them."""
    before: Counter[str] = Counter()
    for problem in problems:
        file = PurePath(problem.where.file).as_posix() if problem.where else ""
        known = json.dumps([file, problem.code, *map(str, problem.path)])
        before[known] += 1
        yield sha256(f"{known}{before[known]}".encode()).hexdigest()[:32]
