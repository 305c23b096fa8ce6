"""Who is asked much more than others, beside what the nation as a whole is asked."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from planforge.nation.fairness import standings


def marked(**asked: tuple[int, int]) -> dict[str, str]:
    """What regions are marked as, by their names; each was to sell the first figure and sold the second last year."""
    nodes = {name: SimpleNamespace(name=name, parent="全国", children=(), submission=None) for name in asked}
    figures = {
        name: SimpleNamespace(total=total, last=last, growth=Fraction(total, last) - 1, months=())
        for name, (total, last) in asked.items()
    }
    tree: Any = SimpleNamespace(nodes=nodes)
    down: Any = SimpleNamespace(asked=figures)
    return {one.name: one.outlier for one in standings(tree, down) if one.outlier}


def test_regions_are_held_against_what_all_are_asked_together() -> None:
    small = {f"小{n}": (92 + n % 3, 100) for n in range(9)}
    assert marked(**small, 大=(11_600, 10_000), 中=(1_100, 1_000)) == dict.fromkeys(small, "low")
    assert marked(**{f"区{n}": (108 + n % 3, 100) for n in range(9)}, 高=(140, 100), 低=(80, 100)) == {
        "高": "high",
        "低": "low",
    }
