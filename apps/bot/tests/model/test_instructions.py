"""What a model is told."""

import json
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from apps.bot.services.model.instructions import INSTRUCTIONS, as_told, request_of
from apps.bot.tests.turn.shop import PRODUCTS
from apps.bot.tests.turn.talking import SHOP
from apps.bot.turn.types import BotConfig, ConversationState, InboundMessage, TurnInput, TurnOutcome
from apps.messaging.whatsapp.outgoing import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def request_for(text: str) -> str:
    message = InboundMessage(UUID(int=1), "in-1", NOON, "text", text)
    turn = TurnInput((message,), ConversationState(), BotConfig(version=1), SHOP, NOON)
    return request_of(turn, TurnOutcome((Text("KSh 1,900"),), "product", "sw"), PRODUCTS)


@given(text=st.text(min_size=1, max_size=400))
def test_whatever_a_customer_writes_stays_inside_its_string(text: str) -> None:
    told = json.loads(request_for(text))

    assert told["customer_wrote"] == [text]
    assert told["answer"] == "KSh 1,900"
    assert told.keys() == json.loads(request_for("hello")).keys()


def test_a_long_message_does_not_make_a_long_request() -> None:
    assert len(request_for("x" * 60_000)) < len(request_for("x")) + 1_000


def test_it_is_told_no_id_and_no_address() -> None:
    told = json.dumps([as_told(product) for product in PRODUCTS])

    for product in PRODUCTS:
        assert str(product.id) not in told
        assert product.image_url not in told
    assert "http" not in INSTRUCTIONS
