"""POST /{phone_number_id}/messages: sending, and marking as read."""

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..cutting import cut_connection
from ..directory import Shop
from ..media import Medium
from ..sending import accept, mark_seen
from ..simulator import Simulator
from .access import shop_of, simulator_of
from .checks import FindMedium, Outgoing, check
from .errors import (
    GraphError,
    InvalidParameter,
    PairRateHit,
    ParameterNotValid,
    ServerTrouble,
    ServiceAway,
    ThroughputHit,
)

_BODY_LIMIT_BYTES = 1024 * 1024


async def post_message(request: Request) -> Response:
    simulator = simulator_of(request)
    number_id = request.path_params["object_id"]
    payload: Any = None
    try:
        # before the token is even looked at, as when the service is away
        _strike_before(simulator, number_id)
        shop = shop_of(request, number_id)
        payload = await _json(request)
        if isinstance(payload, dict) and payload.get("status") == "read":
            return _read(simulator, shop, payload)
        outgoing = check(payload, shop, _finder(simulator, shop))
        # last, so that what is wrong anyway takes nothing from the rate
        _hold_rates(simulator, shop, outgoing)
    except GraphError as error:
        simulator.record.append(
            "refused", shop=number_id, code=error.code, details=error.details, payload=payload
        )
        raise
    # from here on the message is out, whatever becomes of the answer
    entry = accept(simulator, shop, outgoing)
    if simulator.faults.draw("lost_response", number_id):
        simulator.record.append("response_lost", shop=number_id, wamid=entry.wamid)
        return await cut_connection(request)
    if fault := simulator.faults.draw("slow_response", number_id):
        await asyncio.sleep(fault.delay_ms / 1000)
    return JSONResponse(_accepted(outgoing, entry.wamid))


def _strike_before(simulator: Simulator, number_id: str) -> None:
    if simulator.faults.draw("server_error", number_id):
        raise simulator.rng.choice((ServerTrouble, ServiceAway))("The simulator was told to fail here.")


async def _json(request: Request) -> Any:
    raw = await request.body()
    if len(raw) > _BODY_LIMIT_BYTES:
        raise InvalidParameter(f"The body is larger than {_BODY_LIMIT_BYTES} bytes.")
    try:
        return json.loads(raw)
    except ValueError:
        raise InvalidParameter("The body is not JSON.") from None


def _finder(simulator: Simulator, shop: Shop) -> FindMedium:
    def find(media_id: str) -> Medium | None:
        medium = simulator.media.find(media_id)
        return medium if medium and medium.shop == shop.phone_number_id else None

    return find


def _hold_rates(simulator: Simulator, shop: Shop, outgoing: Outgoing) -> None:
    # a fault goes before the rule: it must not depend on how much was sent
    number_id = shop.phone_number_id
    if simulator.faults.draw("throttle", number_id) or not simulator.limits.within_throughput(number_id):
        raise ThroughputHit
    if simulator.faults.draw("pair_limit", number_id) or not simulator.limits.within_pair_rate(
        number_id, outgoing.sent_to
    ):
        raise PairRateHit


def _read(simulator: Simulator, shop: Shop, payload: dict[str, Any]) -> Response:
    typing = payload.get("typing_indicator")
    if typing is not None and (not isinstance(typing, dict) or typing.get("type") != "text"):
        raise InvalidParameter("Param typing_indicator['type'] must be text.")
    wamid = payload.get("message_id")
    if not isinstance(wamid, str) or not mark_seen(simulator, shop, wamid, typing=typing is not None):
        raise ParameterNotValid("message_id is no message that this number received.")
    return JSONResponse({"success": True})


def _accepted(outgoing: Outgoing, wamid: str) -> dict[str, Any]:
    """`wa_id` for sends to a phone number, `user_id` for those to a user id, as Meta answers."""
    name = "wa_id" if outgoing.sent_to.isdigit() else "user_id"
    message = {"id": wamid} | ({"message_status": "accepted"} if outgoing.template else {})
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": outgoing.given_to, name: outgoing.sent_to}],
        "messages": [message],
    }
