"""Tables of the annexes: the team, approval flows, service tiers, quotas, duties, the deputy's plan, stores."""

from __future__ import annotations

from collections.abc import Iterable

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, Table
from planforge.plan.money.appraisal import target_of
from planforge.plan.plan import Plan
from planforge.spec.annexes import Duty, RoleSheet
from planforge.words import Words


def team(plan: Plan, words: Words) -> Table | None:
    """Who is who, with the target each answers for."""
    rows = [
        c.body(
            c.text(m.name),
            c.text(m.title),
            c.text(m.district),
            c.text(m.reports_to),
            c.money(words, target_of(m.name, plan.spec, plan.targets)),
        )
        for m in plan.spec.team
    ]
    heads = (
        ("person", Kind.TEXT, 1.0),
        ("title", Kind.TEXT, 1.4),
        ("district", Kind.TEXT, 1.0),
        ("reports_to", Kind.TEXT, 1.0),
        ("plan", Kind.MONEY, 1.0),
    )
    return c.table(words, "team", *c.kept(c.columns(words, "team", heads), rows, words.numbers.missing))


def role_place(plan: Plan, role: RoleSheet, words: Words) -> Table | None:
    """Above and below a role, and who holds it; None where the sheet says neither."""
    if not (role.reports_to or role.direct_reports):
        return None
    holders = [m.name for m in plan.spec.team if role.role in (m.role, m.title)]
    cells = {
        "department": role.department,
        "reports_to": role.reports_to or words.numbers.missing,
        "direct_reports": words.numbers.sequence(role.direct_reports) or words.numbers.missing,
        "holders": words.numbers.sequence(holders),
    }
    shown = {key: content for key, content in cells.items() if content}
    heads = [(key, Kind.TEXT, 2.0 if key == "holders" else 1.4) for key in shown]
    row = c.body(*(c.text(content) for content in shown.values()))
    return c.table(words, "role_place", c.columns(words, "role_place", heads), [row], unit=None)


def approvals(plan: Plan, words: Words) -> Table | None:
    """Approval flows step by step."""
    rows: list[Row] = []
    for approval in plan.spec.rulebook.approvals if plan.spec.rulebook else ():
        rows.append(c.group(approval.name, 4))
        rows += [
            c.body(c.text(step.step), c.text(step.who), c.count(words, step.days), c.text(step.form))
            for step in approval.steps
        ]
    heads = (
        ("step", Kind.TEXT, 1.6),
        ("handled_by", Kind.TEXT, 1.4),
        ("work_days", Kind.COUNT, 1.0),
        ("form", Kind.TEXT, 2.0),
    )
    return c.table(words, "approvals", c.columns(words, "approvals", heads), rows, unit=None)


def client_tiers(plan: Plan, words: Words) -> Table | None:
    """The tiers of clients."""
    held = plan.spec.service_tiers.tiers if plan.spec.service_tiers else ()
    rows = [c.body(c.text(t.name), c.text(t.criterion), c.count(words, t.clients), c.text(t.owner)) for t in held]
    heads = (
        ("client_tier", Kind.TEXT, 1.0),
        ("criterion", Kind.TEXT, 3.0),
        ("clients", Kind.COUNT, 1.0),
        ("looked_after", Kind.TEXT, 1.2),
    )
    return c.table(
        words, "client_tiers", *c.kept(c.columns(words, "client_tiers", heads), rows, words.numbers.missing), unit=None
    )


def services(plan: Plan, words: Words) -> Table | None:
    """Services by category down, what each tier gets across."""
    matrix = plan.spec.service_tiers
    if matrix is None:
        return None
    tiers = [tier.name for tier in matrix.tiers]
    columns = (
        *c.columns(words, "services", (("category", Kind.TEXT, 1.0), ("service", Kind.TEXT, 1.6))),
        *(Column(t, Kind.TEXT, 1.6) for t in tiers),
    )
    rows = []
    for category in dict.fromkeys(service.category for service in matrix.services):
        for service in (s for s in matrix.services if s.category == category):
            levels = [c.words_or_missing(words, service.levels.get(tier)) for tier in tiers]
            rows.append(c.body(c.text(category), c.text(service.name), *levels))
    return c.table(words, "services", columns, rows, unit=None)


def deputy_routine(plan: Plan, words: Words) -> Table | None:
    """The deputy's routine work."""
    return duties("deputy_routine", plan.spec.deputy.routine, words) if plan.spec.deputy else None


def duties(key: str, held: Iterable[Duty], words: Words) -> Table | None:
    """Pieces of work and their cadence."""
    rows = [c.body(c.text(d.what), c.label(words.label(f"cadence.{d.cadence}")), c.text(d.standard)) for d in held]
    heads = (("work", Kind.TEXT, 2.6), ("frequency", Kind.LABEL, 1.0), ("standard", Kind.TEXT, 2.4))
    return c.table(words, key, *c.kept(c.columns(words, key, heads), rows, words.numbers.missing), unit=None)


def deputy_goals(plan: Plan, words: Words) -> Table | None:
    """The deputy's goals."""
    rows = [
        c.body(c.text(g.name), c.text(g.target), c.label(g.by))
        for g in (plan.spec.deputy.goals if plan.spec.deputy else ())
    ]
    heads = (("goal", Kind.TEXT, 1.6), ("required", Kind.TEXT, 3.0), ("deadline", Kind.LABEL, 1.0))
    return c.table(
        words, "deputy_goals", *c.kept(c.columns(words, "deputy_goals", heads), rows, words.numbers.missing), unit=None
    )


TABLES = {
    "team": team,
    "approvals": approvals,
    "client_tiers": client_tiers,
    "services": services,
    "deputy_routine": deputy_routine,
    "deputy_goals": deputy_goals,
}
