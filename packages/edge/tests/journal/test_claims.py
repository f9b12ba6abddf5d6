"""What may leave the house, and how often."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from wabot_edge.journal.effects import (
    Claim,
    Claimed,
    ClaimOutcome,
    EffectState,
    answered_by,
    claim,
    claim_again,
    effects_of,
    settle,
)
from wabot_edge.journal.reading import read

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Journal = psycopg.Connection


def claim_reply(journal: Journal, *, effect_id: UUID, answers: list[UUID], part: int = 0) -> Claimed:
    return claim(
        journal,
        Claim(
            effect_id=effect_id,
            part=part,
            kind="whatsapp.message",
            partition=7,
            phone_number_id="1000",
            answers=answers,
            claimed_by="sender-1",
            intent=b'{"to": "254700000001"}',
        ),
    )


def settled(journal: Journal, effect_id: UUID, state: EffectState, provider_id: str | None = None) -> bool:
    return settle(
        journal, effect_id=effect_id, part=0, state=state, at=NOON, result=b"{}", provider_id=provider_id
    )


def test_a_claim_writes_its_intent_down_before_anything_leaves(journal: Journal) -> None:
    reply, question = uuid4(), uuid4()

    claimed = claim_reply(journal, effect_id=reply, answers=[question])

    assert claimed.outcome is ClaimOutcome.CLAIMED
    [intent] = read(journal, after=0)
    assert (intent.kind, intent.partition, intent.body) == ("effect.intent", 7, b'{"to": "254700000001"}')
    assert answered_by(journal, [question]) == {question: reply}


def test_a_reply_brought_back_by_a_restore_cannot_be_claimed_again(journal: Journal) -> None:
    reply = uuid4()
    claim_reply(journal, effect_id=reply, answers=[uuid4()])
    settled(journal, reply, EffectState.ACCEPTED, "wamid.1")

    again = claim_reply(journal, effect_id=reply, answers=[uuid4()])

    assert (again.outcome, again.state, again.provider_id) == (
        ClaimOutcome.TAKEN,
        EffectState.ACCEPTED,
        "wamid.1",
    )
    assert [record.kind for record in read(journal, after=0)] == ["effect.intent", "effect.result"]


def test_a_message_that_was_answered_is_not_answered_by_another_turn(journal: Journal) -> None:
    first, second, shared = uuid4(), uuid4(), uuid4()
    claim_reply(journal, effect_id=first, answers=[uuid4(), shared])

    refused = claim_reply(journal, effect_id=second, answers=[shared, uuid4()])

    assert (refused.outcome, refused.by_effect) == (ClaimOutcome.ANSWERED, first)
    assert effects_of(journal, [second]) == {}


def test_a_second_part_belongs_to_the_same_answer(journal: Journal) -> None:
    reply, question = uuid4(), uuid4()
    claim_reply(journal, effect_id=reply, answers=[question])

    second = claim_reply(journal, effect_id=reply, answers=[question], part=1)

    assert second.outcome is ClaimOutcome.CLAIMED


def test_of_two_who_try_an_unsent_reply_again_only_one_may(journal: Journal) -> None:
    reply = uuid4()
    claim_reply(journal, effect_id=reply, answers=[])
    settled(journal, reply, EffectState.UNSENT)

    tries = [
        claim_again(
            journal,
            effect_id=reply,
            part=0,
            from_state=EffectState.UNSENT,
            claimed_by=f"sender-{number}",
            why=b"{}",
        )
        for number in (1, 2)
    ]

    assert tries == [True, False]
    assert effects_of(journal, [reply])[reply, 0].attempts == 2


@pytest.mark.parametrize("end", [EffectState.ACCEPTED, EffectState.FAILED])
def test_nothing_moves_an_effect_that_is_final(journal: Journal, end: EffectState) -> None:
    reply = uuid4()
    claim_reply(journal, effect_id=reply, answers=[])
    settled(journal, reply, end)

    assert not settled(journal, reply, EffectState.UNCERTAIN)
    assert not claim_again(journal, effect_id=reply, part=0, from_state=end, claimed_by="x", why=b"{}")
    assert effects_of(journal, [reply])[reply, 0].state is end
