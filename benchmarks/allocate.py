"""Time, peak memory and wrong totals of splitting a year over 1,000 districts × 12 months × 50 products.

    python benchmarks/allocate.py                  planforge, naive rounding, numpy largest remainder
    python benchmarks/allocate.py --peer           also b2b-revenue-forecasting, installed into a throwaway environment
    python benchmarks/allocate.py --peer PYTHON    the same with an interpreter that has it already

Every method runs in a process of its own, one after the other, and is given the same job: last year's cells, and the
totals of each district, month and product. planforge fits the cells to the totals itself; the others cannot, and are
handed the fitted figures without the time that took. A total is wrong when the whole cells beneath it do not sum to it:
12,000 district-months, 1,000 districts, 12 months, 50 products and the year. Memory is the growth of the process's peak
while splitting, after the job has been made. The peer gives fractions, which are rounded here to be counted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOTAL = 8_280_000_000  # units to split
SIZE = (1_000, 12, 50)
WIDE = (1_000, 600)
PEER = "b2b-revenue-forecasting"
Cube = NDArray[Any]


@dataclass(frozen=True)
class Job:
    """Last year's cells (districts × months × products), the margins to meet, and cells fitted to them, not whole."""

    seed: Cube
    districts: Cube
    months: Cube
    products: Cube
    raw: Cube


def make_job(size: Sequence[int] = SIZE) -> Job:
    """The same figures every time: skewed nodes, a season, noise, and margins that grow unlike the past."""
    chance = np.random.default_rng(20270101)
    parts = [1 / np.arange(1, n + 1) ** 0.5 for n in size]
    seed = np.einsum("i,j,k->ijk", *parts) * chance.uniform(0.5, 1.5, size)
    seed = np.maximum(seed / seed.max() * 1_000_000, 1).astype(np.int64)
    margins = [
        largest_remainder(TOTAL, seed.sum(axis=axes) * chance.uniform(0.8, 1.2, n))
        for axes, n in zip(((1, 2), (0, 2), (0, 1)), size, strict=True)
    ]
    raw = seed.astype(np.float64)
    for _ in range(60):
        raw *= (margins[0] / raw.sum(axis=(1, 2)))[:, None, None]
        raw *= (margins[1] / raw.sum(axis=(0, 2)))[None, :, None]
        raw *= margins[2] / raw.sum(axis=(0, 1))
    return Job(seed, *margins, raw)


def wrong_totals(cells: Cube, job: Job, matrix: Cube) -> int:
    """How many declared totals the whole cells miss. ``matrix`` is what each district-month was to come to."""
    pairs = (
        (cells.sum(axis=2), matrix),
        (cells.sum(axis=(1, 2)), job.districts),
        (cells.sum(axis=(0, 2)), job.months),
        (cells.sum(axis=(0, 1)), job.products),
        (np.array([cells.sum()]), np.array([TOTAL])),
    )
    return sum(int((found != wanted).sum()) for found, wanted in pairs)


# The methods ----------------------------------------------------------------------------------------------------------


def largest_remainder(total: int, weights: Cube) -> Cube:
    """Plain numpy, over all cells at once."""
    raw = weights * (total / weights.sum())
    cells = np.floor(raw).astype(np.int64)
    flat = (raw - cells).ravel()
    missing = total - int(cells.sum())
    cells.ravel()[np.argsort(-flat, kind="stable")[:missing]] += 1
    return cells


def by_planforge(job: Job) -> tuple[Callable[[], Any], Callable[[Any], int]]:
    from planforge.plan.targets.allocate import split_grid

    seed, sums = job.seed.tolist(), job.seed.sum(axis=2).tolist()
    districts, months, products = job.districts.tolist(), job.months.tolist(), job.products.tolist()

    rows = [weights for line in seed for weights in line]

    def split() -> Any:
        """As a plan does: districts × months, then the products of every cell of theirs."""
        matrix = split_grid(districts, months, sums)
        return matrix, split_grid([amount for line in matrix for amount in line], products, rows)

    return split, lambda result: wrong_totals(np.array(result[1]).reshape(SIZE), job, np.array(result[0]))


def by_naive_rounding(job: Job) -> tuple[Callable[[], Any], Callable[[Any], int]]:
    matrix = np.rint(job.raw.sum(axis=2)).astype(np.int64)
    return lambda: np.rint(job.raw).astype(np.int64), lambda cells: wrong_totals(cells, job, matrix)


def by_numpy(job: Job) -> tuple[Callable[[], Any], Callable[[Any], int]]:
    matrix = np.rint(job.raw.sum(axis=2)).astype(np.int64)
    return lambda: largest_remainder(TOTAL, job.raw), lambda cells: wrong_totals(cells, job, matrix)


def by_peer(job: Job) -> tuple[Callable[[], Any], Callable[[Any], int]]:
    import pandas
    from b2b_revenue_forecasting import QuotaCascader, SalesHierarchy  # type: ignore[import-not-found]

    matrix = np.rint(job.raw.sum(axis=2)).astype(np.int64)
    places = [(d, m, p) for d in range(SIZE[0]) for m in range(SIZE[1]) for p in range(SIZE[2])]
    frame = pandas.DataFrame(
        {
            "region": "region",
            "district": [f"d{d}" for d, _, _ in places],
            "month": [f"d{d}m{m}" for d, m, _ in places],
            "product": [f"d{d}m{m}p{p}" for d, m, p in places],
            "sales": job.raw.ravel(),
        }
    )

    def split() -> Any:
        tree = SalesHierarchy()
        tree.from_dataframe(frame, ["region", "district", "month", "product"], metrics_cols=["sales"])
        return QuotaCascader(tree).cascade_proportional("region", float(TOTAL), metric="sales")

    def wrong(quotas: Any) -> int:
        cells = np.rint([quotas[name] for name in frame["product"]]).astype(np.int64).reshape(SIZE)
        return wrong_totals(cells, job, matrix)

    return split, wrong


METHODS = {
    "planforge": by_planforge,
    "naive rounding": by_naive_rounding,
    "numpy largest remainder": by_numpy,
    PEER: by_peer,
}


# Measuring ------------------------------------------------------------------------------------------------------------


def peak() -> float:
    """The process's peak resident memory so far, in MB; not a number where the system does not tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6


def measure(name: str) -> dict[str, float]:
    """Best of five runs (one of the peer), in this process; its own time, so that a busy machine tells the same."""
    split, wrong = METHODS[name](make_job())
    before, times = peak(), []
    for _ in range(1 if name == PEER else 5):
        start = process_time()
        result = split()
        times.append(process_time() - start)
    return {"seconds": min(times), "memory": peak() - before, "wrong": wrong(result)}


def measure_apart(name: str, python: str = sys.executable) -> dict[str, float] | str:
    """The same in a fresh process; a string says why not."""
    done = subprocess.run([python, __file__, "--run", name], capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["no output"])[-1]
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def peer_python(given: str, folder: str) -> str | None:
    """An interpreter with the peer: the given one, else a throwaway environment; None where it cannot be installed."""
    if given:
        return given
    venv.create(folder, with_pip=True)
    python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = subprocess.run([str(python), "-m", "pip", "install", "-q", PEER], capture_output=True, check=False)
    return str(python) if done.returncode == 0 else None


def wide_grid() -> str:
    """1,000 × 600 with both margins, by planforge."""
    from planforge.plan.targets.allocate import split_grid

    chance = np.random.default_rng(7)
    seed = chance.integers(1, 100_000, WIDE)
    rows, columns = (
        largest_remainder(TOTAL, seed.sum(axis=axis) * chance.uniform(0.5, 1.5, n))
        for axis, n in zip((1, 0), WIDE, strict=True)
    )
    lists = rows.tolist(), columns.tolist(), seed.tolist()
    start = process_time()
    cells = np.array(split_grid(*lists))
    seconds = process_time() - start
    wrong = int((cells.sum(axis=1) != rows).sum() + (cells.sum(axis=0) != columns).sum())
    return f"1,000 × 600 with both margins, planforge: {seconds:.2f} s, {wrong} wrong totals of 1,600."


def report(peer: str | None) -> None:
    """Print the table."""
    found = {name: measure_apart(name) for name in METHODS if name != PEER}
    if peer is not None:
        with tempfile.TemporaryDirectory() as folder:
            python = peer_python(peer, folder)
            found[PEER] = measure_apart(PEER, python) if python else "could not be installed"
    plain = found["numpy largest remainder"]
    print("| method | seconds | × numpy | peak memory | wrong totals of 13,063 |\n|---|---:|---:|---:|---:|")
    for name, row in found.items():
        if isinstance(row, str) or isinstance(plain, str):
            print(f"| {name} | skipped: {row} | | | |")
        else:
            ratio = row["seconds"] / plain["seconds"]
            print(f"| {name} | {row['seconds']:.3f} | {ratio:.1f} | {row['memory']:,.0f} MB | {row['wrong']:,.0f} |")
    print(f"\n{wide_grid()}")


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", nargs="?", const="", metavar="PYTHON")
    parser.add_argument("--run", choices=METHODS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        print(json.dumps(measure(given.run)))
    else:
        report(given.peer)


if __name__ == "__main__":
    main()
