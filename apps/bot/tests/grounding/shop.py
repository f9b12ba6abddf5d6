"""A shop whose facts are known to the letter, and products to say true and false things about."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from apps.bot.tests.turn.shop import PRODUCTS, MemoryCatalog, made
from apps.bot.turn.grounding import Evidence, Grounded, ground
from apps.bot.turn.types import Shop
from apps.catalog.facts import ProductFacts
from apps.messaging.whatsapp.outgoing import Buttons, Image, List, Outgoing, Text

SHOP = Shop(
    name="Mama Njeri Styles",
    currency="KES",
    link="https://njeri.example",
    facts={
        ("hours", "en"): "We are open Monday to Saturday, 9 am to 6 pm.",
        ("hours", "sw"): "Tunafungua Jumatatu hadi Jumamosi, saa tatu asubuhi hadi saa kumi na mbili jioni.",
        (
            "delivery",
            "en",
        ): "We deliver within Nairobi for KSh 200; elsewhere by courier for KSh 400 in 2 days.",
        ("payment", "en"): "You can pay by M-Pesa till 123456 or cash on delivery.",
        ("location", "en"): "Find us at Moi Avenue 12, Nairobi, second floor.",
        ("returns", "en"): "You can return an item within 7 days if it is unworn.",
        ("contact", "en"): "Call 0712 345 678 or write to hello@njeri.example.",
    },
)
MUG = made(
    "Blue Mug",
    1200,
    "Kitchen",
    stock=5,
    material="Ceramic",
    description="A ceramic mug, dishwasher safe. Holds 350 ml.",
)
PLATE = made("Red Plate", 900, "Kitchen", stock=0)
SHIRT = made(
    "Oxford Shirt",
    1200,
    "Shirts",
    options={"Colour": "Red Black", "Size": "S M"},
    dearer={"Black": -300},
    was=1500,
)
STOCK = (*PRODUCTS, MUG, PLATE, SHIRT)


def checked(
    replies: Sequence[Outgoing],
    *products: ProductFacts,
    language: str = "en",
    numbers: Sequence[int] = (),
    customer: str = "",
    catalog: MemoryCatalog | None = None,
) -> Grounded:
    evidence = Evidence(
        products=products or (MUG,),
        shop=SHOP,
        language=language,
        catalog=catalog or MemoryCatalog(STOCK),
        extra_numbers=tuple(map(Decimal, numbers)),
        customer_text=customer,
    )
    return ground(replies, evidence)


def leaves(
    text: str, *products: ProductFacts, language: str = "en", numbers: Sequence[int] = (), customer: str = ""
) -> str | None:
    """What a customer reads where `text` was to be said; None where nothing is."""
    result = checked([Text(text)], *products, language=language, numbers=numbers, customer=customer)
    assert bool(result.findings) == (result.replies != (Text(text),)), (
        "changed without a finding, or the reverse"
    )
    return next((reply.body for reply in result.replies if isinstance(reply, Text)), None)


def read(replies: Sequence[Outgoing]) -> Iterator[str]:
    """Every text a customer sees."""
    for reply in replies:
        match reply:
            case Text():
                yield reply.body
            case Image():
                yield reply.caption
            case Buttons():
                yield from (reply.body, reply.footer, *(button.title for button in reply.buttons))
            case List():
                yield from (reply.header, reply.body, reply.footer, reply.button)
                yield from (section.title for section in reply.sections)
                rows = [row for section in reply.sections for row in section.rows]
                yield from (text for row in rows for text in (row.title, row.description))
