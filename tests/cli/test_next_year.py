"""``planforge new 2028.yaml --from 2027.yaml --actuals 2027.csv``: last year's plan as the start of the next."""

from __future__ import annotations

import csv
import datetime
import io
import shutil
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from calls import planforge, planforge_on_a_terminal

from planforge.document.compose import compose
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Severity
from planforge.reading.origins import mark_at, unconfirmed
from planforge.reading.read import read
from planforge.review.actuals import Actuals, Entry, Status
from planforge.review.next_year import next_year
from planforge.review.shift import shift
from planforge.spec.history import HistoryRow
from planforge.spec.spec import Spec
from planforge.spec.values import parse_money
from planforge.writers import FORMATS, Options

pytestmark = pytest.mark.slow
NOODLES = Path("examples/yunan-noodles")
GROWN = {"信阳": Decimal("1.101"), "驻马店": Decimal("1.2"), "周口": Decimal("1.157"), "南阳": Decimal("1.25")}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The noodle plan of 2027 with a whole year of actuals, to the unit: odd figures, one district beyond its plan."""
    folder = tmp_path_factory.mktemp("year")
    shutil.copy(NOODLES / "sales.csv", folder)
    text = (NOODLES / "plan.yaml").read_text("utf-8").replace("round_to: 1000,", "round_to: 1,")
    (folder / "2027.yaml").write_text(text, "utf-8")
    rows = csv.DictReader(io.StringIO((NOODLES / "sales.csv").read_text("utf-8-sig")))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows.fieldnames or ()))
    writer.writeheader()
    for row in rows:
        if row["月份"].startswith("2026"):
            amount = int(Decimal(row["销售额"]) * GROWN[row["片区"]])
            writer.writerow(row | {"月份": row["月份"].replace("2026", "2027"), "销售额": amount})
    (folder / "2027.csv").write_text(out.getvalue(), "utf-8")
    for name in ("2028.yaml", "2028.xlsx"):
        target = folder / name.partition(".")[2] / name
        target.parent.mkdir()
        made = planforge("new", target, "--from", folder / "2027.yaml", "--actuals", folder / "2027.csv", cwd=folder)
        assert made.returncode == 0, made.stderr
    return folder


def sold(folder: Path) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in csv.DictReader(io.StringIO((folder / "2027.csv").read_text("utf-8"))):
        found[row["片区"]] += int(row["销售额"])
    return found


def prices(folder: Path) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    units: dict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader(io.StringIO((folder / "2027.csv").read_text("utf-8"))):
        amounts[row["产品"]] += Decimal(row["销售额"])
        units[row["产品"]] += Decimal(row["销量"])
    return {name: (amounts[name] / units[name]).quantize(Decimal("0.01")) for name in amounts}


def spec_of(path: Path) -> Spec:
    reading = read(path)
    assert reading.spec is not None, reading.problems
    return reading.spec


@pytest.fixture(scope="module")
def last(year: Path) -> Plan:
    return make_plan(spec_of(year / "2027.yaml"))


@pytest.fixture(scope="module")
def draft(year: Path) -> Plan:
    return make_plan(spec_of(year / "yaml" / "2028.yaml"))


def test_the_review_ties_to_what_was_sold_to_the_unit_and_to_what_was_planned(
    year: Path, last: Plan, draft: Plan
) -> None:
    actual = sold(year)
    history: dict[str | None, Decimal] = defaultdict(Decimal)
    for row in draft.spec.history:
        if isinstance(row, HistoryRow) and row.year == 2027:
            history[row.district] += sum((month or Decimal(0) for month in row.months), Decimal(0))
    assert history == actual
    assert draft.review.total is not None
    assert {node.name: node.actual for node in draft.review.districts} == actual
    assert (draft.review.total.actual, draft.review.total.target) == (sum(actual.values()), last.targets.total)
    goals = {name: sum(last.targets.districts.row(name)) for name in actual}
    assert {node.name: node.target for node in draft.review.districts} == goals
    reached = {name for name, goal in goals.items() if actual[name] >= goal}
    told = (draft.spec.review.achievements, [cause.what for cause in draft.spec.review.causes])
    assert [{name for name in goals if any(name in text for text in texts)} for texts in told] == [
        reached, goals.keys() - reached
    ]  # fmt: skip


def test_the_draft_has_no_error_and_its_document_says_that_it_is_one(draft: Plan) -> None:
    assert not [p for p in draft.problems if p.severity is Severity.ERROR]
    text = FORMATS["md"](compose(draft), Options()).decode()
    assert "草稿" in text and f"{draft.review.total.actual / 10_000:,.1f}" in text if draft.review.total else False
    assert all("（建议，待核）" in line for line in text.splitlines() if line.startswith("- 信阳完成"))


def test_everything_carried_over_waits_for_confirmation(draft: Plan) -> None:
    marks = unconfirmed(draft.spec)
    kept = {"planforge", "language", "industry", "length", "year", "money", "calendar", "history", "not_applicable"}
    kept |= {"words", "review", "unconfirmed", "targets"}
    for key in draft.spec.model_fields_set - kept:
        value = getattr(draft.spec, key)
        items = [(key, n) for n in range(len(value))] if key == "actions" else [(key,)]
        assert all(mark_at(marks, path) for path in items), key
    assert mark_at(marks, ("targets", "base")) and mark_at(marks, ("districts", 0, "market"))
    assert all(mark_at(marks, ("review", "causes", n)) for n in range(len(draft.spec.review.causes)))


def test_either_form_holds_the_same(year: Path, draft: Plan) -> None:
    assert spec_of(year / "xlsx" / "2028.xlsx") == draft.spec


def test_figures_of_their_year_alone_stay_behind_and_prices_become_last_years(
    year: Path, last: Plan, draft: Plan
) -> None:
    spec = draft.spec
    assert spec.targets.locks == () and spec.targets.assigned is None and spec.asks == () and spec.personnel == ()
    assert spec.budget.total is None and spec.collection is not None and spec.collection.recovery == ()
    assert {p.name: p.last_price for p in spec.products} == prices(year)  # at which they were sold
    assert {line.last for line in spec.budget.lines} == {None}  # nobody has told what was spent
    ends = {one.name: {d.name: d.target for d in one.districts} for one in last.network}
    assert {one.name: {k: d.current for k, d in one.districts.items()} for one in spec.network} == ends
    assert spec.districts[0].market == Decimal(98_000_000) * Decimal("1.02")


def test_actions_that_are_done_are_not_proposed_again(last: Plan) -> None:
    from planforge.cli.following import sentences
    from planforge.document.compose import words_for
    from planforge.ledger.sales import Node
    from planforge.problem import Where
    from planforge.reading.yaml_source import open_yaml

    entry = Entry(Where("a"), 12, Node("信阳", None, None, None, None), Decimal(5))
    states = tuple(
        Status(Where("a"), f"A{n}", "done" if n % 2 else "late") for n in range(1, len(last.spec.actions) + 1)
    )
    actuals = Actuals("a", 2027, (entry,), statuses=states)
    data = next_year(
        last, open_yaml(NOODLES / "plan.yaml")[0].data, actuals, 2028, "h.csv", words_for(last), sentences("zh-CN")
    )
    assert [one["name"] for one in data["actions"]] == [one.name for one in last.spec.actions[1::2]]
    marks = {mark["at"]: mark["basis"] for mark in data["unconfirmed"]}
    assert marks[f"actions.{last.spec.actions[1].name}"] == "2027 年的行动，逾期"


def test_who_has_sold_nothing_of_late_is_carried_over_with_that_beside_his_name(last: Plan) -> None:
    from planforge.cli.following import sentences
    from planforge.document.compose import words_for
    from planforge.ledger.sales import Node
    from planforge.problem import Where
    from planforge.reading.yaml_source import open_yaml

    gone, late, there = (member.name for member in last.spec.team[:3])
    until = {gone: 3, late: 10, there: 12}
    sales = tuple(
        Entry(Where("a"), month, Node("信阳", None, None, name, None), Decimal(5))
        for name, end in until.items()
        for month in range(1, end + 1)
    )
    data = next_year(
        last, open_yaml(NOODLES / "plan.yaml")[0].data, Actuals("a", 2027, sales), 2028, "h.csv", words_for(last),
        sentences("zh-CN"),
    )  # fmt: skip
    marks = {mark["at"]: mark["basis"] for mark in data["unconfirmed"] if mark["at"].startswith("team.")}
    assert marks == {f"team.{gone}": "2027 年计划；3 月以后没有销售，不在岗就删去"}


def test_part_of_a_year_is_no_year_end(last: Plan) -> None:
    """Spending and receivables of January alone are not what the year ended with: the plan's stand in, and say so."""
    from planforge.cli.following import sentences
    from planforge.document.compose import words_for
    from planforge.ledger.sales import Node
    from planforge.problem import Where
    from planforge.reading.yaml_source import open_yaml

    assert last.collection
    where = Where("a")
    sold = [Entry(where, 1, Node(name, None, None, None, None), Decimal(5)) for name in GROWN]
    paid = [Entry(where, 1, Node(None, line.name, None, None, None), Decimal(7)) for line in last.budget.lines]
    actuals = Actuals("a", 2027, tuple(sold), {"cash": tuple(sold), "line": tuple(paid)})
    data = next_year(
        last, open_yaml(NOODLES / "plan.yaml")[0].data, actuals, 2028, "h.csv", words_for(last), sentences("zh-CN")
    )
    assert parse_money(data["collection"]["opening"]) == last.collection.closing
    assert not [line for line in data["budget"]["lines"] if "last" in line]
    assert "collection.opening" in {mark["at"] for mark in data["unconfirmed"]}


@pytest.mark.parametrize(("trade", "amount"), [("luzhong-tiles", "销售额"), ("xianggan-beauty", "业绩")])
@pytest.mark.parametrize("lost", [(), ("05", "08")])
def test_the_draft_of_other_trades_contradicts_nothing_where_actuals_tell_less_than_the_plan(
    tmp_path: Path, trade: str, amount: str, lost: tuple[str, ...]
) -> None:
    """No store, no channel, months missing: shares are as they were planned, what is no longer true is gone."""
    folder = Path("examples") / trade
    shutil.copy(folder / "sales.csv", tmp_path)
    shutil.copy(folder / "plan.yaml", tmp_path / "2027.yaml")
    rows = [row for row in csv.DictReader(io.StringIO((folder / "sales.csv").read_text("utf-8-sig")))
            if row["月份"].startswith("2026") and row["月份"][5:7] not in lost]  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        sales = int(int(row[amount]) * Decimal("1.087"))
        writer.writerow(row | {"月份": row["月份"].replace("2026", "2027"), amount: sales})
    (tmp_path / "2027.csv").write_text(out.getvalue(), "utf-8")
    made = planforge("new", "2028.yaml", "--from", "2027.yaml", "--actuals", "2027.csv", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    draft = make_plan(spec_of(tmp_path / "2028.yaml"))
    assert [problem.message.zh for problem in draft.problems if problem.severity is Severity.ERROR] == []
    told = sum(sum(filter(None, row.months)) for row in draft.spec.history
               if isinstance(row, HistoryRow) and row.year == 2027)  # fmt: skip
    assert told == sum(int(row[amount]) for row in csv.DictReader(io.StringIO(out.getvalue())))
    marks = unconfirmed(draft.spec)
    for key, items in (("channels", draft.spec.channels), ("stores", draft.spec.stores)):
        for index, item in enumerate(items):
            given = item.share if key == "channels" else item.weight  # type: ignore[attr-defined]
            assert given is None or mark_at(marks, (key, index)), "carried over, and said to be"


def test_dates_keep_their_working_day_and_promotions_their_distance_from_the_festival() -> None:
    day = datetime.date
    onward = shift(2027, 2028)
    assert onward.day(day(2027, 3, 31)) == day(2028, 3, 31)
    assert onward.day(day(2027, 3, 1)) == day(2028, 3, 1)  # Monday, the first working day; 2028: Wednesday
    assert onward.day(day(2027, 3, 8)) == day(2028, 3, 8)
    assert onward.day(day(2027, 6, 9)).weekday() < 5
    assert onward.span(day(2027, 1, 10), day(2027, 1, 31)) == (
        day(2028, 1, 1),
        day(2028, 1, 20),
    )  # New Year 6 Feb, 26 Jan
    assert onward.span(day(2027, 9, 1), day(2027, 9, 30)) == (day(2028, 9, 1), day(2028, 9, 30))
    assert onward.day(day(2028, 2, 29)) == day(2029, 2, 28)  # a date of the year after, as a contract has


# Districts that are called otherwise ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def renamed(year: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of 2027 as it is where 信阳 was called 豫南一部 from July on."""
    folder = tmp_path_factory.mktemp("renamed")
    shutil.copy(NOODLES / "sales.csv", folder)
    shutil.copy(year / "2027.yaml", folder)
    lines = (year / "2027.csv").read_text("utf-8").splitlines(keepends=True)
    later = [line.replace("信阳", "豫南一部") if line[:7] > "2027-06" else line for line in lines[1:]]
    (folder / "2027.csv").write_text("".join([lines[0], *later]), "utf-8")
    return folder


def test_a_district_under_a_new_name_is_told_how_to_be_said(renamed: Path) -> None:
    made = planforge("new", "a.yaml", "--from", "2027.yaml", "--actuals", "2027.csv", cwd=renamed)
    assert made.returncode == 2 and "--rename" in made.stderr and not (renamed / "a.yaml").exists()


def test_a_renamed_district_goes_on_under_its_new_name_with_all_that_it_sold(year: Path, renamed: Path) -> None:
    rename = ("--rename", "信阳=豫南一部")
    made = planforge("new", "b.yaml", "--from", "2027.yaml", "--actuals", "2027.csv", *rename, cwd=renamed)
    assert made.returncode == 0 and "豫南一部" in made.stderr
    draft = make_plan(spec_of(renamed / "b.yaml"))
    wanted = {("豫南一部" if name == "信阳" else name): amount for name, amount in sold(year).items()}
    assert {node.name: node.actual for node in draft.review.districts} == wanted
    assert "豫南一部" in {store.district for store in draft.spec.stores} | {
        member.district for member in draft.spec.team
    }
    assert not [p for p in draft.problems if p.severity is Severity.ERROR]


@pytest.mark.parametrize("said", [("信阳=南部", "周口=东部"), ("信阳=南部,周口=东部",)])
def test_new_names_are_taken_together_or_one_by_one(renamed: Path, said: Sequence[str]) -> None:
    file = f"both{len(said)}.yaml"
    options = [word for names in said for word in ("--rename", names)]
    made = planforge("new", file, "--from", "2027.yaml", *options, cwd=renamed)
    assert made.returncode == 0, made.stderr
    assert {"南部", "东部"} < {district.name for district in spec_of(renamed / file).districts}
    assert not {"信阳", "周口"} & {district.name for district in spec_of(renamed / file).districts}


def test_an_option_of_one_value_is_not_taken_twice(renamed: Path) -> None:
    moves = ("--move", "50万", "信阳→周口", "--move", "20万", "周口→信阳")
    for language, said in (("zh-CN", "不止一次"), ("en", "given twice")):
        made = planforge("adjust", "2027.yaml", *moves, cwd=renamed, PLANFORGE_LANG=language)
        assert made.returncode == 2 and said in made.stderr and "--move" in made.stderr


def test_a_terminal_asks_which_district_it_was(renamed: Path) -> None:
    given = ("new", "c.yaml", "--from", "2027.yaml", "--actuals", "2027.csv")
    _, shown = planforge_on_a_terminal(*given, answers=["9", "1"], cwd=renamed)
    assert "豫南一部" in shown and "1 信阳" in shown
    assert "豫南一部" in [district.name for district in spec_of(renamed / "c.yaml").districts]


def test_parts_of_a_split_district_are_summed(year: Path, renamed: Path) -> None:
    text = (renamed / "2027.csv").read_text("utf-8").replace(",信阳,", ",豫南二部,")
    (renamed / "split.csv").write_text(text, "utf-8")
    given = ("--from", "2027.yaml", "--actuals", "split.csv")
    made = planforge("new", "d.yaml", *given, "--rename", "信阳=豫南一部，信阳=豫南二部", cwd=renamed)
    assert made.returncode == 0 and "豫南一部、豫南二部" in made.stderr
    draft = make_plan(spec_of(renamed / "d.yaml"))
    assert {node.name: node.actual for node in draft.review.districts} == sold(year)


@pytest.mark.parametrize("into", ["豫中", "周口"])
def test_districts_that_are_one_now_are_summed_to_the_unit(year: Path, renamed: Path, last: Plan, into: str) -> None:
    old = {"信阳", "周口"}
    amounts: dict[tuple[str, ...], int] = defaultdict(int)
    for row in csv.DictReader(io.StringIO((year / "2027.csv").read_text("utf-8"))):
        name = into if row["片区"] in old and row["月份"] > "2027-06" else row["片区"]
        amounts[row["月份"], name, row["产品"], row["渠道"]] += int(row["销售额"])
    lines = [",".join((*key, str(amount))) for key, amount in amounts.items()]
    (renamed / "merged.csv").write_text("\n".join(["月份,片区,产品,渠道,销售额", *lines]), "utf-8")
    names = ",".join(f"{name}={into}" for name in sorted(old - {into}))
    file = f"{into}.yaml"
    given = ("--from", "2027.yaml", "--actuals", "merged.csv", "--rename", names)
    made = planforge("new", file, *given, cwd=renamed)
    assert made.returncode == 0, made.stderr
    draft = make_plan(spec_of(renamed / file))
    assert not [p for p in draft.problems if p.severity is Severity.ERROR]

    def summed(of: dict[str, int]) -> dict[str, int]:
        whole = {into: sum(amount for name, amount in of.items() if name in old)}
        return whole | {name: amount for name, amount in of.items() if name not in old}

    issued = {name: sum(last.targets.districts.row(name)) for name in last.targets.districts.nodes}
    assert {node.name: node.actual for node in draft.review.districts} == summed(sold(year))
    assert {node.name: node.target for node in draft.review.districts} == summed(issued)
    markets = {one.name: int(one.market or 0) for one in last.spec.districts}
    grown = {one.name: int(one.market or 0) for one in draft.spec.districts}
    assert abs(sum(grown.values()) - sum(markets.values())) < sum(markets.values()) // 10
    assert len(grown) == 3 and grown[into] > max(markets.values())


def test_actuals_without_a_plan_are_refused(tmp_path: Path) -> None:
    shutil.copy(NOODLES / "sales.csv", tmp_path)
    made = planforge("new", "n.yaml", "--from", "sales.csv", "--actuals", "x.csv", cwd=tmp_path)
    assert made.returncode == 2 and not (tmp_path / "n.yaml").exists()
