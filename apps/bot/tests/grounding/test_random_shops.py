"""Whatever a shop sells at whatever price: true sentences leave to the letter, a made-up thing never does."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from uuid import NAMESPACE_URL, UUID, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.bot.tests.grounding.saying import Said, replies
from apps.bot.tests.grounding.shop import SHOP
from apps.bot.tests.turn.shop import MemoryCatalog
from apps.bot.turn.grounding import Evidence, Grounded, ground
from apps.catalog.facts import ProductFacts, VariantFacts

_FIRST = st.sampled_from(
    "Savanna Coastal Blue Red Classic Mini Leather Cotton Smart Long Kids Acacia Nyota Simba Copper".split()
)
_SECOND = st.sampled_from(
    "Lamp Mug Shirt Kettle Sandal Basket Radio Chair Blanket Torch Jug Scarf Belt Stool Tray".split()
)
_SUFFIX = st.sampled_from(["", "", "", " 2", " XL500", " 500ml", " Plus", " (Large)", " 3-in-1", " A54"])
_NAME = st.builds(lambda first, second, suffix: f"{first} {second}{suffix}", _FIRST, _SECOND, _SUFFIX)
_PRICE = st.one_of(
    st.integers(min_value=10, max_value=900_000).map(Decimal),
    st.integers(min_value=1000, max_value=9_999_999).map(lambda cents: Decimal(cents) / 100),
)
_Options = list[tuple[tuple[str, str], ...]]
_OPTIONS: st.SearchStrategy[_Options] = st.sampled_from(
    [[()], [()], [(("Size", "40"),), (("Size", "41"),)], [(("Colour", "Red"),), (("Colour", "Black"),)],
     [(("Size", "S"), ("Colour", "White")), (("Size", "XL"), ("Colour", "White"))]]
)  # fmt: skip


@st.composite
def _products(draw: st.DrawFn, name: str) -> ProductFacts:
    price, dearer = draw(_PRICE), draw(st.sampled_from([Decimal(0), Decimal(0), Decimal(250)]))
    was = draw(
        st.one_of(st.none(), st.integers(min_value=1, max_value=500).map(lambda more: price + dearer + more))
    )
    options, stock = draw(_OPTIONS), draw(st.one_of(st.none(), st.integers(min_value=0, max_value=60)))
    variants = tuple(
        VariantFacts(
            uuid5(NAMESPACE_URL, f"{name}/{n}"), "", f"{name}-{n}", values, price + n * dearer, was, stock
        )
        for n, values in enumerate(options)
    )
    link = f"https://njeri.example/p/{name.replace(' ', '-').lower()}"
    product_id = uuid5(NAMESPACE_URL, name)
    return ProductFacts(product_id, name, name, "Things", "", "", "KES", (), (), "", link, variants)


@st.composite
def _catalogues(draw: st.DrawFn) -> list[ProductFacts]:
    """At least one has one price, or few sentences could be said."""
    names = draw(st.lists(_NAME, min_size=2, max_size=6, unique=True))
    products = [draw(_products(name)) for name in names]
    variant = VariantFacts(UUID(int=7), "", "oven", (), Decimal(1330), None, 4)
    oven = replace(products[0], id=UUID(int=8), handle="oven", name="Jua Clay Oven", variants=(variant,))
    return [*products, replace(oven, link="https://njeri.example/p/oven")]


def _checked(said: Said, products: list[ProductFacts]) -> Grounded:
    return ground(said.replies, Evidence(said.products, SHOP, said.language, MemoryCatalog(products)))


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(_catalogues(), st.integers(0, 2**32))
def test_nothing_true_is_changed(products: list[ProductFacts], seed: int) -> None:
    for said in islice(replies(random.Random(seed), products, false=False), 4):
        result = _checked(said, products)
        assert result.replies == said.replies, (said.replies, result.findings)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(_catalogues(), st.integers(0, 2**32))
def test_nothing_made_up_survives(products: list[ProductFacts], seed: int) -> None:
    for said in islice(replies(random.Random(seed), products, false=True), 4):
        result = _checked(said, products)
        assert not said.survives(result.replies), (said, result)
