"""Who there is: shops with their numbers, tokens, templates and products, and customers with their phones."""

import hashlib
import hmac
import re
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .errors import BadRequest, Unknown
from .starter import TEMPLATES

_NUMBER = re.compile(r"\d{5,20}")
_PHONE = re.compile(r"\d{7,15}")
# Meta: an ISO country code, a full stop, up to 128 alphanumerics; parent ids carry ".ENT" in between.
_USER_ID = re.compile(r"[A-Z]{2}(\.ENT)?\.[0-9A-Za-z]{1,128}")


@dataclass(slots=True, kw_only=True)
class Product:
    retailer_id: str
    name: str
    price: float = 0.0
    currency: str = "KES"
    description: str = ""
    image_link: str = ""


@dataclass(slots=True, kw_only=True)
class Shop:
    phone_number_id: str
    access_token: str
    name: str
    display_phone_number: str
    waba_id: str
    picture_url: str = ""
    catalog_id: str = ""
    templates: list[dict[str, Any]] = field(default_factory=lambda: [dict(each) for each in TEMPLATES])
    products: list[Product] = field(default_factory=list)

    def takes(self, token: str) -> bool:
        # as a shop's own server should compare
        return hmac.compare_digest(token.encode(), self.access_token.encode())

    def public(self) -> dict[str, Any]:
        """Everything but the token."""
        shown = asdict(self)
        del shown["access_token"]
        return shown


@dataclass(slots=True, kw_only=True)
class Customer:
    """One phone. `key` is the phone number, or the user id of those who hide it behind a username."""

    user_id: str
    name: str
    wa_id: str = ""
    username: str = ""

    @property
    def key(self) -> str:
        return self.wa_id or self.user_id

    def contact(self, *, with_username: bool = True) -> dict[str, Any]:
        """The entry of `contacts` in a webhook."""
        profile = {"name": self.name}
        if self.username and with_username:
            profile["username"] = self.username
        phone = {"wa_id": self.wa_id} if self.wa_id else {}
        return {"profile": profile, **phone, "user_id": self.user_id}

    def public(self) -> dict[str, Any]:
        return {"key": self.key, **asdict(self)}


def _text(given: dict[str, Any], name: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if not isinstance(value, str) or (default is None and not value):
        raise BadRequest(
            field=name, remedy="give a text that is not empty" if default is None else "give a text"
        )
    return value


def _refuse_unknown(given: dict[str, Any], known: set[str]) -> None:
    if strange := sorted(set(given) - known):
        raise BadRequest(field=strange[0], remedy=f"not known here; known are {', '.join(sorted(known))}")


def _product(given: Any) -> Product:
    if not isinstance(given, dict):
        raise BadRequest(field="products", remedy="give objects with retailer_id, name, price, currency")
    _refuse_unknown(given, {each.name for each in fields(Product)})
    price = given.get("price", 0)
    if isinstance(price, bool) or not isinstance(price, int | float) or price < 0:
        raise BadRequest(field="products.price", remedy="give a number that is not negative")
    words = {name: _text(given, name, "") for name in ("description", "image_link")}
    return Product(
        retailer_id=_text(given, "retailer_id"),
        name=_text(given, "name"),
        price=float(price),
        currency=_text(given, "currency", "KES"),
        **words,
    )


def shop_from(given: dict[str, Any]) -> Shop:
    """A shop from JSON. Raises BadRequest naming the field."""
    _refuse_unknown(given, {each.name for each in fields(Shop)})
    number_id = _text(given, "phone_number_id")
    if not _NUMBER.fullmatch(number_id):
        raise BadRequest(field="phone_number_id", remedy="give 5 to 20 digits")
    shop = Shop(
        phone_number_id=number_id,
        access_token=_text(given, "access_token"),
        name=_text(given, "name"),
        display_phone_number=_text(given, "display_phone_number"),
        waba_id=_text(given, "waba_id"),
        picture_url=_text(given, "picture_url", ""),
        catalog_id=_text(given, "catalog_id", ""),
        products=[_product(each) for each in _list(given, "products")],
    )
    # an empty list is an answer too: a shop without templates
    if "templates" in given:
        shop.templates = [_template(each) for each in _list(given, "templates")]
    return shop


def _list(given: dict[str, Any], name: str) -> list[Any]:
    value = given.get(name, [])
    if not isinstance(value, list):
        raise BadRequest(field=name, remedy="give a list")
    return value


def _template(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or not all(
        isinstance(given.get(key), str) for key in ("name", "language")
    ):
        raise BadRequest(field="templates", remedy="give objects with name, language and components")
    return {"status": "APPROVED", "category": "UTILITY", "components": [], **given}


def customer_from(given: dict[str, Any]) -> Customer:
    """A customer from JSON: `name`, and `wa_id` (digits), or `user_id` with an optional `username`."""
    _refuse_unknown(given, {each.name for each in fields(Customer)})
    wa_id, user_id = _text(given, "wa_id", ""), _text(given, "user_id", "")
    if wa_id and not _PHONE.fullmatch(wa_id):
        raise BadRequest(field="wa_id", remedy="give 7 to 15 digits, country code first, no plus sign")
    if not wa_id and not user_id:
        raise BadRequest(field="wa_id", remedy="give a phone number, or a user_id for someone who hides it")
    user_id = user_id or user_id_for(wa_id)
    if not _USER_ID.fullmatch(user_id):
        raise BadRequest(
            field="user_id", remedy="give two capitals, a full stop and letters or digits, as KE.1349120"
        )
    return Customer(
        user_id=user_id, name=_text(given, "name"), wa_id=wa_id, username=_text(given, "username", "")
    )


def user_id_for(wa_id: str) -> str:
    """The same user id for the same phone in every run."""
    digest = hashlib.sha256(wa_id.encode()).hexdigest()
    return "KE." + str(int(digest[:16], 16)).zfill(20)[:20]


class Directory:
    def __init__(self) -> None:
        self.shops: dict[str, Shop] = {}
        self.customers: dict[str, Customer] = {}
        self._by_user_id: dict[str, Customer] = {}

    def put_shop(self, shop: Shop) -> None:
        self.shops[shop.phone_number_id] = shop

    def put_customer(self, customer: Customer) -> None:
        """Add or replace. Raises BadRequest if the user id belongs to another phone."""
        holder = self._by_user_id.get(customer.user_id)
        if holder and holder.key != customer.key:
            raise BadRequest(
                field="user_id", remedy=f"{customer.user_id} belongs to {holder.key}; give another"
            )
        # a phone may get another user id; the old one must not lead to it any more
        if old := self.customers.get(customer.key):
            self._by_user_id.pop(old.user_id, None)
        self.customers[customer.key] = customer
        self._by_user_id[customer.user_id] = customer

    def find_customer(self, key: str) -> Customer | None:
        """By phone number or by user id."""
        return self.customers.get(key) or self._by_user_id.get(key)

    def customer(self, key: str) -> Customer:
        if found := self.find_customer(key):
            return found
        raise Unknown(what="customer", key=key, remedy="add one first, or look at GET /simulator/state")

    def shop(self, phone_number_id: str) -> Shop:
        if found := self.shops.get(phone_number_id):
            return found
        raise Unknown(
            what="shop", key=phone_number_id, remedy="put it to /simulator/shops/{phone_number_id} first"
        )

    def shows(self, link: str) -> bool:
        """True for the picture of a shop or of a product."""
        return any(
            link and link in (shop.picture_url, *(product.image_link for product in shop.products))
            for shop in self.shops.values()
        )
