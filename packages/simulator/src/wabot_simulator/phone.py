"""What customers do with their phones."""

from typing import Any

from .conversations import Entry, Thread
from .directory import Customer, Shop
from .errors import BadRequest, NothingToTap
from .media import LIMITS_BYTES
from .sending import report
from .simulator import Simulator
from .webhooks.bodies import Event
from .webhooks.inbound import MEDIA_KINDS, PLAIN, Draft, context_of, media

# How far back a tap looks for the list or button it names.
_TAP_REACH = 200


def send(simulator: Simulator, customer_key: str, shop_id: str, draft: Draft) -> Entry:
    """Send a message from a phone to a shop; its webhook is on the way when this returns.

    `draft` holds `type` (a key of `inbound.PLAIN` or a media kind), that type's own fields, and, as wanted,
    `quote` (a wamid), `forwarded`, `frequently_forwarded`, `referred_product`, `referral`.
    Raises BadRequest or Unknown; nothing was sent then.
    """
    customer, shop = simulator.directory.customer(customer_key), simulator.directory.shop(shop_id)
    context = context_of(draft, _quoted_from(simulator, customer, shop, draft.get("quote")))
    if draft.get("type") in ("reaction", "edit", "revoke"):
        _need_own(simulator, customer, shop, draft.get("message_id"))
    # last, since a file gets its own id for this shop here, and what is refused must leave nothing behind
    content = _content(simulator, shop, draft)
    message: dict[str, Any] = {"context": context} if context else {}
    if referral := draft.get("referral"):
        message["referral"] = referral
    if customer.wa_id:
        message["from"] = customer.wa_id
    message |= {
        "from_user_id": customer.user_id,
        "id": simulator.ids.inbound_wamid(customer.key),
        "timestamp": str(int(simulator.clock.now())),
    }
    return _put_on_the_way(simulator, customer, shop, message | content)


def _put_on_the_way(simulator: Simulator, customer: Customer, shop: Shop, message: dict[str, Any]) -> Entry:
    keys = {"customer": customer.key, "shop": shop.phone_number_id}
    fact = simulator.note("inbound", wamid=message["id"], **keys, message=message)
    simulator.limits.count_inbound(shop.phone_number_id)
    event = Event(fact["seq"], shop, customer.key, "messages", message, customer.contact())
    simulator.courier.enqueue(event)
    return simulator.conversations.entry(message["id"])


def _content(simulator: Simulator, shop: Shop, draft: Draft) -> dict[str, Any]:
    kind = draft.get("type")
    if kind in MEDIA_KINDS:
        medium = simulator.media.find(str(draft.get("media_id")))
        if medium is None:
            raise BadRequest(
                field="media_id", remedy="no such file, or it has expired; post it to /simulator/media"
            )
        most = LIMITS_BYTES["audio" if kind == "voice" else str(kind)]
        if medium.size_bytes > most:
            raise BadRequest(field="media_id", remedy=f"a phone sends at most {most} bytes as {kind}")
        return media(str(kind), simulator.hand_over(medium, shop.phone_number_id), draft)
    if make := PLAIN.get(str(kind)):
        return make(draft)
    raise BadRequest(field="type", remedy=f"give one of {', '.join((*PLAIN, *MEDIA_KINDS))}")


def _quoted_from(simulator: Simulator, customer: Customer, shop: Shop, wamid: Any) -> str | None:
    if not wamid:
        return None
    entry = _need_own(simulator, customer, shop, wamid, field="quote")
    return shop.display_phone_number if entry.outbound else customer.wa_id or None


def _need_own(
    simulator: Simulator, customer: Customer, shop: Shop, wamid: Any, field: str = "message_id"
) -> Entry:
    entry = simulator.conversations.find(str(wamid))
    if entry is None or (entry.customer, entry.shop) != (customer.key, shop.phone_number_id):
        raise BadRequest(field=field, remedy=f"{wamid!r} is no message of this conversation")
    return entry


def tap(simulator: Simulator, customer_key: str, row_id: str, shop_id: str | None = None) -> Entry:
    """Tap the newest row or button with this id that a shop has shown the customer.

    A template's quick reply is found by its payload. Raises NothingToTap.
    """
    customer = simulator.directory.customer(customer_key)
    threads = simulator.conversations.threads_of(customer.key)
    wanted = [each for each in threads if shop_id in (None, each.shop)]
    offers = [found for each in wanted if (found := _newest_offer(simulator, each, row_id))]
    if not offers:
        raise NothingToTap(row_id=row_id, customer=customer.key)
    entry, draft = max(offers, key=lambda offer: offer[0].seq)
    return send(simulator, customer.key, entry.shop, draft | {"quote": entry.wamid})


def _newest_offer(simulator: Simulator, thread: Thread, row_id: str) -> tuple[Entry, Draft] | None:
    for entry in reversed(thread.entries[-_TAP_REACH:]):
        # what failed was never on the phone
        if entry.outbound and entry.status != "failed":
            fact = simulator.record.get(entry.seq)
            for draft in offered(fact["message"], fact.get("template")):
                if row_id in (draft.get("id"), draft.get("payload")):
                    return entry, draft
    return None


def offered(message: dict[str, Any], template: dict[str, Any] | None) -> list[Draft]:
    """Everything a message lets the customer tap, each as the draft that tapping it sends."""
    action = message.get("interactive", {}).get("action", {})
    drafts = [
        {"type": "list_reply", **{key: row[key] for key in ("id", "title", "description") if row.get(key)}}
        for section in action.get("sections", [])
        for row in section.get("rows", [])
    ]
    drafts += [{"type": "button_reply", **button["reply"]} for button in action.get("buttons", [])]
    return drafts + _quick_replies(message.get("template", {}), template)


def _quick_replies(sent: dict[str, Any], template: dict[str, Any] | None) -> list[Draft]:
    if template is None:
        return []
    # a payload is given at sending time; without one WhatsApp sends the button's words
    payloads = {
        str(part.get("index", 0)): part["parameters"][0].get("payload")
        for part in sent.get("components", [])
        if str(part.get("type", "")).lower() == "button" and part.get("parameters")
    }
    buttons = [
        button
        for component in template["components"]
        if str(component.get("type", "")).upper() == "BUTTONS"
        for button in component.get("buttons", [])
    ]
    return [
        {"type": "button", "text": button["text"], "payload": payloads.get(str(index)) or button["text"]}
        for index, button in enumerate(buttons)
        if str(button.get("type", "")).upper() == "QUICK_REPLY"
    ]


def open_chat(simulator: Simulator, customer_key: str, shop_id: str) -> int:
    """The customer looks at a conversation: everything delivered there is read. Returns how many that were."""
    customer, shop = simulator.directory.customer(customer_key), simulator.directory.shop(shop_id)
    thread = simulator.conversations.thread(customer.key, shop.phone_number_id)
    # what is still on its way cannot be read yet; its own ladder sees to that
    new = [entry for entry in thread.unread.values() if entry.status == "delivered"]
    for entry in new:
        report(simulator, entry, "read")
    return len(new)
