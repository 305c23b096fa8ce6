"""The most and the least of several things, where there may be none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")


def greatest(items: Iterable[T], key: Callable[[T], Fraction | int]) -> T | None:
    """The first of the items with the largest key."""
    return max(items, key=key, default=None)


def smallest(items: Iterable[T], key: Callable[[T], Fraction | int]) -> T | None:
    """The first of the items with the smallest key."""
    return min(items, key=key, default=None)
