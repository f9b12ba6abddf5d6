"""The example of docs/reference/catalogue-json.md is imported as it stands there."""

import re
from decimal import Decimal
from pathlib import Path

from apps.catalog.models import Product, ProductImage
from apps.catalog.services import import_json
from apps.catalog.tests.making import counts, give, stored
from apps.tenants.models import Tenant

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "catalogue-json.md"
RED_M = (("Colour", "Red"), ("Size", "M"))


def test_the_example_comes_in_whole(shop: Tenant) -> None:
    example = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    report = give(shop, example[0].encode())

    assert len(example) == 1
    assert counts(report) == (2, 0, 0, 0)
    found = stored(shop)
    assert found["kitenge-wrap-dress"]["variants"][RED_M] == ("KWD-RED-M", Decimal(2800), Decimal(3400), 4)
    assert found["kitenge-wrap-dress"]["category"] == ["Women", "Dresses"]
    assert found["kiondo-basket"]["variants"] == {(): ("", Decimal(1500), None, 12)}
    assert [image.alt for image in ProductImage.objects.all()] == ["", "Seen from behind"]
    assert Product.objects.get(handle="kitenge-wrap-dress").attributes == [
        ["Material", "Cotton"],
        ["Care", "Cold wash"],
    ]


def test_the_page_names_every_key_that_is_read() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))

    assert named == import_json.TOP_KEYS | import_json.PRODUCT_KEYS | import_json.VARIANT_KEYS
