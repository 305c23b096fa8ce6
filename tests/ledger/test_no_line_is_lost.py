"""Whatever is wrong with one line of a text file, all others count, and that one counts or is told at its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sales_files import refused

from planforge.ledger.ledger import read_sales
from planforge.problem import Problem, Severity
from planforge.spec.history import HistoryFile

HEAD = "月份,片区,产品,销售额"
LINES = [
    f"{year}-{month:02},{district},{product},{1000 * month + len(product) + year}"
    for year in (2025, 2026)
    for month in range(1, 13)
    for district in ("信阳", "南阳")
    for product in ("A类", "B类大桶")
]
ODD = 41  # the line that something is wrong with, as it stands in LINES; two more than that in the file


def amount(line: str) -> int:
    return int(line.rpartition(",")[2])


WHOLE = sum(map(amount, LINES))


def read(folder: Path, content: bytes) -> tuple[int | None, list[Problem]]:
    """The sum of all sales, and what was told that is more than worth knowing."""
    path = folder / "sales.csv"
    path.write_bytes(content)
    ledger, problems = read_sales(path, path.name, HistoryFile(file=path.name), 2026)
    if ledger is None:
        return None, list(problems)
    told = [problem for problem in (*problems, *ledger.problems) if problem.severity is not Severity.INFO]
    return int(sum(sale.amount for sale in ledger.sales)), told


def with_odd(change: Callable[[str], str]) -> bytes:
    lines = [change(line) if place == ODD else line for place, line in enumerate(LINES)]
    return ("\n".join([HEAD, *lines]) + "\n").encode()


def figure(text: str) -> Callable[[str], str]:
    return lambda line: f"{line.rpartition(',')[0]},{text}"


def month(text: str) -> Callable[[str], str]:
    return lambda line: f"{text},{line.partition(',')[2]}"


def at_name(text: str) -> Callable[[str], str]:
    return lambda line: line.replace("阳", f"阳{text}", 1)


READ = {
    "a quotation mark before a name": lambda line: line.replace(",", ',"', 1),
    "a quotation mark after a name": at_name('"'),
    "an escaped quotation mark": at_name('\\"'),
    "a word in quotation marks": lambda line: line.replace("南阳", '"南"阳').replace("信阳", '"信"阳'),
    "a name over two lines": lambda line: line.replace("南阳", '"南\n阳"').replace("信阳", '"信\n阳"'),
    "full-width commas": lambda line: line.replace(",", "，"),
    "tabs": lambda line: line.replace(",", "\t"),
    "semicolons": lambda line: line.replace(",", ";"),
    "bars": lambda line: line.replace(",", " | "),
    "a vertical tab": at_name("\x0b"),
    "a form feed before it": lambda line: "\x0c" + line,
    "a very long name": lambda line: line.replace("类", "类" * 100_000),
    "an empty line before it": lambda line: "\n" * 300 + line,
    "the heads once more before it": lambda line: f"{HEAD}\n{line}",
    "the end of a DOS file before it": lambda line: "\x1a\n" + line,
}
TOLD = {
    "a quotation mark before the figure": lambda line: ',"'.join(line.rsplit(",", 1)),
    "no figure": figure(""),
    "no product either": lambda line: line.rsplit(",", 2)[0],
    "cut off behind the month": lambda line: line.partition(",")[0] + ",",
    "cut off behind the month without a comma": lambda line: line.partition(",")[0],
    "blanks for commas": lambda line: line.replace(",", " "),
    "a carriage return in a name": at_name("\r"),
    "a line end of Unicode": lambda line: f"{line}\u2028{line}",
    "a new line of a mainframe": lambda line: f"{line}\x85{line}",
    "a cell more": lambda line: f"{line},999999",
    "thousands not quoted": figure("12,345"),
    "a mark of the byte order": lambda line: "\ufeff" + line,
    **{f"the month {text}": month(text) for text in (
        "1989-11", "9999-11", "0000-11", "0026-11", "20260-11", "2026-00", "2026-13", "-2026-11", "2569-11", "115-11",
        "0", "-1", "1e3", "明年", "=TODAY()",
    )},
    **{f"the figure {text[:9]}": figure(text) for text in (
        "inf", "-Infinity", "1e400", "9" * 5000, "1_000", "0x10", "300 CR", "=1+1", "#REF!", "abc", "NaN", "一千",
        "1.2.3",
    )},
}  # fmt: skip


@pytest.mark.parametrize("change", READ.values(), ids=READ)
def test_what_can_be_read_is(change: Callable[[str], str], tmp_path: Path) -> None:
    assert read(tmp_path, with_odd(change))[0] == WHOLE


@pytest.mark.parametrize("change", TOLD.values(), ids=TOLD)
def test_what_cannot_is_told_at_its_line_and_no_other_is_touched(change: Callable[[str], str], tmp_path: Path) -> None:
    whole, told = read(tmp_path, with_odd(change))
    assert whole is not None
    rest = WHOLE - amount(LINES[ODD])
    cut = change(LINES[ODD]).split(",")[3:4]
    assert whole - rest in {0, amount(LINES[ODD]), *(int(text[:9]) for text in cut if text.isdigit())}
    assert [problem for problem in told if problem.where and problem.where.line in (ODD + 2, ODD + 3)]


@pytest.mark.parametrize("ends", ["\r", "\r\r\n", "\r\n", "\n\n"])
def test_any_line_ends_do(ends: str, tmp_path: Path) -> None:
    assert read(tmp_path, ends.join([HEAD, *LINES]).encode()) == (WHOLE, [])


@pytest.mark.parametrize("mark", [";", "\t", "，", "|"])
@pytest.mark.parametrize("first", [5, ODD, 90])
def test_a_file_put_together_from_two_of_different_separators(mark: str, first: int, tmp_path: Path) -> None:
    lines = [HEAD, *LINES[:first], *(line.replace(",", mark) for line in LINES[first:])]
    whole, told = read(tmp_path, "\n".join(lines).encode())
    assert whole == WHOLE
    assert [problem.code for problem in told] == ["H06"]


def test_two_files_end_to_end_are_one(tmp_path: Path) -> None:
    one, other = ("\ufeff" + "\n".join([HEAD, *lines]) + "\n" for lines in (LINES[:ODD], LINES[ODD:]))
    assert read(tmp_path, (one + other).encode())[0] == WHOLE


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_file_that_ends_in_the_middle_of_a_line(cut: int, tmp_path: Path) -> None:
    text = "\n".join([HEAD, *LINES])[:-cut]
    whole, told = read(tmp_path, text.encode())
    assert whole is not None
    there = sum(map(amount, (line for line in text.splitlines()[1:] if line in LINES)))
    last = text.splitlines()[-1]
    assert whole == there or whole - there == amount(last)
    if whole == there and last not in LINES and not last.isdigit():  # a year alone is a title
        assert [problem for problem in told if problem.where and problem.where.line == len(text.splitlines())]


@pytest.mark.parametrize("where", ["first", "late", "name"])
def test_a_nul_is_told_with_its_line(where: str, tmp_path: Path) -> None:
    change = {"first": lambda line: "\0" + line, "late": lambda line: line + "\0", "name": at_name("\0")}[where]
    path = tmp_path / "sales.csv"
    path.write_bytes(with_odd(change))
    (problem,) = refused(path)
    assert problem.where and problem.where.line == ODD + 2
    assert "NUL" in problem.message.en and "NUL" in problem.message.zh
