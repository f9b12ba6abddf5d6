from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.turn import row_ids
from apps.bot.turn.row_ids import Action, Tap, TapKind
from apps.catalog.facts import ProductQuery
from apps.messaging.whatsapp.outgoing import ROW_ID_LIMIT

PRODUCT, VARIANT = UUID(int=7), UUID(int=8)


@pytest.mark.parametrize(
    ("row_id", "tap"),
    [
        (row_ids.of_product(PRODUCT), Tap(TapKind.PRODUCT, PRODUCT)),
        (row_ids.of_variant(PRODUCT, VARIANT), Tap(TapKind.VARIANT, PRODUCT, VARIANT)),
        (row_ids.to_buy(PRODUCT, VARIANT), Tap(TapKind.BUY, PRODUCT, VARIANT)),
        (row_ids.to_buy(PRODUCT), Tap(TapKind.BUY, PRODUCT)),
        (row_ids.to_options(PRODUCT, 9), Tap(TapKind.OPTIONS, PRODUCT, offset=9)),
        (row_ids.to_similar(PRODUCT), Tap(TapKind.SIMILAR, PRODUCT)),
        (row_ids.of_category("clothing/dresses"), Tap(TapKind.CATEGORY, text="clothing/dresses")),
        (row_ids.to_do(Action.PERSON), Tap(TapKind.ACTION, text="person")),
    ],
)
def test_a_tap_says_by_itself_what_is_wanted(row_id: str, tap: Tap) -> None:
    assert row_ids.read(row_id) == tap


def test_a_more_row_carries_the_whole_wish() -> None:
    wish = ProductQuery(words="red dress", options=("red",))
    tap = row_ids.read(row_ids.to_search(wish, 5))

    assert tap is not None
    assert row_ids.wish_of(tap, last_query="w=phones") == (wish, 5)


def test_a_wish_too_long_for_an_id_is_the_one_remembered() -> None:
    row_id = row_ids.to_search(ProductQuery(words="नमस्ते " * 40), 5)
    tap = row_ids.read(row_id)

    assert tap is not None
    assert len(row_id) <= ROW_ID_LIMIT
    assert row_ids.wish_of(tap, last_query="w=phones&n=5") == (ProductQuery(words="phones"), 5)


@pytest.mark.parametrize("forged", ["", "p", "p:", "p:1", "z:7", "p:" + "0" * 400, "m:", "::::", "v:x:y"])
def test_an_id_that_is_none_of_ours_is_no_tap(forged: str) -> None:
    assert row_ids.read(forged) is None


@given(st.text(max_size=300), st.sampled_from(["", *(f"{kind}:" for kind in TapKind)]))
def test_any_id_can_be_read(rest: str, kind: str) -> None:
    row_ids.read(kind + rest)
