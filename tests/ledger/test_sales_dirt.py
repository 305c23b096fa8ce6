"""The dirt of real sales files: what is left out, what is counted all the same, and that either is told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from sales_files import ORDER_HEADS, codes, csv_file, order_lines, refused, sums, taken, workbook

from planforge.ledger.ledger import read_sales
from planforge.ledger.outcome import Question
from planforge.ledger.sheets import decoded
from planforge.problem import Problem, Severity
from planforge.spec.history import HistoryFile

FILES = Path(__file__).parent / "files"
HEADS = ["月份", "片区", "产品", "销售额", "销量"]


def told(found_problems: list[Problem], code: str) -> str:
    return " ".join(problem.message.en for problem in found_problems if problem.code == code)


def test_a_conflict_that_git_left_is_read_on_neither_side(tmp_path: Path) -> None:
    lines = [
        "month,district,amount",
        "2026-01,信阳,1",
        "<<<<<<< HEAD",
        "2026-02,信阳,2",
        "=======",
        "2026-02,信阳,3",
        ">>>>>>> b",
    ]
    (tmp_path / "s.csv").write_text("\n".join(lines), "utf-8")
    (problem,) = refused(tmp_path / "s.csv")
    assert problem.where is not None and (problem.code, problem.where.line) == ("H01", 3)


def test_figures_typed_in_every_way_are_counted(tmp_path: Path) -> None:
    rows = [
        HEADS,
        *(
            ["2026-01", "信阳", "面", text, 1]
            for text in ("１，０００", "￥1,000", "0.1万", "1000元", " 1000 ", "(1,000)")
        ),
    ]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows))) == {(2026,): 4_000}


def test_a_unit_in_the_head_multiplies_and_a_figure_with_its_own_does_not(tmp_path: Path) -> None:
    rows = [
        ["月份", "片区", "销售额（万元）"],
        ["2026-01", "信阳", "1.5"],
        ["2026-02", "信阳", "1.2万"],
        ["2026-03", "信阳", "2千元"],
    ]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows))) == {(2026,): 15_000 + 12_000 + 2_000}


@pytest.mark.parametrize(
    ("line", "scale"), [("单位：万元", 10_000), ("（千元）", 1_000), ("Unit: million", 1_000_000), ("单位：箱", 1)]
)
def test_a_unit_above_the_heads_multiplies(tmp_path: Path, line: str, scale: int) -> None:
    rows = [[f"2026 年销售 {line}"], ["月份", "片区", "销售额"], ["2026-01", "信阳", "1"]]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows))) == {(2026,): scale}


def test_the_unit_the_user_names_wins(tmp_path: Path) -> None:
    rows = [["月份", "销售额（万元）"], ["2026-01", "1"]]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows), unit="千元")) == {(2026,): 1_000}


def test_sums_in_the_table_are_not_counted_again(tmp_path: Path) -> None:
    rows = [
        HEADS,
        ["2026-01", "信阳", "面", 10, 1],
        ["2026-01", "信阳", "小计", 10, 1],
        ["2026-01", "南阳", "面", 5, 1],
        ["2026-01", "南阳 合计", "", 5, 1],
        ["总  计", "", "", 15, 2],
    ]
    found = taken(csv_file(tmp_path / "s.csv", rows))
    assert sums(found) == {(2026,): 15}
    assert "3 lines of sums" in told(found.problems, "H11")


def test_a_stated_sum_that_the_lines_do_not_come_to_is_told(tmp_path: Path) -> None:
    months = [f"{m}月" for m in range(1, 13)]
    rows = [["片区", *months, "总计"], ["信阳", *[2] * 12, 24], ["南阳", *[1] * 12, 12], ["总计", *[4] * 12, 48]]
    found = taken(csv_file(tmp_path / "2026.csv", rows))
    assert "the table states 48, its lines sum to 36" in told(found.problems, "H15")


def test_a_pivot_table_counts_its_lines_and_not_the_sums_above_them(tmp_path: Path) -> None:
    """A pivot table of Excel: the districts stand above their products, and everything would count twice."""
    months = [f"{m}月" for m in range(1, 13)]
    rows = [
        ["行标签", *months, "总计"],
        ["信阳", *[3] * 12, 36],
        ["面", *[2] * 12, 24],
        ["饼", *[1] * 12, 12],
        ["总计", *[3] * 12, 36],
    ]
    found = taken(csv_file(tmp_path / "2026.csv", rows))
    assert sums(found) == {(2026,): 36}
    assert not told(found.problems, "H15")
    assert "line 2 (1 in all) is the sum of others" in told(found.problems, "H11")


def test_heads_repeated_on_every_printed_page_are_passed_over(tmp_path: Path) -> None:
    rows = [HEADS, ["2026-01", "信阳", "面", 10, 1], HEADS, ["2026-02", "信阳", "面", 10, 1]]
    found = taken(csv_file(tmp_path / "s.csv", rows))
    assert sums(found) == {(2026,): 20}
    assert not found.problems


def test_returns_are_netted_and_told(tmp_path: Path) -> None:
    rows = [HEADS, ["2026-01", "信阳", "面", 10, 2], ["2026-01", "信阳", "面", -4, -1]]
    found = taken(csv_file(tmp_path / "s.csv", rows))
    assert sums(found) == {(2026,): 6}
    assert "1 lines are below nil (returns)" in told(found.problems, "H14")


def test_equal_lines_are_counted_and_told(tmp_path: Path) -> None:
    rows = [HEADS, *[["2026-01", "信阳", "面", 10, 1]] * 2]
    found = taken(csv_file(tmp_path / "s.csv", rows))
    assert sums(found) == {(2026,): 20}
    assert "line 3 repeats an earlier one" in told(found.problems, "H09")


def test_equal_lines_with_the_same_line_id_are_copies_and_left_out(tmp_path: Path) -> None:
    lines = order_lines(50)
    once, twice = (taken(csv_file(tmp_path / f"{n}.csv", [ORDER_HEADS, *lines, *lines[:n]])) for n in (0, 7))
    assert sums(once) == sums(twice)
    assert "7 copies left out" in told(twice.problems, "H09")


def test_a_line_that_cannot_be_read_is_told_with_its_place_and_the_others_count(tmp_path: Path) -> None:
    rows = [
        HEADS,
        ["2026-01", "信阳", "面", 10, 1],
        ["2026-01", "信阳", "面", "约十", 1],
        ["去年", "信阳", "面", 9, 1],
        ["2026-02", "信阳", "面", 9, "多"],
    ]
    found = taken(csv_file(tmp_path / "s.csv", rows))
    assert sums(found) == {(2026,): 19}
    places = {str(problem.where): problem.code for problem in found.problems}
    assert places == {"s.csv:3:4": "H06", "s.csv:4:1": "H05", "s.csv:5:5": "H06"}


def test_a_thousand_cells_of_one_cause_are_told_once(tmp_path: Path) -> None:
    rows = [["2026-01", "信阳", "面", f"x{n}" if n % 2 else n, 1] for n in range(2_000)]
    (problem,) = taken(csv_file(tmp_path / "s.csv", [HEADS, *rows])).problems
    assert problem.message.en == "销售额: sales of x1 are not a number (1000 cells, line 3, 5, 7, 9, 11…)"
    assert str(problem.where) == "s.csv:3:4"


def test_a_column_of_text_is_never_an_amount(tmp_path: Path) -> None:
    problems = refused(csv_file(tmp_path / "s.csv", [["月份", "片区", "销售额"], *[["2026-01", "信阳", "多"]] * 5]))
    assert [problem.code for problem in problems] == ["H04"]


def test_lines_without_an_amount_are_told_and_do_not_count_as_nil(tmp_path: Path) -> None:
    found = taken(
        csv_file(
            tmp_path / "s.csv",
            [
                HEADS,
                ["2026-01", "信阳", "面", 10, 1],
                ["2026-02", "信阳", "面", "", 1],
                ["2026-03", "信阳", "面", "-", 1],
            ],
        )
    )
    assert [sale.month for sale in found.sales] == [1]
    assert "2 lines have no amount (line 3, 4)" in told(found.problems, "H06")


def test_errors_and_formulas_never_calculated_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "s.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(
            [["月份", "片区", "销售额"], ["2026-01", "信阳", 10], ["2026-02", "信阳"], ["2026-03", "信阳"]]
        ):
            sheet.write_row(row, 0, cells)
        sheet.write_formula("C3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("C4", "=SUM(C2:C3)", None, "")
    found = taken(tmp_path / "s.xlsx")
    assert sums(found) == {(2026,): 10}
    assert "the sheet has 1 errors such as #N/A, the first in C3; the sheet has 1 formulas without a result" in told(
        found.problems, "H06"
    )


def test_names_left_empty_below_a_merged_one_are_its_own(tmp_path: Path) -> None:
    rows = [
        ["片区", "月份", "销售额"],
        *([place if m == 1 else "", f"2026-{m:02}", m] for place in ("信阳", "南阳") for m in range(1, 13)),
    ]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows)), "district") == {(2026, "信阳"): 78, (2026, "南阳"): 78}


def test_names_left_empty_in_order_lines_stay_empty(tmp_path: Path) -> None:
    rows = [
        ["片区", "日期", "销售额"],
        *([place, f"2026-01-{d:02}", d] for d, place in enumerate(["信阳", "信阳", "", "南阳", ""], 1)),
    ]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows)), "district")[2026, None] == 8


def test_decimals_behind_a_comma(tmp_path: Path) -> None:
    rows = [["Datum", "Region", "Sales"], ["31.01.2026", "Nord", "1.234,50"], ["28.02.2026", "Nord", "99,5"]]
    found = taken(csv_file(tmp_path / "s.csv", rows, separator=";"), columns={"month": "Datum"})
    assert sums(found) == {(2026,): 1334}


def test_a_western_file_is_not_read_as_chinese(tmp_path: Path) -> None:
    rows = [
        ["Date", "Region", "Product", "Sales"],
        *([f"2026-{m:02}-05", "Côte d’Azur", "Café crème", m] for m in range(1, 13)),
    ]
    found = taken(csv_file(tmp_path / "s.csv", rows, encoding="cp1252"))
    assert {sale.node.district for sale in found.sales} == {"Côte d’Azur"}
    assert [p.severity for p in found.problems if "Windows-1252" in p.message.zh] == [Severity.INFO]


def test_a_name_that_excel_would_take_for_a_formula_comes_back_as_itself(tmp_path: Path) -> None:
    found = taken(
        csv_file(tmp_path / "s.csv", [HEADS, ["2026-01", "'=1+1", "'@面", 10, 1], ["2026-02", "'quoted", "面", 1, 1]])
    )
    assert {sale.node.district for sale in found.sales} == {"=1+1", "'quoted"}


def test_a_comma_in_a_figure_that_shifts_the_columns_is_told(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("月份,片区,销售额\n2026-01,信阳,1,200\n2026-02,信阳,900\n", "utf-8")
    assert "1 lines have more cells than there are heads (line 2)" in told(taken(tmp_path / "s.csv").problems, "H06")


@pytest.mark.parametrize(
    "head", ["销售额/万元", "销售额 万元", "销售额：万元", "销售额\n（万元）", "销售额(单位:万元)", "Sales [万元]"]
)
def test_units_are_found_in_heads_however_they_are_joined(tmp_path: Path, head: str) -> None:
    assert sums(taken(csv_file(tmp_path / "s.csv", [["月份", head], ["2026-01", 2]]))) == {(2026,): 20_000}


def test_sales_may_head_the_people_or_the_amounts(tmp_path: Path) -> None:
    people = taken(csv_file(tmp_path / "a.csv", [["日期", "销售", "金额"], ["2026-01-05", "王强", 2]]))
    assert people.sales[0].node.person == "王强"
    amounts = taken(csv_file(tmp_path / "b.csv", [["日期", "片区", "销售"], ["2026-01-05", "信阳", 2]]))
    assert sums(amounts) == {(2026,): 2}


def test_characters_that_nobody_sees_or_no_document_holds_are_dropped_from_names(tmp_path: Path) -> None:
    lines = [["2026-01", "信\x07阳", "面\u200b\nA", "1", "1"], ["2026-02", "\u202e信阳\ufeff", "面 A", "2", "1"]]
    found = taken(csv_file(tmp_path / "s.csv", [HEADS, *lines]))
    assert {(sale.node.district, sale.node.product) for sale in found.sales} == {("信阳", "面 A")}


# Files that cannot be read


def one(problems: tuple[Problem, ...]) -> str:
    (problem,) = problems
    assert problem.hint
    assert problem.where
    return problem.message.en


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path / "没有.xlsx")
    assert "no such sales file" in problem.message.en
    assert problem.path == ("history",)  # the place is that of the spec which names it


@pytest.mark.parametrize("content", [b"", b"  \n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s.csv").write_bytes(content)
    assert "s.csv is empty" in one(refused(tmp_path / "s.csv"))


def test_heads_and_nothing_else(tmp_path: Path) -> None:
    assert not taken(csv_file(tmp_path / "s.csv", [HEADS])).sales


def test_columns_without_meaning_are_listed(tmp_path: Path) -> None:
    problems = refused(csv_file(tmp_path / "s.csv", [["甲", "乙"], ["2026-01", "5"]]))
    assert [problem.code for problem in problems] == ["H04", "H04"]
    assert all(problem.hint and "甲" in problem.hint.en and "--map" in problem.hint.en for problem in problems)


def test_months_and_money_by_other_names_are_offered_and_counts_beside_them_are_not(tmp_path: Path) -> None:
    rows = [[f"2026年{month}月", "信阳", 40 + month, 3] for month in range(1, 10)]
    months, sales = refused(csv_file(tmp_path / "s.csv", [["回款月份", "片区", "标的（千元）", "台次"], *rows]))
    assert months.hint is not None
    assert months.hint.en.startswith('回款月份 holds months; to take them: --map "回款月份=month"')
    assert isinstance(sales, Question)
    assert [option.value for option in sales.options] == ["标的（千元）=amount"]


def test_a_mapping_to_a_column_that_is_not_there(tmp_path: Path) -> None:
    problems = refused(
        csv_file(tmp_path / "s.csv", [HEADS, ["2026-01", "信阳", "面", 10, 1]]), columns={"amount": "金额"}
    )
    assert [problem.code for problem in problems] == ["H03"]


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    assert "has no sheet 三月" in one(refused(workbook(tmp_path / "s.xlsx", 一月=[HEADS]), sheet="三月"))


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "s.xlsx", 一月=[HEADS, ["2026-01", "信阳", "面", 10, 1]]).read_bytes()
    (tmp_path / "s.xlsx").write_bytes(whole[: len(whole) // 2])
    assert "damaged" in one(refused(tmp_path / "s.xlsx"))


def test_a_workbook_with_a_broken_part(tmp_path: Path) -> None:
    book = bytearray(workbook(tmp_path / "s.xlsx", 一月=[HEADS, ["2026-01", "信阳", "面", 10, 1]]).read_bytes())
    place = book.index(b"xl/worksheets/sheet1.xml") + 40
    book[place : place + 60] = b"\xff" * 60
    (tmp_path / "s.xlsx").write_bytes(book)
    assert "damaged" in one(refused(tmp_path / "s.xlsx"))


@pytest.mark.parametrize("name", ["locked.xlsx", "locked.ods"])  # encrypted as Excel and as LibreOffice do it
def test_a_workbook_with_a_password(name: str) -> None:
    assert "password" in one(refused(FILES / name))


def test_an_old_workbook_is_read() -> None:
    assert sums(taken(FILES / "old.xls")) == {(2025,): 15_756_000, (2026,): 16_956_000}


def test_an_old_workbook_that_asks_for_all_memory_is_damaged_and_takes_nobody_with_it(tmp_path: Path) -> None:
    book = bytearray((FILES / "old.xls").read_bytes())
    book[4786] = 0  # the reader now wants 2,020 TB
    (tmp_path / "s.xls").write_bytes(book)
    assert "damaged" in one(refused(tmp_path / "s.xls"))


def test_something_else_under_the_name_of_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "s.xlsx").write_bytes(b"GIF89a nothing of the kind")
    assert "damaged" in one(refused(tmp_path / "s.xlsx"))


def test_a_workbook_that_unfolds_to_a_gigabyte_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "s.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 1_000_000)
        archive.filelist[0].file_size = 1_000_000_000  # as it would stand in the file of a thousand times the size
    assert "unfolds to 1,000,000,000 bytes" in one(refused(tmp_path / "s.xlsx"))


def test_a_sheet_with_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "s.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write("XFD1048576", 1)
    assert "a sheet spans 17,179,869,184 cells" in one(refused(tmp_path / "s.xlsx"))


def test_a_workbook_that_lies_about_its_name_is_read_all_the_same(tmp_path: Path) -> None:
    book = workbook(tmp_path / "s.xlsx", 一月=[HEADS, ["2026-01", "信阳", "面", 10, 1]])
    assert sums(taken(book.rename(tmp_path / "s.csv"))) == {(2026,): 10}


def test_nothing_is_told_of_a_clean_table(tmp_path: Path) -> None:
    assert not codes(taken(csv_file(tmp_path / "s.csv", [HEADS, ["2026-01", "信阳", "面", 10, 1]])))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["05/06/2026", "03/04/2026", "07/02/2026"], "dates like 05/06/2026 are taken with the day first"),
        (["13/05/2026", "14/05/2026", "05/20/2026"], "dates have days first and months first; the day first is taken"),
        (
            ["2026-05-03", "13/03/2026", "31/03/2026"],
            "some dates (like 2026-05-03) had day and month exchanged by Excel",
        ),
    ],
)
def test_a_doubtful_order_of_day_and_month_is_told(tmp_path: Path, days: list[str], said: str) -> None:
    found = taken(csv_file(tmp_path / "s.csv", [["日期", "销售额"], *([day, 1] for day in days)]))
    assert said in told(found.problems, "H13")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("s.numbers", b"PK\x03\x04....Index/Document.iwa", "Numbers"),
        ("s.xlsx", b"PK\x03\x04....word/document.xml", "Word"),
        ("s.pdf", b"%PDF-1.7 ...", "PDF"),
        ("s.xlsx", b"\x89PNG\r\n\x1a\n\0", "picture"),
        ("s.rar", b"Rar!\x1a\x07\x01\0", "archive"),
        ("s.fods", b"<?xml version='1.0'?><office:document>", "OpenDocument"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    found, problems = read_sales(tmp_path / name, name, HistoryFile(file=name), 2026)
    assert found is None and said in problems[0].message.en and problems[0].hint


@pytest.mark.parametrize("head", ["SALESREP_NO", "Sales Rep", "Sales Week", "sales_qty", "Sales Count"])
def test_numbers_that_only_speak_of_sales_are_none(tmp_path: Path, head: str) -> None:
    lines = [[f"2026-{m:02}-05", 101, 2, 5.5, 12] for m in range(1, 13)]
    found = taken(csv_file(tmp_path / "s.csv", [["INV_DATE", head, "QTY", "UNIT_PRICE", "SALES_BEF_TAX"], *lines]))
    assert sums(found) == {(2026,): 144}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Miesiąc;Województwo;Sprzedaż\n1;Łódzkie;5\n1;Małopolskie;6", "cp1250"),
        ("Měsíc;Oblast;Tržby\n1;Střední Čechy;5\n1;Plzeň;6", "cp1250"),
        ("Hónap;Megye;Árbevétel\n1;Győr;5", "cp1250"),
        ("Måned;Region;Omsætning (m³)\n1;Sønderjylland;5", "cp1252"),
        ("Mois;Région;Ventes (£m)\n1;Île-de-France;5\n1;Cœur;6", "cp1252"),
        ("Mês;Região;Vendas\n1;São Luís;5\n1;Camões;6", "cp1252"),
        ("Kuu;Piirkond;Kogus\n1;Põhja;5", "cp1252"),
        ("Mes;Región;Ventas nº\n1;Cádiz;5\n1;¿?;6", "cp1252"),
    ],
)
def test_central_european_files_are_known_by_their_letters(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == (text, f"Windows-{encoding[2:]}")
