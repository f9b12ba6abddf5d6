"""Colours, sizes, materials, properties and measures."""

from dataclasses import replace

import pytest

from apps.bot.tests.grounding.shop import MUG, SHIRT, leaves
from apps.bot.tests.turn.shop import called, made
from apps.catalog.facts import ProductFacts

DRESS, KIONDO, SPARK, CANVAS = map(
    called, ("Ankara Wrap Dress", "Kiondo Bag", "Tecno Spark 20", "Canvas Sneakers")
)
SPEAKER = made("Boom Speaker", 3000, "Audio", bluetooth="Yes", waterproof="No", capacity="2000 mAh")


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("It is ceramic and dishwasher safe.", MUG),
        ("It holds 350ml, which is 0.35 litres.", MUG),
        ("The Oxford Shirt comes in Red and Black, sizes S and M.", SHIRT),
        ("Rangi: nyekundu, bluu. Saizi: S, M, L.", DRESS),
        ("No, it doesn't come in green, only red and blue.", DRESS),
        ("Hatuna ya kijani, lakini kuna nyekundu na bluu.", DRESS),
        ("Canvas Sneakers are KES 1,500 in white or black, sizes 40 to 42.", CANVAS),
        ("Kiondo Bag imesukwa kwa sisal na ina ngozi.", KIONDO),
        ("It is handwoven sisal with a leather strap.", KIONDO),
        ("It has a 6.6 inch screen and 128GB of storage.", SPARK),
        ("I'm not sure if it's waterproof; let me ask the shop.", KIONDO),
        ("It is not waterproof.", SPEAKER),
        ("It has Bluetooth and 2,000mAh.", SPEAKER),
        ("It comes in 2 colours and 3 sizes.", DRESS),
        ("Are you looking for something waterproof?", MUG),
    ],
)
def test_it_describes_the_thing_as_the_catalogue_does(text: str, product: ProductFacts) -> None:
    assert leaves(text, product) == text


@pytest.mark.parametrize(
    ("text", "product", "left"),
    [
        ("It is glass and dishwasher safe.", MUG, None),
        ("It holds 500ml.", MUG, None),
        ("It is waterproof.", SPEAKER, None),
        ("It does not have Bluetooth.", SPEAKER, None),
        ("It comes with a 1 year warranty.", MUG, None),
        ("Waterproof Blue Mug — KES 1,200", MUG, "Blue Mug — KES 1,200"),
        ("Oxford Shirt in Red and Green, sizes S and M.", SHIRT, "Oxford Shirt in Red, sizes S and M."),
        ("Saizi: S, M, XL.", SHIRT, "Saizi: S, M."),
        ("It's available in size XL.", SHIRT, None),
        ("Rangi: nyekundu, kijani.", DRESS, "Rangi: nyekundu."),
        ("The Tecno Spark 20 supports 5G.", SPARK, None),
        ("Blue Mug — KES 1,200 (5,000mAh)", MUG, "Blue Mug — KES 1,200"),
        ("It's a genuine Gucci dress.", DRESS, None),
        ("It comes in 5 colours.", DRESS, None),
        ("It is not made of ceramic.", MUG, None),
    ],
)
def test_it_adds_nothing_to_a_thing(text: str, product: ProductFacts, left: str | None) -> None:
    assert leaves(text, product) == left


def test_values_that_no_variant_has_together_do_not_stand_together() -> None:
    shoes = made("Trail Shoes", 2000, "Shoes", options={"Colour": "Red", "Size": "40"})
    more = made("Trail Shoes", 2000, "Shoes", options={"Colour": "Black", "Size": "42"})
    both = replace(shoes, variants=shoes.variants + more.variants)

    assert leaves("We have it in Red size 40.", both) == "We have it in Red size 40."
    assert leaves("We have it in Red size 42.", both) is None


def test_what_is_said_of_one_product_is_not_borne_out_by_another() -> None:
    assert (
        leaves("The Blue Mug is cotton. The Ankara Wrap Dress is cotton.", MUG, DRESS)
        == "The Ankara Wrap Dress is cotton."
    )


def test_a_value_of_an_option_is_no_word_of_the_sentence() -> None:
    hoodie = made("Logo Hoodie", 3500, "Hoodies", options={"Colour": "Red", "Logo": "Yes No"})
    pot = made("Clay Pot", 900, "Home", options={"Size": "Regular Large"}, dearer={"Large": 300})
    case = made("Print Case", 600, "Cases", options={"Fits": "Spark Nova"})
    nova = made("Nova", 9000, "Phones")
    for text, product in (
        ("1. Red / No — KSh 3,500 · In stock", hoodie),
        ("1. Regular — KSh 900\n2. Large — KSh 1,200", pot),
        ("*Print Case*\nFits: Spark, Nova\nKSh 600", case),
        ("The Print Case for Nova costs KSh 600.", case),
    ):
        assert leaves(text, product, nova) == text
