"""One true table of sales in thousands of random layouts (CSV, .xlsx, .xls), read back: right, asked about, or wrong.

    python benchmarks/random_layouts.py 10000 [first seed]

The layouts are those of ``tests/ledger/layouts.py``. Prints how many came out which way, and the seeds of the wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "ledger"))

from test_layouts import outcome

from planforge.ledger.files import open_sheets
from planforge.ledger.sheets import OLD_FORMAT, Opened
from planforge.ledger.workbook import read_workbook


def opened(path: Path, name: str) -> Opened:
    """The sheets of a file; old workbooks in this process too, since these are sound and a process each takes long."""
    content = path.read_bytes()
    return read_workbook(content, name) if content.startswith(OLD_FORMAT) else open_sheets(path, name)


def main() -> None:
    """Count the outcomes."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    found: Counter[str] = Counter()
    wrong: list[int] = []
    for seed in range(first, first + count):
        how = outcome(seed, opened)
        found[how] += 1
        wrong += [seed] if how == "wrong" else []
    print(dict(found))
    print("wrong:", wrong)


if __name__ == "__main__":
    main()
