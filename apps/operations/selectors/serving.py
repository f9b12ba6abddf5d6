"""How many customers are served right now, and how many are not."""

from dataclasses import dataclass
from datetime import datetime

from apps.bot.models import MessageHarmonizationLog, TurnStatus
from apps.messaging.models import Direction, Message, MessageStatus
from apps.tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Served:
    """Customers, each once: `served` had a turn closed, `failed` had one fail or a message of ours not arrive."""

    served: int
    failed: int


def served(*, since: datetime) -> Served:
    """Of all shops; canaries left out. Must see all rows (operator_scope)."""
    # Shops named one by one: so each is looked up in its indexes by time.
    shops = list(Tenant.objects.values_list("pk", flat=True))
    turns = MessageHarmonizationLog.objects.filter(
        tenant_id__in=shops, created_at__gte=since, conversation__is_synthetic=False
    ).exclude(status=TurnStatus.REOPENED)
    customer = "conversation__customer_id"
    closed = set(turns.order_by().values_list(customer, "status").distinct())
    unreached = Message.objects.filter(
        tenant_id__in=shops,
        created_at__gte=since,
        direction=Direction.OUTBOUND,
        status=MessageStatus.FAILED,
        is_synthetic=False,
    )
    failed = {who for who, status in closed if status == TurnStatus.FAILED}
    failed.update(unreached.order_by().values_list(customer, flat=True))
    return Served(served=len({who for who, _ in closed}), failed=len(failed))
