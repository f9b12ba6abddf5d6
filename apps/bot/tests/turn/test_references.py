"""What customers point at, after a list was shown to them."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from apps.bot.tests.turn.shop import MemoryCatalog, called, made
from apps.bot.tests.turn.talking import shown_as
from apps.bot.turn import row_ids
from apps.bot.turn.combine import Combined
from apps.bot.turn.lexicon.fillers import FILLERS
from apps.bot.turn.references import Resolution, Seen, Signal, Target, resolve
from apps.bot.turn.references.matching import described, fitting
from apps.bot.turn.types import ConversationState, ListKind, NewList, ShownItem, ShownList
from apps.bot.turn.understand import understand
from apps.catalog.facts import ProductFacts
from apps.catalog.text import words

DRESSES = ("Ankara Wrap Dress", "Linen Sun Dress", "Maxi Evening Dress")
PHONES = ("Samsung Galaxy A15", "Tecno Spark 20", "Nokia 105")
SHARED = Path(os.environ.get("WABOT_SHARED_DATA", Path(__file__).parents[5] / "shared/data"))


def listed(*names: str, wa_id: str = "", kind: ListKind = ListKind.PRODUCTS) -> ShownList:
    items = (
        ShownItem(n, name, called(name).id, price=called(name).price_min) for n, name in enumerate(names, 1)
    )
    return shown_as(NewList(kind, tuple(items)), wa_id=wa_id)


def resolved(
    text: str,
    *lists: ShownList,
    focus: str = "",
    catalog: MemoryCatalog | None = None,
    typed: bool = True,
    heard: Combined | None = None,
) -> Resolution:
    state = ConversationState(lists=lists, focus_product_id=called(focus).id if focus else None)
    catalog = catalog or MemoryCatalog()
    seen = Seen.of(state, catalog)
    said = understand(text, "KES")
    heard = replace(heard or Combined(""), text=text, messages=1)
    return resolve(heard, said, seen, catalog, currency="KES", typed=typed)


def names(targets: Sequence[Target]) -> list[str]:
    return [target.product.name for target in targets]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the second one", "Linen Sun Dress"),
        ("second", "Linen Sun Dress"),
        ("2", "Linen Sun Dress"),
        ("no 2", "Linen Sun Dress"),
        ("#2", "Linen Sun Dress"),
        ("2️⃣", "Linen Sun Dress"),
        ("option 2 please", "Linen Sun Dress"),
        ("ya pili", "Linen Sun Dress"),
        ("nataka ya pili", "Linen Sun Dress"),
        ("buda nipee hiyo ya pili", "Linen Sun Dress"),
        ("how much is the 2nd one?", "Linen Sun Dress"),
        ("nataka 2", "Linen Sun Dress"),
        ("mbili", "Linen Sun Dress"),
        ("last one", "Maxi Evening Dress"),
        ("ya mwisho", "Maxi Evening Dress"),
        ("the last one, how many are left", "Maxi Evening Dress"),
        ("second last", "Linen Sun Dress"),
        ("the red one", "Ankara Wrap Dress"),
        ("ile nyekundu", "Ankara Wrap Dress"),
        ("hiyo black ni how much", "Maxi Evening Dress"),
        ("not the red one, the white one", "Linen Sun Dress"),
        ("the cheaper one", "Linen Sun Dress"),
        ("ya bei nafuu", "Linen Sun Dress"),
        ("ipi ni rahisi?", "Linen Sun Dress"),
        ("which is the most expensive?", "Maxi Evening Dress"),
        ("ile ya bei ghali", "Maxi Evening Dress"),
        ("the one for 1,800", "Linen Sun Dress"),
        ("ile ya 1800", "Linen Sun Dress"),
        ("the one at 3.5k", "Maxi Evening Dress"),
        ("ile ya elfu moja mia nane", "Linen Sun Dress"),
        ("the ankara one", "Ankara Wrap Dress"),
        ("the ankra dress", "Ankara Wrap Dress"),
        ("linen sun dress", "Linen Sun Dress"),
        ("how much is the linen", "Linen Sun Dress"),
        ("the cotton one", "Ankara Wrap Dress"),
        ("bei ya maxi", "Maxi Evening Dress"),
        ("the middle one", "Linen Sun Dress"),
        ("ile ya kati", "Linen Sun Dress"),
    ],
)
def test_it_knows_which_one_is_meant(text: str, name: str) -> None:
    resolution = resolved(text, listed(*DRESSES))

    assert names(resolution.targets) == [name]
    assert resolution.is_typed


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 and 3", [0, 2]),
        ("1,3", [0, 2]),
        ("1 na 3", [0, 2]),
        ("the first and the last", [0, 2]),
        ("the first two", [0, 1]),
        ("hizo mbili za kwanza", [0, 1]),
        ("mbili za mwisho", [1, 2]),
        ("all of them", [0, 1, 2]),
        ("zote tatu", [0, 1, 2]),
        ("the red one and the black one", [0, 2]),
        ("compare ankara and maxi", [0, 2]),
    ],
)
def test_it_knows_when_several_are_meant(text: str, meant: list[int]) -> None:
    assert names(resolved(text, listed(*DRESSES)).targets) == [DRESSES[index] for index in meant]


@pytest.mark.parametrize("text", ["both", "zote mbili", "hizo mbili", "the two of them"])
def test_both_are_both_where_there_are_two(text: str) -> None:
    two = listed(*DRESSES[:2])

    assert names(resolved(text, two).targets) == list(DRESSES[:2])
    # and of three the customer says which
    assert len(resolved(text, listed(*DRESSES)).candidates) == 3


@pytest.mark.parametrize("text", ["the other one", "ile ingine", "not that one", "sitaki hiyo"])
def test_the_other_is_the_one_that_was_not_spoken_of(text: str) -> None:
    assert names(resolved(text, listed(*DRESSES[:2]), focus=DRESSES[0]).targets) == [DRESSES[1]]
    assert names(resolved(text, listed(*DRESSES), focus=DRESSES[0]).candidates) == list(DRESSES[1:])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the white one", ("Linen Sun Dress", "Canvas Sneakers", "Kiondo Bag")),
        ("how much is it?", DRESSES),
        ("bei gani", DRESSES),
        ("the one for 1200", ("Leather Sandals", "Fast Charger 25W", "Kiondo Bag")),
        ("the cheapest one", ("Leather Sandals", "Fast Charger 25W", "Kiondo Bag")),
    ],
)
def test_it_asks_when_two_fit(text: str, shown: tuple[str, ...]) -> None:
    resolution = resolved(text, listed(*shown))

    assert not resolution.targets
    assert len(resolution.candidates) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "do you have sneakers",
        "nataka viatu",
        "red dresses under 2000",
        "red ones",
        "za bei nafuu",
        "something cheaper",
        "I need a second phone for my mum",
        "2 pairs of socks",
        "samsung",
        "thanks",
        "what time do you open",
        "how much is delivery",
    ],
)
def test_a_new_wish_points_at_nothing(text: str) -> None:
    assert not resolved(text, listed(*DRESSES)).found


def test_the_newest_list_is_meant_first() -> None:
    lists = listed(*PHONES), listed(*DRESSES)

    assert names(resolved("ya pili", *lists).targets) == ["Tecno Spark 20"]
    assert names(resolved("the first one", *lists).targets) == ["Samsung Galaxy A15"]


def test_an_older_list_is_meant_where_the_newest_does_not_fit() -> None:
    lists = listed(*PHONES[:2]), listed(*DRESSES)

    assert names(resolved("the third one", *lists).targets) == ["Maxi Evening Dress"]
    assert names(resolved("ile ya linen", *lists).targets) == ["Linen Sun Dress"]


def test_a_card_opened_from_a_list_leaves_the_list_to_choose_from() -> None:
    card = listed("Linen Sun Dress")

    resolution = resolved("1", card, listed(*DRESSES), focus="Linen Sun Dress")

    assert names(resolution.targets) == ["Ankara Wrap Dress"]


def test_a_position_behind_the_end_is_not_guessed() -> None:
    assert resolved("the ninth one", listed(*DRESSES)).beyond == 3
    assert resolved("ya pili").beyond == 0


def test_a_bare_number_without_a_list_asks_for_a_list_that_is_gone() -> None:
    assert resolved("2").beyond == 0
    # but after a card it is no position
    assert not resolved("2", focus="Kiondo Bag").found


def test_a_number_after_a_card_counts_pieces() -> None:
    resolution = resolved("I'll take 2", listed(*DRESSES), focus="Kiondo Bag")

    assert (names(resolution.targets), resolution.quantity) == (["Kiondo Bag"], 2)


@pytest.mark.parametrize(
    "text", ["how much is it", "hii ni bei gani", "do you still have it", "nataka hiyo", "iko?"]
)
def test_it_is_what_was_spoken_of_last(text: str) -> None:
    resolution = resolved(text, listed(*DRESSES), focus="Linen Sun Dress")

    assert names(resolution.targets) == ["Linen Sun Dress"]


def test_a_position_and_a_size_go_together() -> None:
    (target,) = resolved("ya kwanza iko size L", listed(*DRESSES)).targets

    assert [variant.label for variant in target.variants] == ["Red / L", "Blue / L"]
    assert resolved("ya pili iko size S", listed(*DRESSES)).unmet == ("s",)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("do you have it in red?", ["Red / S", "Red / M", "Red / L"]),
        ("in red size M", ["Red / M"]),
        ("nyekundu", ["Red / S", "Red / M", "Red / L"]),
        ("I'll take it in L", ["Red / L", "Blue / L"]),
    ],
)
def test_options_narrow_what_was_spoken_of(text: str, labels: list[str]) -> None:
    (target,) = resolved(text, focus="Ankara Wrap Dress").targets

    assert [variant.label for variant in target.variants] == labels


def test_it_says_which_option_a_product_does_not_come_in() -> None:
    resolution = resolved("do you have it in green?", focus="Ankara Wrap Dress")

    assert resolution.unmet == ("green",)


def test_it_says_which_words_the_facts_know_nothing_of() -> None:
    resolution = resolved("is it waterproof?", focus="Kiondo Bag")

    assert resolution.unknown == ("waterproof",)
    assert resolved("is it leather?", focus="Kiondo Bag").unknown == ()


def test_a_list_of_variants_is_chosen_from_by_size_and_colour() -> None:
    sneakers = called("Canvas Sneakers")
    items = tuple(
        ShownItem(n, variant.label, sneakers.id, variant.id, price=variant.price)
        for n, variant in enumerate(sneakers.variants, 1)
    )
    variants = shown_as(NewList(ListKind.VARIANTS, items))

    for text, label in (
        ("42 nyeusi", "Black / 42"),
        ("the black one in 41", "Black / 41"),
        ("3", "White / 42"),
    ):
        (target,) = resolved(text, variants, focus="Canvas Sneakers").targets
        assert target.variant is not None
        assert target.variant.label == label


def test_a_quote_is_where_the_words_look_first() -> None:
    quoting = Combined("", quoted_wa_ids=("old",))
    old, new = listed(*DRESSES, wa_id="old"), listed(*PHONES, wa_id="new")

    assert names(resolved("the second one", new, old, heard=quoting).targets) == ["Linen Sun Dress"]
    assert len(resolved("how much?", new, old, heard=quoting).candidates) == 3


def test_a_quoted_card_is_meant_itself() -> None:
    quoting = Combined("", quoted_wa_ids=("card",))
    card = listed("Linen Sun Dress", wa_id="card")

    resolution = resolved("iko?", listed(*PHONES), card, heard=quoting)

    assert (names(resolution.targets), resolution.signal) == (["Linen Sun Dress"], Signal.QUOTE)


def test_a_referred_product_is_certain() -> None:
    blue = called("Ankara Wrap Dress").variants[3]
    resolution = resolved("how much?", listed(*PHONES), heard=Combined("", referred=(blue.retailer_id,)))

    assert resolution.signal is Signal.REFERRED
    assert resolution.target is not None
    assert resolution.target.variant == blue


def test_a_tap_on_an_expired_list_still_carries_its_product() -> None:
    tapped = Combined("", row_ids=(row_ids.of_product(called("Kiondo Bag").id),))

    resolution = resolved("", heard=tapped, typed=False)

    assert (names(resolution.targets), resolution.signal) == (["Kiondo Bag"], Signal.TAP)


def test_what_is_not_sold_any_more_is_said_to_be_gone() -> None:
    catalog = MemoryCatalog(stock=[called("Kiondo Bag")])

    assert resolved("ya pili", listed("Kiondo Bag", "Nokia 105"), catalog=catalog).gone
    assert resolved("", heard=Combined("", row_ids=(row_ids.of_product(UUID(int=9)),)), catalog=catalog).gone


def test_with_the_feature_off_typed_words_are_only_words() -> None:
    assert not resolved("the second one", listed(*DRESSES), focus=DRESSES[0], typed=False).found


def test_a_price_that_has_changed_since_is_still_recognised() -> None:
    now_dearer = MemoryCatalog(stock=[made("Kiondo Bag", 2100, "Bags"), called("Nokia 105")])

    resolution = resolved("the one for 1900", listed("Kiondo Bag", "Nokia 105"), catalog=now_dearer)

    (target,) = resolution.targets
    assert target.product.price_min == Decimal(2100)


def test_it_asks_the_catalogue_once_however_much_is_remembered() -> None:
    catalog = MemoryCatalog()

    resolved("the red one", *[listed(*DRESSES)] * 20, focus=DRESSES[0], catalog=catalog)

    assert catalog.calls == ["products"]


def test_a_colour_in_a_name_is_found_though_it_is_no_option() -> None:
    targets = [Target.whole(called(name)) for name in ("Orange Juice 1L", "Kiondo Bag")]

    assert names(fitting(targets, ["juice"], ["orange"])) == ["Orange Juice 1L"]


def as_target(shown: dict[str, object], number: int) -> Target:
    facts: ProductFacts = made(f"{number} {shown['title']}", 1, "")
    told = shown["attributes"]
    assert isinstance(told, dict)
    return Target.whole(replace(facts, description=" ".join(map(str, told.values()))))


def test_strangers_descriptions_pick_the_right_one_more_often_than_not() -> None:
    path = SHARED / "references/b_altentities_dev.jsonl"
    if not path.exists():
        pytest.skip(f"no development data at {path}")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][:60]
    right = wrong = 0
    for row in rows:
        targets = [as_target(shown, number) for number, shown in enumerate(row["shown"], 1)]
        for utterance in row["utterances"]:
            picked = described(targets, [word for word in words(utterance) if word not in FILLERS])
            (answer,) = row["gold_positions"]
            right += picked is targets[answer - 1]
            wrong += picked is targets[2 - answer]

    # Asking is allowed, being wrong is not: what is picked must hold far better than a coin.
    assert right > 2 * wrong
