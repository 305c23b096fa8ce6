"""Splitting whole numbers by weights so that every declared margin adds up exactly: one margin, or two.

Everything counts in units (of rounding): ints in, ints out. Weights are ints, Decimals or Fractions.

- ``largest_remainder``, ``share_out``: one margin, the second with locks, floors and caps and with its trace
- ``split_grid``, ``share_grid``: rows and columns at once, the second with its trace; ``fit`` and
  ``controlled_rounding`` are their two steps
- ``Infeasible``: no split exists, in one sentence with the smallest change that mends it; ``Names`` are what the
  sentence calls rows and columns
"""

from planforge.plan.targets.allocate.infeasible import Infeasible, Names, Show
from planforge.plan.targets.allocate.matrix import GridShares, fit, share_grid, split_grid
from planforge.plan.targets.allocate.remainder import Weight, largest_remainder, raising_lowers
from planforge.plan.targets.allocate.rounding import Cells, controlled_rounding
from planforge.plan.targets.allocate.shares import Share, share_out

__all__ = [
    "Cells",
    "GridShares",
    "Infeasible",
    "Names",
    "Share",
    "Show",
    "Weight",
    "controlled_rounding",
    "fit",
    "largest_remainder",
    "raising_lowers",
    "share_grid",
    "share_out",
    "split_grid",
]
