"""Messages as a phone sends them, in the shape webhooks carry.

Shapes: Meta, "Messages webhook reference" (May and June 2026) and the payloads other projects test with.
"""

from collections.abc import Callable
from typing import Any, Final

from ..errors import BadRequest
from ..media import Medium

Draft = dict[str, Any]
MEDIA_KINDS: Final = ("image", "video", "audio", "voice", "document", "sticker")
_UNSUPPORTED: Final = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}


def _text(draft: Draft, field: str, *, optional: bool = False) -> str:
    value = draft.get(field)
    if optional and value is None:
        return ""
    if not isinstance(value, str) or (not optional and not value):
        raise BadRequest(field=field, remedy="give a text" + ("" if optional else " that is not empty"))
    return value


def _number(draft: Draft, field: str, low: float, high: float) -> float:
    value = draft.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadRequest(field=field, remedy=f"give a number from {low:g} to {high:g}")
    return value


def _kept(draft: Draft, *names: str) -> dict[str, str]:
    """Those of the texts that were given; WhatsApp leaves empty ones out."""
    return {name: value for name in names if (value := _text(draft, name, optional=True))}


def text(draft: Draft) -> Draft:
    body = _text(draft, "text")
    if len(body) > 65_536:
        raise BadRequest(field="text", remedy="a phone sends at most 65 536 characters")
    return {"type": "text", "text": {"body": body}}


def location(draft: Draft) -> Draft:
    place = {
        "latitude": _number(draft, "latitude", -90, 90),
        "longitude": _number(draft, "longitude", -180, 180),
    }
    return {"type": "location", "location": place | _kept(draft, "name", "address", "url")}


def contacts(draft: Draft) -> Draft:
    given = draft.get("contacts")
    if not isinstance(given, list) or not given or not all(isinstance(each, dict) for each in given):
        raise BadRequest(field="contacts", remedy="give a list of contact objects with name and phones")
    return {"type": "contacts", "contacts": given}


def reaction(draft: Draft) -> Draft:
    emoji = _text(draft, "emoji", optional=True)
    target = {"message_id": _text(draft, "message_id")}
    # taking a reaction back comes without an emoji at all
    return {"type": "reaction", "reaction": target | ({"emoji": emoji} if emoji else {})}


def list_reply(draft: Draft) -> Draft:
    reply = {"id": _text(draft, "id"), "title": _text(draft, "title")} | _kept(draft, "description")
    return {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": reply}}


def button_reply(draft: Draft) -> Draft:
    reply = {"id": _text(draft, "id"), "title": _text(draft, "title")}
    return {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": reply}}


def flow_reply(draft: Draft) -> Draft:
    # the answers are a JSON text inside the JSON, and do not say which flow they are of
    reply = {"name": "flow", "body": "Sent", "response_json": _text(draft, "response_json")}
    return {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": reply}}


def button(draft: Draft) -> Draft:
    return {"type": "button", "button": {"payload": _text(draft, "payload"), "text": _text(draft, "text")}}


def order(draft: Draft) -> Draft:
    items = draft.get("product_items")
    if not isinstance(items, list) or not items:
        raise BadRequest(field="product_items", remedy="give at least one product")
    content = {"catalog_id": _text(draft, "catalog_id"), "text": _text(draft, "text", optional=True)}
    return {"type": "order", "order": content | {"product_items": [_order_item(each) for each in items]}}


def _order_item(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise BadRequest(
            field="product_items", remedy="give objects with product_retailer_id, quantity, item_price"
        )
    return {
        "product_retailer_id": _text(item, "product_retailer_id"),
        "quantity": int(_number(item, "quantity", 1, 9999)),
        # the price the phone showed: a shop must look up its own
        "item_price": _number(item, "item_price", 0, 1e12),
        "currency": _text(item, "currency"),
    }


def edit(draft: Draft) -> Draft:
    changed = {"type": "text", "text": {"body": _text(draft, "text")}}
    return {"type": "edit", "edit": {"original_message_id": _text(draft, "message_id"), "message": changed}}


def revoke(draft: Draft) -> Draft:
    return {"type": "revoke", "revoke": {"original_message_id": _text(draft, "message_id")}}


def unsupported(draft: Draft) -> Draft:
    return {"type": "unsupported", "errors": [_UNSUPPORTED]}


def media(kind: str, medium: Medium, draft: Draft) -> Draft:
    content: dict[str, Any] = {
        "mime_type": medium.mime_type,
        "sha256": medium.sha256_base64,
        "id": medium.id,
    }
    match kind:
        # a voice note is an audio with a mark; neither it nor a sticker carries a caption
        case "audio" | "voice":
            return {"type": "audio", "audio": content | {"voice": kind == "voice"}}
        case "sticker":
            return {"type": "sticker", "sticker": content | {"animated": bool(draft.get("animated"))}}
        case "document":
            content["filename"] = draft.get("filename") or medium.filename or "document"
    return {"type": kind, kind: _kept(draft, "caption") | content}


PLAIN: Final[dict[str, Callable[[Draft], Draft]]] = {
    "text": text,
    "location": location,
    "contacts": contacts,
    "reaction": reaction,
    "list_reply": list_reply,
    "button_reply": button_reply,
    "flow_reply": flow_reply,
    "button": button,
    "order": order,
    "edit": edit,
    "revoke": revoke,
    "unsupported": unsupported,
}


def context_of(draft: Draft, quoted_from: str | None) -> dict[str, Any]:
    """`context` of a message: quote, forwarding marks, the product it was written about."""
    context: dict[str, Any] = {}
    # the writer's number is left out where it is hidden
    if quote := draft.get("quote"):
        context |= {"from": quoted_from, "id": quote} if quoted_from else {"id": quote}
    context |= {mark: True for mark in ("forwarded", "frequently_forwarded") if draft.get(mark)}
    if product := draft.get("referred_product"):
        if not isinstance(product, dict):
            raise BadRequest(field="referred_product", remedy="give catalog_id and product_retailer_id")
        context["referred_product"] = {
            "catalog_id": _text(product, "catalog_id"),
            "product_retailer_id": _text(product, "product_retailer_id"),
        }
    return context
