from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wabot_rollback.errors import Refused
from wabot_rollback.plan.people import Role
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.approving import (
    BREAK_GLASS,
    PERSON,
    missing,
    required,
    role_of,
    speaker,
    standing_for,
)
from wabot_rollback.runs.rehearsing import plan_hash
from wabot_rollback.runs.run import Approval, Leg, Run

from ..worlds import NOON
from .trial import PLAN, REQUEST, Touch

LATER = NOON + timedelta(minutes=30)
LEAD, PRODUCT = "engineering-lead", "product-manager"


def asked(strategy: int = 3, severity: str = "critical", by: str = "support", *given: Approval) -> Run:
    request = replace(REQUEST, strategy=strategy, requested_by=by, options={"severity": severity})
    return Run(request, {}, NOON, [Leg(strategy, "hash")], "0", approvals=list(given))


def approval(by: str, role: str, **more: Any) -> Approval:
    told: dict[str, Any] = {"by": by, "role": role, "hash": "hash", "via": PERSON, "until": LATER}
    return Approval(**told | more)


@pytest.mark.parametrize(
    ("severity", "strategy", "roles"),
    [
        ("critical", 1, [Role.ON_CALL]),
        ("high", 2, [Role.ENGINEERING_LEAD]),
        ("medium", 2, [Role.ENGINEERING_LEAD, Role.PRODUCT_MANAGER]),
        # a row that does not foresee it does not lower what it takes
        ("critical", 2, [Role.ENGINEERING_LEAD, Role.PRODUCT_MANAGER]),
        ("low", 1, [Role.ON_CALL]),
        ("critical", 4, [Role.ENGINEERING_LEAD, Role.PRODUCT_MANAGER]),
    ],
)
def test_the_matrix_says_who_approves(severity: str, strategy: int, roles: list[Role]) -> None:
    assert list(required(PLAN, severity, strategy)) == roles


def test_two_roles_take_two_people() -> None:
    both = PLAN.contacts.people[2].model_copy(update={"roles": (Role.ENGINEERING_LEAD, Role.PRODUCT_MANAGER)})

    run = asked(3, "medium", "support", approval("lead", LEAD), approval("lead", PRODUCT))
    assert missing(PLAN, run, NOON) == (Role.PRODUCT_MANAGER,)
    with pytest.raises(Refused, match="product-manager must be another person"):
        role_of(PLAN, run, both, NOON)

    run.approvals.append(approval("product", PRODUCT))
    assert missing(PLAN, run, NOON) == ()


def test_nobody_approves_what_he_asked_for() -> None:
    run = asked(3, "medium", "lead")
    lead = PLAN.contacts.person("lead")
    assert lead is not None

    with pytest.raises(Refused, match="lead asked for r-1: somebody else"):
        role_of(PLAN, run, lead, NOON)


def test_who_has_not_the_role_is_told_what_is_needed() -> None:
    run, support = asked(3, "medium", "lead"), PLAN.contacts.person("support")
    assert support is not None

    with pytest.raises(Refused, match="support cannot approve as engineering-lead and product-manager"):
        role_of(PLAN, run, support, NOON)


@pytest.mark.parametrize(
    "worthless",
    [{"hash": "of another plan"}, {"until": NOON - timedelta(seconds=1)}],
    ids=["hash", "expired"],
)
def test_an_approval_of_something_else_or_of_yesterday_is_none(worthless: dict[str, Any]) -> None:
    run = asked(1, "critical", "support", approval("first-on-call", Role.ON_CALL, **worthless))

    assert missing(PLAN, run, NOON) == (Role.ON_CALL,)


def test_broken_glass_stands_for_all_until_it_expires() -> None:
    run = asked(3, "critical", "lead", approval("lead", "all", via=BREAK_GLASS))

    assert missing(PLAN, run, NOON) == ()
    assert missing(PLAN, run, LATER + timedelta(seconds=1)) != ()


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"by": "first-on-call"}, False),  # asked by the one who gave it
        ({"severity": "high"}, False),
        ({"strategy": 3}, False),
        ({"now": datetime(2027, 4, 1, tzinfo=UTC)}, False),
        ({"revoked": ["critical-features"]}, False),
    ],
    ids=["counts", "own", "severity", "strategy", "over", "revoked"],
)
def test_a_standing_approval_counts_for_what_it_says_until_its_day(
    change: dict[str, Any], counts: bool
) -> None:
    told: dict[str, Any] = {"strategy": 1, "severity": "critical", "by": "support"} | change
    now, revoked = told.pop("now", NOON), told.pop("revoked", [])

    found = standing_for(PLAN, asked(**told), now, revoked)

    assert [(role, each.name) for role, each in found] == (
        [(Role.ON_CALL, "critical-features")] if counts else []
    )


def test_another_account_does_not_speak_for_a_person() -> None:
    lead = PLAN.contacts.people[2].model_copy(update={"login": "lead"})
    plan = PLAN.model_copy(update={"contacts": PLAN.contacts.model_copy(update={"people": (lead,)})})

    assert speaker(plan, "lead", "lead") is lead
    with pytest.raises(Refused, match="from the account lead alone, and this is juma"):
        speaker(plan, "lead", "juma")
    with pytest.raises(Refused, match="nobody of the plan's contacts"):
        speaker(plan, "amina", "amina")


def changed_plan() -> Plan:
    return PLAN.model_copy(update={"name": "Another"})


def test_what_was_decided_makes_the_hash_and_who_asked_does_not(tmp_path: Path) -> None:
    steps = [Touch(name="one")]
    hash_ = plan_hash(PLAN, REQUEST, steps)

    assert plan_hash(PLAN, replace(REQUEST, run="r-9", requested_by="juma", reason="x"), steps) == hash_
    others = [
        plan_hash(changed_plan(), REQUEST, steps),
        plan_hash(PLAN, replace(REQUEST, release="2026-11-01"), steps),
        plan_hash(PLAN, REQUEST, [Touch(name="one", timeout_s=5)]),
        plan_hash(PLAN, REQUEST, [*steps, Touch(name="two")]),
    ]
    assert len({hash_, *others}) == 5
