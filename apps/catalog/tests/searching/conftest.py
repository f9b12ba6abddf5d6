from typing import Any

import pytest

from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import give, own_json, simple
from apps.tenants.models import Tenant


def worn(handle: str, name: str, category: str, price: int, *variants: str, **more: Any) -> dict[str, Any]:
    """A piece of clothing; each variant is written as `Red/M/4`: colour, size, stock."""
    sold = []
    for at, (colour, size, stock) in enumerate(variant.split("/") for variant in variants):
        options = {"Colour": colour, "Size": size}
        sold.append(
            {"retailer_id": f"{handle}-{at}", "options": options, "price": price + 100 * at, "stock": stock}
        )
    return {"handle": handle, "name": name, "category": category, "variants": sold, **more}


WARDROBE = [
    worn("wrap-dress", "Wrap Dress", "Clothing > Dresses", 2500, "Red/M/0", "Red/L/3", "Blue/M/4"),
    worn("maxi-dress", "Maxi Dress", "Clothing > Dresses", 3200, "Red/M/2", "Black/L/5"),
    worn("day-dress", "Day Dress", "Clothing > Dresses", 1800, "Blue/S/6", "Blue/L/0"),
    worn("polo", "Polo T-shirt", "Clothing > Shirts", 1200, "White/M/9", "Green/L/9"),
    worn("oxford", "Long-sleeve Oxford Shirt", "Clothing > Shirts", 1900, "White/L/2"),
    simple("kiondo", "Kiondo Basket Bag", 1500, category="Bags", attributes={"Material": "Sisal"}, stock=0),
    simple(
        "power", "Power Bank 10000 mAh", 2200, category="Electronics", description="Charges a phone twice."
    ),
    simple("water", "Still Water 1.5 Litres", 120, category="Drinks", stock=40),
    simple("ng", "Ng'ombe Beef 1kg", 780, category="Meat"),
    simple("kale", "Sukuma Wiki", 30, category="Vegetables", tags=["kale", "greens"]),
    simple("knife", "Kitchen Knives", 450, category="Kitchen"),
    simple("draft", "Secret Dress", 10, category="Clothing > Dresses", published=False),
]


@pytest.fixture
def wardrobe(shop: Tenant) -> TenantCatalog:
    report = give(shop, own_json(*WARDROBE))
    assert not report.rejected
    return TenantCatalog(shop.id)


@pytest.fixture
def empty(shop: Tenant) -> TenantCatalog:
    return TenantCatalog(shop.id)
