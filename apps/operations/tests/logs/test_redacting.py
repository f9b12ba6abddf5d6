"""Whoever reads the logs learns what happened, never who wrote what, nor a key to anything."""

import json
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.operations.logs.formatting import JsonFormatter
from apps.operations.logs.redacting import OUT, PATTERNS, redacted
from apps.operations.tests.logs.writing import line_of, record_of
from apps.tenants.log_context import log_context

LETTERS = string.ascii_letters + string.digits
graph_tokens = st.text(LETTERS, min_size=20, max_size=200).map("EAA".__add__)
app_secrets = st.text("0123456789abcdef", min_size=32, max_size=64)
phones = st.one_of(
    st.from_regex(r"\+?(254|255|1|44|91)[17]\d{8}", fullmatch=True),
    st.from_regex(r"0[17]\d{2} \d{3} \d{3}", fullmatch=True),
    st.from_regex(r"\+254 ?7\d{2}[ -]\d{3}[ -]?\d{3}", fullmatch=True),
)
contexts = st.sampled_from(
    ["%s", "sent to %s.", "got {'a': '%s'}", "=%s&x=1", "(%s)", "told: %s, again", "«%s»"]
)


@given(secret=graph_tokens | app_secrets | phones, context=contexts)
def test_no_token_secret_or_phone_number_survives(secret: str, context: str) -> None:
    assert secret not in line_of(context, secret)
    assert secret not in line_of(context % secret)
    assert secret not in line_of("with a field", more=context % secret)
    assert secret not in line_of("with fields", more={"deep": [{"one": context % secret}]})


@given(text=st.text(min_size=4, max_size=300).filter(lambda text: len(text.strip()) >= 4), context=contexts)
def test_no_message_text_survives_while_its_turn_is_taken(text: str, context: str) -> None:
    # what is written around it anyhow proves nothing
    assume(text.strip() not in line_of(context, "") and text.strip() not in OUT)

    with log_context(private=[text]):
        try:
            raise ValueError(text)
        except ValueError:
            lines = line_of(context, text), line_of("%r", text), line_of("broke", more=text)
            as_json = json.loads(JsonFormatter().format(record_of(context, text)))

    for line in lines:
        assert text.strip() not in line.replace(OUT, "")
    assert text.strip() not in (as_json["event"] + as_json["exception"]).replace(OUT, "")


@pytest.mark.parametrize(
    "field", ["text", "access_token", "to", "wa_id", "customer_phone", "App-Secret", "combined_text", "body"]
)
def test_a_field_of_that_name_is_never_written(field: str) -> None:
    assert "habari" not in line_of("it came", **{field: "habari"})


@pytest.mark.parametrize(
    "kept",
    [
        "reply 0199d4c2-7a10-4c55-9f3e-5a1b2c3d4e5f part 0 failed",
        "holds 64 partitions from offset 81234",
        "tick at 2026-03-02 09:14:55.123",
        "test_it_waits_while_the_customer_may_still_type",
        "131026: Message undeliverable",
        "postgresql://127.0.0.1:5432/wabot",
    ],
)
def test_what_an_operator_needs_is_left_alone(kept: str) -> None:
    assert redacted(kept) == kept


def test_a_short_answer_does_not_eat_other_words() -> None:
    with log_context(private=["ok"]):
        assert "token is broken, said [redacted]" in line_of("token is broken, said %s", "ok")


@given(st.text(max_size=400))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = redacted(text)

    assert redacted(once) == once


def test_a_password_in_an_address_goes_and_the_host_stays() -> None:
    assert redacted("postgresql://wabot:hunter2@db.internal/wabot") == f"postgresql://{OUT}@db.internal/wabot"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("hard", ["0 " * 20_000, "+1" + " ().-" * 20_000, "a" * 100_000, "-1" * 50_000])
def test_no_text_makes_it_slow(hard: str) -> None:
    PATTERNS.sub("", hard)
