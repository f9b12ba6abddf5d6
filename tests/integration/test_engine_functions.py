"""What the rollback engine may ask and do in the platform's database, as its own role and with no release running."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from psycopg import errors

from apps.bot.models import AgentConfiguration, ConfigurationVersion, FeatureHold, MessageHarmonizationLog
from apps.bot.services.configuration import configuration_of
from apps.bot.turn.types import Feature
from apps.tenants.models import Tenant
from tests.house import House
from tests.people import AMINA, make_shop, said

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
HARMONIZATION = Feature.HARMONIZATION.value
GROUNDING = Feature.GROUNDED_VALIDATION.value
CONTRACT = {
    f"wabot_engine_v1_{name}"
    for name in "switches tenant head changes set_features hold lift processes health failures".split()
}
WHO = ("juma", "wrong prices [r-1]")


@pytest.fixture
def shops() -> list[Tenant]:
    return [make_shop(slug, phone_number_id=slug).tenant for slug in ("pwani", "savanna")]


@pytest.fixture
def engine(transactional_db: None) -> Iterator[psycopg.Connection]:
    given = connection.settings_dict
    url = psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname=given["NAME"])
    with psycopg.connect(url, autocommit=True) as connected:
        connected.execute("SET ROLE wabot_engine")
        yield connected


def ask(engine: psycopg.Connection, function: str, *values: Any) -> Any:
    places = ", ".join(["%s"] * len(values))
    row = engine.execute(f"SELECT wabot_engine_v1_{function}({places})", list(values)).fetchone()
    assert row is not None
    return row[0]


def off(shop: Tenant) -> set[Feature]:
    config = configuration_of(shop.pk)
    return {feature for feature in Feature if not getattr(config, feature)}


def test_it_turns_a_feature_off_for_all_and_says_whose_it_was(
    engine: psycopg.Connection, shops: list[Tenant]
) -> None:
    AgentConfiguration.objects.filter(tenant=shops[0]).update(enable_message_harmonization=False)
    # a shop without a row has the defaults
    AgentConfiguration.objects.filter(tenant=shops[1]).delete()

    told = ask(engine, "set_features", [HARMONIZATION], False, None, *WHO)

    assert off(shops[0]) == off(shops[1]) == {Feature.HARMONIZATION}
    assert [(one["slug"], one["was"], one["now"]) for one in told["changed"]] == [("savanna", True, False)]
    written = ConfigurationVersion.objects.get(version=told["version"])
    assert (written.author, written.reason, written.origin) == (*WHO, "rollback engine")
    assert written.tenant_id == shops[1].pk


def test_it_turns_features_off_for_one_shop_and_on_again(
    engine: psycopg.Connection, shops: list[Tenant]
) -> None:
    tenant = ask(engine, "tenant", "savanna")
    both = [HARMONIZATION, GROUNDING]

    ask(engine, "set_features", both, False, [tenant], *WHO)
    assert off(shops[0]) == set()
    assert off(shops[1]) == {Feature.HARMONIZATION, Feature.GROUNDED_VALIDATION}

    ask(engine, "set_features", both, True, [tenant], *WHO)
    assert off(shops[1]) == set()


def test_a_hold_keeps_off_what_rows_say_and_is_lifted_as_it_was_set(
    engine: psycopg.Connection, shops: list[Tenant]
) -> None:
    assert ask(engine, "hold", [GROUNDING], None, *WHO)["holds_set"] == 1
    assert ask(engine, "hold", [GROUNDING], None, *WHO)["holds_set"] == 0
    assert ask(engine, "hold", [GROUNDING], [shops[0].pk], *WHO)["holds_set"] == 1
    assert off(shops[1]) == {Feature.GROUNDED_VALIDATION}

    assert ask(engine, "lift", [GROUNDING], None, *WHO)["holds_lifted"] == 1

    assert off(shops[0]) == {Feature.GROUNDED_VALIDATION}
    assert off(shops[1]) == set()
    assert ask(engine, "lift", [GROUNDING], [shops[0].pk], *WHO)["holds_lifted"] == 1
    assert not FeatureHold.objects.exists()


def test_it_reads_rows_states_and_holds(engine: psycopg.Connection, shops: list[Tenant]) -> None:
    ask(engine, "hold", [GROUNDING], [shops[0].pk], *WHO)

    told = ask(engine, "switches")
    assert told["version"] == ask(engine, "head") > 0

    pwani, savanna = told["shops"]
    assert (pwani["states"][GROUNDING], pwani["row"][GROUNDING]) == ("held", True)
    assert savanna["states"][GROUNDING] == "on"
    assert [(one["feature"], UUID(one["tenant_id"]), one["by"]) for one in told["holds"]] == [
        (GROUNDING, shops[0].pk, "juma")
    ]
    only = ask(engine, "switches", [shops[1].pk])
    assert [one["slug"] for one in only["shops"]] == ["savanna"]
    assert only["holds"] == []


def test_it_finds_again_what_was_changed_under_a_mark(
    engine: psycopg.Connection, shops: list[Tenant]
) -> None:
    ask(engine, "set_features", [GROUNDING], False, [shops[0].pk], "juma", "something else")
    ask(engine, "set_features", [HARMONIZATION], False, [shops[0].pk], *WHO)
    ask(engine, "hold", [HARMONIZATION], None, *WHO)

    told = ask(engine, "changes", "[r-1]")

    assert [(one["subject"], one["operation"]) for one in told] == [
        ("configuration", "update"),
        ("hold", "insert"),
    ]
    assert (told[0]["old"][HARMONIZATION], told[0]["new"][HARMONIZATION]) == (True, False)


@pytest.mark.parametrize(
    ("function", "values", "names"),
    [
        ("set_features", (["enable_magic"], False, None, *WHO), "no feature enable_magic"),
        ("set_features", ([], False, None, *WHO), "no feature is named"),
        ("set_features", ([GROUNDING], False, [UUID(int=1)], *WHO), "no shop 0000"),
        ("hold", ([GROUNDING], None, "juma", " "), "actor and why"),
        ("lift", ([GROUNDING], None, "", "why"), "actor and why"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_changes_nothing(
    engine: psycopg.Connection, shops: list[Tenant], function: str, values: tuple[Any, ...], names: str
) -> None:
    with pytest.raises(psycopg.Error, match=names):
        ask(engine, function, *values)

    assert off(shops[0]) == off(shops[1]) == set()


def test_it_sees_the_processes_and_which_version_each_runs_on(engine: psycopg.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO operations_process (kind, name, host, pid, release, started_at, seen_at, config_version)"
            " VALUES ('web', 'web-1', 'here', 7, 'r', now(), now(), 4)"
        )

    row = engine.execute(
        "SELECT kind, name, pid, config_version, listening FROM wabot_engine_v1_processes()"
    ).fetchall()

    assert row == [("web", "web-1", 7, 4, False)]


def test_it_counts_what_failed_and_in_which_feature(engine: psycopg.Connection, house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.answer()
    turn = MessageHarmonizationLog.objects.get()
    now = timezone.now()
    trace = '  File "/srv/wabot/apps/bot/turn/grounding/ground.py", line 7, in ground\nKeyError: 7'
    MessageHarmonizationLog.objects.update(created_at=now, features=[HARMONIZATION])
    broken = {"id": UUID(int=5), "status": "failed", "error": trace, "features": []}
    MessageHarmonizationLog.objects.create(**_values(turn) | broken | {"created_at": now})
    old = {"id": UUID(int=6), "created_at": now - timedelta(hours=2)}
    MessageHarmonizationLog.objects.create(**_values(turn) | broken | old)

    failures = ask(engine, "failures", 60.0)
    health = ask(engine, "health", 60.0)

    assert failures[GROUNDING] == {"attempts": 1, "failed": 1, "log_errors": 0}
    assert failures[HARMONIZATION] == {"attempts": 1, "failed": 0, "log_errors": 0}
    assert (health["turns"], health["failed"]) == (2, 1)
    assert health["parts"]["parked"] == 0


def test_it_counts_lines_of_the_log_by_the_services_names(engine: psycopg.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO logs (created_at, level, logger, message, process, release) VALUES"
            " (now(), 'ERROR', 'wabot.GroundedResponseValidator', 'm', 'p', 'r'),"
            " (now(), 'CRITICAL', 'wabot.turn', 'm', 'p', 'r')"
        )

    assert ask(engine, "failures", 60.0)[GROUNDING]["log_errors"] == 1
    told = ask(engine, "health", 60.0)
    assert (told["log_errors"], told["log_critical"]) == (1, 1)


def test_nothing_else_is_open_to_it(engine: psycopg.Connection) -> None:
    """It reads the log, which it may, and no other table; writes none; calls no other function of ours."""
    rows = engine.execute(
        "SELECT c.relname, p FROM pg_class c CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE',"
        " 'TRUNCATE']) p WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND has_table_privilege('wabot_engine', c.oid, p)"
    ).fetchall()
    callable_ones = engine.execute(
        "SELECT DISTINCT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
        " AND p.prosecdef AND has_function_privilege('wabot_engine', p.oid, 'EXECUTE')"
        " AND p.prorettype <> 'trigger'::regtype AND NOT EXISTS (SELECT FROM pg_depend d"
        " WHERE d.objid = p.oid AND d.deptype = 'e')"
    ).fetchall()

    assert rows == [("logs", "SELECT")]
    assert {name for (name,) in callable_ones} - {"wabot_tenant_of_user"} == CONTRACT
    with pytest.raises(errors.InsufficientPrivilege):
        engine.execute("UPDATE bot_agentconfiguration SET max_products_to_show = 1")


@pytest.mark.parametrize("role", ["wabot_app", "wabot_system"])
def test_nobody_else_may_call_them(engine: psycopg.Connection, role: str) -> None:
    engine.execute("RESET ROLE")
    engine.execute(f"SET ROLE {role}")

    with pytest.raises(errors.InsufficientPrivilege):
        ask(engine, "lift", [GROUNDING], None, *WHO)


def _values(turn: MessageHarmonizationLog) -> dict[str, Any]:
    return {field.attname: getattr(turn, field.attname) for field in turn._meta.concrete_fields}
