"""How well last year's months would have been targeted, had only its total been known.

    python benchmarks/backtest.py                    the data that come with it
    python benchmarks/backtest.py SALES.csv …        your own: month (2026-05 or a date), series, amount; or no series
    python benchmarks/backtest.py --festival …       with the Spring Festival shift, for Chinese sales

Each series' known total of the last complete year is split over its months by the years before, in four ways: equal
months, last year's cells, planforge's default (``season.month_shape``: the node's own yearly mean, drawn towards that
of all series together as far as its own years are too thin to go by), and the own yearly mean alone. The figure is
WMAPE, Σ|actual − split| ÷ Σ actual over all series and months; the default may lose to the better of the first two by a
tenth at most, else the exit code is 1.

Data that come with it: airline passengers 1949–1960 (Box & Jenkins, series G), real and dense; and the same passengers
scattered over sixty agencies of unequal size so that most sell a handful a month, which is made up, by a fixed seed,
for want of a sparse data set that is real and free.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random

from planforge.plan.targets.allocate import largest_remainder
from planforge.plan.targets.season import FLAT, Shares, month_shape, shares_of, shift_festival, yearly_mean

PASSENGERS = Path(__file__).parent / "data" / "air-passengers.csv"
AGENCIES = 60
TOLERANCE = Fraction(11, 10)
CENTS = 100  # amounts are counted in these

Year = list[int]
Series = dict[str, dict[int, Year]]
"""Twelve figures by series and year."""
Method = Callable[[Mapping[int, Year], Shares, int], Shares]


def read(lines: Iterable[str]) -> Series:
    """Sales by series and year; a month without a line is nil in years that have lines in all twelve months."""
    found: dict[tuple[str, int], Counter[int]] = {}
    months: dict[int, set[int]] = {}
    for row in csv.DictReader(lines):
        month, *series_of, amount = (value.strip() for value in list(row.values())[:3])
        series = series_of[0] if series_of else ""
        year, number = int(month[:4]), int(month[5:7])
        months.setdefault(year, set()).add(number)
        found.setdefault((series, year), Counter())[number] += round(Fraction(amount) * CENTS)
    whole = sorted(year for year, present in months.items() if len(present) == 12)
    names = dict.fromkeys(series for series, _ in found)
    return {
        name: {year: [found.get((name, year), Counter())[m] for m in range(1, 13)] for year in whole} for name in names
    }


def scatter(passengers: Series) -> Series:
    """The passengers sold by agencies, the n-th of which sells 1/n of what the first does; one of four is counted."""
    chance, sizes = Random(1), [1 / n for n in range(1, AGENCIES + 1)]
    sold = {str(n): {year: [0] * 12 for year in years} for years in passengers.values() for n in range(AGENCIES)}
    for years in passengers.values():
        for year, figures in years.items():
            for month, figure in enumerate(figures):
                for agency in chance.choices(range(AGENCIES), sizes, k=figure // CENTS // 4):
                    sold[str(agency)][year][month] += CENTS
    return sold


# The ways to split ----------------------------------------------------------------------------------------------------


def equal_months(past: Mapping[int, Year], parent: Shares, year: int) -> Shares:
    return FLAT


def last_cells(past: Mapping[int, Year], parent: Shares, year: int) -> Shares:
    return shares_of([max(month, 0) for month in past[max(past)]])


def own_mean(past: Mapping[int, Year], parent: Shares, year: int) -> Shares:
    return yearly_mean(list(past.values()))


def default(past: Mapping[int, Year], parent: Shares, year: int) -> Shares:
    return month_shape(past, parent)


def with_festival(past: Mapping[int, Year], parent: Shares, year: int) -> Shares:
    return shift_festival(month_shape(past, parent), past, year)


def compare(series: Series, methods: Mapping[str, Method]) -> dict[str, Fraction]:
    """WMAPE of each method on the last year."""
    last = max(year for years in series.values() for year in years)
    together = {
        year: [sum(month) for month in zip(*(years[year] for years in series.values()), strict=True)]
        for year in next(iter(series.values()))
        if year < last
    }
    parent = month_shape(together)
    errors, whole = Counter[str](), 0
    for years in series.values():
        past = {year: figures for year, figures in years.items() if year < last}
        actual = [max(month, 0) for month in years[last]]
        whole += sum(actual)
        for name, method in methods.items():
            split = largest_remainder(sum(actual), method(past, parent, last))
            errors[name] += sum(abs(a - b) for a, b in zip(split, actual, strict=True))
    return {name: Fraction(errors[name], whole or 1) for name in methods}


# Reporting ------------------------------------------------------------------------------------------------------------


def report(data: Mapping[str, Series], festival: bool) -> bool:
    """Print the table; whether the default held everywhere."""
    methods: dict[str, Method] = {"equal months": equal_months, "last year's cells": last_cells}
    methods |= {"planforge": with_festival if festival else default, "own yearly mean": own_mean}
    print(f"| data | series | years | {' | '.join(methods)} | planforge ÷ better of the first two |")
    print("|---|---:|---:|" + "---:|" * (len(methods) + 1))
    held = True
    for name, series in data.items():
        years = len(next(iter(series.values()), {}))
        if years < 2:
            print(f"| {name} | {len(series)} | {years} | fewer than two complete years |")
            continue
        errors = compare(series, methods)
        better = min(errors["equal months"], errors["last year's cells"])
        held = held and errors["planforge"] <= better * TOLERANCE
        ratio = f"{float(errors['planforge'] / better):.2f}" if better else "–"
        cells = " | ".join(f"{float(100 * error):.1f}%" for error in errors.values())
        print(f"| {name} | {len(series)} | {years} | {cells} | {ratio} |")
    return held


def main() -> int:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--festival", action="store_true", help="shift January and February by the Spring Festival")
    given = parser.parse_args()
    data = {path.name: read(path.read_text("utf-8-sig").splitlines()) for path in given.files}
    if not data:
        passengers = read(PASSENGERS.read_text("utf-8").splitlines())
        data = {"airline passengers": passengers, "the same over sixty agencies (made up)": scatter(passengers)}
    return 0 if report(data, given.festival) else 1


if __name__ == "__main__":
    sys.exit(main())
