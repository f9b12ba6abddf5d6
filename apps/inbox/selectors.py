"""What may be asked about tickets. Canaries' are left out."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from apps.inbox.models import Ticket, TicketReason, TicketStatus


def tickets_per_day(
    *, since: datetime, until: datetime, zone: ZoneInfo, tenant_id: UUID | None = None
) -> dict[date, int]:
    """How many were opened on each day of the zone; of one shop, or of all. Days without one are left out."""
    rows = Ticket.objects.filter(_of(tenant_id), created_at__gte=since, created_at__lt=until)
    days = rows.order_by().annotate(day=TruncDate("created_at", tzinfo=zone)).values_list("day")
    return dict(days.annotate(Count("pk")).order_by("day"))


def tickets_by_reason(*, since: datetime, until: datetime, tenant_id: UUID | None = None) -> dict[str, int]:
    """How many were opened for each reason, 0 too; of one shop, or of all."""
    rows = Ticket.objects.filter(_of(tenant_id), created_at__gte=since, created_at__lt=until)
    opened = dict(rows.order_by().values_list("reason").annotate(Count("pk")))
    return {reason: opened.get(reason, 0) for reason in TicketReason.values}


def open_tickets_count(tenant_id: UUID | None = None) -> int:
    return Ticket.objects.filter(_of(tenant_id), status=TicketStatus.OPEN).count()


def _of(tenant_id: UUID | None) -> Q:
    of_people = Q(is_synthetic=False)
    return of_people if tenant_id is None else of_people & Q(tenant_id=tenant_id)
