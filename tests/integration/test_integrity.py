"""What a bad restore leaves behind is found by query, whatever constraints are gone, and a sound house is not accused."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from pytest_django import Settings

from apps.operations.integrity.derived import tables
from apps.operations.integrity.page import PAGE, page
from apps.operations.integrity.remembering import last_integrity
from apps.tenants.isolation import APP_ROLE
from tests.house import House
from tests.people import AMINA, BARAKA, Change, make_products, make_shop, said, status
from tests.web import as_role

NOWHERE = "'00000000-0000-8000-8000-000000000000'"


@pytest.fixture
def sound(house: House, settings: Settings, journal_url: str) -> House:
    """Two shops, some talk, a list shown, a status told."""
    settings.JOURNAL_DATABASE_URL = journal_url
    house.now = now()
    make_products(make_shop())
    make_shop("savanna", phone_number_id="2000")
    for words in ("what do you sell?", "the second one"):
        house.hear(said(AMINA, AMINA.text(words, at=house.now)))
        house.answer()
        house.wait(7)
    house.hear(Change(statuses=[status("wamid.out.1", "read")]))
    house.hear(said(BARAKA, BARAKA.text("hello", at=house.now), to="2000"))
    house.answer()
    return house


def check(*arguments: str) -> tuple[int, dict[str, Any]]:
    told, code = StringIO(), 0
    try:
        call_command("check_data_integrity", *arguments, "--json", stdout=told)
    except SystemExit as ended:
        code = int(str(ended.code))
    result: dict[str, Any] = json.loads(told.getvalue())
    return code, result


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


CONSTRAINTS = """
SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), contype IN ('p', 'u') FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c')
"""
UNIQUE_INDEXES = (
    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indisunique"
)
NOT_NULLS = """
SELECT attrelid::regclass::text, attname::text FROM pg_attribute
WHERE attnotnull AND attnum > 0 AND attrelid = %s::regclass
"""


def asked(query: str, *values: str) -> set[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return set(cursor.fetchall())


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """As a restore leaves it that stopped half way: without constraints and unique indexes. Mended afterwards."""
    constraints, indexes, not_nulls = asked(CONSTRAINTS), asked(UNIQUE_INDEXES), asked(NOT_NULLS, table)
    run(
        *(f'ALTER TABLE {of} DROP CONSTRAINT "{name}" CASCADE' for of, name, *_ in constraints if of == table)
    )
    own = asked(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indrelid = %s::regclass", table
    )
    run(*(f"DROP INDEX {name}" for (name,) in own))
    try:
        yield
    finally:
        referring = {of for of, _, definition, _ in constraints if f"REFERENCES {table}(" in definition}
        run(
            f"TRUNCATE {', '.join({table, *referring})} CASCADE",
            *(f'ALTER TABLE {of} ALTER "{column}" SET NOT NULL' for of, column in not_nulls),
        )
        # what others refer to comes first
        for of, name, definition, _ in sorted(constraints - asked(CONSTRAINTS), key=lambda one: not one[3]):
            run(f'ALTER TABLE {of} ADD CONSTRAINT "{name}" {definition}')
        run(*(definition for _, definition in indexes - asked(UNIQUE_INDEXES)))


@pytest.mark.usefixtures("sound")
def test_a_sound_house_is_not_accused() -> None:
    code, told = check()

    assert (code, told["findings"]) == (0, [])
    assert told["checks"] > 300
    assert told["rows"] > 50
    last = last_integrity()
    assert last is not None
    assert (last.findings, last.checks) == (0, told["checks"])


# What is planted, and the rule that must name it.
FAULTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "null-message-ids": (
        "bot_messageharmonizationlog",
        (
            "ALTER TABLE bot_messageharmonizationlog ALTER message_ids DROP NOT NULL",
            "UPDATE bot_messageharmonizationlog SET message_ids = NULL",
        ),
        "bot_messageharmonizationlog.message_ids: not null",
    ),
    "null-items": (
        "bot_referencecontext",
        (
            "ALTER TABLE bot_referencecontext ALTER items DROP NOT NULL",
            "UPDATE bot_referencecontext SET items = NULL",
        ),
        "bot_referencecontext.items: not null",
    ),
    "orphaned-context": (
        "bot_referencecontext",
        (f"UPDATE bot_referencecontext SET conversation_id = {NOWHERE}",),
        "bot_referencecontext.conversation_id: foreign key",
    ),
    "orphaned-message": (
        "messaging_message",
        (f"UPDATE messaging_message SET conversation_id = {NOWHERE} WHERE wa_id = 'wamid.out.1'",),
        "messaging_message.conversation_id: foreign key",
    ),
    "another-shops-conversation": (
        "messaging_message",
        ("UPDATE messaging_message SET tenant_id = (SELECT id FROM tenants_tenant WHERE slug = 'savanna')",),
        "messaging_message.conversation_id: same shop",
    ),
    "a-shop-that-is-not-there": (
        "messaging_message",
        (f"UPDATE messaging_message SET tenant_id = {NOWHERE} WHERE wa_id = 'wamid.out.1'",),
        "messaging_message.tenant_id: foreign key",
    ),
    "twice-the-same-message": (
        "messaging_message",
        ("INSERT INTO messaging_message SELECT * FROM messaging_message WHERE wa_id = 'wamid.out.1'",),
        "messaging_message.number_id+wa_id: unique",
    ),
    "two-live-conversations": (
        "messaging_conversation",
        (
            (
                "UPDATE messaging_conversation SET customer_id = (SELECT min(customer_id::text)::uuid"
                " FROM messaging_conversation), number_id = (SELECT min(number_id::text)::uuid FROM messaging_conversation)"
            ),
        ),
        "messaging_conversation.customer_id+number_id: unique",
    ),
    "unknown-state": (
        "messaging_conversation",
        ("UPDATE messaging_conversation SET status = 'asleep'",),
        "messaging_conversation.status: state",
    ),
    "negative-price": (
        "catalog_variant",
        ("UPDATE catalog_variant SET price = -1",),
        "catalog_variant.price: money",
    ),
    "no-price-at-all": (
        "catalog_variant",
        ("UPDATE catalog_variant SET price = 'NaN'",),
        "catalog_variant.price: money",
    ),
    "negative-count": (
        "messaging_outboxmessage",
        ("UPDATE messaging_outboxmessage SET attempts = -1",),
        "messaging_outboxmessage.attempts: check",
    ),
    "a-turn-of-other-messages": (
        "bot_messageharmonizationlog",
        (f"UPDATE bot_messageharmonizationlog SET message_ids = ARRAY[{NOWHERE}]::uuid[]",),
        "bot_messageharmonizationlog: its messages",
    ),
    "lost-messages": (
        "messaging_message",
        ("DELETE FROM messaging_message WHERE direction = 'outbound'",),
        "journal: remembered",
    ),
    "never-claimed": (
        "messaging_outboxmessage",
        ("UPDATE messaging_outboxmessage SET effect_id = gen_random_uuid()",),
        "journal: claims",
    ),
    "answered-by-nothing": (
        "messaging_message",
        ("UPDATE messaging_message SET turn_id = gen_random_uuid() WHERE direction = 'inbound'",),
        "journal: answers",
    ),
    "status-moved-down": (
        "messaging_message",
        ("UPDATE messaging_message SET status = 'sent' WHERE wa_id = 'wamid.out.1'",),
        "messaging_message: status moves up",
    ),
    "open-and-forgotten": (
        "messaging_message",
        (
            "UPDATE messaging_message SET turn_id = NULL, inserted_at = now() - interval '1 hour' WHERE direction = 'inbound'",
        ),
        "messaging_message: is due",
    ),
    "beyond-the-journal": (
        "messaging_partition",
        ('UPDATE messaging_partition SET "offset" = 999999 WHERE "offset" > 0',),
        "journal: head",
    ),
    "another-journal": (
        "messaging_partition",
        ("UPDATE messaging_partition SET epoch = gen_random_uuid() WHERE epoch IS NOT NULL",),
        "journal: epoch",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_planted_fault_is_named_though_nothing_guards_the_table(sound: House, fault: str) -> None:
    table, statements, rule = FAULTS[fault]
    with unguarded(table):
        run(*statements)

        code, told = check()

        assert code == 1
        assert rule in told["totals"]
        assert {"schema: uniqueness"} <= told["totals"].keys()
        named = [one for one in told["findings"] if one["check"] == rule]
        assert named
        assert all(one["table"] for one in named)


def schema_says() -> set[str]:
    return {one["says"] for one in check()[1]["findings"] if one["check"].startswith("schema: ")}


@pytest.mark.usefixtures("sound")
def test_what_guards_no_more_is_named() -> None:
    table = "messaging_outboxmessage"
    with unguarded(table):
        run(
            f"ALTER TABLE {table} ALTER payload DROP NOT NULL",
            f"ALTER TABLE {table} ADD CONSTRAINT never CHECK (part < 0) NOT VALID",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER SEQUENCE {table}_id_seq RESTART WITH 1",
            "DELETE FROM django_migrations WHERE app = 'bot' AND name = '0002_isolation'",
            "ALTER TABLE messaging_mediafile DISABLE TRIGGER USER",
        )

        says = schema_says()

        run(
            f"ALTER TABLE {table} DROP CONSTRAINT never",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            "INSERT INTO django_migrations (app, name, applied) VALUES ('bot', '0002_isolation', now())",
            "ALTER TABLE messaging_mediafile ENABLE TRIGGER USER",
        )
    assert {
        "NOT NULL of payload is missing",
        "constraint never is NOT VALID",
        "row-level security is off",
        "nothing keeps effect_id, part unique",
        "foreign key conversation_id to messaging_conversation is missing",
        "check of attempts is missing",
        "bot.0002_isolation is not applied",
    } <= says
    assert any(one.startswith("sequence of id stands at 1") for one in says)
    assert any(one.startswith("trigger ") for one in says)


@pytest.mark.usefixtures("sound")
def test_one_shop_is_looked_at_alone() -> None:
    run("UPDATE messaging_conversation SET last_inbound_at = '2000-01-01'")

    _, both = check()
    _, one = check("--tenant-id", "savanna")

    assert (both["total"], one["total"]) == (2, 1)
    last = last_integrity()
    assert last is not None
    assert last.findings == 1


@pytest.mark.usefixtures("sound")
def test_of_one_shop_its_own_rows_are_counted() -> None:
    _, one = check("--tenant-id", "savanna")
    _, other = check("--tenant-id", "pwani")
    _, both = check()

    assert 10 < one["rows"] < other["rows"]
    # the rest are the platform's own tables
    assert one["rows"] + other["rows"] < both["rows"]


@pytest.mark.usefixtures("sound")
def test_each_table_is_passed_over_as_often_for_many_shops_as_for_two() -> None:
    with CaptureQueriesContext(connection) as for_two:
        check()
    for number in range(5):
        make_shop(f"shop-{number}", phone_number_id=f"3{number}")

    with CaptureQueriesContext(connection) as for_many:
        check()

    assert len(for_many) == len(for_two)


@pytest.mark.usefixtures("sound")
def test_a_long_list_is_cut_and_counted() -> None:
    run("UPDATE messaging_message SET customer_wait_ms = 1")

    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_data_integrity", "--verbose", "--limit", "2", stdout=told)

    lines = told.getvalue().splitlines()
    assert "messaging_message: measured outbound: 3" in lines
    assert sum("a customer's message has a response time" in line for line in lines) == 2
    assert "  … and 1 more" in lines


@pytest.mark.usefixtures("sound")
def test_the_webs_role_may_ask_for_the_last_result() -> None:
    check()

    with as_role(APP_ROLE):
        last = last_integrity()

    assert last is not None
    assert last.findings == 0


@pytest.mark.parametrize("wrong", [["--limit", "0"], ["--tenant-id", "nobody"]])
@pytest.mark.django_db
def test_bad_usage_is_refused(wrong: list[str], settings: Settings, journal_url: str) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url

    with pytest.raises(CommandError) as refused:
        check(*wrong)

    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_every_table_has_rules_of_its_own_accord() -> None:
    without = {table.name for table in tables() if not table.rules}

    assert without == set()


def test_the_page_of_what_is_looked_at_is_the_codes_own() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m apps.operations.integrity.page`"
