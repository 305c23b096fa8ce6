"""What only a change of the code on purpose showed nobody to be watching."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from planforge.ledger.estimate import rest_of_year
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read_text

YEARS = """
year: 2027
region: {name: 豫南, company: 福麦}
money: {volume_unit: 箱}
history:
  - {year: 2025, district: 东, months: [40万, 40万, 40万, 40万, 40万, 40万, 40万, 40万, 40万, 40万, 40万, 40万], units: [70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70]}
  - {year: 2026, district: 东, months: [50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万], units: [90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90]}
  - {year: 2026, district: 西, months: [25万, 25万, 25万, 25万, 25万, 25万, 25万, 25万, 25万, 25万, 25万, 25万], units: [45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45, 45]}
districts: [{name: 东}, {name: 西}]
targets: {base: 1000万, natural_growth: 2%, volume_last: VOLUME, growth_sources: [{name: 东区开店, amount: 50万, district: 东}]}
product_classes: [{name: 厚利}]
products:
  - {name: 茶, class: 厚利, margin: 30%, last_margin: 30%, last: 450万, share: 50%}
  - {name: 米, class: 厚利, margin: 20%, last_margin: 20%, last: 450万, share: 50%}
"""  # noqa: E501


def planned(volume: str = "1620") -> Plan:
    spec = read_text(YEARS.replace("VOLUME", volume), Path()).spec
    assert spec is not None
    return make_plan(spec)


def test_last_years_volume_is_held_against_its_own_year() -> None:
    assert [p for p in planned().problems if "上年销量" in p.message.zh] == []
    (found,) = [p for p in planned("2100").problems if "上年销量" in p.message.zh]
    assert "1,620" in found.message.zh and "2,100" in found.message.zh


def test_what_sources_have_to_explain_of_a_district_is_its_growth() -> None:
    made = planned()
    east = next(one for one in made.matrix if (one.axis, one.name) == ("district", "东"))
    assert east.growth == made.targets.districts.of("东") - 600 * 10**4
    assert sum(one.growth for one in made.matrix if one.axis == "district") == 100 * 10**4


def test_the_parts_of_a_class_last_year_come_to_all_that_it_sold() -> None:
    profit = planned().profit
    assert profit is not None
    assert [one.last_share for one in profit.classes] == [Fraction(1)]


def test_a_year_of_twelve_months_is_their_sum() -> None:
    more = YEARS.replace("VOLUME", "1620").replace(
        "{year: 2026, district: 西,", "{year: 2026, district: 西, total: 400万,"
    )
    spec = read_text(more, Path()).spec
    assert spec is not None
    found = [p.message.zh for p in make_plan(spec).problems if p.path[:2] == ("history", 2)]
    assert len(found) == 1 and "400万元" in found[0] and "300万元" in found[0]


def test_a_reserve_of_nothing_is_nothing() -> None:
    assert planned("1620, reserve: 0%").targets.layers["reserve"].total == 0


TOLD, LEFT = range(1, 10), (10, 11, 12)
YEAR = range(1, 13)


def flat(amount: int, months: range) -> dict[int, Decimal]:
    return dict.fromkeys(months, Decimal(amount))


def test_a_node_that_began_during_last_year_is_compared_in_the_months_of_both_years() -> None:
    """The old one sells 100 a month, the other 30 from last July on: nothing grew, so that nothing grows."""
    before = {"old": flat(100, YEAR), "began": flat(30, range(7, 13))}
    found = rest_of_year({"old": flat(100, TOLD), "began": flat(30, TOLD)}, before, LEFT)
    assert found == {"old": flat(100, range(10, 13)), "began": flat(30, range(10, 13))}


def test_one_that_began_in_months_that_are_to_come_goes_on_as_it_sells() -> None:
    before = {"old": flat(100, YEAR), "began": flat(50, range(10, 13))}
    found = rest_of_year({"old": flat(100, TOLD), "began": flat(45, TOLD)}, before, LEFT)
    assert found == {"old": flat(100, range(10, 13)), "began": flat(45, range(10, 13))}


def test_one_that_took_the_place_of_another_in_july_neither_raises_the_pace_nor_lowers_it() -> None:
    before = {"kept": flat(100, YEAR), "old": flat(50, range(1, 7)), "new": flat(50, range(7, 13))}
    found = rest_of_year({"kept": flat(100, TOLD), "new": flat(50, TOLD)}, before, LEFT)
    assert found == {"kept": flat(100, range(10, 13)), "new": flat(50, range(10, 13))}


def test_what_sells_every_autumn_began_nothing_and_stays_in_the_season_of_all() -> None:
    before = {"all year": flat(100, YEAR), "autumn": flat(60, range(9, 13))}
    found = rest_of_year({"all year": flat(100, TOLD), "autumn": flat(60, range(9, 10))}, before, LEFT)
    assert {m: sum(months[m] for months in found.values()) for m in LEFT} == flat(160, range(10, 13))
