"""Tokens in the addresses of payment callbacks: ours are known as ours, and nobody else's."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st
from wabot_edge.journal.callbacks import TOKEN_CHARACTERS, is_minted, mint_token

keys = st.binary(min_size=32, max_size=48)


@given(keys, keys)
def test_a_token_is_known_by_its_key_while_that_is_replaced_and_by_no_other(old: bytes, new: bytes) -> None:
    assume(old != new)

    token = mint_token([old])

    assert is_minted(token, [old])
    assert is_minted(token, [new, old])
    assert not is_minted(token, [new])
    assert not is_minted(token, [])


@given(st.data(), keys)
def test_one_changed_character_makes_it_a_strangers(data: st.DataObject, key: bytes) -> None:
    token = mint_token([key])
    at = data.draw(st.integers(0, TOKEN_CHARACTERS - 1))
    changed = token[:at] + data.draw(st.characters()) + token[at + 1 :]

    assert is_minted(changed, [key]) is (changed == token)


@given(st.text(max_size=60), keys)
def test_what_is_no_token_at_all_is_refused_quietly(text: str, key: bytes) -> None:
    assert not is_minted(text, [key])


def test_no_two_tokens_are_alike_and_each_stands_in_an_address() -> None:
    tokens = {mint_token([b"k" * 32]) for _ in range(1_000)}

    assert len(tokens) == 1_000
    assert all(re.fullmatch(rf"[A-Za-z0-9_-]{{{TOKEN_CHARACTERS}}}", token) for token in tokens)
