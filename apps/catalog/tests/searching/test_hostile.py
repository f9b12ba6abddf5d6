"""Whatever is typed, and whatever a shop calls its goods, search answers."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.catalog.facts import ProductQuery
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import give, own_json, simple
from apps.catalog.text import tidy, words
from apps.tenants.models import Tenant

at_ease = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
typed = st.text(max_size=60) | st.sampled_from(
    ["%", "_", "'; DROP TABLE x; --", "*", "=red", "#clothing", "\\", "dress"]
)
prices = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2)


@given(
    words=typed,
    category=typed,
    options=st.lists(typed, max_size=3).map(tuple),
    low=prices,
    high=prices,
    stock=st.booleans(),
    order=typed | st.sampled_from(["price", "-price"]),
    offset=st.integers(0, 10_000),
)
@example("x" * 5_000, "", (), None, None, False, "", 0)
@example("\x00", "\x00", ("\x00",), None, None, True, "\x00", 0)
@example("dress " * 400, "", (), Decimal("1e30"), Decimal("-1e30"), False, "", 0)
@at_ease
def test_any_question_has_an_answer(
    wardrobe: TenantCatalog,
    words: str,
    category: str,
    options: tuple[str, ...],
    low: Decimal | None,
    high: Decimal | None,
    stock: bool,
    order: str,
    offset: int,
) -> None:
    wish: dict[str, Any] = {"price_min": low, "price_max": high, "in_stock_only": stock, "order": order}

    page = wardrobe.search(
        ProductQuery(words=words, category=category, options=options, offset=offset, **wish)
    )

    # something is always shown where a shop has something, unless the page lies behind the last one
    assert page.total > 0
    assert bool(page.products) == (offset < page.total)


@given(st.text(max_size=300))
@at_ease
def test_any_reply_can_be_looked_through_for_names(wardrobe: TenantCatalog, text: str) -> None:
    assert [p.name for p in wardrobe.named(f"{text} . maxi dress . {text}")].count("Maxi Dress") == 1


names = st.text(
    st.characters(exclude_categories=["C"], exclude_characters="<&"), min_size=1, max_size=40
).map(tidy)


@given(st.lists(names.filter(words), min_size=1, max_size=4, unique_by=lambda name: tuple(words(name))))
@example(["ﷺ" * 5, "a" * 90])
@pytest.mark.django_db
@at_ease
def test_a_product_is_found_by_its_own_name(given_names: list[str]) -> None:
    shop = Tenant.objects.create(slug=uuid.uuid4().hex, name="Duka")
    give(shop, own_json(*(simple(f"p{at}", name) for at, name in enumerate(given_names))))
    catalog = TenantCatalog(shop.id)

    for name in given_names:
        page = catalog.search(ProductQuery(words=name))

        assert name in [product.name for product in page.products]
        assert name in [product.name for product in catalog.named(name)]
