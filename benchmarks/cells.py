"""National cells: counties × 365 days × items as Parquet, exact on every margin, re-added with DuckDB.

    python benchmarks/cells.py [COUNTIES [ITEMS]]      3,000 × 365 × 1,000 = 1.1 · 10⁹ whole numbers

Prints CPU seconds of both stages, the memory of the largest process, the size, and how many totals are wrong.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from planforge.jobs.parquet import counties_of, day_totals, write_cells
from planforge.plan.targets.allocate import largest_remainder

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    counties = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    items = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    total = 20_000_000 * counties
    totals = [
        (f"县{n}", a) for n, a in enumerate(largest_remainder(total, [50 + n * 37 % 101 for n in range(counties)]))
    ]
    days = day_totals(largest_remainder(total, [9, 5, 7, 6, 6, 7, 7, 8, 9, 8, 8, 10]), LENGTHS)
    by_item = list(largest_remainder(total, [2 * items - n for n in range(items)]))
    with tempfile.TemporaryDirectory() as name:
        start = time.monotonic()
        before = cpu()
        made = list(counties_of(totals, days, by_item))
        first = cpu()
        for _ in write_cells(made, Path(name), workers=2):
            pass
        used = cpu()
        memory = (
            max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
        )
        size = sum(path.stat().st_size for path in Path(name).glob("*.parquet")) / 1e6
        cells = counties * 365 * items
        print(
            f"{cells:,} cells: stage one {first - before:.1f} CPU-s, stage two {used - first:.1f} CPU-s, "
            f"{time.monotonic() - start:.0f} s, {memory:.0f} MB a process, {size:.0f} MB",
            flush=True,
        )
        import duckdb

        files, wrong = f"read_parquet('{name}/*.parquet')", 0
        for column, wanted in (
            ("county", dict(totals)),
            ("day", dict(enumerate(days))),
            ("item", dict(enumerate(by_item))),
        ):
            added = dict(duckdb.sql(f"select {column}, sum(units) from {files} group by 1").fetchall())
            wrong += sum(added.get(key) != amount for key, amount in wanted.items())
        print(f"wrong totals: {wrong} of {counties + 365 + items:,}")


if __name__ == "__main__":
    main()
