"""A question about a part of a product is about that product, and answered from what the catalogue says."""

import pytest

from apps.bot.tests.turn.shop import MemoryCatalog, made
from apps.bot.tests.turn.talking import Chat, body
from apps.catalog.facts import ProductFacts

KABAMBE = made(
    "Tivuka Kabambe 1",
    1599,
    "Phones",
    options={"Colour": "Black Red"},
    description="Keypad phone with torch and FM radio; a week of standby.",
    battery="1800 mAh",
    network="2G",
)
S5 = made(
    "Tivuka S5",
    15499,
    "Phones",
    options={"Storage": "64GB 128GB"},
    description="Comes without a charger.",
    battery="5000 mAh",
    camera="50 MP",
    network="4G",
)
BIG = made("Power Bank", 1900, "Power", battery="20000 mAh", description="A big battery for the road.")
TORCH = made("Rechargeable Torch", 850, "Lighting")


def chat() -> Chat:
    return Chat(catalog=MemoryCatalog(stock=(BIG, TORCH, KABAMBE, S5)))


def after(name: str) -> Chat:
    begun = chat()
    begun.write(name)
    return begun


@pytest.mark.parametrize(
    ("product", "text", "said"),
    [
        (KABAMBE, "how big is the battery?", "Battery: 1800 mAh"),
        (KABAMBE, "betri yake ni ngapi?", "Battery: 1800 mAh"),
        (KABAMBE, "does it have 4G?", "No. Network: 2G"),
        (KABAMBE, "ina 4G?", "No. Network: 2G"),
        (KABAMBE, "iko na tochi?", "Ndiyo. Keypad phone with torch and FM radio."),
        (KABAMBE, "is it 1800mah", "Yes. Battery: 1800 mAh"),
        (KABAMBE, "does it have 5000 mah", "No. Battery: 1800 mAh"),
        (S5, "and the camera?", "Camera: 50 MP"),
        (S5, "kamera gani?", "Camera: 50 MP"),
        (S5, "camera", "Camera: 50 MP"),
        (S5, "does it support 3G?", "Network: 4G"),
        (S5, "does it have 128gb?", "Yes. Storage: 64GB, 128GB"),
        (S5, "does it come with a charger?", "Comes without a charger."),
    ],
)
def test_a_part_is_told_of_the_product_in_focus(product: ProductFacts, text: str, said: str) -> None:
    talk = after(product.name)

    outcome = talk.write(text)

    assert body(outcome).splitlines()[0] == f"*{product.name}*"
    assert said in body(outcome).splitlines()
    assert outcome.findings == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what's the battery of the Tivuka S5", "Battery: 5000 mAh"),
        ("does Tivuka S5 have 5G?", "No. Network: 4G"),
        ("does the tivuka s5 have 4g", "Yes. Network: 4G"),
        ("kamera ya Tivuka S5 ni ngapi", "Camera: 50 MP"),
    ],
)
def test_a_part_is_told_of_the_product_that_is_named_whatever_is_in_focus(text: str, said: str) -> None:
    for talk in (chat(), after("power bank")):
        answer = body(talk.write(text))

        assert "*Tivuka S5*" in answer
        assert said in answer.splitlines()


@pytest.mark.parametrize("text", ["iko na bluetooth?", "does it have bluetooth?", "and the camera?"])
def test_of_a_part_the_catalogue_is_silent_about_it_says_so(text: str) -> None:
    answer = body(after("Tivuka Kabambe 1").write(text))

    assert "the shop has not told me" in answer or "duka halijaniambia" in answer
    assert "*Tivuka Kabambe 1*" in answer


@pytest.mark.parametrize("text", ["do you have a torch?", "torch", "nataka tochi", "show me torches"])
def test_a_wish_for_another_thing_is_no_question_about_this_one(text: str) -> None:
    assert "Rechargeable Torch" in body(after("Tivuka S5").write(text))
