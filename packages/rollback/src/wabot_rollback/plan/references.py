"""Names of the plan that must be somewhere else in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from wabot_rollback.plan.people import Role
from wabot_rollback.plan.schema import Plan

ALWAYS_PEOPLE = 3  # from this strategy on nothing is approved in advance


Where = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    where: Where
    kind: str
    name: str
    known: tuple[str, ...]


def unknown_references(plan: Plan) -> Iterator[Unknown]:
    yield from _people(plan)
    yield from _approvers(plan)
    yield from _standing(plan)


def _people(plan: Plan) -> Iterator[Unknown]:
    known = tuple(person.id for person in plan.contacts.people)
    on_call = plan.contacts.on_call
    named: dict[Where, str] = {
        ("contacts", "on_call", key): getattr(on_call, key) for key in type(on_call).model_fields
    }
    named["contacts", "incident_commander"] = plan.contacts.incident_commander
    for place, each in enumerate(plan.approvals.standing):
        named["approvals", "standing", place, "by"] = each.by
    for where, name in named.items():
        if name not in known:
            yield Unknown(where, "person of contacts.people", name, known)


def _approvers(plan: Plan) -> Iterator[Unknown]:
    """A role that nobody has would make an approval impossible, in the night that it is needed."""
    held = {str(role) for person in plan.contacts.people for role in person.roles} | {str(Role.TEAM)}
    asked = [("matrix", place, row.approved_by) for place, row in enumerate(plan.matrix)]
    asked += [("strategies", place, each.approved_by) for place, each in enumerate(plan.strategies)]
    for section, place, roles in asked:
        for index, role in enumerate(roles):
            if role not in held:
                yield Unknown(
                    (section, place, "approved_by", index),
                    "role that anybody has",
                    str(role),
                    tuple(sorted(held)),
                )


def _standing(plan: Plan) -> Iterator[Unknown]:
    severities = tuple(str(row.severity) for row in plan.matrix)
    for place, each in enumerate(plan.approvals.standing):
        where = ("approvals", "standing", place)
        if each.severity not in severities:
            yield Unknown((*where, "severity"), "severity of the matrix", each.severity, severities)
        for index, number in enumerate(each.strategies):
            if number >= ALWAYS_PEOPLE:
                at = (*where, "strategies", index)
                yield Unknown(at, "strategy that can be approved in advance", str(number), ("1", "2"))
