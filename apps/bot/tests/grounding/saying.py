"""Replies rendered from a catalogue, true ones, and the same with one thing in them made false."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.bot.tests.grounding.forms import bare, forms, is_in, traces
from apps.bot.tests.grounding.sentences import ENGLISH, SWAHILI
from apps.bot.tests.grounding.shop import read
from apps.bot.turn.text import shortened
from apps.catalog.facts import ProductFacts
from apps.messaging.whatsapp.outgoing import Button, Buttons, Image, List, Outgoing, Row, Section, Text

_PLACE = re.compile(r"{(\w+)}")
_NAMES = ("Titan Lamp", "Aurora Kettle", "Zephyr Boots", "Savanna Deluxe", "Galaxy A99", "Kilimo Blender Pro")
_SIZES = ("49", "XXXL", "51", "52")
_PROPERTIES = ("waterproof", "rechargeable", "halal", "fireproof", "windproof", "biodegradable")
_COLOURS = ("turquoise", "maroon", "khaki", "indigo")


@dataclass(frozen=True, slots=True)
class Said:
    """`false` are the traces by which a made-up thing would be seen to survive; none of a true reply."""

    sentence: str
    replies: tuple[Outgoing, ...]
    products: tuple[ProductFacts, ...]
    language: str
    kind: str = ""
    false: tuple[str, ...] = ()

    def survives(self, replies: Sequence[Outgoing]) -> bool:
        return any(is_in(trace, text) for trace in self.false for text in read(replies))


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at a place of a sentence: the truth, and a falsehood with its traces."""

    true: str
    false: str
    traces: tuple[str, ...]


def replies(rng: random.Random, catalogue: Sequence[ProductFacts], *, false: bool) -> Iterator[Said]:
    """Without end. Only sentences are used whose every place the drawn product can fill."""
    while True:
        product, other = rng.sample(list(catalogue), 2)
        language, sentences = rng.choice((("en", ENGLISH), ("sw", SWAHILI)))
        sentence = rng.choice(sentences).replace("\\n", "\n")
        places = {name: place_of(rng, name, product, other) for name in _PLACE.findall(sentence)}
        filled = {name: place for name, place in places.items() if place is not None}
        if len(filled) < len(places) or ("name2" in places and product.price_min == other.price_min):
            continue
        wrong = rng.choice(list(filled)) if false else ""
        shown = {name: place.false if name == wrong else place.true for name, place in filled.items()}
        text = _PLACE.sub(lambda found, shown=shown: shown[found[1]], sentence)  # type: ignore[misc]
        about = (product, other) if "{name}" in sentence else (product,)
        made_up = filled[wrong].traces if wrong else ()
        yield Said(sentence, (_carried(rng, text, about),), about, language, wrong, made_up)


def place_of(rng: random.Random, name: str, product: ProductFacts, other: ProductFacts) -> Place | None:
    """None where the product has no such thing: no old price, no size, no stock that is counted."""
    if name.endswith("2"):
        return place_of(rng, name[:-1], other, product)
    if name in ("name", "link", "size", "colour"):
        return _word(rng, name, product, other)
    if name in ("about", "detail"):
        return _described(rng, name, product)
    if name in ("there", "There", "iko"):
        return _presence(name, product)
    if name == "some":
        return _some_left(rng, product, other)
    if name in ("left", "percent"):
        return _count(rng, name, product, other)
    amount = _amounts(product).get(name)
    if amount is None or amount <= 0:
        return None
    wrong = _other_amount(rng, amount, product, other)
    return Place(rng.choice(forms(amount)), rng.choice(forms(wrong)), tuple(traces(wrong)))


def _amounts(product: ProductFacts) -> Mapping[str, Decimal]:
    low, high = product.price_min, product.price_max
    if low < high:
        return {"low": low, "high": high}
    before = {variant.compare_at_price for variant in product.variants}
    was = before.pop() if len(before) == 1 else None
    return {"price": low} | ({"was": was, "save": was - low} if was and was > low else {})


def _other_amount(rng: random.Random, amount: Decimal, *products: ProductFacts) -> Decimal:
    """An amount that nothing of these products is, and that none of their prices add up to."""
    taken = {v.price for p in products for v in p.variants} | {
        v.compare_at_price for p in products for v in p.variants
    }
    while True:
        wrong = Decimal(max(11, round(amount * Decimal(rng.uniform(0.5, 1.8))) + rng.randint(0, 60)))
        spelled = any(str(wrong) in product.name for product in products)
        if (
            not spelled
            and wrong not in taken
            and wrong != amount
            and all(wrong % price for price in taken if price)
        ):
            return wrong


def _word(rng: random.Random, name: str, product: ProductFacts, other: ProductFacts) -> Place | None:
    said = repr(product).lower()
    if name == "name":
        wrong = rng.choice(_NAMES)
        return Place(product.name, wrong, (bare(wrong),))
    if name == "link":
        wrong = rng.choice((other.link, product.link + "-sale", "https://cheap-deals.example/x"))
        return Place(product.link, wrong, (bare(wrong),)) if product.link else None
    values = [
        v
        for variant in product.variants
        if variant.in_stock
        for key, v in variant.options
        if _is_called(key, name)
    ]
    wrong = next(
        word for word in rng.sample(_SIZES if name == "size" else _COLOURS, 4) if word.lower() not in said
    )
    return Place(rng.choice(values), wrong, (bare(wrong),)) if values else None


def _described(rng: random.Random, name: str, product: ProductFacts) -> Place | None:
    """The catalogue's own words, with a property more or another figure."""
    if name == "about":
        said = re.split(r"(?<=[.!?])\s", product.description.split("\n")[0])[0]
        wrong = rng.choice([word for word in _PROPERTIES if word not in repr(product).lower()])
        return (
            Place(said, f"{said} It is {wrong}.", (wrong,))
            if 10 < len(said) < 200 and said[-1] == "."
            else None
        )
    figures = [
        (key, value) for key, value in product.attributes if re.fullmatch(r"\d{2,4} ?[A-Za-z]+", value)
    ]
    if not figures:
        return None
    key, value = rng.choice(figures)
    wrong = re.sub(r"\d+", lambda found: str(int(found[0]) + rng.randint(3, 90)), value)
    return Place(f"{key}: {value}", f"{key}: {wrong}", (bare(wrong),))


def _is_called(key: str, name: str) -> bool:
    return key.lower() in ({"size"} if name == "size" else {"colour", "color"})


def _presence(name: str, product: ProductFacts) -> Place | None:
    if any(variant.in_stock != product.in_stock for variant in product.variants):
        return None
    there, gone = {
        "there": ("in stock", "sold out"),
        "There": ("In stock", "Out of stock"),
        "iko": ("ipo", "imeisha"),
    }[name]
    true, wrong = (there, gone) if product.in_stock else (gone, there)
    return Place(true, wrong, (wrong.lower(),))


def _count(rng: random.Random, name: str, product: ProductFacts, other: ProductFacts) -> Place | None:
    if name == "left":
        stocks = [variant.stock for variant in product.variants]
        names = f"{product.name} {other.name}"
        total = sum(stock or 0 for stock in stocks)
        wrong = rng.choice([n for n in range(1, 40) if n not in (total, *stocks) and str(n) not in names])
        return Place(str(total), str(wrong), (str(wrong),)) if total and None not in stocks else None
    amounts = _amounts(product)
    if "was" not in amounts:
        return None
    percent = round(amounts["save"] * 100 / amounts["was"])
    wrong = rng.choice([n for n in range(5, 90) if abs(n - percent) > 1])
    return Place(str(percent), str(wrong), (f"{wrong}%",))


def _some_left(rng: random.Random, product: ProductFacts, other: ProductFacts) -> Place | None:
    """What is left in some of its options, which are listed below; false it may be what is left of all."""
    pairs = sorted({pair for variant in product.variants for pair in variant.options if "," not in pair[1]})
    if not pairs or any(variant.stock is None for variant in product.variants):
        return None
    listed = rng.sample(pairs, 1)
    there = [v.stock or 0 for v in product.variants if set(listed) <= set(v.options)]
    total, everything = sum(there), sum(v.stock or 0 for v in product.variants)
    named = f"{product.name} {other.name} {listed}"
    likely = (everything,) * 20
    wrong = rng.choice([n for n in (*likely, *range(1, 40)) if n != total and str(n) not in named] or [0])
    if not total or not wrong:
        return None
    lines = "\n".join(f"{name}: {value}" for name, value in listed)
    return Place(f"Only {total} left\n{lines}", f"Only {wrong} left\n{lines}", (f"only {wrong} left",))


def _carried(rng: random.Random, text: str, about: tuple[ProductFacts, ...]) -> Outgoing:
    """By one of the kinds of message; a short one line may be a row's, a footer's or a button's."""
    rows = tuple(Row(f"p:{product.id}", shortened(product.name, 24)) for product in about)
    tap = Button(f"b:{about[0].id}", "Buy")
    lists = (Section("", rows),)
    carriers: list[Outgoing] = [
        Text(text),
        Image("https://shop.example/a.png", text),
        Buttons(text, (tap,)),
        List(text, "See products", lists),
    ]
    if len(text) <= 60 and "\n" not in text:
        carriers.append(List("Here they are:", "See products", lists, footer=text))
        carriers.append(List("Here they are:", "See products", lists, header=text))
        row = replace(rows[0], description=text)
        carriers.append(List("Here they are:", "See products", (Section("", (row, *rows[1:])),)))
    return rng.choice(carriers)
