"""Strategies 1 and 2 as the plan types them, and what is left of a kill switch afterwards."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from wabot_rollback.database.dropping import drop
from wabot_rollback.database.tools import Tools, matching
from wabot_rollback.platform.overrides import apply_overrides, engine_overrides
from wabot_rollback.platform.switches import call, is_held_off
from wabot_rollback.strategies.backing_up import BackUpConfiguration
from wabot_rollback.strategies.disabling import DisableFeature
from wabot_rollback.strategies.restoring import RestoreConfiguration

from apps.bot.models import AgentConfiguration, ConfigurationVersion
from apps.bot.services.configuration import configuration_of
from apps.bot.services.switching import switch
from apps.bot.turn.types import Feature
from apps.operations.services.cache import clear_cache
from apps.tenants.models import Tenant
from config import ROOT
from tests.people import make_shop
from tests.rollback.platform import real_platform
from tests.rollback.worlds import MemoryStorage, make_world

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
GROUNDING = Feature.GROUNDED_VALIDATION
# The plan's manual restoration, as it stands.
RESET = {
    "enable_message_harmonization": True,
    "harmonization_wait_seconds": 3,
    "enable_immediate_product_display": True,
    "max_products_to_show": 5,
    "enable_grounded_validation": True,
    "enable_reference_resolution": True,
    "use_business_name_as_identity": True,
    "custom_bot_greeting": "",
}


@pytest.fixture
def shop() -> Tenant:
    return make_shop("pwani", phone_number_id="1").tenant


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path


@pytest.fixture
def url() -> str:
    return make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])


@pytest.fixture
def restored(url: str) -> Iterator[str]:
    """Another database's name, for what a backup brings back."""
    name = f"restored_{uuid4().hex[:8]}"
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_conninfo(url, dbname=name)
        drop(admin, name)


def tool(tools: Tools, name: str, url: str, *arguments: str) -> None:
    parts = conninfo_to_dict(url)
    place = ["-h", str(parts["host"]), "-U", str(parts["user"]), "-d", str(parts["dbname"])]
    subprocess.run([tools.path(name), *place, *arguments], check=True, capture_output=True)


def test_a_restore_turns_a_killed_feature_on_again_and_the_engines_list_turns_it_off(
    shop: Tenant, engine: Path, url: str, restored: str
) -> None:
    with psycopg.connect(url) as asked:
        tools = matching(asked)
    backup = str(engine / "backup.sql")
    tool(tools, "pg_dump", url, "-F", "c", "-f", backup)
    DisableFeature().do(make_world(real_platform(engine / "state"), engine))
    assert not configuration_of(shop.pk).enable_grounded_validation

    tool(tools, "pg_restore", restored, "--exit-on-error", backup)

    with closing(psycopg.connect(restored, autocommit=True)) as database:
        database.execute("SET ROLE wabot_engine")
        told = call(database, "switches")
        assert (told["shops"][0]["states"][GROUNDING], told["holds"]) == ("on", [])

        apply_overrides(database, engine_overrides(engine))

        assert is_held_off(call(database, "switches"), [GROUNDING]) == [True]


def test_the_plans_update_is_written_down_all_the_same(shop: Tenant) -> None:
    """`update()` calls neither save() nor a signal: elsewhere nobody would hear of it."""
    before = ConfigurationVersion.objects.count()

    AgentConfiguration.objects.all().update(enable_message_harmonization=False)

    assert ConfigurationVersion.objects.count() == before + 1
    assert not configuration_of(shop.pk).enable_message_harmonization


def test_the_plans_reset_turns_a_killed_feature_on_and_a_hold_keeps_it_off(
    shop: Tenant, engine: Path
) -> None:
    switch({GROUNDING: False}, by="amina")
    AgentConfiguration.objects.all().update(**RESET)
    assert configuration_of(shop.pk).enable_grounded_validation

    DisableFeature().do(make_world(real_platform(engine / "state"), engine))
    AgentConfiguration.objects.all().update(**RESET)

    assert not configuration_of(shop.pk).enable_grounded_validation


def test_the_plans_loaddata_leaves_later_rows_and_ours_says_so(shop: Tenant, engine: Path) -> None:
    kept = engine / "config_backup_pre_deployment.json"
    call_command("dumpdata", "bot.AgentConfiguration", output=str(kept), verbosity=0)
    later = make_shop("later", phone_number_id="2").tenant
    AgentConfiguration.objects.filter(tenant=later).update(max_products_to_show=1)

    call_command("loaddata", str(kept), verbosity=0)
    assert configuration_of(later.pk).max_products_to_show == 1

    options = {"later_to_defaults": True}
    world = make_world(
        real_platform(engine / "state"), engine, features=(), storage=MemoryStorage(), options=options
    )
    said = RestoreConfiguration().check(world)
    BackUpConfiguration().do(world)
    RestoreConfiguration().do(world)

    assert said.figures["later"] == [str(later.pk)]
    assert configuration_of(later.pk).max_products_to_show == 5


def test_flushdb_empties_what_lies_beside_the_cache_and_clear_cache_does_not() -> None:
    """Where cache and broker share a database, as with one small Redis."""
    place = urlsplit(settings.REDIS_URL)
    number = place.query.removeprefix("db=")
    flush = [str(ROOT / ".venv/bin/redis-cli"), "-s", place.path, "-n", number, "FLUSHDB"]
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        server.rpush("celery", "a task")
        cache.set("a-price", 450)

        clear_cache()
        assert (cache.get("a-price"), server.llen("celery")) == (None, 1)

        subprocess.run(flush, check=True, capture_output=True)
        assert server.llen("celery") == 0
