"""Values as people write them, and what is refused rather than guessed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from pydantic_core import PydanticCustomError

from planforge.spec import days, values
from planforge.spec.values import AmountOrGrowth

Parse = Callable[[Any], object]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("8280万", 82_800_000),
        ("1.2亿", 120_000_000),
        ("82,800,000", 82_800_000),
        ("８２８０万", 82_800_000),
        ("￥8,280 万元", 82_800_000),
        ("CNY8280万", 82_800_000),
        ("RMB 3", 3),
        ("US$ 3", 3),
        ("1.2 亿 元", 120_000_000),
        ("8280w", 82_800_000),
        ("3.5m", 3_500_000),
        ("3.5M", 3_500_000),
        ("800k", 800_000),
        ("82.8 million", 82_800_000),
        ("8.200.000", 8_200_000),
        ("8.200.000,-", 8_200_000),
        ("1.234,50", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234\u202f567", 1_234_567),
        ("1'234'567", 1_234_567),
        ("2,5", "2.5"),
        ("1,2亿", 120_000_000),
        ("9,5 Mio. €", 9_500_000),
        ("8.2 MIO EUR", 8_200_000),
        ("9,5 Tsd.", 9_500),
        ("1.500,5 Mio", 1_500_500_000),
        ("500 k€", 500_000),
        ("16,22,901", 1_622_901),
        ("2百万", 2_000_000),
        (8280, 8280),
        (0.1, "0.1"),
        (1e14, 100_000_000_000_000),
        (Decimal("1E+3"), 1000),
    ],
)
def test_money_is_read_as_written(written: object, amount: int | str) -> None:
    assert values.parse_money(written) == Decimal(amount)


@pytest.mark.parametrize(
    ("parse", "written", "kind"),
    [
        (values.parse_money, "八千万", "money"),
        (values.parse_money, "8,28,0", "money"),
        (values.parse_money, "8.28.000", "money"),
        (values.parse_money, "1.234.5", "money"),
        (values.parse_money, "1 23", "money"),
        (values.parse_money, "3.5.", "money"),
        (values.parse_money, "9,500 Mio", "money"),
        (values.parse_money, "9.500 Mio", "money"),
        (values.parse_money, "(100)", "money"),
        (values.parse_money, "1e5", "money"),
        (values.parse_money, "", "money"),
        (values.parse_money, None, "money"),
        (values.parse_money, True, "money"),
        (values.parse_money, float("nan"), "money"),
        (values.parse_money, float("inf"), "money"),
        (values.parse_money, "-3", "money_negative"),
        (values.parse_money, "9" * 5000, "money_size"),
        (values.parse_percent, "二成", "percent"),
        (values.parse_percent, "1,5,0%", "percent"),
        (values.parse_percent, "1e999999999%", "percent"),
        (values.parse_percent, "1_0%", "percent"),
        (values.parse_percent, "nan%", "percent"),
        (values.parse_percent, "5²%", "percent"),
        (values.parse_percent, "20", "percent_bare"),
        (values.parse_percent, 1.5, "percent_bare"),
        (values.parse_ratio, "120%", "ratio_range"),
        (values.parse_ratio, "-1%", "ratio_range"),
        (values.parse_count, "3.5", "count"),
        (values.parse_count, "-1", "count"),
        (values.parse_count, "￥5", "count"),
        (values.parse_count, "9" * 30, "count"),
        (days.parse_month, "13", "month"),
        (days.parse_month, "0", "month"),
        (days.parse_month, "market", "month"),
        (days.parse_month, "20275", "month"),
        (days.parse_date, "01-29", "date"),
        (days.parse_date, "2027-02-30", "date"),
        (days.parse_date, 20270129, "date"),
        (days.parse_date, "Feb 30, 2027", "date"),
        (days.parse_date, "29 Foo 2027", "date"),
        (days.parse_date, "Jun-27", "date"),
        (days.parse_month, "13/2027", "month"),
        (values.parse_flag, "maybe", "flag"),
        (values.parse_flag, 1, "flag"),
        (values.parse_name, " ", "name"),
        (values.parse_name, "王\u2028强", "name_lines"),
        (values.parse_prose, None, "prose"),
        (AmountOrGrowth.parse, "三成", "amount_or_growth"),
        (AmountOrGrowth.parse, {"amount": "x", "growth": None}, "amount_or_growth"),
        (AmountOrGrowth.parse, "+20", "growth_bare"),
        (AmountOrGrowth.parse, 0.2, "growth_bare"),
        (AmountOrGrowth.parse, "-3", "money_negative"),
    ],
)
def test_what_is_unclear_is_refused_by_name(parse: Parse, written: object, kind: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        parse(written)
    assert refused.value.type == kind


@pytest.mark.parametrize(
    ("written", "fraction"),
    [("20%", "0.2"), ("20％", "0.2"), ("+20%", "0.2"), ("-5 %", "-0.05"), ("0.2", "0.2"), ("1,200%", "12"), (1, "1")],
)
def test_percentages_are_fractions(written: object, fraction: str) -> None:
    assert values.parse_percent(written) == Decimal(fraction)


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("5", 5),
        ("05", 5),
        ("5月", 5),
        ("五月", 5),
        ("十二月", 12),
        ("2027-05", 5),
        ("2027年5月", 5),
        ("May", 5),
        ("Sept.", 9),
        ("september", 9),
        (5, 5),
        (datetime.date(2027, 5, 1), 5),
        ("Jun-27", 6),
        ("27-Jun", 6),
        ("June 2027", 6),
        ("6/2027", 6),
        ("Sept. '27", 9),
    ],
)
def test_months(written: object, month: int) -> None:
    assert days.parse_month(written) == month


@pytest.mark.parametrize(
    "written",
    [
        "2027-01-29",
        "2027/1/29",
        "2027年1月29日",
        "２０２７．１．２９",
        "January 29, 2027",
        "Jan 29th, 2027",
        "29 January 2027",
        "29-Jan-27",
        "Friday, 29 Jan. 2027",
        "1/29/2027",
        "29/1/2027",
        "29.01.2027",
        datetime.datetime(2027, 1, 29, 8),
        datetime.date(2027, 1, 29),
    ],
)
def test_dates_are_days_without_a_time(written: object) -> None:
    day = days.parse_date(written)
    assert day == datetime.date(2027, 1, 29)
    assert type(day) is datetime.date


def test_a_day_that_may_as_well_be_the_month_is_asked_after() -> None:
    with pytest.raises(PydanticCustomError) as told:
        days.parse_date("3/4/2027")
    assert told.value.type == "date_order"
    assert told.value.context and {told.value.context[key] for key in ("one", "other")} == {"2027-03-04", "2027-04-03"}
    assert days.parse_date("3/3/2027") == datetime.date(2027, 3, 3)


@pytest.mark.parametrize(
    ("written", "meant"), [("yes", True), ("是", True), ("ＮＯ", False), ("false", False), (True, True)]
)
def test_flags(written: object, meant: bool) -> None:
    assert values.parse_flag(written) is meant


def test_counts() -> None:
    assert [values.parse_count(text) for text in ("3,000", "1.2万", "３千", "8.000", "1 200", 3)] == [
        *(3000, 12_000, 3000, 8000, 1200, 3),
    ]


def test_a_percentage_is_growth_and_all_else_an_amount() -> None:
    assert AmountOrGrowth.parse("+20%") == AmountOrGrowth(growth=Decimal("0.2"))
    assert AmountOrGrowth.parse("8280万") == AmountOrGrowth(amount=Decimal(82_800_000))
    assert AmountOrGrowth.parse(0) == AmountOrGrowth(amount=Decimal(0))


@given(st.one_of(st.decimals(-100, 100, places=4), st.decimals(1, 10**12, places=2)))
def test_an_amount_or_growth_survives_being_written_and_read(figure: Decimal) -> None:
    given = AmountOrGrowth(growth=figure) if figure < 100 else AmountOrGrowth(amount=figure)
    assert AmountOrGrowth.parse(str(given)) == given


PARSERS: tuple[Parse, ...] = (
    values.parse_money,
    values.parse_signed_money,
    values.parse_percent,
    values.parse_ratio,
    values.parse_count,
    days.parse_month,
    days.parse_date,
    values.parse_flag,
    values.parse_name,
    values.parse_prose,
    AmountOrGrowth.parse,
)
LETTERS = st.text("0123456789０５.,，-+%％万亿元千百kmM¥￥$年月日/ e_CNYnaiïf∞²½\n\u2028\0", max_size=12)


@pytest.mark.slow
@pytest.mark.parametrize("parse", PARSERS)
@given(
    st.one_of(
        LETTERS, st.text(max_size=8), st.floats(), st.decimals(), st.integers(), st.none(), st.booleans(), st.dates(),
        st.lists(st.text()), st.dictionaries(st.text(max_size=3), st.none()),
    )
)  # fmt: skip
@example("1e999999999%")
@example({"amount": "x", "growth": None})
def test_whatever_is_given_is_read_or_refused(parse: Parse, anything: object) -> None:
    try:
        found = parse(anything)
    except PydanticCustomError:
        return
    assert found is not None
    assert not isinstance(found, Decimal) or found.is_finite()


KINDS = {
    name: TypeAdapter[Any](getattr(values, name))
    for name in ("Money", "SignedMoney", "Percent", "Ratio", "Count", "Month", "Date", "Flag", "Name", "Prose")
} | {"AmountOrGrowth": TypeAdapter[Any](AmountOrGrowth)}
SPELLINGS = st.one_of(
    LETTERS,
    st.from_regex(r"[-+]?[¥￥]?\d{1,3}(,\d{3})?(\.\d{1,2})? ?(万|亿元|m|million|%|％|w)?", fullmatch=True),
    st.from_regex(r"2027[-/.年](1[0-2]|0?[1-9])[-/.月]?(2\d|0?[1-9])?日?", fullmatch=True),
    st.sampled_from(["May", "Sept.", "五月", "yes", "Off", "是", "8280万", "+20%"]),
    st.from_regex(r"(Fri, )?(Jan|January)\.? ?29(th)?, ?2027|29(th)?[ -](of )?Jan[ -]'?(20)?27", fullmatch=True),
    st.from_regex(r"(1?[0-9][-/.]){1,2}2027|(27|2027)?-?Jun[- ]?(2027|27)?", fullmatch=True),
)


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
@given(written=SPELLINGS)
def test_an_editor_accepts_whatever_the_reader_accepts(name: str, written: str) -> None:
    kind = KINDS[name]
    try:
        kind.validate_python(written)
    except ValueError:
        return
    jsonschema.validate(written, kind.json_schema())


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Money", "9800完"),
        ("Money", "20%"),
        ("Percent", "二成"),
        ("Date", "春节后"),
        ("Month", "第五"),
        ("Flag", "maybe"),
        ("Count", "一些"),
        ("Name", " "),
        ("AmountOrGrowth", "三成"),
        ("AmountOrGrowth", [1]),
    ],
)
def test_an_editor_marks_what_is_plainly_wrong(name: str, written: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, KINDS[name].json_schema())
