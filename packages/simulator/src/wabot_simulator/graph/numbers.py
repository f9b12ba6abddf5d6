"""Phone numbers and templates of an account, as Graph lists them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..directory import Shop
from .access import shop_of, shops_opened
from .errors import InvalidParameter, NoSuchObject

_DEFAULT_FIELDS = ("verified_name", "display_phone_number", "quality_rating", "platform_type", "throughput")


def _number(shop: Shop, fields: str | None) -> dict[str, Any]:
    known = {
        "verified_name": shop.name,
        "display_phone_number": "+" + shop.display_phone_number.lstrip("+"),
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "code_verification_status": "VERIFIED",
        "name_status": "APPROVED",
        "status": "CONNECTED",
    }
    wanted = [name.strip() for name in fields.split(",")] if fields else _DEFAULT_FIELDS
    for name in wanted:
        if name not in known and name != "id":
            raise InvalidParameter(f"Tried accessing nonexisting field ({name}).")
    # the id comes always, asked for or not
    return {name: known[name] for name in wanted if name != "id"} | {"id": shop.phone_number_id}


def number(request: Request, phone_number_id: str) -> Response:
    shop = shop_of(request, phone_number_id)
    return JSONResponse(_number(shop, request.query_params.get("fields")))


async def numbers_of_account(request: Request) -> Response:
    shops = _account(request)
    return JSONResponse({"data": [_number(shop, request.query_params.get("fields")) for shop in shops]})


def _account(request: Request) -> list[Shop]:
    waba_id = request.path_params["object_id"]
    shops = [shop for shop in shops_opened(request) if shop.waba_id == waba_id]
    if not shops:
        raise NoSuchObject(waba_id, request.method)
    return shops


async def templates(request: Request) -> Response:
    """Filtered by `name`, `language`, `status`; paged by `limit` and `after`."""
    query = request.query_params
    found = [
        template
        for template in _account(request)[0].templates
        if all(query.get(key) in (None, template[key]) for key in ("name", "language", "status"))
    ]
    start, limit = _count(query.get("after"), 0), _count(query.get("limit"), 25)
    shown = found[start : start + limit]
    data = [{"id": str(1_000_000 + index), **each} for index, each in enumerate(shown, start=start)]
    body: dict[str, Any] = {"data": data}
    if data:
        body["paging"] = {"cursors": {"before": str(start), "after": str(start + len(shown))}}
    return JSONResponse(body)


def _count(raw: str | None, default: int) -> int:
    if raw is None:
        return default
    if not raw.isdigit():
        raise InvalidParameter("Params limit and after must be whole numbers.")
    return int(raw)
