from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.turn.query_code import LONGEST_REMEMBERED, decode, encode, is_empty, remembered
from apps.catalog.facts import ProductQuery

QUERIES = st.builds(
    ProductQuery,
    words=st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60).map(str.strip),
    price_min=st.none() | st.decimals(min_value=0, max_value=10**9, places=2),
    price_max=st.none() | st.decimals(min_value=0, max_value=10**9, places=2),
    options=st.lists(st.sampled_from(["red", "42", "xl"]), unique=True, max_size=3).map(tuple),
    in_stock_only=st.booleans(),
    order=st.sampled_from(["relevance", "price", "-price"]),
)


@given(QUERIES, st.integers(min_value=0, max_value=999))
def test_a_wish_comes_back_as_it_was(query: ProductQuery, position: int) -> None:
    assert decode(encode(query) + f"&n={position}")[1] == position
    words = decode(encode(query))[0].words
    assert replace(decode(encode(query))[0], words="") == replace(query, words="")
    assert words.split() == query.words.split() or "\u202e" in query.words or not words.isprintable()


@pytest.mark.parametrize(
    "forged",
    ["a=NaN", "b=1e999999999", "a=-5", "n=-1", "n=9999999", "r=DROP", "%%%", "&" * 500, "w=%ff%fe", "a=١٢"],
)
def test_a_forged_wish_wishes_for_nothing(forged: str) -> None:
    query, position = decode(forged)

    assert (query.price_min, query.price_max, query.order, position) == (None, None, "relevance", 0)


@given(st.text())
def test_it_reads_any_text(text: str) -> None:
    decode(text)


def test_a_long_wish_gives_up_words_before_its_price() -> None:
    long = ProductQuery(words="नमस्ते " * 60, price_max=Decimal(1000), options=("red",))

    text = remembered(long, shown_until=5)

    query, shown_until = decode(text)
    assert len(text) <= LONGEST_REMEMBERED + 10
    assert (query.price_max, query.options, shown_until) == (Decimal(1000), ("red",), 5)


def test_a_wish_for_anything_is_empty() -> None:
    assert is_empty(ProductQuery(limit=5, offset=10))
    assert not is_empty(ProductQuery(category="shoes"))
