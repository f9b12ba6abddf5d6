"""A plugged-in model may find better words, and only words that hold."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from apps.bot.tests.turn.shop import MemoryCatalog, called
from apps.bot.tests.turn.talking import SHOP, Chat, body, taps_of
from apps.bot.turn.model import MOST_CALLS, CatalogTools
from apps.bot.turn.types import BotConfig, TurnInput, TurnOutcome
from apps.catalog.facts import ProductFacts


class Says:
    """A model that always answers the same, after looking something up where it is told to."""

    def __init__(self, draft: str | None, look_up: str = "") -> None:
        self.draft = draft
        self.look_up = look_up
        self.given: list[ProductFacts] = []

    def reply(
        self, turn: TurnInput, outcome: TurnOutcome, facts: Sequence[ProductFacts], tools: CatalogTools
    ) -> str | None:
        self.given = list(facts)
        if self.look_up:
            tools.product(self.look_up)
        return self.draft


def chat_with(draft: str | None, look_up: str = "", config: BotConfig | None = None) -> tuple[Chat, Says]:
    model = Says(draft, look_up)
    chat = Chat(wordsmith=model, config=config or BotConfig(version=1))
    chat.state = Chat().state
    return chat, model


def test_true_words_take_the_place_of_ours_and_the_list_stays() -> None:
    chat, model = chat_with("Lovely, these dresses are waiting for you:")

    outcome = chat.write("do you have dresses?")

    assert "Lovely, these dresses are waiting for you:\n1. Ankara Wrap Dress — KSh 2,400\n2." in body(outcome)
    assert "Ankara Wrap Dress" in taps_of(outcome.replies)
    assert [product.id for product in model.given] == list(outcome.products)


@pytest.mark.parametrize(
    "draft",
    [
        "The Kiondo Bag is only KSh 999 today!",
        "The Kiondo Bag costs KSh 1,900 with free delivery to your door.",
    ],
)
def test_a_made_up_claim_never_leaves(draft: str) -> None:
    chat, _ = chat_with(draft)

    outcome = chat.write("kiondo bag")

    assert "*Kiondo Bag*\nKSh 1,900" in body(outcome)
    assert "999" not in body(outcome)
    assert "free" not in body(outcome)
    # and the operator can see what was stopped
    assert outcome.findings


@pytest.mark.parametrize("draft", [None, "", "  \x00 ", "x" * 5000])
def test_without_a_usable_draft_the_plain_answer_goes_out(draft: str | None) -> None:
    chat, _ = chat_with(draft)

    assert "*Kiondo Bag*\nKSh 1,900" in body(chat.write("kiondo bag"))


def test_what_it_looked_up_counts_as_evidence() -> None:
    draft = "The Kiondo Bag costs KSh 1,900; the Leather Sandals cost KSh 1,200."

    looked_up, _ = chat_with(draft, look_up="Leather Sandals")

    assert draft in body(looked_up.write("kiondo bag"))


@pytest.mark.parametrize(
    "text", ["I'll take it", "are you a bot?", "last price?", "I want to talk to a person"]
)
def test_what_binds_the_shop_is_said_in_our_words(text: str) -> None:
    chat, _ = chat_with("Done, it is all yours!")
    chat.write("kiondo bag")

    assert "all yours" not in body(chat.write(text))


def test_unchecked_words_never_leave() -> None:
    off = BotConfig(version=1, enable_grounded_validation=False)
    chat, model = chat_with("All bags are free!", config=off)

    assert "free" not in body(chat.write("kiondo bag"))
    assert model.given == []


def test_the_tools_answer_from_the_catalogue_and_not_for_ever() -> None:
    tools = CatalogTools(MemoryCatalog(), SHOP, "en")

    assert tools.search_products("dress", Decimal(2000)) == (called("Linen Sun Dress"),)
    assert tools.product("how much is the Kiondo Bag?") == (called("Kiondo Bag"),)
    assert SHOP.facts["hours", "en"] in tools.shop_facts()
    for _ in range(MOST_CALLS):
        tools.search_products("dress")
    assert tools.search_products("dress") == ()
