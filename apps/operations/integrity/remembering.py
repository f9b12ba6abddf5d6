"""Keeping what a check found, so that others can read it without looking again."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from apps.operations.integrity.models import IntegrityRun
from apps.operations.integrity.running import Report
from apps.tenants.models import Tenant

KEPT = timedelta(days=90)


def remember(
    report: Report, *, tenant: Tenant | None, started_at: datetime, ended_at: datetime
) -> IntegrityRun:
    IntegrityRun.objects.filter(ended_at__lt=ended_at - KEPT).delete()
    return IntegrityRun.objects.create(
        tenant=tenant,
        started_at=started_at,
        ended_at=ended_at,
        checks=report.checks,
        rows=report.rows,
        findings=report.findings.total,
        totals=dict(report.findings.totals),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LastIntegrity:
    """`totals`: rule → how many rows break it."""

    ended_at: datetime
    checks: int
    rows: int
    findings: int
    totals: dict[str, int]


def last_integrity() -> LastIntegrity | None:
    """The newest run that tells of the whole house: one over all shops, or one that found something in any.

    Any role may ask, the web's too. Raises django.db.Error.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT wabot_last_integrity()")
        [said] = cursor.fetchone()
    if said is None:
        return None
    found = json.loads(said)
    return LastIntegrity(**found | {"ended_at": datetime.fromisoformat(found["ended_at"])})
