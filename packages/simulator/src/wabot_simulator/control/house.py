"""Shops, customers, rules, time, faults, the handshake, and starting over."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .. import __version__
from ..directory import customer_from, shop_from
from ..errors import BadRequest
from ..faults import fault_from
from ..graph.access import simulator_of
from .requests import json_of

_DAYS_LIMIT_S = 366 * 86_400


async def health(request: Request) -> Response:
    simulator = simulator_of(request)
    well = simulator.courier.alive
    body = {
        "status": "ok" if well else "failing",
        "version": __version__,
        "shops": len(simulator.directory.shops),
        "customers": len(simulator.directory.customers),
        "facts": len(simulator.record),
        "pending_webhooks": simulator.courier.pending,
        "pending_statuses": simulator.waiting,
        "callback_url": simulator.settings.callback_url,
        "uptime_s": round(simulator.clock.now() - simulator.started_at, 1),
    }
    return JSONResponse(body, status_code=200 if well else 503)


async def state(request: Request) -> Response:
    """Everything a page needs to start with."""
    simulator = simulator_of(request)
    body = {
        "version": __version__,
        "shops": [shop.public() for shop in simulator.directory.shops.values()],
        "customers": [customer.public() for customer in simulator.directory.customers.values()],
        "faults": simulator.faults.shown(),
        "rules": asdict(simulator.limits.rules),
        "now": simulator.clock.now(),
        "callback_url": simulator.settings.callback_url,
        "pending_webhooks": simulator.courier.pending,
    }
    return JSONResponse(body)


async def put_shop(request: Request) -> Response:
    """Add or replace. What is left out of account and display number is made up from the id."""
    simulator, number_id = simulator_of(request), request.path_params["phone_number_id"]
    given = await json_of(request)
    if given.setdefault("phone_number_id", number_id) != number_id:
        raise BadRequest(field="phone_number_id", remedy="give the one of the address, or leave it out")
    # enough for a drill that needs one more shop and does not care what it is called
    given.setdefault("waba_id", number_id)
    given.setdefault("display_phone_number", number_id)
    shop = shop_from(given)
    simulator.put_shop(shop)
    return JSONResponse(shop.public())


async def post_customer(request: Request) -> Response:
    simulator = simulator_of(request)
    customer = customer_from(await json_of(request))
    simulator.put_customer(customer)
    return JSONResponse(customer.public(), status_code=201)


async def put_rules(request: Request) -> Response:
    simulator, given = simulator_of(request), await json_of(request)
    rules = asdict(simulator.limits.rules)
    for name, value in given.items():
        if name not in rules:
            raise BadRequest(field=name, remedy=f"no such rule; there are {', '.join(rules)}")
        _check_rule(name, value)
    # all were looked at before the first is changed
    for name, value in given.items():
        setattr(simulator.limits.rules, name, value)
    simulator.hub.broadcast({"event": "directory"})
    return JSONResponse(asdict(simulator.limits.rules))


def _check_rule(name: str, value: Any) -> None:
    if name == "throughput_per_s":
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 1:
            raise BadRequest(field=name, remedy="give a number of at least 1")
    elif not isinstance(value, bool):
        raise BadRequest(field=name, remedy="give true or false")


async def skip_time(request: Request) -> Response:
    simulator, given = simulator_of(request), await json_of(request)
    seconds = given.get("skip_s")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _DAYS_LIMIT_S:
        raise BadRequest(field="skip_s", remedy=f"give seconds from 0 to {_DAYS_LIMIT_S}")
    simulator.skip_time(seconds)
    return JSONResponse({"now": simulator.clock.now(), "skipped_s": simulator.clock.skipped_s})


async def get_faults(request: Request) -> Response:
    return JSONResponse(simulator_of(request).faults.shown())


async def put_fault(request: Request) -> Response:
    simulator = simulator_of(request)
    simulator.faults.put(fault_from(request.path_params["name"], await json_of(request)))
    return _faults_changed(request)


async def lift_faults(request: Request) -> Response:
    """One name, or all without one."""
    simulator_of(request).faults.lift(request.path_params.get("name"))
    return _faults_changed(request)


def _faults_changed(request: Request) -> Response:
    simulator = simulator_of(request)
    simulator.hub.broadcast({"event": "directory"})
    return JSONResponse(simulator.faults.shown())


async def handshake(request: Request) -> Response:
    simulator = simulator_of(request)
    challenge = simulator.ids.number(10)
    held, said = await simulator.poster.handshake(
        simulator.settings.verify_token.split(",")[0].strip(), challenge
    )
    simulator.record.append("handshake", held=held, said=said)
    return JSONResponse({"ok": held, "said": said})


async def reset(request: Request) -> Response:
    simulator_of(request).reset()
    return JSONResponse({"ok": True})
