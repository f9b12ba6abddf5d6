"""The journal is appended to by everybody and changed by nobody, but for one role through two functions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from wabot_edge.journal import schema
from wabot_edge.journal.effects import (
    Claim,
    ClaimOutcome,
    EffectState,
    claim,
    claim_again,
    effects_of,
    settle,
)
from wabot_edge.journal.erasing import (
    TOMBSTONE,
    Entry,
    Replacement,
    add_conversations,
    as_eraser,
    entries,
    erase,
    erased_among,
    erased_effects,
    put_on_list,
    read_between,
)
from wabot_edge.journal.errors import MayNotErase
from wabot_edge.journal.pruning import prune
from wabot_edge.journal.reading import read
from wabot_edge.journal.records import Kind, NewRecord
from wabot_edge.journal.writing import append

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Journal = psycopg.Connection
ENTRY = Entry("d1", "k1", uuid4(), "phone", 7, NOON, NOON, "asked by letter")


def record(body: bytes) -> NewRecord:
    return NewRecord(Kind.WHATSAPP_CHANGE, 7, NOON - timedelta(days=40), body, {"user-agent": "x"}, "1000")


def claimed(journal: Journal, effect_id: UUID, *, part: int = 0) -> ClaimOutcome:
    answers = [UUID(int=1)] if part == 0 else []
    wanted = Claim(effect_id, part, "whatsapp.message", 7, "1000", answers, "sender-1", b'{"to": "254"}')
    return claim(journal, wanted).outcome


def erased(journal: Journal, *replacements: Replacement, effects: tuple[UUID, ...] = ()) -> None:
    erase(journal, replacements, effects=effects, digests=[], scanned_to=0)


def test_a_body_is_replaced_and_its_neighbours_stay(journal: Journal) -> None:
    told = replace(record(b"of Amina"), headers={"x-phone": "254712000001", ":token": "t", ":query": "p=254"})
    first, second = append(journal, [told, record(b"of Baraka")])

    erased(journal, Replacement(first, TOMBSTONE))

    found = {one.offset: one for one in read(journal, after=0)}
    assert found[first].body == TOMBSTONE
    assert found[first].headers.keys() == {":erased", ":token"}
    assert (found[second].body, found[second].headers) == (b"of Baraka", {"user-agent": "x"})
    assert erased_among(journal, [first, second, 99]) == {first}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_record SET body = 'other'",
        "UPDATE journal_record SET received_at = now() WHERE false",
        "DELETE FROM journal_record",
        "TRUNCATE journal_record",
        "DELETE FROM journal_erasure",
        "TRUNCATE journal_erasure",
    ],
)
@pytest.mark.parametrize("role", ["none", "wabot_eraser"])
def test_nobody_changes_or_deletes_records_by_hand(journal: Journal, change: str, role: str) -> None:
    append(journal, [record(b"of Amina")])
    put_on_list(journal, [ENTRY])

    by_hand = f"SELECT set_config('role', '{role}', true); {change}"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        journal.execute(by_hand)

    assert [one.body for one in read(journal, after=0)] == [b"of Amina"]
    assert entries(journal) == [ENTRY]


def test_the_functions_serve_that_role_alone(journal: Journal) -> None:
    append(journal, [record(b"of Amina"), record(b"newest")])

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        journal.execute("SELECT journal_erase('{1}', ARRAY['x'::bytea], '{}')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        journal.execute("SELECT journal_prune(now(), 1, 1)")

    assert [one.body for one in read(journal, after=0)] == [b"of Amina", b"newest"]


def test_a_login_keeps_the_role_for_the_moment_only(journal: Journal) -> None:
    with journal.transaction():
        with as_eraser(journal):
            assert journal.execute("SELECT current_user").fetchone() == ("wabot_eraser",)
        append(journal, [record(b"as ever")])

    assert journal.execute("SELECT current_user = session_user").fetchone() == (True,)


def test_pruning_goes_on_and_spares_the_newest(journal: Journal) -> None:
    offsets = append(journal, [record(b"old"), record(b"older"), record(b"newest")])

    assert prune(journal, before=NOON, read_up_to=[offsets[-1]]) == 2
    assert [one.body for one in read(journal, after=0)] == [b"newest"]


def test_what_was_answered_stays_answered_without_the_providers_id(journal: Journal) -> None:
    reply = uuid4()
    claimed(journal, reply)
    settle(
        journal,
        effect_id=reply,
        part=0,
        state=EffectState.ACCEPTED,
        at=NOON,
        result=b"{}",
        provider_id="wamid.1",
    )

    erased(journal, effects=(reply,))

    effect = effects_of(journal, [reply])[reply, 0]
    assert (effect.state, effect.provider_id) == (EffectState.ACCEPTED, None)
    assert erased_effects(journal, [reply, uuid4()]) == {reply}
    assert claimed(journal, reply) is ClaimOutcome.TAKEN
    assert claimed(journal, uuid4()) is ClaimOutcome.ANSWERED


def test_nothing_more_is_said_to_who_was_erased(journal: Journal) -> None:
    reply = uuid4()
    claimed(journal, reply)
    settle(journal, effect_id=reply, part=0, state=EffectState.UNSENT, at=NOON, result=b"{}")

    erased(journal, effects=(reply,))

    assert claimed(journal, reply, part=1) is ClaimOutcome.ANSWERED
    assert not claim_again(
        journal, effect_id=reply, part=0, from_state=EffectState.UNSENT, claimed_by="s", why=b"{}"
    )


def test_a_send_under_way_ends_without_a_word_of_the_person(journal: Journal) -> None:
    reply = uuid4()
    claimed(journal, reply)
    erased(journal, effects=(reply,))
    result = b'{"wa_id": "wamid.of.254712000001", "error": {"message": "254712000001 is unknown"}}'

    settle(
        journal,
        effect_id=reply,
        part=0,
        state=EffectState.ACCEPTED,
        at=NOON,
        result=result,
        provider_id="wamid.x",
    )

    effect = effects_of(journal, [reply])[reply, 0]
    assert (effect.state, effect.provider_id) == (EffectState.ACCEPTED, None)
    assert b"254712000001" not in read(journal, after=0)[-1].body
    assert str(reply).encode() in read(journal, after=0)[-1].body


def test_how_far_was_searched_is_noted_with_what_was_found_or_not_at_all(journal: Journal) -> None:
    [offset] = append(journal, [record(b"of Amina")])
    put_on_list(journal, [ENTRY])

    with pytest.raises(psycopg.Error):
        erase(
            journal,
            [Replacement(offset, None)],  # type: ignore[arg-type]  # refused by the column, after the note
            effects=[],
            digests=["d1"],
            scanned_to=9,
        )
    assert entries(journal)[0].scanned_to == 0

    erase(journal, [Replacement(offset, TOMBSTONE)], effects=[], digests=["d1"], scanned_to=9)
    erase(journal, [], effects=[], digests=["d1"], scanned_to=4)

    assert entries(journal)[0].scanned_to == 9


def test_who_is_erased_again_is_searched_for_anew(journal: Journal) -> None:
    conversations = [uuid4(), uuid4()]
    put_on_list(journal, [replace(ENTRY, scanned_to=99, conversation_ids=conversations[:1])])
    later = replace(
        ENTRY, up_to_offset=3, until=NOON + timedelta(days=9), reason="again", conversation_ids=conversations
    )

    put_on_list(journal, [later])

    [entry] = entries(journal)
    assert (entry.up_to_offset, entry.until, entry.reason) == (7, later.until, "again")
    assert (entry.scanned_to, set(entry.conversation_ids)) == (0, set(conversations))


def test_a_conversation_is_added_to_who_had_it_alone(journal: Journal) -> None:
    before, later = uuid4(), uuid4()
    put_on_list(journal, [replace(ENTRY, conversation_ids=(before,)), replace(ENTRY, digest="d2")])

    add_conversations(journal, digests=["d1"], ids=[later, before])

    first, second = sorted(entries(journal), key=lambda one: one.digest)
    assert set(first.conversation_ids) == {before, later}
    assert second.conversation_ids == ()


def test_a_window_of_records_is_read_in_order(journal: Journal) -> None:
    offsets = append(journal, [record(bytes([number])) for number in range(5)])

    assert [one.offset for one in read_between(journal, after=offsets[0], up_to=offsets[3])] == offsets[1:4]


def test_a_journal_of_the_first_version_is_brought_up_with_what_it_holds(journal: Journal) -> None:
    journal.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    with journal.transaction():
        journal.execute(files("wabot_edge.journal").joinpath("sql", "0001.sql").read_bytes())
        journal.execute("INSERT INTO journal_meta (schema_version, readable_from) VALUES (1, 1)")
    append(journal, [record(b"of Amina")])

    assert schema.migrate(journal) == 1

    assert [one.body for one in read(journal, after=0)] == [b"of Amina"]
    # and the code before may still read it
    assert journal.execute("SELECT readable_from FROM journal_meta").fetchone() == (1,)


@pytest.fixture
def powerless(journal: Journal) -> Iterator[str]:
    """A login that may make no roles."""
    name = sql.Identifier(login := f"powerless_in_{journal.info.dbname}")
    journal.execute(sql.SQL("CREATE ROLE {0} LOGIN; GRANT {0} TO CURRENT_USER").format(name))
    journal.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(name))
    yield login
    journal.execute(sql.SQL("DROP OWNED BY {0} CASCADE; DROP ROLE {0}").format(name))


def test_a_login_that_may_not_take_the_role_on_is_told_what_to_do(
    journal: Journal, journal_url: str, powerless: str
) -> None:
    with (
        psycopg.connect(journal_url, autocommit=True, user=powerless) as theirs,
        pytest.raises(MayNotErase, match=f"GRANT wabot_eraser TO {powerless}"),
    ):
        prune(theirs, before=NOON, read_up_to=[9])


def test_migrating_as_such_a_login_changes_nothing_and_says_what_to_do(
    journal: Journal, journal_url: str, powerless: str
) -> None:
    journal.execute(sql.SQL("CREATE SCHEMA theirs AUTHORIZATION {}").format(sql.Identifier(powerless)))
    options = "-c search_path=theirs"
    with psycopg.connect(journal_url, autocommit=True, user=powerless, options=options) as theirs:
        with pytest.raises(psycopg.errors.RaiseException, match="may not take on") as refused:
            schema.migrate(theirs)
        there = theirs.execute("SELECT to_regclass('theirs.journal_meta')").fetchone()

    assert f"GRANT wabot_eraser TO {powerless}" in (refused.value.diag.message_hint or "")
    assert there == (None,)


def test_in_another_schema_the_functions_find_their_own_tables(journal: Journal, journal_url: str) -> None:
    journal.execute(sql.SQL("CREATE SCHEMA elsewhere"))
    with psycopg.connect(journal_url, autocommit=True, options="-c search_path=elsewhere") as other:
        schema.migrate(other)
        [offset] = append(other, [record(b"of Amina")])

        erased(other, Replacement(offset, TOMBSTONE))

        assert [one.body for one in read(other, after=0)] == [TOMBSTONE]
