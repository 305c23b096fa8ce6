"""Where a value comes from when it is not the manager's own, until he has confirmed it."""

from typing import Literal

from planforge.spec.model import Model
from planforge.spec.values import Name, Prose

Origin = Literal["starting", "proposed", "carried", "example"]
"""The trade's starting value, a proposal drawn from data, carried over from last year, an example of the scaffold."""


class Unconfirmed(Model):
    """未核实的值：改了原值就算核实；不改而认可的，删去这一条。
    | A value that nobody has confirmed: changing it confirms it; to accept it as it is, remove this entry."""

    at: Name
    """在哪里，如 products.甲.margin。 | Where, e.g. ``products.Tea.margin``."""
    value: Prose | None = None
    """填入时的值；与现值不同时不再算未核实。 | As it was put there; another value there is a confirmed one."""
    origin: Origin = "starting"
    """来历：starting 行业起步值，proposed 由数据提出的建议，carried 沿用上年，example 示例。
    | starting (the trade's), proposed (from data), carried (over from last year) or example."""
    basis: Prose | None = None
    """依据的数字。 | The figures behind it."""
