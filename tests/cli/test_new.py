"""``planforge new`` as a manager meets it: questions on a terminal only, options, a sales file, nothing overwritten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planforge.cli.app import app
from planforge.plan.targets.season import keeps_festival
from planforge.reading.origins import labelled, unconfirmed
from planforge.reading.read import read
from planforge.spec.spec import Spec

SALES = "日期,地区,品类,销售额（元）\n" + "".join(
    f"{year}-{month:02}-{day:02},{place},{kind},{amount}\n"
    for year in (2025, 2026)
    for month in range(1, 13)
    for day in (5, 15)
    for place, kind, amount in (("信阳", "面", '"1,000"'), ("南阳", "饼", "500"))
)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "我的 计划"
    folder.mkdir()
    monkeypatch.chdir(folder)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["new", *arguments])


def written(name: str) -> Spec:
    reading = read(Path(name))
    assert reading.problems == ()
    assert reading.spec is not None
    return reading.spec


def test_without_a_terminal_it_asks_nothing_and_writes_a_plan_that_reads() -> None:
    result = run()
    assert result.exit_code == 0
    assert "planforge render plan.yaml" in result.output
    assert written("plan.yaml").industry == "general"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plan.yaml", "plan.xlsx"])
def test_an_english_plan_is_in_the_currency_that_is_named_and_never_in_ten_thousands(name: str) -> None:
    result = run(name, "--language", "en", "--currency", "cad", "--sales", "69m", "--district", "East")
    assert result.exit_code == 0
    assert (spec := written(name)).money.currency == "CAD" and spec.money.unit == "千元"
    result = run("other.yaml", "--language", "en", "--sales", "69m", "--district", "East")
    assert "money.currency" in Path("other.yaml").read_text("utf-8") or written("other.yaml").money.currency != "CNY"


def test_every_answer_is_an_option() -> None:
    options = [
        "--region",
        "豫南区域",
        "--company",
        "福麦食品",
        "--manager",
        "李明",
        "--year",
        "2027",
        "--language",
        "zh-CN",
    ]
    result = run(
        "豫南.yaml", *options, "--industry", "fmcg", "--district", "信阳", "--district", "南阳", "--sales", "6900万"
    )
    assert result.exit_code == 0
    spec = written("豫南.yaml")
    assert (spec.region.name, spec.region.company, spec.region.manager) == ("豫南区域", "福麦食品", "李明")
    assert (spec.year, spec.language, spec.industry) == (2027, "zh-CN", "fmcg")
    assert [district.name for district in spec.districts] == ["信阳", "南阳"]
    assert isinstance(spec.history, tuple)
    assert spec.history[0].total == 69_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--sales", "abc"], "abc is no amount"),
        (["--sales", "0"], "0 is no amount"),
        (["--sales", "-5"], "-5 is no amount"),
        (["--year", "27"], "27 is no year"),
        (["--year", "next"], "next is no year"),
        (["--language", "de"], "de is not one of zh-CN, en"),
        (["--industry", "noodles"], "there is no industry preset noodles"),
        (["--district", "A", "--district", "A"], "district A is given twice"),
        (["--district", " "], "a name is one line of text"),
        (["--region", "a\nb"], "a name is one line of text"),
        (["--from", "nothing.csv"], "no such sales file: nothing.csv"),
        (["--from", "sales.csv", "--map", "销售额=money"], "should be written COLUMN=amount"),
        (["--from", "sales.csv", "--map", "金额=amount", "--map", "月份=month"], "has no column 金额"),
        (["--from", "sales.csv", "--unit", "箱"], "unit 箱 is not known"),
        (["--from", "sales.csv", "--sheet", "三月"], "has no sheet 三月"),
    ],
)
def test_a_wrong_answer_is_told_at_once_and_nothing_is_written(options: list[str], said: str) -> None:
    Path("sales.csv").write_text(SALES, "utf-8")
    result = run(*options)
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())
    assert sorted(path.name for path in Path().iterdir()) == ["sales.csv"]


def test_nothing_is_overwritten() -> None:
    Path("plan.yaml").write_text("mine", "utf-8")
    result = run()
    assert result.exit_code == 2
    assert "exists and was kept" in result.output
    assert Path("plan.yaml").read_text("utf-8") == "mine"


def test_a_history_that_is_there_is_kept_and_no_spec_written() -> None:
    Path("sales.csv").write_text(SALES, "utf-8")
    Path("plan-history.csv").write_text("mine", "utf-8")
    assert run("--from", "sales.csv", "--language", "en").exit_code == 2
    assert Path("plan-history.csv").read_text("utf-8") == "mine"
    assert not Path("plan.yaml").exists()


def test_the_list_shows_the_trades() -> None:
    result = run("--list")
    assert result.exit_code == 0
    assert result.output.splitlines()[0].split() == ["1", "general", "General"]
    assert "fmcg" in result.output
    assert not Path("plan.yaml").exists()


def test_a_sales_file_gives_districts_products_and_years_and_a_report() -> None:
    Path("sales.csv").write_text(SALES, "gb18030")
    result = run("豫南 2027.yaml", "--from", "sales.csv", "--language", "zh-CN")
    assert result.exit_code == 0
    assert "districts from column 地区 (2)" in result.stderr
    assert "2025, 2026 are used, for a plan of 2027" in result.stderr
    assert "The history is in 豫南 2027-销售历史.csv" in result.stdout
    spec = written("豫南 2027.yaml")
    assert spec.year == 2027
    assert [district.name for district in spec.districts] == ["信阳", "南阳"]
    assert [product.name for product in spec.products] == ["面", "饼"]


def test_a_map_says_which_column_is_what() -> None:
    Path("sales.csv").write_text(SALES, "utf-8")
    assert run("--from", "sales.csv", "--map", "品类=district", "--map", "销售额=amount").exit_code == 0
    assert [district.name for district in written("plan.yaml").districts] == ["面", "饼"]


def test_it_may_stand_in_a_folder_that_is_not_there_yet() -> None:
    assert run("2027/豫南/计划.yaml").exit_code == 0
    assert written("2027/豫南/计划.yaml").year > 2000


def test_names_with_anything_in_them_survive() -> None:
    name = 'A "B": {C} #1, 🚀 \\ 市场'
    assert run("--region", name, "--company", name, "--district", name).exit_code == 0
    assert written("plan.yaml").districts[0].name == name


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="terminals are made otherwise there")
def test_on_a_terminal_it_asks_and_asks_again_after_a_wrong_answer() -> None:
    import pty

    leader, follower = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-m", "planforge", "new", "asked.yaml"],
        stdin=follower, stdout=follower, stderr=follower, env=os.environ | {"PLANFORGE_LANG": "en"},
    )  # fmt: skip
    os.close(follower)
    for answer in (
        "",
        "en",
        "fmcg",
        "South",
        "Fumai",
        "next year",
        "2031",
        "",
        "Xinyang, Nanyang",
        "lots",
        "69m",
        "kroner",
        "cad",
        "",
    ):
        os.write(leader, f"{answer}\n".encode())
    shown = b""
    while True:
        try:
            shown += os.read(leader, 4096)
        except OSError:
            break
    os.close(leader)
    assert asked.wait() == 0
    assert b"next year is no year" in shown
    assert b"lots is no amount" in shown
    spec = written("asked.yaml")
    assert (spec.region.name, spec.year, len(spec.districts)) == ("South", 2031, 2)
    assert b"kroner is no currency" in shown
    assert (spec.money.currency, spec.money.unit) == ("CAD", "千元")


def test_a_trade_goes_by_number_and_by_what_people_call_it() -> None:
    assert run("a.yaml", "--industry", "农资", "--region", "曹县").exit_code == 0
    assert run("b.yaml", "--industry", "汽配", "--region", "曹县").exit_code == 0
    assert run("c.yaml", "--industry", "1", "--region", "曹县").exit_code == 0
    assert [written(name).industry for name in ("a.yaml", "b.yaml", "c.yaml")] == [
        "agri-inputs",
        "auto-aftermarket",
        "general",
    ]


@pytest.mark.slow
def test_a_questionnaire_is_rendered_beside_itself_and_never_over_itself() -> None:
    assert run("q.xlsx", "--region", "曹县").exit_code == 0
    before = Path("q.xlsx").read_bytes()
    for options in (["--to", "md"], ["--to", "xlsx", "--force"], ["-o", "q.xlsx", "--force"]):
        result = CliRunner().invoke(app, ["render", "q.xlsx", *options])
        assert result.exit_code == 0, result.output
        assert Path("q.xlsx").read_bytes() == before
    assert {path.name for path in Path().glob("q*")} == {"q.xlsx", "q.md", "q-annex.xlsx", "q-plan.xlsx"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "language", "region"),
    [
        ("鲁西南2027年度营销计划.yaml", "zh-CN", "鲁西南"),
        ("鲁西南.xlsx", "zh-CN", "鲁西南"),
        ("计划.yaml", "zh-CN", "本区域"),
        ("plan-2027.yaml", "zh-CN", "本区域"),
        ("south_henan plan.yaml", "en", "South Henan"),
        ("p1.yaml", "en", "My region"),
    ],
)
def test_the_region_is_called_as_its_file_and_a_name_nobody_gave_waits_for_one(
    tmp_path: Path, file: str, language: str, region: str
) -> None:
    path = tmp_path / file
    assert CliRunner().invoke(app, ["new", str(path), "--language", language]).exit_code == 0
    spec = read(path).spec
    assert spec is not None and spec.region.name == region
    waiting = set(unconfirmed(spec))
    assert ("region", "company") in waiting
    assert (("region", "name") in waiting) == (region in ("本区域", "My region"))


SHRINKING = "日期,地区,品类,销售额（元）\n" + "".join(
    f"{year}-{month:02}-05,{place},{kind},{amount - (year - 2025) * falls}\n"
    for year in (2025, 2026)
    for month in range(1, 13)
    for place, kind, amount, falls in (("信阳", "面", 90_000, 15_000), ("南阳", "饼", 60_000, -1_000))
)


@pytest.mark.slow
def test_a_first_draft_from_shrinking_sales_contradicts_nothing_of_its_own_and_renders_without_a_word() -> None:
    Path("sales.csv").write_text(SHRINKING, "utf-8")
    assert run("region.xlsx", "--from", "sales.csv", "--industry", "建材").exit_code == 0
    rendered = CliRunner().invoke(app, ["render", "region.xlsx"])
    assert rendered.exit_code == 0
    assert "M45" not in rendered.output and "(1 " not in rendered.output
    checked = CliRunner().invoke(app, ["check", "region.xlsx"]).output
    assert "M45" in checked  # what is owed from last year is asked for there
    assert "O14" not in checked


def test_sales_of_years_that_lie_ahead_begin_no_plan_unless_it_is_said_which() -> None:
    Path("s.csv").write_text(SALES.replace("2026-", "2096-").replace("2025-", "2095-"), "utf-8")
    result = run("plan.yaml", "--from", "s.csv")
    assert result.exit_code == 2
    assert "yet to come" in result.output and "--year" in result.output
    assert not Path("plan.yaml").exists()
    assert run("plan.yaml", "--from", "s.csv", "--year", "2097").exit_code == 0


def test_beer_is_no_spirit() -> None:
    assert run("plan.yaml", "--industry", "啤酒").exit_code == 0
    assert written("plan.yaml").industry == "fmcg"


def test_what_a_trade_says_of_its_season_gives_way_to_the_sales_and_is_marked_where_there_are_none() -> None:
    Path("s.csv").write_text(SALES, "utf-8")
    assert run("白酒.yaml", "--industry", "白酒", "--from", "s.csv").exit_code == 0
    assert "去库存" not in Path("白酒.yaml").read_text("utf-8")
    assert run("空.yaml", "--industry", "白酒").exit_code == 0
    note = labelled(written("空.yaml"), "（建议，待核）").targets.season.note
    assert note and "去库存" in note and note.endswith("（建议，待核）。")


def test_a_plan_in_the_money_of_a_country_without_the_spring_festival_knows_nothing_of_it() -> None:
    Path("s.csv").write_text(SALES, "utf-8")
    for name, options in (("CAD", ()), ("USD", ("--from", "s.csv"))):
        result = run(f"{name}.yaml", "--language", "en", "--industry", "fmcg", "--currency", name, *options)
        assert result.exit_code == 0
        assert "Spring Festival" not in Path(f"{name}.yaml").read_text("utf-8")
        assert not keeps_festival(written(f"{name}.yaml"))
    assert run("CNY.yaml", "--language", "en", "--industry", "fmcg", "--currency", "CNY").exit_code == 0
    assert keeps_festival(written("CNY.yaml"))


def of_nine_months() -> None:
    lines = [f"{place},{','.join(['100000'] * 9)}\n" for place in ("东区", "西区")]
    heads = ",".join(f"2026-{month:02}" for month in range(1, 10))
    Path("s.csv").write_text(f"片区,{heads}\n{''.join(lines)}", "utf-8")


def test_nine_months_that_stand_for_last_year_are_said_by_new_and_on_the_page() -> None:
    of_nine_months()
    result = run("p.yaml", "--from", "s.csv", "--unit", "元", "--language", "zh-CN")
    assert result.exit_code == 0
    assert "9 个月" in result.output or "of 9 months only" in result.output
    assert "# 2026 年 9 个月" in (text := Path("p.yaml").read_text("utf-8"))
    assert "最淡 10 月" not in text
    assert CliRunner().invoke(app, ["render", "p.yaml", "--to", "md", "-o", "p.md"]).exit_code == 0
    page = Path("p.md").read_text("utf-8")
    assert "较上年9个月增长" in page and "2026年9个月实现" in page and "2026年9个月实际" in page


def test_a_whole_year_is_no_part_of_one() -> None:
    Path("s.csv").write_text(SALES, "utf-8")
    assert run("p.yaml", "--from", "s.csv").exit_code == 0
    assert CliRunner().invoke(app, ["render", "p.yaml", "--to", "md", "-o", "p.md"]).exit_code == 0
    assert "12个月实" not in Path("p.md").read_text("utf-8")


def test_what_a_start_says_of_a_district_is_rounded_as_in_the_document() -> None:
    Path("s.csv").write_text(
        "日期,地区,销售额（元）\n2025-01-05,信阳,10\n"
        + "".join(f"2026-{month:02}-05,信阳,{5_672_500 if month == 1 else 0}\n" for month in range(1, 13)),
        "utf-8",
    )
    assert run("p.yaml", "--from", "s.csv", "--language", "zh-CN").exit_code == 0
    assert "567.3万" in (text := Path("p.yaml").read_text("utf-8")) and "567.2万" not in text
