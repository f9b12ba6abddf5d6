"""Interactive messages: buttons, lists, links, products.

Sources: Meta, "Interactive list messages", "Interactive reply buttons", "Interactive URL button" (November 2025),
"Share products". A list takes ten rows over all its sections; sections need titles where there are two.
"""

from collections.abc import Callable
from typing import Final

from ..errors import InvalidParameter, ParameterMissing, ParameterNotValid
from .content import FindMedium, check_medium
from .fields import Json, may_text, need_link, need_list, need_object, need_text, need_unique

BODY_LIMIT: Final = 1024
# Meta's page on lists allows more; several mirrors do not, so the larger one is enforced here.
LIST_BODY_LIMIT: Final = 4096
SHORT_LIMIT: Final = 60
BUTTON_LIMIT: Final = 20
BUTTON_ID_LIMIT: Final = 256
ROW_TITLE_LIMIT: Final = 24
ROW_DESCRIPTION_LIMIT: Final = 72
ROW_ID_LIMIT: Final = 200
SECTIONS_LIMIT: Final = 10
ROWS_LIMIT: Final = 10
PRODUCTS_LIMIT: Final = 30


def _buttons(action: Json) -> None:
    path = "interactive['action']['buttons']"
    buttons = need_list(action, "buttons", path, least=1, most=3, what="buttons")
    titles, ids = [], []
    for button in buttons:
        if button.get("type") != "reply":
            raise ParameterNotValid(f"{path}['type'] must be reply.")
        reply = need_object(button, "reply", f"{path}['reply']")
        ids.append(need_text(reply, "id", "Button id", most=BUTTON_ID_LIMIT))
        titles.append(need_text(reply, "title", "Button title", most=BUTTON_LIMIT))
    need_unique(titles, "button title")
    need_unique(ids, "button id")


def _list(action: Json) -> None:
    need_text(action, "button", "Button label", most=BUTTON_LIMIT)
    path = "interactive['action']['sections']"
    sections = need_list(action, "sections", path, least=1, most=SECTIONS_LIMIT, what="sections")
    ids: list[str] = []
    for section in sections:
        # a lone section needs no name
        _section_title(section, needed=len(sections) > 1)
        rows = section.get("rows")
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            raise ParameterMissing(f"{path}['rows'] needs at least one row.")
        ids += [_row(row) for row in rows]
    if len(ids) > ROWS_LIMIT:
        raise ParameterNotValid(f"Total row count exceed max allowed count: {ROWS_LIMIT}")
    # two rows with one id could not be told apart in the answer
    need_unique(ids, "row id")


def _section_title(section: Json, *, needed: bool) -> None:
    if needed:
        need_text(section, "title", "Section title", most=ROW_TITLE_LIMIT)
    elif section.get("title"):
        may_text(section, "title", "Section title", most=ROW_TITLE_LIMIT)


def _row(row: Json) -> str:
    need_text(row, "title", "Row title", most=ROW_TITLE_LIMIT)
    if row.get("description"):
        may_text(row, "description", "Row description", most=ROW_DESCRIPTION_LIMIT)
    return need_text(row, "id", "Row id", most=ROW_ID_LIMIT)


def _cta_url(action: Json) -> None:
    if action.get("name") != "cta_url":
        raise ParameterNotValid("interactive['action']['name'] must be cta_url.")
    parameters = need_object(action, "parameters", "interactive['action']['parameters']")
    need_text(parameters, "display_text", "Button label", most=BUTTON_LIMIT)
    need_link(parameters, "url", "interactive['action']['parameters']['url']")


def _product(action: Json) -> None:
    need_text(action, "catalog_id", "interactive['action']['catalog_id']", most=100)
    need_text(action, "product_retailer_id", "interactive['action']['product_retailer_id']", most=100)


def _product_list(action: Json) -> None:
    need_text(action, "catalog_id", "interactive['action']['catalog_id']", most=100)
    path = "interactive['action']['sections']"
    sections = need_list(action, "sections", path, least=1, most=SECTIONS_LIMIT, what="sections")
    count = 0
    for section in sections:
        _section_title(section, needed=len(sections) > 1)
        where = f"{path}['product_items']"
        items = need_list(section, "product_items", where, least=1, most=PRODUCTS_LIMIT, what="products")
        for item in items:
            need_text(item, "product_retailer_id", f"{where}['product_retailer_id']", most=100)
        count += len(items)
    if count > PRODUCTS_LIMIT:
        raise ParameterNotValid(f"Total product count exceed max allowed count: {PRODUCTS_LIMIT}")


def _catalog(action: Json) -> None:
    if action.get("name") != "catalog_message":
        raise ParameterNotValid("interactive['action']['name'] must be catalog_message.")


def _location_request(action: Json) -> None:
    if action.get("name") != "send_location":
        raise ParameterNotValid("interactive['action']['name'] must be send_location.")


_ACTIONS: Final[dict[str, Callable[[Json], None]]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _cta_url,
    "product": _product,
    "product_list": _product_list,
    "catalog_message": _catalog,
    "location_request_message": _location_request,
}
# kinds whose body may be missing, whose header may be a picture, whose header must be there
_BODY_OPTIONAL: Final = {"product"}
_MEDIA_HEADERS: Final = {"button": ("image", "video", "document"), "cta_url": ("image", "video", "document")}
_NO_HEADER: Final = {"product", "catalog_message", "location_request_message"}


def check_interactive(payload: Json, find: FindMedium) -> None:
    interactive = need_object(payload, "interactive", "interactive")
    kind = need_text(interactive, "type", "interactive['type']", most=100)
    check_action = _ACTIONS.get(kind)
    if check_action is None:
        raise ParameterNotValid(f"interactive['type'] must be one of {', '.join(sorted(_ACTIONS))}.")
    _words(interactive, kind)
    _header(interactive, kind, find)
    check_action(need_object(interactive, "action", "interactive['action']"))


def _words(interactive: Json, kind: str) -> None:
    if kind not in _BODY_OPTIONAL or "body" in interactive:
        body = need_object(interactive, "body", "interactive['body']")
        most = LIST_BODY_LIMIT if kind == "list" else BODY_LIMIT
        need_text(body, "text", "interactive['body']['text']", most=most)
    if "footer" in interactive:
        footer = need_object(interactive, "footer", "interactive['footer']")
        need_text(footer, "text", "interactive['footer']['text']", most=SHORT_LIMIT)


def _header(interactive: Json, kind: str, find: FindMedium) -> None:
    if "header" not in interactive:
        if kind == "product_list":
            raise ParameterMissing("The parameter interactive['header'] is required.")
        return
    header = need_object(interactive, "header", "interactive['header']")
    header_type = header.get("type")
    if kind in _NO_HEADER:
        raise InvalidParameter(f'Unexpected key "header" on a message of type {kind}.')
    if header_type == "text":
        need_text(header, "text", "interactive['header']['text']", most=SHORT_LIMIT)
    elif header_type in _MEDIA_HEADERS.get(kind, ()):
        path = f"interactive['header']['{header_type}']"
        check_medium(need_object(header, str(header_type), path), str(header_type), path, find)
    else:
        allowed = ", ".join(("text", *_MEDIA_HEADERS.get(kind, ())))
        raise ParameterNotValid(f"interactive['header']['type'] must be one of {allowed}.")
