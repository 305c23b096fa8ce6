"""Figures of sales files: every way of writing one gives the same figure, and nothing else passes for one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planforge.ledger.figures import NOTHING, parse_figure, uses_decimal_comma

FULL_WIDTH = str.maketrans("0123456789,.-()", "０１２３４５６７８９，．－（）")
amounts = st.decimals(min_value=-(10**11), max_value=10**11, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1234.5", "1234.5"),
        ("1,234.50", "1234.5"),
        ("１，２３４．５０", "1234.5"),
        ("￥1,234.5", "1234.5"),
        ("¥ 12", "12"),
        ("RMB 12", "12"),
        ("CNY1,200", "1200"),
        ("$99.95", "99.95"),
        ("-$99.95", "-99.95"),
        ("12元", "12"),
        ("人民币12元", "12"),
        ("1.2万", "12000"),
        ("3千", "3000"),
        ("1.5亿", "150000000"),
        ("2k", "2000"),
        ("1.2M", "1200000"),
        ("-1.2万", "-12000"),
        ("(100)", "-100"),
        ("（1,234.5）", "-1234.5"),
        ("(￥100)", "-100"),
        ("(1.2)万", "-12000"),
        ("100-", "-100"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("1 234 567", "1234567"),
        ("1\u00a0234", "1234"),
        ("1'234", "1234"),
        ("1.23E+05", "123000"),
        ("1e-3", "0.001"),
        ("12,34,567.5", "1234567.5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("-0", "0"),
    ],
)
def test_the_ways_people_write_figures(text: str, figure: str) -> None:
    assert parse_figure(text) == Decimal(figure)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "——", "/", "N/A", "无", "NULL", "　"])
def test_cells_that_say_nothing(text: str) -> None:
    assert parse_figure(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12%",
        "1,23",
        "1,2345",
        "#N/A",
        "#REF!",
        "12 cases",
        "1.2.3",
        "--5",
        "(-5)",
        "1e99",
        "9" * 16,
        "十二",
        "1/2",
    ],
)
def test_cells_that_are_no_figures(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?s).*"):
        parse_figure(text)


@given(amounts)
def test_every_way_of_writing_an_amount_is_the_same_amount(amount: Decimal) -> None:
    written = [
        f"{amount:f}",
        f"{amount:,f}",
        f"￥{amount:,f}",
        f"{amount:,f}元",
        f" {amount:f} ",
        f"{amount:,f}".translate(FULL_WIDTH),
        f"{amount:,f}".replace(",", " "),
        f"{amount:,f}".replace(",", "'"),
    ]
    if amount < 0:
        written += [f"({-amount:,f})", f"（{-amount:f}）", f"{-amount:,f}-", f"-￥{-amount:,f}"]
    assert {parse_figure(text) for text in written} == {amount}


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_units_scale_exactly(amount: Decimal) -> None:
    assert parse_figure(f"{amount:f}万") == amount * 10_000


@given(amounts)
def test_a_comma_may_stand_before_the_decimals(amount: Decimal) -> None:
    german = f"{amount:,f}".translate(str.maketrans(",.", ".,"))
    assert uses_decimal_comma([german, "5"])
    assert parse_figure(german, decimal_comma=True) == amount


@given(st.text(max_size=20))
def test_any_text_is_a_figure_nothing_or_refused(text: str) -> None:
    try:
        figure = parse_figure(text)
    except ValueError:
        return
    assert figure is None or (figure.is_finite() and text.strip().lower() not in NOTHING)


def test_one_point_before_decimals_settles_the_column() -> None:
    assert uses_decimal_comma(["18 348,67", "12\u202f998,67"])  # groups of a blank, and none without
    assert not uses_decimal_comma(["1,5", "2.50"])
    assert not uses_decimal_comma(["1,234", "12,345"])
    assert uses_decimal_comma(["1.234,5", "12"])
