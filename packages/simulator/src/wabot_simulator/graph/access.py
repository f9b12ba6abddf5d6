"""Who calls: a token opens its own shop and nothing else."""

from starlette.requests import Request

from ..directory import Shop
from ..media import Medium
from ..simulator import Simulator
from .errors import NoSuchObject, TokenExpired, TokenMissing, TokenWrong


def simulator_of(request: Request) -> Simulator:
    simulator: Simulator = request.app.state.simulator
    return simulator


def token_of(request: Request) -> str:
    """The bearer token, or `access_token` of the query, as Graph takes both."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    if token := request.query_params.get("access_token", ""):
        return token
    raise TokenMissing


def shops_opened(request: Request) -> list[Shop]:
    """The shops this token is for, at least one."""
    token = token_of(request)
    opened = [shop for shop in simulator_of(request).directory.shops.values() if shop.takes(token)]
    if not opened:
        raise TokenWrong
    # only a good token can expire
    if simulator_of(request).faults.draw("expired_token", opened[0].phone_number_id):
        raise TokenExpired
    return opened


def shop_of(request: Request, phone_number_id: str) -> Shop:
    for shop in shops_opened(request):
        if shop.phone_number_id == phone_number_id:
            return shop
    raise NoSuchObject(phone_number_id, request.method)


def medium_of(request: Request, media_id: str) -> Medium:
    """A medium that one of the caller's shops was sent or has uploaded."""
    # to a stranger a medium of another shop looks the same as none at all
    opened = {shop.phone_number_id for shop in shops_opened(request)}
    medium = simulator_of(request).media.find(media_id)
    wanted = request.query_params.get("phone_number_id")
    if medium is None or medium.shop not in opened or (wanted and wanted != medium.shop):
        raise NoSuchObject(media_id, request.method)
    return medium
