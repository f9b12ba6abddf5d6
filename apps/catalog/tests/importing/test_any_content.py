"""Whatever is in a file: the same facts, a report, or a clear error; never a traceback."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.catalog.errors import CatalogueError
from apps.catalog.facts import ProductQuery
from apps.catalog.models import Product
from apps.catalog.services.import_formats import CSV_FORMATS, FORMATS
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import SHOPIFY, counts, csv_of, give, own_json, stored
from apps.catalog.text import tidy
from apps.tenants.models import Tenant

pytestmark = pytest.mark.django_db
at_ease = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

# as a shop writes it: no markup, no spaces at the ends, not empty
letters = st.characters(exclude_categories=["C"], exclude_characters="<&")
plain = st.text(letters, min_size=1, max_size=30).map(tidy).filter(bool)
prices = st.decimals(min_value=0, max_value=9_999_999, places=2, allow_nan=False)
stocks = st.none() | st.integers(0, 10_000)
paths = st.lists(st.from_regex(r"[A-Za-z][a-z]{0,8}", fullmatch=True), max_size=3)


@st.composite
def variants(draw: st.DrawFn) -> list[dict[str, Any]]:
    name = draw(plain)
    chosen = draw(st.lists(plain, min_size=1, max_size=4, unique=True))
    return [
        {
            "options": {name: value},
            "price": str(draw(prices)),
            "stock": draw(stocks),
            "retailer_id": str(uuid.uuid4()),
        }
        for value in chosen
    ]


products: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    handle=plain,
    name=plain,
    description=plain,
    category=paths.map(" > ".join),
    tags=st.lists(plain, max_size=3, unique=True),
    attributes=st.dictionaries(plain, plain, max_size=3),
    images=st.lists(st.from_regex(r"https://[a-z]{1,9}/[a-z]{1,9}\.png", fullmatch=True), max_size=2),
    published=st.booleans(),
    variants=variants(),
)


def new_shop() -> Tenant:
    return Tenant.objects.create(slug=uuid.uuid4().hex, name="Duka", currency="KES")


@given(st.lists(products, max_size=4, unique_by=lambda product: product["handle"]))
@at_ease
def test_what_is_written_as_our_json_comes_in_as_it_was(written: list[dict[str, Any]]) -> None:
    shop = new_shop()

    report = give(shop, own_json(*written))

    assert report.rejected == []
    found = stored(shop)
    assert set(found) == {product["handle"] for product in written}
    for product in written:
        held = found[product["handle"]]
        sold = {options: (str(price), stock) for options, (_, price, _, stock) in held["variants"].items()}
        assert sold == {
            tuple(variant["options"].items()): (variant["price"], variant["stock"])
            for variant in product["variants"]
        }
        assert held["name"] == product["name"]
        assert " > ".join(held["category"]).casefold() == product["category"].casefold()
        assert (held["tags"], held["images"]) == (product["tags"], product["images"])
        assert held["published"] == product["published"]
    attributes = dict(Product.objects.filter(tenant=shop).values_list("handle", "attributes"))
    assert attributes == {p["handle"]: [list(pair) for pair in p["attributes"].items()] for p in written}
    assert counts(give(shop, own_json(*written))) == (0, 0, len(written), 0)


@given(st.lists(products, min_size=1, max_size=3, unique_by=lambda product: product["handle"]))
@at_ease
def test_what_came_in_and_is_shown_is_found_by_browsing(written: list[dict[str, Any]]) -> None:
    shop = new_shop()

    give(shop, own_json(*written))

    page = TenantCatalog(shop.id).search(ProductQuery())
    assert {found.handle for found in page.products} == {p["handle"] for p in written if p["published"]}


def swallow(content: bytes, format: str | None = None) -> None:
    """Into a shop, twice: an error of ours is fine, any other is not; nor is a second, different outcome."""
    shop = new_shop()
    try:
        first = give(shop, content, format=format)
    except CatalogueError:
        return
    again = give(shop, content, format=format)
    assert (again.created, again.updated) == (0, 0)
    assert again.unchanged == first.created
    json.dumps(first.as_dict())


@given(st.binary(max_size=300), st.sampled_from([None, *FORMATS]))
@example(b'"', None)
@example(b"\xff\xfe\x00\xd8", None)
@at_ease
def test_any_bytes_end_in_an_error_or_a_report(content: bytes, format: str | None) -> None:
    swallow(content, format)


cells = st.sampled_from(
    ["", "1", "x", "0.5", "-1", "1,5", "²", "1e999", "=1", "<![x[", "\x00", "ﷺ" * 90, "a>b|c"]
)


@given(st.data())
@at_ease
def test_any_cells_under_known_columns_end_in_a_report(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(CSV_FORMATS)))
    known = sorted(
        CSV_FORMATS[name].known_by[0] | {column.casefold() for column in SHOPIFY} | {"id", "stock"}
    )
    rows = data.draw(
        st.lists(st.fixed_dictionaries(dict.fromkeys(known, cells | st.text(max_size=8))), max_size=4)
    )

    swallow(csv_of(known, rows).encode("utf-8", "surrogatepass"), name)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
OUR_KEYS = [
    "handle",
    "name",
    "price",
    "stock",
    "variants",
    "options",
    "tags",
    "images",
    "category",
    "position",
]
SALEOR_MODELS = ["product.product", "product.productvariant", "product.productvariantchannellisting"]


@given(st.lists(st.dictionaries(st.sampled_from(OUR_KEYS), anything | st.just("a"), max_size=8), max_size=3))
@at_ease
def test_any_values_under_our_keys_end_in_a_report(items: list[Any]) -> None:
    swallow(own_json(*items))


saleor_fields = st.dictionaries(
    st.sampled_from(["slug", "name", "product", "variant", "currency", "price_amount", "category", "sku"]),
    st.sampled_from([1, "1", "a", "USD"]) | anything,
    max_size=8,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "model": st.sampled_from(SALEOR_MODELS),
                "pk": st.just(1) | anything,
                "fields": saleor_fields | anything,
            }
        ),
        max_size=4,
    )
)
@at_ease
def test_any_saleor_rows_end_in_a_report(items: list[Any]) -> None:
    swallow(json.dumps([*items, {"model": SALEOR_MODELS[-1]}]).encode())
