"""What a canary says and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from apps.bot.models import ReferenceContext, TurnStatus
from apps.bot.services.configuration import configuration_of
from apps.bot.services.shelf import Shelf
from apps.catalog.facts import ProductFacts
from apps.messaging.models import Message
from apps.operations.canary.talk import Answer, CanaryTalk
from apps.orders.models import Order
from apps.tenants.models import Tenant

DELIVERY = "Canary, nowhere at all"
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    passed: bool
    detail: str = ""


@dataclass(slots=True)
class Talked:
    """What was said, and what was checked of it."""

    answers: list[Answer] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return bool(self.checks) and all(check.passed for check in self.checks)

    def heard(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        answered = answer.status == TurnStatus.ANSWERED and bool(answer.text)
        self.check(f"“{answer.said}” is answered", answered, answer.topic or answer.status)
        return answer

    def check(self, name: str, passed: bool, detail: str = "") -> bool:
        self.checks.append(Check(name, passed, detail))
        return passed


Script = Callable[[CanaryTalk, Tenant, Talked], None]


def one_message(text: str) -> Script:
    def script(talk: CanaryTalk, shop: Tenant, talked: Talked) -> None:
        talked.heard(talk.write(text))

    return script


def one_tap(talk: CanaryTalk, shop: Tenant, talked: Talked) -> None:
    """Answered at once: a tap says all there is to say, so that no quiet time is waited for."""
    talked.heard(talk.tap("a:browse", "Browse"))


def discovery(talk: CanaryTalk, shop: Tenant, talked: Talked) -> None:
    """The list, a product by its name, and both as the catalogue has them."""
    shown = _browsed(talk, shop, talked)
    if shown:
        name = shown[0].name
        answer = _found_by(talk, talked, name)
        talked.check(f"“{name}” is found by its name", name in answer.text)
        talked.check("nothing had to be taken out of the reply", not answer.findings)


def _found_by(talk: CanaryTalk, talked: Talked, name: str) -> Answer:
    """Where products are not shown at once, by the category that it lies in: one of those asked for."""
    answer = talked.heard(talk.write(name))
    for title, row_id in answer.taps if name not in answer.text else ():
        if row_id.startswith("m:"):
            answer = talked.heard(talk.tap(row_id, title))
        if name in answer.text:
            break
    return answer


def whole_flow(talk: CanaryTalk, shop: Tenant, talked: Talked) -> None:
    """Browse, refer, cart, checkout."""
    shown = _browsed(talk, shop, talked)
    place = next((place for place, one in enumerate(shown) if one.in_stock), None)
    if place is None:
        talked.check("something shown is in stock", passed=False, detail="nothing could be ordered")
        return
    product, listed = shown[place], talked.answers[-1]
    answer = talked.heard(_referred(talk, shop, place, product, listed))
    if not talked.check(f"the {ORDINALS[place]} is {product.name}", product.name in answer.text):
        return
    if _in_cart(talk, talked, answer):
        _ordered(talk, shop, talked)


def _browsed(talk: CanaryTalk, shop: Tenant, talked: Talked) -> tuple[ProductFacts, ...]:
    answer = talked.heard(talk.write("What do you sell?"))
    conversation_id = Message.objects.values_list("conversation_id", flat=True).get(pk=answer.message_id)
    ids = _shown_in(conversation_id)
    if not ids and answer.tap("c:"):
        # a shop that shows its categories first
        answer = talked.heard(talk.tap(answer.tap("c:") or "", "a category"))
        ids = _shown_in(conversation_id)
    shown = Shelf(shop.pk).products(ids)
    names = ", ".join(one.name for one in shown)
    talked.check("products of the shop are shown", bool(shown), names or "none: is its catalogue empty?")
    return shown


def _shown_in(conversation_id: UUID) -> list[UUID]:
    """Products of the newest list."""
    newest = ReferenceContext.objects.filter(conversation_id=conversation_id).order_by("-created_at").first()
    return [UUID(item["product_id"]) for item in newest.items if item["product_id"]] if newest else []


def _referred(talk: CanaryTalk, shop: Tenant, place: int, product: ProductFacts, listed: Answer) -> Answer:
    if configuration_of(shop.pk).enable_reference_resolution and len(listed.taps) > 1:
        return talk.write(f"the {ORDINALS[place]} one")
    row = listed.tap(f"p:{product.id}")
    return talk.tap(row, product.name) if row else talk.write(product.name)


def _in_cart(talk: CanaryTalk, talked: Talked, answer: Answer) -> bool:
    """By the button, and by the first variant where one must be chosen."""
    for _ in range(2):
        buy = answer.tap("b:")
        if buy is None:
            break
        answer = talked.heard(talk.tap(buy, "Buy"))
    return talked.check("it lies in the cart", answer.tap("a:checkout") is not None)


def _ordered(talk: CanaryTalk, shop: Tenant, talked: Talked) -> None:
    talked.heard(talk.tap("a:checkout", "Check out"))
    summary = talked.heard(talk.write(DELIVERY))
    confirm = summary.tap("k:")
    if not talked.check(
        "the order is summed up to be confirmed", confirm is not None and DELIVERY in summary.text
    ):
        return
    placed = talked.heard(talk.tap(confirm or "", "Confirm"))
    order = Order.objects.filter(tenant=shop, customer__user_id__endswith=talk.name).first()
    told = order is not None and order.number in placed.text
    talked.check("the order stands under the number that was told", told, order.number if order else "")
    held = sum(order.lines.values_list("held", flat=True)) if order else 0
    talked.check("it is a canary's and keeps no stock", bool(order and order.is_synthetic and not held))
