"""What many tests ask of the examples, read, planned, composed and written once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from planforge import compose, make_plan, read
from planforge.document.kinds import Length
from planforge.document.model import Document
from planforge.plan.plan import Plan
from planforge.writers import xlsx


@cache
def plan_of(spec: Path, *changes: str) -> Plan:
    """The plan of an example, with values changed as ``--set`` does."""
    reading = read(spec, overrides=changes)
    assert reading.problems == ()
    assert reading.spec
    return make_plan(reading.spec)


@cache
def document_of(spec: Path, language: str, length: Length) -> Document:
    """The marketing plan at one of its lengths."""
    return compose(plan_of(spec), language=language, length=length)


@cache
def workbook_of(spec: Path, language: str) -> bytes:
    """The workbook beside it."""
    return xlsx.write(plan_of(spec), language=language)
