"""A nation's cells, counties × days × items, as Parquet: split in two stages, county by county, in parallel.

First every county's days and items are split from the nation's, so that they sum to it; then each county's cells from
its days and items. Every total holds to the last unit. A county whose file is there is not done again.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from planforge.jobs.pool import each
from planforge.jobs.whole import beside
from planforge.nation.tree import Tree
from planforge.plan.targets.allocate import largest_remainder
from planforge.plan.targets.allocate.large import split_array
from planforge.plan.targets.allocate.rounding import Margins
from planforge.problem import Problem, Refusal, Text, Where

MANIFEST = "manifest.json"
BLOCK = 16  # counties handed to a process at a time


class County(Struct, frozen=True):
    """A county's totals in whole units: of each day, of each item, both with the same sum."""

    name: str
    days: tuple[int, ...]
    items: tuple[int, ...]


def counties_of(totals: Sequence[tuple[str, int]], days: Sequence[int], items: Sequence[int]) -> Iterator[County]:
    """The counties with their days and items, from the nation's; all three sum to the nation's total.

    ``totals`` are the counties' names and totals, ``days`` and ``items`` the totals of the nation's days and items.
    """
    whole = [total for _, total in totals]
    weights = np.array(whole, np.float64)
    if not sum(whole):
        return
    by_day, by_item = (
        split_array(Margins(whole, list(parts)), np.outer(weights, np.array(parts, np.float64)))
        for parts in (days, items)
    )
    for (name, _), own_days, own_items in zip(totals, by_day, by_item, strict=True):
        yield County(name, tuple(own_days.tolist()), tuple(own_items.tolist()))


def day_totals(months: Sequence[int], lengths: Sequence[int]) -> tuple[int, ...]:
    """A year's days from its months' totals, each month evenly over its days."""
    parts = (largest_remainder(total, [1] * days) for total, days in zip(months, lengths, strict=True))
    return tuple(amount for month in parts for amount in month)


def counties_under(tree: Tree) -> tuple[tuple[County, ...], tuple[str, ...]]:
    """Every district of every region of a nation, its days and products as the region plans them in its rounding unit;
    and the products' names. Districts are called ``region/district``; regions without products are left out."""
    names = tuple(dict.fromkeys(name for one in tree.submissions(tree.root) for name in one.products))
    found: list[County] = []
    for one in tree.submissions(tree.root):
        lengths = [monthrange(one.year, month)[1] for month in range(1, 13)]
        items = [one.products.get(name, 0) // one.granule for name in names]
        totals = [(f"{one.name}/{name}", amount // one.granule) for name, amount in one.districts.items()]
        days = day_totals([month // one.granule for month in one.months], lengths)
        if sum(items):
            found += counties_of(totals, days, items)
    return tuple(found), names


def write_cells(counties: Iterable[County], folder: Path, *, workers: int, items: Sequence[str] = ()) -> Generator[str]:
    """Write every county's cells into a file of ``folder`` and give its name as it is done; the list, with the names of
    the items, comes last.

    Columns: county, day (from 0), item (from 0), units. Refusal where pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise Refusal(
            Problem(
                "F14",
                Text("写 Parquet 需要 pyarrow", "writing Parquet needs pyarrow"),
                Text("pip install 'planforge[cells]'", "pip install 'planforge[cells]'"),
                where=Where(str(folder)),
            )
        ) from None
    folder.mkdir(parents=True, exist_ok=True)
    held = list(counties)
    files = {county.name: _file(folder, number, county) for number, county in enumerate(held)}
    missing = [(county, files[county.name]) for county in held if not files[county.name].is_file()]
    yield from (county.name for county in held if files[county.name].is_file())
    blocks = [missing[at : at + BLOCK] for at in range(0, len(missing), BLOCK)]
    with closing(each(_write_block, blocks, workers=workers)) as ended:
        for one in ended:
            if one.result is None:
                raise Refusal(Problem("F14", Text(one.detail, one.detail), where=Where(str(folder))))
            yield from one.result
    told = {"items": list(items), "counties": {name: path.name for name, path in files.items()}}
    with beside(folder / MANIFEST) as part:
        part.write_bytes(json.dumps(told, ensure_ascii=False, indent=1).encode())


def _file(folder: Path, number: int, county: County) -> Path:
    """Named by what the county is, so that another split is another file."""
    key = sha256(f"{county.name}\0{county.days}\0{county.items}".encode()).hexdigest()[:16]
    return folder / f"{number:05}-{key}.parquet"


def _write_block(block: Sequence[tuple[County, Path]]) -> tuple[str, ...]:
    for county, path in block:
        _write(county, path)
    return tuple(county.name for county, _ in block)


def cells_of(county: County) -> Any:
    """Days × items, an array of whole numbers that sums to the county's days and items."""
    days, items = (np.array(parts, np.float64) for parts in (county.days, county.items))
    return split_array(Margins(county.days, county.items), np.outer(days, items) / max(sum(county.days), 1))


def _write(county: County, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    cells = cells_of(county)
    units = cells.ravel().astype(np.int32 if cells.max(initial=0) < 2**31 else np.int64)
    index, day, item = _keys(*cells.shape)
    name = pa.DictionaryArray.from_arrays(index, [county.name])
    table = pa.table({"county": name, "day": day, "item": item, "units": pa.array(units)})
    packed = dict.fromkeys(("day", "item"), "DELTA_BINARY_PACKED")
    with beside(path) as part:
        pq.write_table(
            table, part, compression="zstd", compression_level=1, use_dictionary=["county"], column_encoding=packed
        )


@cache
def _keys(days: int, items: int) -> tuple[Any, Any, Any]:
    """The columns that are the same in every county: its place in the names, the day, the item."""
    import pyarrow as pa

    index = np.zeros(days * items, np.int8)
    day, item = np.repeat(np.arange(days, dtype=np.int16), items), np.tile(np.arange(items, dtype=np.int32), days)
    return pa.array(index), pa.array(day), pa.array(item)
