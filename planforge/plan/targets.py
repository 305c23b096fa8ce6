"""The target plan: layers, and the base layer split over districts, months, products, channels, people and stores."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planforge.plan.grid import Cells, Grid
from planforge.problem import Problem


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the target: floor, base, stretch or reserve; each split over districts and months on its own."""

    name: str
    total: int
    growth: Fraction | None  # on last year's sales; None without history
    districts: Grid


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """Every margin sums to ``total``: districts, products, channels, people, stores, all by month.

    ``by_product[d][m - 1][p]`` is the cell district × month × product; likewise ``by_channel``.
    Axes without data are None.
    """

    total: int
    last: int | None  # last year's sales, None without history
    before: int | None  # sales of the year before last
    growth: Fraction | None
    layers: dict[str, Layer]  # in the order floor, base, stretch, reserve; absent layers are not there
    districts: Grid
    last_districts: Grid | None  # last year's actual, same nodes
    products: Grid | None
    last_products: dict[str, int]
    by_product: tuple[Cells, ...]
    channels: Grid | None
    last_channels: dict[str, int]
    by_channel: tuple[Cells, ...]
    people: Grid | None
    person_district: dict[str, str]
    stores: Grid | None
    store_district: dict[str, str]
    volumes: Grid | None  # by product, in volume units
    last_volume: int | None
    season: tuple[Fraction, ...]  # the region's twelve monthly shares, sum 1
    plain_season: tuple[Fraction, ...]  # the same before the festival shift
    weights: dict[str, dict[str, Fraction]]  # district -> component (history, market, …, blend) -> share
    assigned: int | None
    problems: tuple[Problem, ...] = ()
