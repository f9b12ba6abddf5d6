"""Every change is written down, whoever makes it and by whatever way, and can be put back."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, transaction

from apps.bot.models import AgentConfiguration, ConfigurationVersion, FeatureHold
from apps.bot.services.authoring import authored
from apps.bot.services.configuration import configuration_of
from apps.bot.services.history import as_of
from apps.bot.services.holding import HeldForAll, hold, release
from apps.bot.services.switching import switch
from apps.bot.turn.types import Feature
from apps.tenants.models import Tenant
from tests.web import as_role

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
OFF = {Feature.HARMONIZATION: False}


def newest() -> ConfigurationVersion:
    return ConfigurationVersion.objects.latest("version")


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def write_file(path: Path, number: int, **fields: Any) -> None:
    path.write_text(json.dumps([{"model": "bot.agentconfiguration", "pk": number, "fields": fields}]))


def save(shop: Tenant, _: Path) -> None:
    row = AgentConfiguration.objects.get(tenant=shop)
    row.enable_message_harmonization = False
    row.save()


def update(shop: Tenant, _: Path) -> None:
    AgentConfiguration.objects.filter(tenant=shop).update(enable_message_harmonization=False)


def raw_sql(shop: Tenant, _: Path) -> None:
    sql(
        "UPDATE bot_agentconfiguration SET enable_message_harmonization = false WHERE tenant_id = %s", shop.pk
    )


def loaded(shop: Tenant, folder: Path) -> None:
    row = AgentConfiguration.objects.get(tenant=shop)
    write_file(folder / "saved.json", row.pk, tenant=str(shop.pk), enable_message_harmonization=False)
    call_command("loaddata", str(folder / "saved.json"), verbosity=0)


def command(shop: Tenant, _: Path) -> None:
    call_command("configure_ux_features", "--disable-harmonization", "--tenant-id", shop.slug)


@pytest.mark.parametrize("way", [save, update, raw_sql, loaded, command])
def test_a_change_by_any_way_is_written_down_with_what_was_and_what_is(
    alice: Tenant, bob: Tenant, tmp_path: Path, way: Any
) -> None:
    before = newest().version

    way(alice, tmp_path)

    [written] = ConfigurationVersion.objects.filter(version__gt=before)
    assert written.tenant_id == alice.pk
    old, new = written.old or {}, written.new or {}
    assert (old["enable_message_harmonization"], new["enable_message_harmonization"]) == (True, False)
    assert written.author
    assert written.origin
    assert not configuration_of(alice.pk).enable_message_harmonization
    assert configuration_of(bob.pk).enable_message_harmonization


def test_a_deletion_and_an_emptied_table_are_written_down_too(alice: Tenant, bob: Tenant) -> None:
    AgentConfiguration.objects.filter(tenant=alice).delete()
    assert (newest().operation, newest().tenant_id, newest().new) == ("delete", alice.pk, None)
    stood = newest().version

    sql("TRUNCATE bot_agentconfiguration")
    assert (newest().operation, newest().tenant_id) == ("truncate", None)
    assert set(as_of(stood)) == {bob.pk}
    assert as_of(newest().version) == {}


def test_who_and_why_are_those_of_the_change_and_of_no_later_one(alice: Tenant) -> None:
    with transaction.atomic():
        with authored(by="amina", reason="burst bug", origin="admin"):
            update(alice, Path())
        AgentConfiguration.objects.update(max_products_to_show=4)

    later, first = ConfigurationVersion.objects.all()[:2]
    assert (first.author, first.reason, first.origin) == ("amina", "burst bug", "admin")
    assert (later.author, later.reason) == (connection.settings_dict["USER"], "")


def test_nothing_is_written_down_for_what_did_not_change_or_did_not_stand(alice: Tenant) -> None:
    before = newest().version

    AgentConfiguration.objects.update(enable_message_harmonization=True)
    with transaction.atomic():
        update(alice, Path())
        transaction.set_rollback(True)

    assert newest().version == before


def test_a_hold_outlives_update_load_and_reset(alice: Tenant, bob: Tenant, tmp_path: Path) -> None:
    call_command("dumpdata", "bot.AgentConfiguration", output=str(tmp_path / "saved.json"), verbosity=0)
    hold([Feature.HARMONIZATION], tenant_id=alice.pk, by="amina")

    AgentConfiguration.objects.update(enable_message_harmonization=True)
    assert not configuration_of(alice.pk).enable_message_harmonization
    call_command("loaddata", str(tmp_path / "saved.json"), verbosity=0)
    assert not configuration_of(alice.pk).enable_message_harmonization
    AgentConfiguration.objects.all().delete()
    assert not configuration_of(alice.pk).enable_message_harmonization
    assert configuration_of(bob.pk).enable_message_harmonization

    release([Feature.HARMONIZATION], tenant_id=alice.pk, by="amina")
    assert configuration_of(alice.pk).enable_message_harmonization


def test_a_hold_is_lifted_and_never_just_deleted(alice: Tenant) -> None:
    hold([Feature.HARMONIZATION], tenant_id=None, by="amina")

    with pytest.raises(ProgrammingError, match="a hold is lifted"):
        FeatureHold.objects.all().delete()
    with pytest.raises(ProgrammingError, match="a hold is lifted"):
        FeatureHold.objects.update(feature="enable_grounded_validation")
    with pytest.raises(HeldForAll):
        release([Feature.HARMONIZATION], tenant_id=alice.pk, by="amina")

    assert not configuration_of(alice.pk).enable_message_harmonization


def test_a_shop_that_goes_takes_its_hold_along_and_leaves_its_history(alice: Tenant) -> None:
    hold([Feature.HARMONIZATION], tenant_id=alice.pk, by="amina")

    Tenant.objects.all().delete()

    assert not FeatureHold.objects.exists()
    assert ConfigurationVersion.objects.filter(tenant_id=alice.pk, subject="hold").count() == 2


def test_a_shops_people_see_the_hold_on_all_and_nothing_of_another_shop(alice: Tenant, bob: Tenant) -> None:
    hold([Feature.HARMONIZATION], tenant_id=None, by="amina")
    hold([Feature.GROUNDED_VALIDATION], tenant_id=bob.pk, by="amina")

    with as_role(), transaction.atomic():
        sql("SELECT set_config('wabot.tenant', %s, true)", str(alice.pk))
        seen = configuration_of(alice.pk)
        assert not seen.enable_message_harmonization
        assert seen.enable_grounded_validation
        assert set(FeatureHold.objects.values_list("feature", flat=True)) == {Feature.HARMONIZATION.value}
        assert set(ConfigurationVersion.objects.values_list("tenant_id", flat=True)) == {alice.pk}
        assert configuration_of(bob.pk).version == 0
    with as_role(), pytest.raises(ProgrammingError, match="permission denied"):
        ConfigurationVersion.objects.all().delete()


def test_the_plans_backup_restores_what_changed_since(alice: Tenant, bob: Tenant, tmp_path: Path) -> None:
    """Also into a row that was deleted and made anew, under another number."""
    file = str(tmp_path / "config_backup.json")
    call_command("dumpdata", "bot.AgentConfiguration", output=file, verbosity=0)
    AgentConfiguration.objects.filter(tenant=alice).delete()
    AgentConfiguration.objects.create(tenant=alice, enable_grounded_validation=False)
    AgentConfiguration.objects.filter(tenant=bob).update(max_products_to_show=2)

    call_command("loaddata", file, "--reason", "back to yesterday", verbosity=0)

    assert configuration_of(alice.pk).enable_grounded_validation
    assert configuration_of(bob.pk).max_products_to_show == 5
    assert AgentConfiguration.objects.count() == 2
    assert (newest().origin, newest().reason) == ("loaddata", "back to yesterday")


def test_a_file_from_before_a_field_gives_that_field_its_default(alice: Tenant, tmp_path: Path) -> None:
    AgentConfiguration.objects.update(max_products_to_show=2, harmonization_wait_seconds=7)
    write_file(tmp_path / "old.json", 999, tenant=str(alice.pk), harmonization_wait_seconds=4)

    call_command("loaddata", str(tmp_path / "old.json"), verbosity=0)

    now = configuration_of(alice.pk)
    assert (now.harmonization_wait_seconds, now.max_products_to_show) == (4, 5)


def history(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    call_command("configuration_history", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_versions_are_listed_compared_and_restored(
    alice: Tenant, bob: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    good = newest().version
    switch(OFF, by="amina", reason="trial")
    AgentConfiguration.objects.filter(tenant=bob).update(custom_bot_greeting="Karibu!")
    bad = newest().version

    listed = history(capsys, "--tenant-id", "bob")
    assert [(one["by"], one["reason"], one["shop"]) for one in listed[1:2]] == [("amina", "trial", "bob")]
    found = history(capsys, "--compare", str(good), str(bad))
    assert [(one["shop"], one["field"]) for one in found] == [
        ("alice", "enable_message_harmonization"),
        ("bob", "custom_bot_greeting"),
        ("bob", "enable_message_harmonization"),
    ]
    wanted = history(capsys, "--restore", str(good), "--dry-run", "--tenant-id", "bob")
    assert newest().version == bad
    done = history(capsys, "--restore", str(good), "--tenant-id", "bob")
    assert done["changed"] == wanted["changed"] != []
    assert configuration_of(bob.pk).custom_bot_greeting == ""
    assert configuration_of(bob.pk).enable_message_harmonization
    assert not configuration_of(alice.pk).enable_message_harmonization
    assert newest().version > bad
    assert newest().reason == f"restored version {good}"


def test_a_restore_under_a_hold_says_so_and_keeps_it(
    alice: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    good = newest().version
    call_command("configure_ux_features", "--disable-harmonization", "--hold", "--reason", "bug 7")
    capsys.readouterr()

    call_command("configuration_history", "--restore", str(good))

    told = capsys.readouterr().out
    assert "message harmonization is held off for all shops" in told
    assert "bug 7; a restore does not lift it." in told
    assert AgentConfiguration.objects.get().enable_message_harmonization
    assert not configuration_of(alice.pk).enable_message_harmonization


def test_a_shop_that_had_no_row_then_gets_the_defaults(alice: Tenant) -> None:
    new = Tenant.objects.create(slug="new", name="New")
    good = newest().version
    switch(dict.fromkeys(Feature, False), by="amina")

    call_command("configuration_history", "--restore", str(good))

    assert configuration_of(new.pk).enable_message_harmonization
    assert configuration_of(alice.pk).enable_message_harmonization


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--restore", "999999"], "no version 999999; the newest is"),
        (["--compare", "1", "999999"], "no version 999999"),
        (["--dry-run"], "--dry-run goes with --restore VERSION"),
        (["--tenant-id", "nowhere"], "no shop with the id or slug 'nowhere'"),
    ],
)
def test_bad_usage_of_the_history_is_told_and_changes_nothing(
    alice: Tenant, arguments: list[str], says: str
) -> None:
    before = newest().version

    with pytest.raises(CommandError, match=says) as error:
        call_command("configuration_history", *arguments)

    assert error.value.returncode == 2
    assert newest().version == before
