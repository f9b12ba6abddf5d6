"""What each phone shows: one thread per customer and shop, built from the record's facts.

Ticks of the shop's messages climb by the statuses WhatsApp reports. Ticks of the customer's climb as the shop
would see them: sent, delivered once a webhook with it was answered 200, read once the shop marked it read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from .record import Fact, Record

# A message only moves up this ladder; `failed` ends it.
RANK: Final = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}


@dataclass(slots=True)
class Entry:
    """One message. Its content stays in the record under `seq`; here is only what changes later."""

    seq: int
    wamid: str
    customer: str
    shop: str
    outbound: bool
    at: float
    status: str
    error: dict[str, Any] | None = None
    reactions: dict[str, str] = field(default_factory=dict)

    def climbs(self, status: str) -> bool:
        return self.status not in ("read", "failed") and RANK[status] > RANK[self.status]


@dataclass(slots=True)
class Thread:
    customer: str
    shop: str
    entries: list[Entry] = field(default_factory=list)
    # by wamid, so that one leaves at the same cost however many there are: shop's messages not yet read by
    # the customer, customer's messages not yet seen by the shop
    unread: dict[str, Entry] = field(default_factory=dict)
    unseen: dict[str, Entry] = field(default_factory=dict)
    last_inbound_at: float | None = None


class Conversations:
    def __init__(self, record: Record) -> None:
        self._record = record
        self._threads: dict[tuple[str, str], Thread] = {}
        self._of_customer: dict[str, dict[str, Thread]] = {}
        self._by_wamid: dict[str, Entry] = {}
        self._inbound_by_seq: dict[int, Entry] = {}

    def clear(self) -> None:
        self._threads.clear()
        self._of_customer.clear()
        self._by_wamid.clear()
        self._inbound_by_seq.clear()

    def thread(self, customer: str, shop: str) -> Thread:
        key = (customer, shop)
        if key not in self._threads:
            self._threads[key] = Thread(customer, shop)
            self._of_customer.setdefault(customer, {})[shop] = self._threads[key]
        return self._threads[key]

    def threads_of(self, customer: str) -> list[Thread]:
        return list(self._of_customer.get(customer, {}).values())

    def find(self, wamid: str) -> Entry | None:
        return self._by_wamid.get(wamid)

    def entry(self, wamid: str) -> Entry:
        """The message, which must be there."""
        return self._by_wamid[wamid]

    def entries(self) -> Iterator[Entry]:
        return iter(self._by_wamid.values())

    def apply(self, fact: Fact) -> list[Entry]:
        """Take one fact of the record in; return the messages it added or changed."""
        match fact["kind"]:
            case "inbound" | "outbound":
                return [self._add(fact)]
            case "status":
                return self._climb(fact["wamid"], fact["status"], fact.get("errors"))
            case "seen":
                return self._see(fact["wamid"])
            case "attempt" if fact.get("http_status") == 200:
                answered = (self._inbound_by_seq.get(seq) for seq in fact["events"])
                return [each for entry in answered if entry for each in self._climb(entry.wamid, "delivered")]
        return []

    def _add(self, fact: Fact) -> Entry:
        outbound = fact["kind"] == "outbound"
        entry = Entry(
            seq=fact["seq"],
            wamid=fact["wamid"],
            customer=fact["customer"],
            shop=fact["shop"],
            outbound=outbound,
            at=fact["at"],
            status="accepted" if outbound else "sent",
        )
        self._by_wamid[entry.wamid] = entry
        thread = self.thread(entry.customer, entry.shop)
        if not outbound:
            thread.last_inbound_at = entry.at
            thread.unseen[entry.wamid] = entry
            self._inbound_by_seq[entry.seq] = entry
        message = fact["message"]
        # a reaction is no bubble: it hangs on the one it is for
        if message.get("type") == "reaction":
            return self._react(message["reaction"], by="shop" if outbound else "customer") or entry
        thread.entries.append(entry)
        if outbound:
            thread.unread[entry.wamid] = entry
        return entry

    def _react(self, reaction: dict[str, Any], *, by: str) -> Entry | None:
        target = self._by_wamid.get(reaction.get("message_id", ""))
        if target is None:
            return None
        if emoji := reaction.get("emoji"):
            target.reactions[by] = emoji
        else:
            target.reactions.pop(by, None)
        return target

    def _climb(self, wamid: str, status: str, errors: list[dict[str, Any]] | None = None) -> list[Entry]:
        entry = self._by_wamid.get(wamid)
        if entry is None or not entry.climbs(status):
            return []
        entry.status = status
        entry.error = errors[0] if errors else None
        if status in ("read", "failed"):
            self.thread(entry.customer, entry.shop).unread.pop(wamid, None)
        return [entry]

    def _see(self, wamid: str) -> list[Entry]:
        """The shop saw this message, and with it all that came before."""
        entry = self._by_wamid.get(wamid)
        if entry is None or entry.outbound:
            return []
        unseen = self.thread(entry.customer, entry.shop).unseen
        seen = [each for each in unseen.values() if each.seq <= entry.seq]
        # each message is walked over once in its life, when it is seen
        for each in seen:
            del unseen[each.wamid]
            each.status = "read"
        return seen

    def shown(self, entry: Entry) -> dict[str, Any]:
        """A message as the page and the client read it."""
        fact = self._record.get(entry.seq)
        return {
            "seq": entry.seq,
            "wamid": entry.wamid,
            "customer": entry.customer,
            "shop": entry.shop,
            "direction": "outbound" if entry.outbound else "inbound",
            "at": entry.at,
            "type": fact["message"].get("type"),
            "message": fact["message"],
            "callback_data": fact["message"].get("biz_opaque_callback_data"),
            "status": entry.status,
            "error": entry.error,
            "reactions": dict(entry.reactions),
        }

    def summaries(self, customer: str) -> list[dict[str, Any]]:
        """One line per shop the customer wrote with, newest first."""
        lines = [
            {"shop": each.shop, "unread": len(each.unread), "last": self.shown(each.entries[-1])}
            for each in self.threads_of(customer)
            if each.entries
        ]
        return sorted(lines, key=lambda line: -float(line["last"]["at"]))
