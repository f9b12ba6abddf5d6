"""The data-loss assessment: what the condemned database and the journal have, and the restored one has not."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg

from wabot_rollback.salvage.comparing import Difference, differences
from wabot_rollback.salvage.messages import LostMessages, lost_messages

# Rows that the journal does not bring back as they were: people look at them, one by one.
TO_REVIEW = (
    "orders_order",
    "orders_orderline",
    "orders_cart",
    "orders_cartline",
    "inbox_ticket",
    "bot_agentconfiguration",
    "bot_configurationversion",
    "bot_featurehold",
    "catalog_category",
    "catalog_product",
    "catalog_variant",
    "tenants_tenant",
    "tenants_shopfact",
    "tenants_whatsappnumber",
    "tenants_customer",
    "tenants_member",
    "tenants_tenantcontact",
)
SLUGS = "SELECT id::text, slug FROM tenants_tenant"


@dataclass(frozen=True, slots=True)
class Loss:
    """`since`: when the backup was made; `until`: when the restored database took over. Both aware, in UTC."""

    since: datetime
    until: datetime
    messages: LostMessages
    review: tuple[Difference, ...]
    slugs: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Without the ids of the messages: those are the file that is exported."""
        shops = [asdict(shop) | {"slug": self.slugs.get(shop.tenant, "")} for shop in self.messages.shops]
        unread = max(self.messages.head - self.messages.read_to, 0)
        return {
            "window": {
                "from": self.since.isoformat(),
                "to": self.until.isoformat(),
                "seconds": round((self.until - self.since).total_seconds(), 3),
            },
            "messages": {**self.messages.totals, "shops": shops},
            "unknown": {"records_parked": self.messages.parked, "offsets_not_read_yet": unread},
            "review": [asdict(one) | {"slug": self.slugs.get(one.tenant, "")} for one in self.review],
        }


def assess_loss(
    condemned: psycopg.Connection,
    restored: psycopg.Connection,
    journal: psycopg.Connection,
    *,
    since: datetime,
    until: datetime,
) -> Loss:
    """Exact, by row. Changes nothing. Raises psycopg.Error."""
    messages = lost_messages(condemned, restored, journal, since=since)
    review = [one for table in TO_REVIEW for one in differences(condemned, restored, table)]
    slugs: dict[str, str] = {}
    for database in (condemned, restored):
        slugs.update(database.execute(SLUGS).fetchall())
    return Loss(since, until, messages, tuple(review), slugs)
