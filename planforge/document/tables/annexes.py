"""Tables of the annexes: the team, approval flows, service tiers, quotas, duties, the deputy's plan, stores."""

from __future__ import annotations

from collections.abc import Iterable

from planforge.document import cells as c
from planforge.document.listing import Listing, banded
from planforge.document.model import Cell, Kind, Table
from planforge.plan.money.appraisal import target_of
from planforge.plan.plan import Plan
from planforge.spec.annexes import ApprovalStep, ClientTier, Duty, Goal, RoleSheet, Service
from planforge.spec.region import Member
from planforge.words import Words


def team(plan: Plan, words: Words) -> Table | None:
    """Who is who, with the target each answers for."""
    of = Listing[Member](words, "team")
    columns = (
        of.text("person", 1.0, lambda m: m.name),
        of.text("title", 1.4, lambda m: m.title),
        of.text("district", 1.0, lambda m: m.district),
        of.text("reports_to", 1.0, lambda m: m.reports_to),
        of.money("plan", 1.0, lambda m: target_of(m.name, plan.spec, plan.targets)),
    )
    return of.table(columns, plan.spec.team)


def role_place(plan: Plan, role: RoleSheet, words: Words) -> Table | None:
    """Above and below a role, and who holds it; None where the sheet says neither."""
    if not (role.reports_to or role.direct_reports):
        return None
    numbers = words.numbers
    holders = [member.name for member in plan.spec.team if role.role in (member.role, member.title)]
    of = Listing[RoleSheet](words, "role_place")
    columns = (
        of.text("role", 1.2, lambda role: role.role),
        *([of.text("department", 1.4, lambda role: role.department)] if role.department else []),
        of.text("reports_to", 1.4, lambda role: role.reports_to or numbers.missing),
        of.text("direct_reports", 1.4, lambda role: numbers.sequence(role.direct_reports) or numbers.missing),
        *([of.text("holders", 2.0, lambda _: numbers.sequence(holders))] if holders else []),
    )
    return of.table(columns, [role], unit=None, whole=True)


def approvals(plan: Plan, words: Words) -> Table | None:
    """Approval flows step by step."""
    of = Listing[ApprovalStep](words, "approvals")
    columns = (
        of.text("step", 1.6, lambda step: step.step),
        of.text("handled_by", 1.4, lambda step: step.who),
        of.count("work_days", 1.0, lambda step: step.days),
        of.text("form", 2.0, lambda step: step.form),
    )
    flows = plan.spec.rulebook.approvals if plan.spec.rulebook else ()
    return of.table(columns, banded((flow.name, flow.steps) for flow in flows), unit=None)


def client_tiers(plan: Plan, words: Words) -> Table | None:
    """The tiers of clients."""
    of = Listing[ClientTier](words, "client_tiers")
    columns = (
        of.text("client_tier", 1.0, lambda tier: tier.name),
        of.text("criterion", 3.0, lambda tier: tier.criterion),
        of.count("clients", 1.0, lambda tier: tier.clients),
        of.text("looked_after", 1.2, lambda tier: tier.owner),
    )
    return of.table(columns, plan.spec.service_tiers.tiers if plan.spec.service_tiers else (), unit=None)


def services(plan: Plan, words: Words) -> Table | None:
    """Services by category down, what each tier gets across."""
    matrix = plan.spec.service_tiers
    if matrix is None:
        return None
    tiers = [tier.name for tier in matrix.tiers]
    of = Listing[Service](words, "services")

    def levels(service: Service) -> list[Cell]:
        return [c.text(service.levels.get(tier, words.numbers.missing)) for tier in tiers]

    columns = (
        of.text("category", 1.0, lambda service: service.category),
        of.text("service", 1.6, lambda service: service.name),
        *of.each(tiers, levels, Kind.TEXT, 1.6),
    )
    order = list(dict.fromkeys(service.category for service in matrix.services))
    by_category = [service for category in order for service in matrix.services if service.category == category]
    return of.table(columns, by_category, unit=None)


def deputy_routine(plan: Plan, words: Words) -> Table | None:
    """The deputy's routine work."""
    return duties("deputy_routine", plan.spec.deputy.routine, words) if plan.spec.deputy else None


def duties(key: str, held: Iterable[Duty], words: Words) -> Table | None:
    """Pieces of work and their cadence."""
    of = Listing[Duty](words, key)
    columns = (
        of.text("work", 2.6, lambda duty: duty.what),
        of.label("frequency", 1.0, lambda duty: words.label(f"cadence.{duty.cadence}")),
        of.text("standard", 2.4, lambda duty: duty.standard),
    )
    return of.table(columns, held, unit=None)


def deputy_goals(plan: Plan, words: Words) -> Table | None:
    """The deputy's goals."""
    of = Listing[Goal](words, "deputy_goals")
    columns = (
        of.text("goal", 1.6, lambda goal: goal.name),
        of.text("required", 3.0, lambda goal: goal.target),
        of.label("deadline", 1.0, lambda goal: goal.by),
    )
    return of.table(columns, plan.spec.deputy.goals if plan.spec.deputy else (), unit=None)


TABLES = {
    "team": team,
    "approvals": approvals,
    "client_tiers": client_tiers,
    "services": services,
    "deputy_routine": deputy_routine,
    "deputy_goals": deputy_goals,
}
