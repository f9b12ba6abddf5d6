"""Addresses of the control API and of the page."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from . import counting, house, phones, stream

PAGE = Path(__file__).parent.parent / "page"


async def page(request: Request) -> Response:
    return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})


def routes() -> list[BaseRoute]:
    pair = "/conversations/{customer}/{shop}"
    control = [
        Route("/health", house.health),
        Route("/state", house.state),
        Route("/shops/{phone_number_id}", house.put_shop, methods=["PUT"]),
        Route("/customers", house.post_customer, methods=["POST"]),
        Route("/rules", house.put_rules, methods=["PUT"]),
        Route("/clock", house.skip_time, methods=["POST"]),
        Route("/faults", house.get_faults, methods=["GET"]),
        Route("/faults", house.lift_faults, methods=["DELETE"]),
        Route("/faults/{name}", house.put_fault, methods=["PUT"]),
        Route("/faults/{name}", house.lift_faults, methods=["DELETE"]),
        Route("/handshake", house.handshake, methods=["POST"]),
        Route("/reset", house.reset, methods=["POST"]),
        Route("/messages", phones.post_message, methods=["POST"]),
        Route("/message", phones.one_message),
        Route("/taps", phones.post_tap, methods=["POST"]),
        Route("/conversations/{customer}", phones.summaries),
        Route(pair, phones.conversation),
        Route(f"{pair}/next", phones.next_reply),
        Route(f"{pair}/read", phones.read, methods=["POST"]),
        Route("/media", phones.post_file, methods=["POST"]),
        Route("/media/{media_id}", phones.get_file),
        Route("/links", phones.get_linked),
        Route("/record", counting.record),
        Route("/report", counting.report),
        Route("/events", stream.events),
    ]
    return [
        Route("/", page),
        Mount("/simulator", routes=control),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]
