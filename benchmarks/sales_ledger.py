"""100,000 order lines from .xlsx: the ledger beside python-calamine alone with a pandas groupby, in the same run.

    python benchmarks/sales_ledger.py            # needs pandas

Prints the CPU seconds of each and their ratio, and the memory at the peak of the ledger's run.
"""

from __future__ import annotations

import datetime
import gc
import random
import resource
import tempfile
import time
from pathlib import Path

import xlsxwriter

from planforge.ledger.ledger import read_sales
from planforge.spec.history import HistoryFile

LINES, ROUNDS = 100_000, 5
HEADS = ("单号", "日期", "客户", "省份", "城市", "品类", "品名", "渠道", "业务员", "数量", "单价", "金额")


def written(path: Path) -> Path:
    """The order lines, always the same."""
    chance = random.Random(1)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("Orders"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADS)
        for row in range(1, LINES + 1):
            date = datetime.datetime(2025, 1, 1) + datetime.timedelta(chance.randrange(730))
            quantity, price = chance.randrange(1, 50), round(chance.uniform(1, 99), 2)
            sheet.write(row, 0, f"XS{row:07}")
            sheet.write_datetime(row, 1, date, day)
            names = (row % 800, row % 12, row % 60, row % 8, row % 200, row % 4, row % 40)
            sheet.write_row(row, 2, [f"{head}{n}" for head, n in zip(HEADS[2:9], names, strict=True)])
            sheet.write_row(row, 9, (quantity, price, round(quantity * price, 2)))
    return path


def calamine(path: Path) -> float:
    """What others do: the sheet read, months and sums by pandas."""
    import pandas
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    frame = pandas.DataFrame(rows[1:], columns=rows[0])
    month = frame["日期"].map(lambda day: (day.year, day.month))
    return float(frame.groupby([month, "省份", "品类", "渠道", "业务员"])["金额"].sum().sum())


def ledger(path: Path) -> float:
    """What the ledger does: the same, with every figure accounted for."""
    found, _ = read_sales(path, path.name, HistoryFile(file=path.name), 2026)
    assert found is not None and found.account.cells == found.account.known
    return float(sum(sale.amount for sale in found.sales))


def main() -> None:
    """Both by turns, the best of each."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "orders.xlsx")
        seconds: dict[str, list[float]] = {"calamine + pandas": [], "ledger": []}
        sums = set()
        for _ in range(ROUNDS):
            for name, run in (("calamine + pandas", calamine), ("ledger", ledger)):
                gc.collect()
                started = time.process_time()
                sums.add(round(run(path), 2))
                seconds[name].append(time.process_time() - started)
        assert len(sums) == 1, sums
    for name, taken in seconds.items():
        print(f"{name:20} {min(taken):.2f} s")
    print(f"ratio {min(seconds['ledger']) / min(seconds['calamine + pandas']):.2f}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
