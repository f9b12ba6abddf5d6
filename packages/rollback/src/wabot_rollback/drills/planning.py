"""The plan that a drill's engine goes by: the real one, with all that is real taken out of it."""

from collections.abc import Mapping
from pathlib import Path

from wabot_rollback.drills.places import Places
from wabot_rollback.drills.settings import DefectSection, DrillsSection
from wabot_rollback.drills.stack import web_at
from wabot_rollback.errors import Refused
from wabot_rollback.plan.people import ApprovalsSection, ContactsSection, OnCallSection, PersonSection, Role
from wabot_rollback.plan.schema import Plan
from wabot_rollback.services.settings import ServicesSection
from wabot_rollback.storage.settings import StorageSection

# Whoever is in the plan approves nothing in a drill, and nobody is told of it.
ASKS = "drill"
APPROVERS = {
    "drill-on-call": Role.ON_CALL,
    "drill-lead": Role.ENGINEERING_LEAD,
    "drill-product": Role.PRODUCT_MANAGER,
    "drill-success": Role.CUSTOMER_SUCCESS,
    "drill-support": Role.SUPPORT_LEAD,
}
WATCH_LOOKS = 4


def section_of(plan: Plan) -> DrillsSection:
    if plan.drills is None:
        raise Refused("the plan has no section `drills`: `rollback plan --example` prints one")
    return plan.drills


def defect_of(section: DrillsSection, name: str | None, strategy: int | None) -> DefectSection:
    """The one of that name, else the first that this strategy brings back. Raises Refused."""
    known = {defect.name: defect for defect in section.defects}
    if name is not None:
        if name not in known:
            raise Refused(f"no defect {name!r} in the plan; there are {', '.join(known)}")
        return known[name]
    found = next((each for each in section.defects if each.strategy == strategy), None)
    if found is None:
        raise Refused(f"the plan has no defect for strategy {strategy}: name one by --defect")
    return found


def drill_plan(plan: Plan, places: Places, ports: Mapping[str, object]) -> Plan:
    section = section_of(plan)
    watch = plan.platform.watch.model_copy(
        update={
            "minutes": section.watch_s / 60,
            "every_s": section.watch_s / WATCH_LOOKS,
            "p95_ms": section.p95_ms,
        }
    )
    platform = {"web": web_at(ports), "test_tenant": section.test_tenant, "watch": watch}
    services = ServicesSection(
        manager="supervisor",
        socket=Path(section.socket.format(state=places.stack)),
        drain_within_s=plan.services.drain_within_s,
        start_within_s=plan.services.start_within_s,
    )
    releases = {"folder": places.releases, "repository": places.clone}
    return plan.model_copy(
        update={
            "platform": plan.platform.model_copy(update=platform),
            "releases": plan.releases.model_copy(update=releases),
            "services": services,
            "storage": StorageSection(),
            "contacts": _contacts(),
            "approvals": ApprovalsSection(),
            "channels": (),
        }
    )


def _contacts() -> ContactsSection:
    people = [PersonSection(id=ASKS)]
    people += [PersonSection(id=id_, roles=(role,)) for id_, role in APPROVERS.items()]
    first = "drill-on-call"
    on_call = OnCallSection(primary=first, secondary=first, escalation="drill-lead")
    return ContactsSection(people=tuple(people), on_call=on_call, incident_commander="drill-lead")
