"""From a spec to its plan: every subject worked out once, in the order in which they need one another."""

from __future__ import annotations

from planforge.plan.growth.asked import plan_asked
from planforge.plan.growth.chain import plan_chain
from planforge.plan.growth.counts import plan_counts, plan_display
from planforge.plan.growth.gap import plan_funnels, plan_gap, plan_shares
from planforge.plan.growth.matrix import plan_matrix
from planforge.plan.growth.network import plan_network
from planforge.plan.growth.units import calls, plan_capacity, plan_counties, plan_dealers, plan_stock
from planforge.plan.money.appraisal import plan_appraisal
from planforge.plan.money.budget import plan_budget
from planforge.plan.money.collection import plan_collection
from planforge.plan.money.profit import plan_profit
from planforge.plan.money.promotions import plan_promotions, promotion_problems
from planforge.plan.objectives import objective_problems, plan_objectives
from planforge.plan.parts import part_problems
from planforge.plan.plan import Plan
from planforge.plan.reviewed import reviewed_problems
from planforge.plan.statements import statement_problems, stock_problems
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.calendar import calendar_problems
from planforge.plan.targets.last_year import review_figures
from planforge.plan.targets.magnitude import magnitude_problems
from planforge.plan.targets.targets import work_out
from planforge.problem import Problem
from planforge.records import replace
from planforge.spec.spec import Spec


def make_plan(spec: Spec) -> Plan:
    """Every figure that follows from a spec that has been read. Never raises for what a user may have written.

    Mistakes that only computing can find are in ``Plan.problems``, with the path of the spec they stand at.
    """
    basis = Basis.of(spec)
    workings = work_out(basis)
    targets = workings.plan
    network, network_problems = plan_network(spec)
    counts, count_problems = plan_counts(spec, targets)
    display, display_problems = plan_display(spec, network)
    budget = plan_budget(spec, targets, network, basis.granule)
    collection = plan_collection(spec, targets, basis.granule)
    profit = plan_profit(spec, targets, budget, collection, basis.granule)
    appraisal = plan_appraisal(spec, targets)
    shares = plan_shares(basis, targets)
    gap, gap_problems = plan_gap(basis, targets)
    chain, chain_problems = plan_chain(spec, basis.granule)
    stock = plan_stock(spec, targets, basis.granule)
    plan = Plan(
        spec=spec,
        granule=basis.granule,
        targets=targets,
        workings=workings,
        review=review_figures(basis, targets),
        gap=gap,
        matrix=plan_matrix(gap, targets, basis),
        funnels=plan_funnels(spec, targets, basis.granule),
        shares=shares,
        network=network,
        dealers=plan_dealers(spec, targets, basis.granule),
        counties=plan_counties(spec, targets, basis.granule),
        stock=stock,
        capacity=plan_capacity(spec, network, targets),
        calls=calls(spec),
        counts=counts,
        display=display,
        profit=profit,
        budget=budget,
        promotions=plan_promotions(spec, targets, profit, basis.granule),
        collection=collection,
        appraisal=appraisal,
        objectives=(),
        asked=plan_asked(basis, targets, shares),
        chain=chain,
        problems=_unique(
            *targets.problems,
            *statement_problems(basis),
            *stock_problems(basis, stock),
            *part_problems(spec),
            *calendar_problems(spec),
            *magnitude_problems(spec, targets),
            *network_problems,
            *count_problems,
            *display_problems,
            *gap_problems,
            *budget.problems,
            *promotion_problems(spec),
            *(collection.problems if collection else ()),
            *(profit.problems if profit else ()),
            *(problem for scheme in appraisal for problem in scheme.problems),
            *chain_problems,
        ),
    )
    found = (*objective_problems(plan), *reviewed_problems(plan))
    return replace(plan, objectives=plan_objectives(plan), problems=(*plan.problems, *found))


def _unique(*problems: Problem) -> tuple[Problem, ...]:
    """Each problem once, in order."""
    return tuple(dict.fromkeys(problems))
