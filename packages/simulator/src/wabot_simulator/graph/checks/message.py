"""A whole message: to whom, of which type, quoting what."""

import re
from dataclasses import dataclass
from typing import Any, Final

from ...directory import Shop
from ..errors import InvalidParameter, ParameterMissing, ParameterNotValid, UnknownType, UserIdNotSupported
from .content import (
    FindMedium,
    check_contacts,
    check_location,
    check_medium,
    check_reaction,
    check_text,
)
from .fields import Json, may_text, need_object, need_text
from .interactive import check_interactive
from .template import check_template

MEDIA: Final = ("image", "video", "audio", "document", "sticker")
_PLAIN: Final = {
    "text": check_text,
    "reaction": check_reaction,
    "location": check_location,
    "contacts": check_contacts,
}
_NOT_DIGITS = re.compile(r"[\s().+-]")
CALLBACK_DATA_LIMIT: Final = 512


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that passed. `sent_to` as it counts: digits of `to`, or the user id of `recipient`."""

    payload: Json
    kind: str
    given_to: str
    sent_to: str
    category: str
    template: Json | None = None


def check(payload: Any, shop: Shop, find: FindMedium) -> Outgoing:
    """Check a parsed body as Meta would. Raises a GraphError; nothing is changed."""
    if not isinstance(payload, dict):
        raise InvalidParameter("The body must be a JSON object.")
    if payload.get("messaging_product") != "whatsapp":
        raise InvalidParameter("Param messaging_product must be one of {WHATSAPP}.")
    if payload.get("recipient_type", "individual") != "individual":
        raise InvalidParameter("Param recipient_type must be one of {INDIVIDUAL}.")
    given_to, sent_to = _recipient(payload)
    kind = payload.get("type", "text")
    template = _check_content(payload, str(kind), shop, find)
    _check_extras(payload)
    category = str(template["category"]).lower() if template else "service"
    # one-time codes are tied to a phone number
    if category == "authentication" and not sent_to.isdigit():
        raise UserIdNotSupported("Authentication templates go to phone numbers only.")
    return Outgoing(payload, str(kind), given_to, sent_to, category, template)


def _recipient(payload: Json) -> tuple[str, str]:
    """`to` goes before `recipient` when both are given."""
    # `to` wins where both are given, as Meta says
    if to := payload.get("to"):
        if not isinstance(to, str):
            raise InvalidParameter("Param to must be a string.")
        digits = _NOT_DIGITS.sub("", to)
        # a user id in `to` is let through here and fails later, since providers disagree on what Meta does
        if not digits.isdigit() and "." not in to:
            raise ParameterNotValid("Param to must be a phone number of digits, country code first.")
        return to, digits if digits.isdigit() else to
    if "recipient" not in payload:
        raise ParameterMissing("The parameter to (or recipient) is required.")
    user_id = need_text(payload, "recipient", "recipient", most=160)
    return user_id, user_id


def _check_content(payload: Json, kind: str, shop: Shop, find: FindMedium) -> Json | None:
    if plain := _PLAIN.get(kind):
        plain(payload)
    elif kind in MEDIA:
        check_medium(need_object(payload, kind, kind), kind, kind, find)
    elif kind == "interactive":
        check_interactive(payload, find)
    elif kind == "template":
        return check_template(payload, shop.templates)
    else:
        raise UnknownType(
            f"Param type must be one of {', '.join(sorted((*_PLAIN, *MEDIA, 'interactive', 'template')))}."
        )
    return None


def _check_extras(payload: Json) -> None:
    may_text(payload, "biz_opaque_callback_data", "biz_opaque_callback_data", most=CALLBACK_DATA_LIMIT)
    if "context" in payload:
        context = need_object(payload, "context", "context")
        need_text(context, "message_id", "context['message_id']", most=1024)
