"""The values a turn is computed from and the values it ends in. Nothing here touches a database."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from apps.messaging.whatsapp.outgoing import Outgoing
from apps.orders.carts import EMPTY, Cart
from apps.orders.placing import Placed


class Feature(StrEnum):
    """The four enhancements, by the name of the column that switches each."""

    HARMONIZATION = "enable_message_harmonization"
    IMMEDIATE_DISPLAY = "enable_immediate_product_display"
    GROUNDED_VALIDATION = "enable_grounded_validation"
    REFERENCE_RESOLUTION = "enable_reference_resolution"


@dataclass(frozen=True, slots=True)
class BotConfig:
    """One version of a shop's AgentConfiguration, as it was in effect when the turn began."""

    version: int
    enable_message_harmonization: bool = True
    harmonization_wait_seconds: int = 3
    enable_immediate_product_display: bool = True
    max_products_to_show: int = 5
    enable_grounded_validation: bool = True
    enable_reference_resolution: bool = True
    use_business_name_as_identity: bool = True
    custom_bot_greeting: str = ""


@dataclass(frozen=True, slots=True)
class Shop:
    """`facts` are the only things beside the catalogue that the bot may state: (key, language) -> sentence.

    Keys used by the wording: hours, location, delivery, payment, returns, contact, warranty.
    """

    name: str
    currency: str
    link: str = ""
    facts: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderedItem:
    retailer_id: str
    quantity: int
    price: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One thing a customer sent. `row_id` is the id of a tapped row or button, never its title alone.

    `kind` is WhatsApp's type: text, image, video, audio, document, sticker, location, contacts, interactive,
    button, order, reaction, unsupported … `text` is the body, caption or tapped title.
    """

    id: UUID
    wa_id: str
    at: datetime
    kind: str
    text: str = ""
    row_id: str = ""
    quoted_wa_id: str = ""
    referred_retailer_id: str = ""
    ordered: tuple[OrderedItem, ...] = ()


class ListKind(StrEnum):
    PRODUCTS = "products"
    VARIANTS = "variants"
    CATEGORIES = "categories"
    CHOICE = "choice"  # asked because two or more fitted


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One position of a list, from 1, as it was shown: name and price are what the customer read then."""

    position: int
    name: str
    product_id: UUID | None = None
    variant_id: UUID | None = None
    category: str = ""
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ShownList:
    """`wa_ids` are WhatsApp's ids of the messages that carried it, so that a quote finds it."""

    id: UUID
    kind: ListKind
    items: tuple[ShownItem, ...]
    shown_at: datetime
    expires_at: datetime
    wa_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewList:
    """A list that the reply shows; the shell gives it an id and a time."""

    kind: ListKind
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class PastMessage:
    at: datetime
    outbound: bool
    text: str
    topic: str = ""  # for outbound: the outcome's `topic`


@dataclass(frozen=True, slots=True)
class ConversationState:
    """What is remembered. `lists` newest first, expired ones left out; `past` oldest first, this turn left out.

    `last_order` is the number of what the customer ordered last from the shop, in whatever conversation.
    """

    language: str = ""  # "en", "sw" or "" when nothing was said yet
    greeted: bool = False
    lists: tuple[ShownList, ...] = ()
    focus_product_id: UUID | None = None
    last_query: str = ""
    past: tuple[PastMessage, ...] = ()
    cart: Cart = EMPTY
    last_order: str = ""


class Severity(StrEnum):
    REMOVED = "removed"
    REPLACED = "replaced"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim that nothing bore out. `claim` is the words, `reason` readable by an operator."""

    kind: str  # price, stock, name, variant, attribute, link, discount, delivery, fact …
    claim: str
    reason: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class TurnInput:
    messages: tuple[InboundMessage, ...]
    state: ConversationState
    config: BotConfig
    shop: Shop
    now: datetime


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """What a turn decided. `replies` in sending order, empty when nothing should be said (a reaction, say).

    `topic` is a short label of what was done (greeting, browse, product, compare, choice, nothing_found,
    fact, history, handoff, thanks, unclear, media, order …). `products` are those the reply speaks of.
    `focus_product_id` and `last_query` are all that is remembered from now on, kept ones included. `cart` is
    None where it stays as it was; `is_done` where the customer has what they came for.
    """

    replies: tuple[Outgoing, ...]
    topic: str
    language: str
    shown: NewList | None = None
    focus_product_id: UUID | None = None
    last_query: str = ""
    products: tuple[UUID, ...] = ()
    features: frozenset[Feature] = frozenset()
    findings: tuple[Finding, ...] = ()
    wants_person: bool = False
    cart: Cart | None = None
    order: Placed | None = None
    is_done: bool = False
