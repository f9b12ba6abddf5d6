"""What a tapped row or button carries: ids, so that it still works when everything else is forgotten."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from apps.bot.turn import query_code
from apps.bot.turn.text import cleaned
from apps.catalog.facts import ProductQuery
from apps.messaging.whatsapp.outgoing import ROW_ID_LIMIT

# A wish too long for an id: the conversation's last one is meant.
_LAST_WISH = "~"


class TapKind(StrEnum):
    PRODUCT = "p"
    VARIANT = "v"
    BUY = "b"
    OPTIONS = "o"
    SIMILAR = "s"
    CATEGORY = "c"
    SEARCH = "m"  # goes on with a wish
    ACTION = "a"
    REMOVE = "r"  # out of the cart
    CONFIRM = "k"  # orders what its digest is of


class Action(StrEnum):
    BROWSE = "browse"
    CATEGORIES = "categories"
    PERSON = "person"
    CHECKOUT = "checkout"
    CHANGE = "change"
    EMPTY_CART = "empty"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Tap:
    """`text` is a category's slug, a wish in `query_code`'s form, an action or a cart's digest, by the kind."""

    kind: TapKind
    product_id: UUID | None = None
    variant_id: UUID | None = None
    text: str = ""
    offset: int = 0


def of_product(product_id: UUID) -> str:
    return f"{TapKind.PRODUCT}:{product_id}"


def of_variant(product_id: UUID, variant_id: UUID) -> str:
    return f"{TapKind.VARIANT}:{product_id}:{variant_id}"


def to_buy(product_id: UUID, variant_id: UUID | None = None) -> str:
    return f"{TapKind.BUY}:{product_id}" + (f":{variant_id}" if variant_id else "")


def to_options(product_id: UUID, offset: int = 0) -> str:
    return f"{TapKind.OPTIONS}:{product_id}" + (f":{offset}" if offset else "")


def to_similar(product_id: UUID) -> str:
    return f"{TapKind.SIMILAR}:{product_id}"


def of_category(slug: str) -> str:
    return f"{TapKind.CATEGORY}:{slug}"[:ROW_ID_LIMIT]


def to_search(query: ProductQuery, offset: int) -> str:
    encoded = f"{TapKind.SEARCH}:{query_code.encode(query)}&n={offset}"
    return encoded if len(encoded) <= ROW_ID_LIMIT else f"{TapKind.SEARCH}:{_LAST_WISH}&n={offset}"


def to_do(action: Action) -> str:
    return f"{TapKind.ACTION}:{action}"


def to_remove(product_id: UUID, variant_id: UUID) -> str:
    return f"{TapKind.REMOVE}:{product_id}:{variant_id}"


def to_confirm(digest: str) -> str:
    return f"{TapKind.CONFIRM}:{digest}"


def wish_of(tap: Tap, last_query: str) -> tuple[ProductQuery, int]:
    query, offset = query_code.decode(tap.text)
    if tap.text.startswith(_LAST_WISH):
        query, _ = query_code.decode(last_query)
    return query, offset


def read(row_id: str) -> Tap | None:
    """None for an id that is none of ours: customers' clients may send anything."""
    # The sizes were checked when it was sent, but what comes back need not be what was sent.
    kind, _, rest = cleaned(row_id).partition(":")
    if kind not in tuple(TapKind):
        return None
    if kind in (TapKind.CATEGORY, TapKind.SEARCH, TapKind.ACTION, TapKind.CONFIRM):
        return Tap(TapKind(kind), text=rest) if rest else None
    first, _, second = rest.partition(":")
    product_id = _uuid(first)
    if product_id is None:
        return None
    return Tap(
        TapKind(kind),
        product_id=product_id,
        variant_id=_uuid(second),
        offset=query_code.position(second),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
