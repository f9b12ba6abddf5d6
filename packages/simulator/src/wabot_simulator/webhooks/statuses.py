"""Status objects, as the status webhook carries them.

Source: Meta, "Status messages webhook reference" (May 2026); identifiers of people who hide their phone as in
"Business-scoped user IDs" (March 2026): failed ones come without `contacts`.
"""

from typing import Any, Final

from ..directory import Customer

_HREF: Final = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
_DAY_S: Final = 86_400

REASONS: Final[dict[int, tuple[str, str]]] = {
    131026: ("Message undeliverable", "Message Undeliverable."),
    131047: (
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    131053: ("Media upload error", "The media could not be fetched from its link."),
}


def failure(code: int, details: str = "") -> list[dict[str, Any]]:
    title, usual = REASONS[code]
    error = {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or usual},
        "href": _HREF,
    }
    return [error]


def status_item(
    *,
    wamid: str,
    status: str,
    at: float,
    customer: Customer | None,
    sent_to: str,
    callback_data: str | None,
    category: str,
    conversation_id: str,
    errors: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """`at` in seconds since 1970; `sent_to` is what the shop gave as `to` or `recipient`."""
    # the phone number is told only to those who knew it, or where the customer shows it
    to_phone = sent_to.isdigit()
    item: dict[str, Any] = {"id": wamid, "status": status, "timestamp": str(int(at))}
    if to_phone or (customer and customer.wa_id):
        item["recipient_id"] = sent_to if to_phone else customer.wa_id if customer else sent_to
    if customer and not (status == "failed" and to_phone):
        item["recipient_user_id"] = customer.user_id
    if callback_data is not None:
        item["biz_opaque_callback_data"] = callback_data
    # what failed costs nothing and opens no conversation
    if errors:
        return item | {"errors": errors}
    conversation: dict[str, Any] = {"id": conversation_id, "origin": {"type": category}}
    if status == "sent":
        conversation["expiration_timestamp"] = str(int(at) + _DAY_S)
    pricing = {"billable": True, "pricing_model": "PMP", "category": category, "type": "regular"}
    return item | {"conversation": conversation, "pricing": pricing}
