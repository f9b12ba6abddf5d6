from decimal import Decimal

from apps.catalog.models import Product, Variant
from apps.catalog.tests.making import counts, csv_of, give, reasons, shopify, stored
from apps.tenants.models import Tenant

SHIRT = {
    "Handle": "shirt",
    "Title": "Shirt",
    "Variant Price": "1500",
    "Published": "true",
    "Status": "active",
}


def test_rows_of_one_handle_are_one_product_with_its_variants(shop: Tenant) -> None:
    sizes = {"Option1 Name": "Size", "Option1 Value": "M", "Variant SKU": "S-M", "Type": "Clothing > Shirts"}
    content = shopify(
        SHIRT | sizes | {"Image Src": "https://i/2.png", "Image Position": "2", "Tags": "men, office, men"},
        {"Handle": "shirt", "Option1 Value": "L", "Variant SKU": "S-L", "Variant Price": "1600"},
        {"Handle": "shirt", "Image Src": "https://i/1.png", "Image Position": "1"},
    )

    give(shop, content)

    assert stored(shop)["shirt"] == {
        "name": "Shirt",
        "category": ["Clothing", "Shirts"],
        "tags": ["men", "office"],
        "published": True,
        "images": ["https://i/1.png", "https://i/2.png"],
        "variants": {
            (("Size", "M"),): ("S-M", Decimal(1500), None, None),
            (("Size", "L"),): ("S-L", Decimal(1600), None, None),
        },
    }


def test_the_headings_of_2025_mean_the_same(shop: Tenant) -> None:
    row = {
        "URL handle": "shirt",
        "Title": "Shirt",
        "Description": "<p>Cool</p>",
        "Status": "Active",
        "SKU": "S-1",
        "Published on online store": "TRUE",
        "Option1 name": "Size",
        "Option1 value": "M",
        "Price": "1500",
        "Compare-at price": "1800",
        "Product image URL": "https://i/1.png",
        "Inventory tracker": "shopify",
        "Inventory quantity": "0",
        "Continue selling when out of stock": "DENY",
    }

    give(shop, csv_of(list(row), [row]).encode())

    shirt = stored(shop)["shirt"]
    assert shirt["variants"] == {(("Size", "M"),): ("S-1", Decimal(1500), Decimal(1800), 0)}
    assert (shirt["published"], shirt["images"]) == (True, ["https://i/1.png"])
    assert Product.objects.get().description == "Cool"


def test_a_former_price_below_the_present_one_is_no_reduction(shop: Tenant) -> None:
    give(shop, shopify(SHIRT | {"Variant Compare At Price": "900"}))

    assert Variant.objects.get().compare_at_price is None


def test_what_is_not_counted_or_sells_on_has_no_stock(shop: Tenant) -> None:
    tracked = {"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "0"}
    content = shopify(
        SHIRT | {"Handle": "gone"} | tracked,
        SHIRT | {"Handle": "sells-on", "Variant Inventory Policy": "continue"} | tracked,
        SHIRT | {"Handle": "untracked", "Variant Inventory Qty": "0"},
        SHIRT
        | {"Handle": "oversold", "Variant Inventory Qty": "-3"}
        | {"Variant Inventory Tracker": "shopify"},
    )

    give(shop, content)

    stock = dict(Variant.objects.values_list("product__handle", "stock"))
    assert stock == {"gone": 0, "sells-on": None, "untracked": None, "oversold": 0}


def test_drafts_and_hidden_products_are_not_shown(shop: Tenant) -> None:
    give(
        shop,
        shopify(
            SHIRT | {"Handle": "draft", "Status": "draft"},
            SHIRT | {"Handle": "hidden", "Published": "false"},
            SHIRT,
        ),
    )

    assert dict(Product.objects.values_list("handle", "is_published")) == {
        "draft": False,
        "hidden": False,
        "shirt": True,
    }


def test_one_sku_on_two_products_stands_for_neither(shop: Tenant) -> None:
    # Shopify allows it, WhatsApp's catalogue does not: handle and options tell them apart
    content = shopify(
        SHIRT | {"Handle": "a", "Variant SKU": "X"}, SHIRT | {"Handle": "b", "Variant SKU": "X"}
    )

    assert counts(give(shop, content)) == (2, 0, 0, 0)
    assert set(Variant.objects.values_list("sku", "retailer_id")) == {("X", "a"), ("X", "b")}


def test_the_same_options_twice_in_a_product_are_reported(shop: Tenant) -> None:
    size = {"Option1 Name": "Size", "Option1 Value": "M"}

    report = give(
        shop, shopify(SHIRT | size, {"Handle": "shirt", "Option1 Value": "M", "Variant Price": "9"})
    )

    assert reasons(report) == [(3, "duplicate variant: the same options stand earlier in 'shirt'")]
    assert Variant.objects.get().price == 1500
