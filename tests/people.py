"""The people of the tests: two shops, their customers, and what WhatsApp tells of them."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from wabot_edge.journal.records import Kind, NewRecord, partition_of

from apps.bot.models import AgentConfiguration
from apps.catalog.services.import_catalogue import import_catalogue
from apps.tenants.models import FactKey, ShopFact, Tenant, WhatsAppNumber

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
_ids = itertools.count(1)


def make_shop(slug: str = "pwani", *, phone_number_id: str = "1000", **configuration: Any) -> WhatsAppNumber:
    """A shop with a number, its configuration and a fact in both languages; returns the number."""
    tenant = Tenant.objects.create(slug=slug, name=slug.title(), currency="KES")
    AgentConfiguration.objects.create(tenant=tenant, **configuration)
    for language, text in (
        ("en", "We are open from 8 to 6."),
        ("sw", "Tuko wazi saa mbili hadi saa kumi na mbili."),
    ):
        ShopFact.objects.create(tenant=tenant, key=FactKey.HOURS, language=language, text=text)
    number = WhatsAppNumber(
        tenant=tenant,
        phone_number_id=phone_number_id,
        display_phone_number=f"+254 {phone_number_id}",
        waba_id="W1",
    )
    number.access_token = f"token-{slug}"
    number.save()
    return number


GOODS = {
    "wabot_catalogue": 1,
    "currency": "KES",
    "products": [
        {"handle": "mug", "name": "Blue Mug", "category": "Kitchen", "price": "350", "stock": 4},
        {"handle": "kettle", "name": "Tea Kettle", "category": "Kitchen", "price": "1200", "stock": 2},
        {"handle": "basket", "name": "Sisal Basket", "category": "Home", "price": "900", "stock": 0},
    ],
}


def make_products(number: WhatsAppNumber) -> None:
    """Three of them."""
    import_catalogue(shop=number.tenant, content=json.dumps(GOODS).encode(), name="goods.json", now=NOON)


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody with a phone."""

    phone: str = "254712000001"
    user_id: str = "KE.1"
    name: str = "Amina"

    def contact(self) -> dict[str, Any]:
        known = {"wa_id": self.phone, "user_id": self.user_id}
        return {"profile": {"name": self.name}} | {key: value for key, value in known.items() if value}

    def text(self, words: str, *, wa_id: str = "", at: datetime = NOON, **more: Any) -> dict[str, Any]:
        return self.message({"type": "text", "text": {"body": words}} | more, wa_id=wa_id, at=at)

    def tap(self, row_id: str, title: str, *, wa_id: str = "", at: datetime = NOON) -> dict[str, Any]:
        reply = {"type": "list_reply", "list_reply": {"id": row_id, "title": title}}
        return self.message({"type": "interactive", "interactive": reply}, wa_id=wa_id, at=at)

    def message(self, content: dict[str, Any], *, wa_id: str = "", at: datetime = NOON) -> dict[str, Any]:
        said_by = {"from": self.phone, "from_user_id": self.user_id}
        return {
            "id": wa_id or f"wamid.{next(_ids)}",
            "timestamp": str(int(at.timestamp())),
            **{key: value for key, value in said_by.items() if value},
            **content,
        }


AMINA = Writer()
BARAKA = Writer(phone="254712000002", user_id="KE.2", name="Baraka")


def status(
    wa_id: str, state: str, *, at: datetime = NOON, callback_data: str = "", errors: Iterable[Any] = ()
) -> dict[str, Any]:
    told: dict[str, Any] = {"id": wa_id, "status": state, "timestamp": str(int(at.timestamp()))}
    if callback_data:
        told["biz_opaque_callback_data"] = callback_data
    if errors:
        told["errors"] = list(errors)
    return told


@dataclass(slots=True)
class Change:
    """What one change of a webhook holds."""

    phone_number_id: str = "1000"
    messages: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    name: str = "messages"

    def value(self) -> dict[str, Any]:
        value: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "254", "phone_number_id": self.phone_number_id},
        }
        parts = {"contacts": self.contacts, "messages": self.messages, "statuses": self.statuses}
        return value | {key: part for key, part in parts.items() if part}

    def body(self) -> bytes:
        change = {"field": self.name, "value": self.value()}
        envelope = {"object": "whatsapp_business_account", "entry": [{"id": "W1", "changes": [change]}]}
        return json.dumps(envelope).encode()

    def record(self, *, received_at: datetime = NOON) -> NewRecord:
        return NewRecord(
            Kind.WHATSAPP_CHANGE,
            partition_of(self.phone_number_id),
            received_at,
            self.body(),
            {},
            self.phone_number_id,
        )


def said(writer: Writer, *messages: dict[str, Any], to: str = "1000") -> Change:
    return Change(to, messages=list(messages), contacts=[writer.contact()])


def seconds(amount: float) -> timedelta:
    return timedelta(seconds=amount)
