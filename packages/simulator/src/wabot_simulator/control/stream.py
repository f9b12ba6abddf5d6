"""Live news for an open phone page, as server-sent events."""

import json
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..events import Hub
from ..graph.access import simulator_of

_HEARTBEAT_S: Final = 15.0


async def events(request: Request) -> Response:
    """News of one customer's phone until the page leaves or the simulator stops."""
    simulator = simulator_of(request)
    customer = simulator.directory.customer(request.query_params.get("customer", ""))
    return StreamingResponse(
        _lines(simulator.hub, customer.key),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _lines(hub: Hub, customer: str) -> AsyncIterator[str]:
    subscription = hub.subscribe(customer, page=True)
    try:
        yield "retry: 1000\nevent: hello\ndata: {}\n\n"
        while not subscription.closed:
            news = await subscription.next(_HEARTBEAT_S)
            # silence would let proxies and laptops in between close the stream
            if news is None:
                yield ": still here\n\n"
                continue
            yield f"event: {news['event']}\ndata: {json.dumps(news.get('data', {}))}\n\n"
    finally:
        hub.leave(customer, subscription, page=True)
