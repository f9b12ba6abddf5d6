"""The record, and the sums that drills ask of it."""

from collections import Counter
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..graph.access import simulator_of
from ..simulator import Simulator
from .requests import number_of

_PAGE_LIMIT = 50_000
_NAMED_LIMIT = 200


async def record(request: Request) -> Response:
    """Facts after `since`; `next` is where to go on, `head` the number of the newest fact."""
    simulator = simulator_of(request)
    since = int(number_of(request, "since", 0, 1e15))
    limit = int(number_of(request, "limit", 1000, _PAGE_LIMIT))
    kinds = request.query_params.get("kinds")
    facts, at = simulator.record.page(since, kinds=set(kinds.split(",")) if kinds else None, limit=limit)
    raw = b'{"head":%d,"next":%d,"facts":%s}' % (len(simulator.record), at, facts)
    return Response(raw, media_type="application/json")


async def report(request: Request) -> Response:
    """What was lost, and what was answered twice, as far as WhatsApp can see it.

    `unacknowledged` never got a 200. `unanswered` are conversations whose last word is the customer's.
    `repeated` were accepted more than once with the same callback data; `same_again` say word for word what
    the message before said, with nothing from the customer in between.
    """
    return JSONResponse(summed(simulator_of(request)))


def summed(simulator: Simulator) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    unacknowledged: list[str] = []
    told: dict[tuple[str, str, str], list[str]] = {}
    before: dict[tuple[str, str], tuple[str, Any]] = {}
    same_again: list[str] = []
    # one walk over the record: a report is asked for at the end of a drill, not while it runs
    for fact in simulator.record.since():
        counts[fact["kind"]] += 1
        if fact["kind"] == "refused":
            refused[str(fact["code"])] += 1
        elif fact["kind"] in ("inbound", "outbound"):
            _compare(fact, told, before, same_again)
    for entry in simulator.conversations.entries():
        if entry.outbound:
            counts[f"outbound_{entry.status}"] += 1
        elif entry.status == "sent":
            unacknowledged.append(entry.wamid)
    repeated = [
        {"customer": customer, "shop": shop, "callback_data": data, "wamids": wamids}
        for (customer, shop, data), wamids in told.items()
        if len(wamids) > 1
    ]
    open_ends = [list(pair) for pair, (kind, _) in before.items() if kind == "inbound"]
    return {
        "counts": dict(counts),
        "refused": dict(refused),
        "pending_webhooks": simulator.courier.pending,
        **_named("unacknowledged", unacknowledged),
        **_named("unanswered", open_ends),
        **_named("repeated", repeated),
        **_named("same_again", same_again),
    }


def _named(name: str, found: list[Any]) -> dict[str, Any]:
    return {name: found[:_NAMED_LIMIT], f"{name}_count": len(found)}


def _compare(
    fact: dict[str, Any],
    told: dict[tuple[str, str, str], list[str]],
    before: dict[tuple[str, str], tuple[str, Any]],
    same_again: list[str],
) -> None:
    pair = (fact["customer"], fact["shop"])
    message = fact["message"]
    if fact["kind"] == "inbound":
        before[pair] = ("inbound", None)
        return
    data = message.get("biz_opaque_callback_data")
    if data is not None:
        told.setdefault((*pair, data), []).append(fact["wamid"])
    # the same words sent for another reason are still the same words to the customer
    words = {name: value for name, value in message.items() if name != "biz_opaque_callback_data"}
    if before.get(pair) == ("outbound", words):
        same_again.append(fact["wamid"])
    before[pair] = ("outbound", words)
