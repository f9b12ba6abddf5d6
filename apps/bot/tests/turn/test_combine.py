from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.tests.turn.talking import NOON
from apps.bot.turn.combine import LONGEST_TEXT, combine, correction_in, joined
from apps.bot.turn.types import InboundMessage, OrderedItem


def sent(kind: str = "text", text: str = "", **signals: str) -> InboundMessage:
    return InboundMessage(UUID(int=1), "wamid", NOON, kind, text, **signals)  # type: ignore[arg-type]  # by name


def test_it_reads_a_burst_as_one_message_in_order() -> None:
    burst = combine([sent(text="hi"), sent(text="do you have shoes"), sent(text="size 42")])

    assert burst.text == "hi\ndo you have shoes\nsize 42"
    assert burst.messages == 3


@pytest.mark.parametrize(
    ("texts", "meant"),
    [
        (["red shoes", "sorry, blue"], "blue shoes"),
        (["I want a blak bag", "*black"], "I want a black bag"),
        (["nataka viatu nyekundu", "samahani, nyeusi"], "nataka viatu nyeusi"),
        (["size 41", "no, 42"], "size 42"),
        (["show me the second one", "no, the third"], "show me the third one"),
        (["do you have bags", "actually phones please"], "phones please"),
        (["looking for shose", "*shoes"], "looking for shoes"),
    ],
)
def test_a_later_message_puts_an_earlier_one_right(texts: list[str], meant: str) -> None:
    assert joined(texts) == meant


@pytest.mark.parametrize("text", ["no problem", "no thanks", "la pili", "no 3", "red ones", "hapana", "*"])
def test_what_corrects_nothing_is_left_as_it_is(text: str) -> None:
    assert correction_in(text) == ""
    assert joined(["show me bags", text]) == f"show me bags\n{text}"


def test_taps_quotes_and_products_keep_their_ids_through_a_burst() -> None:
    item = OrderedItem("sku-1", 2, Decimal(100), "KES")
    order = InboundMessage(UUID(int=2), "o", NOON, "order", ordered=(item,))

    burst = combine(
        [
            sent("interactive", "Red dress", row_id="p:1"),
            sent(text="this one", quoted_wa_id="out-1"),
            sent(text="and this", referred_retailer_id="sku-9"),
            order,
        ]
    )

    assert (burst.row_ids, burst.quoted_wa_ids, burst.referred) == (("p:1",), ("out-1",), ("sku-9",))
    assert burst.ordered == (item,)
    # and a tapped title is no typed text
    assert burst.text == "this one\nand this"


def test_media_in_a_burst_are_not_lost() -> None:
    burst = combine([sent("image", "do you have this?"), sent("audio"), sent("hologram")])

    assert burst.media == ("image", "audio")
    assert burst.unknown_kinds == ("hologram",)
    assert burst.text == "do you have this?"


@pytest.mark.parametrize("kind", ["reaction", "system", "revoke"])
def test_a_reaction_says_nothing(kind: str) -> None:
    assert combine([sent(kind)]).says_nothing


@given(st.lists(st.text(max_size=300), max_size=12))
def test_it_takes_any_texts_and_stays_short(texts: list[str]) -> None:
    assert len(combine([sent(text=text) for text in texts]).text) <= LONGEST_TEXT
