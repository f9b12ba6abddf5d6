"""What phones do, for the page and for drills."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from ..conversations import Entry
from ..errors import BadRequest, SimulatorError, Unknown
from ..graph.access import simulator_of
from ..links import NotFetched
from ..media import LIMITS_BYTES, PHONE_LIFE_S, Medium, kind_of
from ..phone import open_chat, send, tap
from ..simulator import Simulator
from .requests import json_of, number_of, text_of

_AT_ONCE_LIMIT = 1000
# Types that a browser shows as what they are; anything else is only ever saved.
_SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")


async def post_message(request: Request) -> Response:
    """One draft with `customer` and `shop`, or up to 1000 of them under `messages`, in that order.

    Of several the first wrong one ends it; its index is in the answer, and those before it were sent.
    """
    simulator, body = simulator_of(request), await json_of(request)
    if "messages" not in body:
        return JSONResponse(_send_one(simulator, body), status_code=201)
    drafts = body["messages"]
    if (
        not isinstance(drafts, list)
        or len(drafts) > _AT_ONCE_LIMIT
        or not all(isinstance(x, dict) for x in drafts)
    ):
        raise BadRequest(field="messages", remedy=f"give a list of at most {_AT_ONCE_LIMIT} objects")
    sent: list[dict[str, Any]] = []
    for draft in drafts:
        try:
            sent.append(_send_one(simulator, draft))
        except SimulatorError as error:
            raise BadRequest(
                field=f"messages[{len(sent)}]", remedy=f"{error}; those before it were sent"
            ) from error
    return JSONResponse({"messages": sent}, status_code=201)


def _send_one(simulator: Simulator, draft: dict[str, Any]) -> dict[str, Any]:
    return _sent(send(simulator, text_of(draft, "customer"), text_of(draft, "shop"), draft))


def _sent(entry: Entry) -> dict[str, Any]:
    return {
        "wamid": entry.wamid,
        "seq": entry.seq,
        "at": entry.at,
        "customer": entry.customer,
        "shop": entry.shop,
    }


async def post_tap(request: Request) -> Response:
    body = await json_of(request)
    entry = tap(simulator_of(request), text_of(body, "customer"), text_of(body, "id"), body.get("shop"))
    return JSONResponse(_sent(entry), status_code=201)


async def summaries(request: Request) -> Response:
    simulator = simulator_of(request)
    customer = simulator.directory.customer(request.path_params["customer"])
    return JSONResponse({"conversations": simulator.conversations.summaries(customer.key)})


def _pair(request: Request) -> tuple[Simulator, str, str]:
    simulator = simulator_of(request)
    customer = simulator.directory.customer(request.path_params["customer"])
    return simulator, customer.key, simulator.directory.shop(request.path_params["shop"]).phone_number_id


async def conversation(request: Request) -> Response:
    """The newest `limit` messages, oldest first."""
    simulator, customer, shop = _pair(request)
    limit = int(number_of(request, "limit", 200, 100_000))
    entries = simulator.conversations.thread(customer, shop).entries
    newest = entries[-limit:] if limit else []
    return JSONResponse(
        {"messages": [simulator.conversations.shown(entry) for entry in newest], "all": len(entries)}
    )


async def next_reply(request: Request) -> Response:
    """Wait for the first message of the shop after number `after`; null when `timeout_s` has passed."""
    simulator, customer, shop = _pair(request)
    after, timeout_s = int(number_of(request, "after", 0, 1e15)), number_of(request, "timeout_s", 10, 300)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout_s
    # listening starts before looking, so that nothing falls in between
    subscription = simulator.hub.subscribe(customer)
    try:
        while (entry := _first_after(simulator, customer, shop, after)) is None:
            left = deadline - loop.time()
            if left <= 0 or subscription.closed:
                break
            await subscription.next(left)
    finally:
        simulator.hub.leave(customer, subscription)
    return JSONResponse({"message": simulator.conversations.shown(entry) if entry else None})


def _first_after(simulator: Simulator, customer: str, shop: str, after: int) -> Entry | None:
    found = None
    # from the end: the wanted one is among the newest
    for entry in reversed(simulator.conversations.thread(customer, shop).entries):
        if entry.seq <= after:
            break
        if entry.outbound:
            found = entry
    return found


async def read(request: Request) -> Response:
    simulator, customer, shop = _pair(request)
    return JSONResponse({"read": open_chat(simulator, customer, shop)})


async def post_file(request: Request) -> Response:
    """The raw body becomes a file of the phone; its type is the content type, its name `filename`."""
    simulator = simulator_of(request)
    mime_type = request.headers.get("content-type", "")
    if "/" not in mime_type:
        raise BadRequest(field="content-type", remedy="give the file's media type")
    most = LIMITS_BYTES[kind_of(mime_type)]
    # counted as it comes, since a length may be missing or wrong
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            raise BadRequest(field="body", remedy=f"{mime_type} may have at most {most} bytes")
    if not data:
        raise BadRequest(field="body", remedy="the file is empty")
    name = request.query_params.get("filename", "")
    medium = simulator.keep_medium(
        bytes(data), mime_type=mime_type, filename=name, life_s=PHONE_LIFE_S, shop=None
    )
    return JSONResponse({"id": medium.id, "mime_type": medium.mime_type}, status_code=201)


async def get_file(request: Request) -> Response:
    simulator, media_id = simulator_of(request), request.path_params["media_id"]
    return _file(simulator, simulator.media.find(media_id), media_id)


async def get_linked(request: Request) -> Response:
    """What was fetched when a shop sent this link; only pictures of shops and products are fetched for the page."""
    simulator, link = simulator_of(request), request.query_params.get("link", "")
    medium = simulator.links.known(link)
    if medium is None and simulator.directory.shows(link):
        try:
            medium = await simulator.links.fetch(link, "image")
        except NotFetched as error:
            raise Unknown(what="medium", key=link, remedy=str(error)) from error
    return _file(simulator, medium, link)


async def one_message(request: Request) -> Response:
    """A message with everything on record about it: payload, statuses, attempts at its webhooks."""
    simulator, wamid = simulator_of(request), request.query_params.get("wamid", "")
    entry = simulator.conversations.find(wamid)
    if entry is None:
        raise Unknown(what="message", key=wamid, remedy="give the wamid of one on record")
    shown = simulator.conversations.shown(entry)
    return JSONResponse({"message": shown, "facts": simulator.record.about(wamid, entry.seq)})


def _file(simulator: Simulator, medium: Medium | None, key: str) -> Response:
    if medium is None:
        raise Unknown(what="medium", key=key, remedy="it was never here, was deleted or has expired")
    shown = medium.mime_type.startswith(_SHOWN)
    # files come from anybody: none may run as a page of this origin
    headers = {
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
    }
    return FileResponse(
        simulator.media.path(medium),
        media_type=medium.mime_type,
        headers=headers,
        filename=medium.filename or medium.id,
        content_disposition_type="inline" if shown else "attachment",
    )
