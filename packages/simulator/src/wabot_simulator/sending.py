"""What becomes of a message that a shop has sent: accepted, then reported on step by step."""

import hashlib
from typing import Any

from .conversations import Entry
from .directory import Shop
from .graph.checks import Outgoing
from .links import NotFetched
from .record import Fact
from .simulator import Simulator
from .webhooks.bodies import Event
from .webhooks.statuses import failure, status_item

_MEDIA_KEYS = ("image", "video", "audio", "document", "sticker")


def accept(simulator: Simulator, shop: Shop, outgoing: Outgoing) -> Entry:
    """Take a checked message in and start its ladder. The caller has asked the rate rules before."""
    customer = simulator.directory.find_customer(outgoing.sent_to)
    # a user id given as `to` reaches nobody; only `recipient` takes one
    if "to" in outgoing.payload and not outgoing.sent_to.isdigit():
        customer = None
    key = customer.key if customer else outgoing.sent_to
    wamid = simulator.ids.outbound_wamid(key)
    fields: dict[str, Any] = {
        "sent_to": outgoing.sent_to,
        "category": outgoing.category,
        "known": customer is not None,
    }
    if outgoing.template:
        fields["template"] = outgoing.template
    simulator.note(
        "outbound", wamid=wamid, customer=key, shop=shop.phone_number_id, message=outgoing.payload, **fields
    )
    # a message ends the typing dots before it
    if simulator.hub.listens(key):
        simulator.hub.publish(key, {"event": "typing", "data": {"shop": shop.phone_number_id, "for_s": 0}})
    entry = simulator.conversations.entry(wamid)
    simulator.later(simulator.settings.sent_after_ms / 1000, lambda: _leave(simulator, entry))
    return entry


def _leave(simulator: Simulator, entry: Entry) -> None:
    """The moment WhatsApp finds out whether the message can go at all.

    These failures come by webhook only: the send itself was answered 200 long before.
    """
    fact = simulator.record.get(entry.seq)
    thread = simulator.conversations.thread(entry.customer, entry.shop)
    if not fact["known"]:
        report(simulator, entry, "failed", failure(131026))
    elif fact["category"] == "service" and not simulator.limits.window_open(thread.last_inbound_at):
        report(simulator, entry, "failed", failure(131047))
    elif (links := media_links(fact["message"])) and simulator.settings.fetch_links:
        simulator.spawn(_fetch_then_go(simulator, entry, links))
    else:
        _go(simulator, entry)


async def _fetch_then_go(simulator: Simulator, entry: Entry, links: list[tuple[str, str]]) -> None:
    try:
        for kind, link in links:
            await simulator.links.fetch(link, kind)
    except NotFetched as error:
        report(simulator, entry, "failed", failure(131053, str(error)))
        return
    _go(simulator, entry)


def _go(simulator: Simulator, entry: Entry) -> None:
    settings = simulator.settings
    report(simulator, entry, "sent")
    # WhatsApp leaves `delivered` out where a message is read in the moment it arrives
    skip = simulator.faults.draw("skip_delivered", entry.shop)
    then = (lambda: report(simulator, entry, "read")) if skip else (lambda: _deliver(simulator, entry))
    simulator.later(settings.delivered_after_ms / 1000, then)


def _deliver(simulator: Simulator, entry: Entry) -> None:
    report(simulator, entry, "delivered")
    if _is_looking(simulator, entry):
        pause_s = simulator.settings.read_after_ms / 1000
        simulator.later(pause_s, lambda: report(simulator, entry, "read"))


def _is_looking(simulator: Simulator, entry: Entry) -> bool:
    """A customer who just wrote waits for the answer, unless a page shows the phone: then the page says so."""
    if simulator.hub.has_page(entry.customer):
        return False
    wrote_at = simulator.conversations.thread(entry.customer, entry.shop).last_inbound_at
    return wrote_at is not None and simulator.clock.now() - wrote_at < simulator.settings.reading_s


def report(
    simulator: Simulator, entry: Entry, status: str, errors: list[dict[str, Any]] | None = None
) -> None:
    """Put a status on record and its webhook on the way; one that would step down is dropped."""
    # a page and a timer may both say "read"
    if not entry.climbs(status):
        return
    fact = simulator.record.get(entry.seq)
    customer = simulator.directory.find_customer(entry.customer) if fact["known"] else None
    item = status_item(
        wamid=entry.wamid,
        status=status,
        at=simulator.clock.now(),
        customer=customer,
        sent_to=fact["sent_to"],
        callback_data=fact["message"].get("biz_opaque_callback_data"),
        category=fact["category"],
        conversation_id=hashlib.md5(
            f"{entry.shop}/{entry.customer}".encode(), usedforsecurity=False
        ).hexdigest(),
        errors=errors,
    )
    noted = simulator.note(
        "status",
        wamid=entry.wamid,
        customer=entry.customer,
        shop=entry.shop,
        status=status,
        item=item,
        **({"errors": errors} if errors else {}),
    )
    if event := event_from(simulator, noted):
        simulator.courier.enqueue(event)


def event_from(simulator: Simulator, fact: Fact) -> Event | None:
    """The webhook event of an inbound or status fact; None if its shop is gone."""
    shop = simulator.directory.shops.get(fact["shop"])
    if shop is None:
        return None
    customer = simulator.directory.find_customer(fact["customer"])
    if fact["kind"] == "inbound":
        contact = customer.contact() if customer else None
        return Event(fact["seq"], shop, fact["customer"], "messages", fact["message"], contact)
    # Meta leaves people out of failures, and usernames out of `sent`
    has_contact = customer is not None and fact["status"] != "failed"
    contact = customer.contact(with_username=fact["status"] != "sent") if customer and has_contact else None
    return Event(fact["seq"], shop, fact["customer"], "statuses", fact["item"], contact)


def resume(simulator: Simulator) -> None:
    """After a restart: post what had not reached its shop, and go on with ladders that were under way."""
    for fact in simulator.undelivered.values():
        if event := event_from(simulator, fact):
            simulator.courier.enqueue(event)
    simulator.undelivered.clear()
    # a copy: reporting changes what is walked over
    for entry in list(simulator.conversations.entries()):
        if entry.outbound and entry.status == "accepted":
            _leave(simulator, entry)
        elif entry.outbound and entry.status == "sent":
            _deliver(simulator, entry)


def media_links(message: dict[str, Any]) -> list[tuple[str, str]]:
    """(kind, link) of everything a message shows from elsewhere: content, header, template header."""
    parts = [message, message.get("interactive", {}).get("header", {})]
    for component in message.get("template", {}).get("components", []):
        parts += component.get("parameters", [])
    return [
        (kind, part[kind]["link"])
        for part in parts
        for kind in _MEDIA_KEYS
        if isinstance(part.get(kind), dict) and part[kind].get("link")
    ]


def mark_seen(simulator: Simulator, shop: Shop, wamid: str, *, typing: bool) -> bool:
    """The shop has read a message, and may be typing for up to 25 seconds. False if there is no such message."""
    entry = simulator.conversations.find(wamid)
    if entry is None or entry.outbound or entry.shop != shop.phone_number_id:
        return False
    simulator.note("seen", wamid=wamid, customer=entry.customer, shop=entry.shop, typing=typing)
    if typing and simulator.hub.listens(entry.customer):
        news = {"event": "typing", "data": {"shop": entry.shop, "for_s": 25}}
        simulator.hub.publish(entry.customer, news)
    return True
