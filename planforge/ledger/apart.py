"""Old workbooks (.xls) opened in a process of their own: a damaged one may ask for more memory than there is, and the
reader then takes its whole process with it."""

from __future__ import annotations

import pickle
import sys

from planforge import isolated
from planforge.ledger.sheets import Sheet
from planforge.ledger.workbook import read_workbook
from planforge.problem import Problem

MEMORY = 2 << 30  # bytes; the largest sheet of the format is far below
PATIENCE = 300  # seconds
Sheets = tuple[tuple[Sheet, ...], tuple[Problem, ...]]


def read_apart(content: bytes, name: str) -> Sheets | None:
    """What ``read_workbook`` gives; None where the process did not live to tell."""
    found = isolated.call("planforge.ledger.apart:main", content, name, patience=PATIENCE)
    if found is None:
        return None
    sheets: Sheets = pickle.loads(found)
    return sheets


def main() -> None:
    """The other process: a workbook in, its sheets out."""
    _limit_memory()
    sys.stdout.buffer.write(pickle.dumps(read_workbook(sys.stdin.buffer.read(), sys.argv[1])))


def _limit_memory() -> None:
    """Where the system allows it; elsewhere a request beyond all memory ends the process just as well."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
