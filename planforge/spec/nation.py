"""Many regions as one: which files belong, how they are grouped, what headquarters asks and holds."""

from typing import Literal

from pydantic import Field

from planforge.spec.model import Model
from planforge.spec.targets import Bound, ClosedMonth, Lock
from planforge.spec.values import Count, Money, Name, Percent


class NationNode(Model):
    """大区、省区或区域：districts 以下各级的节点，也可补充任一节点的数据。
    | A node below the ``districts``; or more about any node."""

    name: Name
    """名称：与区域计划的 region.name 一致。 | Name; of a region as its plan has it in region.name."""
    parent: Name | None = None
    """上级：不填由区域计划的 region.parent 或文件夹决定。
    | The node above; from the region's plan or its folder when absent."""
    market: Money | None = None
    """上年容量：上年市场容量。 | Market size last year."""
    market_growth: Percent | None = None
    """容量增长：市场容量预计增长率。 | Expected growth of the market."""
    weight: Percent | None = None
    """权重：手工权重。 | Manual weight."""
    people: Count | None = None
    """编制人数：人数上限。 | People it may have."""
    budget: Money | None = None
    """费用上限。 | Expense it may have."""


class Nation(Model):
    """全国（总部）计划：由各区域计划汇成，目标逐级分解下达。
    | The plan of headquarters: regions' plans summed up, targets handed down level by level."""

    regions: Name = "regions/**/plan.yaml"
    """区域计划：各区域的文件（通配符），相对于本文件。 | The regions' files (a glob), relative to this one."""
    levels: tuple[Name, ...] = ()
    """各级名称：自上而下，如 [大区, 省区]。 | What the levels are called, from the top."""
    nodes: tuple[NationNode, ...] = ()
    """节点：各级节点。 | Nodes of any level."""
    margins: dict[Name, Percent] = Field(default_factory=dict)
    """安全余量：下达时在上级目标之上加多少，按级名。
    | Margin of safety by level: what is asked of the nodes of a level above their parents' targets."""
    asks: tuple[Literal["months", "products"], ...] = ()
    """另外下达：除全年外还下达什么。 | What is handed down besides the year."""
    tells_standing: bool = False
    """告知名次：下达时把要求增长在各区域中的名次写入区域计划。
    | Whether regions are told where they stand among all, by the growth they are asked for."""
    locks: tuple[Lock, ...] = ()
    """锁定：任一级节点，district 写节点名。 | Locks of nodes at any level; ``district`` names the node."""
    bounds: tuple[Bound, ...] = ()
    """上下限：任一级节点的。 | Floors and caps of nodes at any level."""
    closed: tuple[ClosedMonth, ...] = ()
    """已关账的月份：第一级以下各节点的实际，由 planforge replan 写入。
    | Months that are over, of the nodes below the first level; written by ``planforge replan``."""
    actions_from: Money | None = None
    """行动起点：全国计划列出预算不低于此数的行动。
    | Actions of at least this budget are listed in the national plan."""
    rounds: Name = "rounds"
    """轮次文件夹：各轮下达、接受的记录所在。 | The folder in which rounds are kept."""
