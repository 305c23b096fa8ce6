"""A small region with hand-made targets, so that the money is tested against cells whose sums are plain to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from planforge.plan.amounts import portions, round_table
from planforge.plan.grid import Cells, Grid
from planforge.plan.targets.targets import TargetPlan
from planforge.spec.spec import Spec


def spec_of(names: Sequence[str], /, **more: Any) -> Spec:
    """A spec with nothing in it but its districts and what is given."""
    plain: dict[str, Any] = {
        "year": 2026,
        "region": {"name": "豫南区域", "company": "福麦食品"},
        "districts": [{"name": name} for name in names],
        "targets": {"base": "100万"},
    }
    return Spec.model_validate(plain | more)


def targets_of(
    districts: Mapping[str, Sequence[int]],
    *,
    granule: int = 1,
    products: dict[str, int] | None = None,
    channels: dict[str, int] | None = None,
    people: dict[str, tuple[str, int]] | None = None,
    last: Mapping[str, Sequence[int]] | None = None,
    last_products: dict[str, int] | None = None,
    last_channels: dict[str, int] | None = None,
    volume: int | None = None,
) -> TargetPlan:
    """Targets from twelve months of each district; products and channels as weights, people as (district, weight)."""
    sales = Grid("district", tuple(districts), tuple(tuple(row) for row in districts.values()))
    by_product, by_channel = (_split(sales, axis, granule) for axis in (products, channels))
    return TargetPlan(
        total=sales.total,
        last=sum(map(sum, last.values())) if last else None,
        before=None,
        growth=None,
        layers={},
        districts=sales,
        last_districts=Grid("district", tuple(last), tuple(tuple(r) for r in last.values())) if last else None,
        products=_axis("product", products, by_product),
        last_products=last_products or {},
        by_product=by_product,
        channels=_axis("channel", channels, by_channel),
        last_channels=last_channels or {},
        by_channel=by_channel,
        people=_people(sales, people, granule) if people else None,
        person_district={name: home for name, (home, _) in (people or {}).items()},
        stores=None,
        store_district={},
        volumes=Grid("product", ("",), ((volume, *(0,) * 11),)) if volume is not None else None,
        last_volume=None,
        season=tuple(Fraction(m, sales.total or 1) for m in sales.months),
        plain_season=(),
        weights={},
        assigned=None,
    )


def _split(sales: Grid, axis: dict[str, int] | None, granule: int) -> tuple[Cells, ...]:
    """Every district's months over the nodes of an axis, the year of each node exact where the weights are."""
    if not axis:
        return ()
    whole = sum(axis.values())
    flat = [[Fraction(cell * w, whole) for w in axis.values()] for row in sales.cells for cell in row]
    cells = round_table(flat, granule)
    return tuple(cells[12 * d : 12 * d + 12] for d in range(len(sales.nodes)))


def _axis(name: str, axis: dict[str, int] | None, cells: tuple[Cells, ...]) -> Grid | None:
    if not axis:
        return None
    months = [[sum(district[m][i] for district in cells) for m in range(12)] for i in range(len(axis))]
    return Grid(name, tuple(axis), tuple(map(tuple, months)))


def _people(sales: Grid, people: dict[str, tuple[str, int]], granule: int) -> Grid:
    rows = {name: [0] * 12 for name in people}
    for district, months in zip(sales.nodes, sales.cells, strict=True):
        team = {name: weight for name, (home, weight) in people.items() if home == district}
        for m, cell in enumerate(months if team else ()):
            for name, part in zip(team, portions(cell, list(team.values()), granule), strict=True):
                rows[name][m] = part
    return Grid("person", tuple(people), tuple(map(tuple, rows.values())))


# The noodle company's year 2026: totals by district, and months of which December is 782 万元.

WAN = 10_000
GRANULE = 1_000
MONTHS_2025 = (760, 430, 520, 510, 500, 470, 500, 680, 720, 590, 560, 660)
MONTHS_2026 = (820, 640, 630, 600, 600, 560, 600, 820, 840, 720, 668, 782)
SALES_2025 = {"信阳": 1725, "驻马店": 1587, "周口": 2001, "南阳": 1587}
SALES_2026 = {"信阳": 2001, "驻马店": 1919, "周口": 2325, "南阳": 2035}
PRODUCTS = {"A类": 2650, "B类": 4140, "C类": 1408, "D类": 82}
PRODUCTS_2025 = {"A类": 1656, "B类": 3450, "C类": 1518, "D类": 276}
MARGINS = {"A类": "34%", "B类": "24%", "C类": "12%", "D类": "2%"}
CLASSES = {"A类": "厚利", "B类": "薄利", "C类": "微利", "D类": "无利"}
LINES = (
    {"name": "工资福利", "kind": "wage", "amount": "216万", "season": "even"},
    {"name": "奖金提成", "kind": "wage", "amount": "48万", "fixed": "no"},
    {"name": "促销", "kind": "promotion", "amount": "273万", "season": "events", "fixed": "no"},
    {"name": "渠道费用", "kind": "channel", "amount": "215万", "fixed": "no"},
    {"name": "广告宣传", "kind": "advertising", "amount": "82.8万"},
    {"name": "差旅", "kind": "travel", "amount": "46万"},
    {"name": "培训", "kind": "training", "amount": "10万"},
    {"name": "预备费", "kind": "reserve", "amount": "20万"},
)
PROMOTIONS = (
    {
        "name": "年货囤货节",
        "starts": "2026-01-05",
        "ends": "2026-02-12",
        "cost": "78万",
        "lift": "260万",
        "line": "促销",
    },
    {
        "name": "夏日拌面季",
        "starts": "2026-05-01",
        "ends": "2026-06-10",
        "cost": "55万",
        "lift": "170万",
        "line": "促销",
    },
    {"name": "开学季", "starts": "2026-08-20", "ends": "2026-09-15", "cost": "85万", "lift": "300万", "line": "促销"},
    {"name": "双旦冬储", "starts": "2026-12-01", "ends": "2026-12-31", "cost": "55万", "lift": "190万", "line": "促销"},
)


def noodles_spec(**more: Any) -> Spec:
    plain: dict[str, Any] = {
        "products": [{"name": n, "class": CLASSES[n], "margin": m} for n, m in MARGINS.items()],
        "product_classes": [{"name": name} for name in CLASSES.values()],
        "budget": {"lines": LINES, "last": {"expense": "793.5万"}},
        "promotions": PROMOTIONS,
        "collection": {
            "opening": "414万",
            "overdue": "150万",
            "terms": [{"name": "月结", "pattern": ["60%", "40%"]}],
            "recovery": [{"month": m, "amount": "50万"} for m in (1, 2, 3)],
        },
    }
    return spec_of(tuple(SALES_2026), **(plain | more))


def noodles_targets() -> TargetPlan:
    return targets_of(
        _months(SALES_2026, MONTHS_2026),
        granule=GRANULE,
        products=PRODUCTS,
        last=_months(SALES_2025, MONTHS_2025),
        last_products={name: amount * WAN for name, amount in PRODUCTS_2025.items()},
        people={name: (district, 1) for district in SALES_2026 for name in (f"{district}甲", f"{district}乙")},
    )


def _months(sales: dict[str, int], months: Sequence[int]) -> dict[str, tuple[int, ...]]:
    raws = [[Fraction(year * month * WAN, sum(months)) for month in months] for year in sales.values()]
    return dict(zip(sales, round_table(raws, GRANULE), strict=True))
