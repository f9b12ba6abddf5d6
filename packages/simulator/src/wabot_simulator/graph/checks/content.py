"""Text, media, reactions, places and contacts."""

from collections.abc import Callable
from typing import Final

from ...media import Medium
from ..errors import InvalidParameter, ParameterMissing, ParameterNotValid
from .fields import Json, may_text, need_link, need_list, need_number, need_object, need_text

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
FindMedium = Callable[[str], Medium | None]


def check_text(payload: Json) -> None:
    text = need_object(payload, "text", "text")
    need_text(text, "body", "text['body']", most=TEXT_LIMIT)
    if "preview_url" in text and text["preview_url"] not in (True, False, "true", "false"):
        raise InvalidParameter("Param text['preview_url'] must be a boolean.")


def check_medium(medium: Json, kind: str, path: str, find: FindMedium) -> None:
    """Either `link` or `id`; captions on pictures, films and documents only."""
    # both would leave open which of them is shown
    given = [name for name in ("id", "link") if medium.get(name)]
    if not given:
        raise ParameterMissing(f"Either {path}['id'] or {path}['link'] is required.")
    if len(given) == 2:
        raise InvalidParameter(f"{path}['id'] and {path}['link'] must not be given together.")
    if given == ["link"]:
        need_link(medium, "link", f"{path}['link']")
    elif find(str(medium["id"])) is None:
        raise InvalidParameter(
            f"Param {path}['id'] is not a valid whatsapp business account media attachment ID"
        )
    if "caption" in medium and kind in ("audio", "sticker"):
        raise InvalidParameter(f'Unexpected key "caption" on param "{path}".')
    may_text(medium, "caption", f"{path}['caption']", most=CAPTION_LIMIT)
    may_text(medium, "filename", f"{path}['filename']", most=240)


def check_reaction(payload: Json) -> None:
    reaction = need_object(payload, "reaction", "reaction")
    need_text(reaction, "message_id", "reaction['message_id']", most=1024)
    emoji = reaction.get("emoji")
    if not isinstance(emoji, str):
        raise ParameterMissing("The parameter reaction['emoji'] is required.")
    # the longest emoji sequences join seven people and skin tones; text is refused
    if len(emoji) > 16 or (emoji.isascii() and emoji):
        raise ParameterNotValid("reaction['emoji'] must be one emoji, or empty to take a reaction back.")


def check_location(payload: Json) -> None:
    location = need_object(payload, "location", "location")
    need_number(location, "latitude", "location['latitude']", -90, 90)
    need_number(location, "longitude", "location['longitude']", -180, 180)
    may_text(location, "name", "location['name']", most=1000)
    may_text(location, "address", "location['address']", most=1000)


def check_contacts(payload: Json) -> None:
    for contact in need_list(payload, "contacts", "contacts", least=1, most=257, what="contacts"):
        name = need_object(contact, "name", "contacts['name']")
        need_text(name, "formatted_name", "contacts['name']['formatted_name']", most=1024)
        parts = ("first_name", "last_name", "middle_name", "suffix", "prefix")
        if not any(name.get(part) for part in parts):
            raise ParameterMissing("contacts['name'] needs formatted_name and one more part of the name.")
