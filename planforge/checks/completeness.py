"""How complete a plan is, part by part: the share of what a full plan holds that the spec has."""

from __future__ import annotations

from msgspec import Struct

from planforge.checks.tactics import SUB_PLANS, present
from planforge.plan.plan import Plan
from planforge.problem import Text
from planforge.reading.origins import content
from planforge.records import replace


class PartScore(Struct, frozen=True):
    """``done`` of ``wanted`` elements; ``missing`` names the rest."""

    number: int
    name: Text
    done: int
    wanted: int
    missing: tuple[Text, ...]

    @property
    def percent(self) -> int:
        """Rounded down, so that only a part that has everything is at 100."""
        return 100 * self.done // self.wanted


def scores(plan: Plan) -> tuple[PartScore, ...]:
    """The six parts in order. Examples that stand unchanged count as nothing."""
    plan = replace(plan, spec=content(plan.spec))
    parts = (
        (Text("现状", "situation"), _situation(plan)),
        (Text("目标", "objectives"), _objectives(plan)),
        (Text("战略", "strategy"), _strategy(plan)),
        (Text("战术", "tactics"), _tactics(plan)),
        (Text("行动计划", "action plan"), _actions(plan)),
        (Text("控制", "control"), _control(plan)),
    )
    return tuple(_score(number, name, wanted) for number, (name, wanted) in enumerate(parts, 1))


Wanted = dict[Text, bool]


def _score(number: int, name: Text, wanted: Wanted) -> PartScore:
    missing = tuple(what for what, given in wanted.items() if not given)
    return PartScore(number, name, len(wanted) - len(missing), len(wanted), missing)


def _situation(plan: Plan) -> Wanted:
    here = plan.spec.situation
    return {
        Text("两年销售历史", "two years of sales"): bool(plan.spec.history),
        Text("渠道", "channel"): bool(here.dealers.items or here.dealers.summary or plan.spec.stores),
        Text("竞争对手", "competitors"): bool(here.competitors),
        Text("消费者", "consumers"): bool(here.consumers.segments or here.consumers.summary),
        Text("SWOT", "SWOT"): all(
            (here.swot.strengths, here.swot.weaknesses, here.swot.opportunities, here.swot.threats)
        ),
        Text("关键问题", "key issues"): bool(here.issues),
    }


def _objectives(plan: Plan) -> Wanted:
    spec = plan.spec
    return {
        Text("目标清单", "list of objectives"): bool(spec.objectives),
        Text("销量", "volume"): plan.targets.volumes is not None or spec.targets.volume is not None,
        Text("产品分解", "split by product"): bool(spec.products),
        Text("人员分解", "split by person"): bool(spec.team or spec.stores),
        Text("网络拓展", "network"): bool(spec.network or spec.counts or spec.stores),
        Text("利润与费用", "profit and expenses"): plan.profit is not None or "profit" in spec.not_applicable,
        Text("增量来源", "sources of growth"): bool(spec.targets.growth_sources),
    }


def _strategy(plan: Plan) -> Wanted:
    strategies = plan.spec.strategies
    return {
        Text("战略", "strategies"): bool(strategies),
        Text("对目标的支撑", "objectives served"): bool(strategies) and all(item.serves for item in strategies),
        Text("SWOT 依据", "SWOT basis"): bool(strategies) and all(item.basis for item in strategies),
    }


def _tactics(plan: Plan) -> Wanted:
    applicable = {key: name for key, (name, _) in SUB_PLANS.items() if key not in plan.spec.not_applicable}
    wanted = {name: present(plan, key) for key, name in applicable.items()}
    return wanted | {Text("战术", "tactics"): bool(plan.spec.tactics)}


def _actions(plan: Plan) -> Wanted:
    actions = plan.spec.actions
    return {
        Text("行动", "actions"): bool(actions),
        Text("责任人", "owners"): bool(actions) and all(action.owner for action in actions),
        Text("期限", "deadlines"): bool(actions) and all(action.ends for action in actions),
        Text("输出成果", "deliverables"): bool(actions) and all(action.deliverable for action in actions),
        Text("预算", "budgets"): bool(actions) and all(a.budget is not None or a.within for a in actions),
        Text("里程碑", "milestones"): any(action.milestone for action in actions),
    }


def _control(plan: Plan) -> Wanted:
    control = plan.spec.control
    return {
        Text("控制指标", "KPIs"): bool(control.kpis),
        Text("例会", "meetings"): bool(control.meetings),
        Text("达成分档", "tiers"): bool(control.tiers),
        Text("应急预案", "contingencies"): bool(control.contingencies),
    }
