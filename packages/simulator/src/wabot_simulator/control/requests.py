"""Reading control requests, and answering wrong ones."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..errors import BadRequest, SimulatorError


async def json_of(request: Request) -> dict[str, Any]:
    """The body as an object; an empty body is an empty object."""
    raw = await request.body()
    if not raw:
        return {}
    # a form that another site makes a browser send cannot have this type without being asked for first
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise BadRequest(field="content-type", remedy="send application/json")
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise BadRequest(field="body", remedy=f"not JSON ({error})") from None
    if not isinstance(body, dict):
        raise BadRequest(field="body", remedy="send a JSON object")
    return body


def text_of(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequest(field=name, remedy="give a text that is not empty")
    return value


def number_of(request: Request, name: str, default: float, most: float) -> float:
    raw = request.query_params.get(name)
    if raw is None:
        return default
    try:
        value = float(raw)
    except ValueError:
        raise BadRequest(field=name, remedy="give a number") from None
    if not 0 <= value <= most:
        raise BadRequest(field=name, remedy=f"give a number from 0 to {most:g}")
    return value


def wrong(request: Request, error: Exception) -> Response:
    if not isinstance(error, SimulatorError):
        raise error
    return JSONResponse({"error": str(error)}, status_code=error.http_status)
