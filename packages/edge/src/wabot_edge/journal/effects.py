"""Claim, intent, result: the order in which anything leaves the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import psycopg


class EffectState(StrEnum):
    CLAIMED = "claimed"  # a call may be under way, or its caller died
    UNSENT = "unsent"  # known not to have arrived: another attempt is allowed
    ACCEPTED = "accepted"
    FAILED = "failed"  # refused for good
    UNCERTAIN = "uncertain"  # the answer was lost


class ClaimOutcome(StrEnum):
    CLAIMED = "claimed"
    TAKEN = "taken"  # this part was claimed before
    ANSWERED = "answered"  # another effect answered one of the inbound messages


@dataclass(frozen=True, slots=True)
class Claim:
    """`answers` are our ids of the inbound messages that the effect answers; the first part carries them.

    `intent` is all that is needed to tell later what was sent, and why.
    """

    effect_id: UUID
    part: int
    kind: str
    partition: int
    phone_number_id: str
    answers: Sequence[UUID]
    claimed_by: str
    intent: bytes


@dataclass(frozen=True, slots=True)
class Claimed:
    """For `taken`, the state in which the earlier claim is; for `answered`, by which effect."""

    outcome: ClaimOutcome
    state: EffectState | None
    provider_id: str | None
    claimed_at: datetime | None
    by_effect: UUID


@dataclass(frozen=True, slots=True)
class Effect:
    effect_id: UUID
    part: int
    state: EffectState
    attempts: int
    provider_id: str | None
    claimed_by: str
    claimed_at: datetime


def claim(connection: psycopg.Connection, wanted: Claim) -> Claimed:
    """Take the right to make one call. Only the outcome `claimed` gives it, and only once committed."""
    row = connection.execute(
        "SELECT * FROM journal_claim(%s, %s::smallint, %s, %s::smallint, %s, %s::uuid[], %s, %s)",
        [
            wanted.effect_id,
            wanted.part,
            wanted.kind,
            wanted.partition,
            wanted.phone_number_id,
            list(wanted.answers),
            wanted.claimed_by,
            wanted.intent,
        ],
    ).fetchone()
    assert row is not None  # noqa: S101  (the function returns one row)
    outcome, state, provider_id, claimed_at, by_effect = row
    return Claimed(
        ClaimOutcome(outcome), EffectState(state) if state else None, provider_id, claimed_at, by_effect
    )


def claim_again(
    connection: psycopg.Connection,
    *,
    effect_id: UUID,
    part: int,
    from_state: EffectState,
    claimed_by: str,
    why: bytes,
) -> bool:
    """Take the right to a further call. False when somebody else moved the effect on meanwhile."""
    row = connection.execute(
        "SELECT journal_claim_again(%s, %s::smallint, %s, %s, %s)",
        [effect_id, part, from_state.value, claimed_by, why],
    ).fetchone()
    return bool(row and row[0])


def settle(
    connection: psycopg.Connection,
    *,
    effect_id: UUID,
    part: int,
    state: EffectState,
    at: datetime,
    result: bytes,
    provider_id: str | None = None,
) -> bool:
    """Write an attempt's end down. False when the effect was final already, which nothing moves."""
    row = connection.execute(
        "SELECT journal_settle(%s, %s::smallint, %s, %s, %s, %s)",
        [effect_id, part, state.value, provider_id, at, result],
    ).fetchone()
    return bool(row and row[0])


def effects_of(connection: psycopg.Connection, ids: Sequence[UUID]) -> dict[tuple[UUID, int], Effect]:
    rows = connection.execute(
        "SELECT effect_id, part, state, attempts, provider_id, claimed_by, claimed_at"
        " FROM journal_effect WHERE effect_id = ANY(%s)",
        [list(ids)],
    )
    return {
        (effect_id, part): Effect(effect_id, part, EffectState(state), *rest)
        for effect_id, part, state, *rest in rows
    }


def answered_by(connection: psycopg.Connection, inbound_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """inbound message → the effect that answered it, for those that were answered."""
    rows = connection.execute(
        "SELECT inbound_id, effect_id FROM journal_answer WHERE inbound_id = ANY(%s)", [list(inbound_ids)]
    )
    return dict(rows.fetchall())
