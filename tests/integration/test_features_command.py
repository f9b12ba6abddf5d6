"""`configure_ux_features` and `show_ux_config`, as an operator types them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.bot.models import AgentConfiguration
from apps.bot.services.authoring import newest_version
from apps.bot.services.configuration import configuration_of
from apps.bot.services.holding import hold
from apps.bot.turn.types import Feature
from apps.tenants.models import Tenant
from tests.house import House
from tests.people import AMINA, make_shop, said
from tests.web import process_environment

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
OPTIONS = {
    "harmonization": Feature.HARMONIZATION,
    "immediate-display": Feature.IMMEDIATE_DISPLAY,
    "grounded-validation": Feature.GROUNDED_VALIDATION,
    "reference-resolution": Feature.REFERENCE_RESOLUTION,
}


@pytest.fixture
def shops() -> list[Tenant]:
    return [make_shop(slug, phone_number_id=slug).tenant for slug in ("pwani", "savanna")]


def configure(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("configure_ux_features", *arguments)
    return capsys.readouterr().out


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        call_command("configure_ux_features", *arguments)
    assert error.value.returncode == 2
    return str(error.value)


def on(slug: str) -> set[Feature]:
    row = AgentConfiguration.objects.get(tenant__slug=slug)
    return {feature for feature in Feature if getattr(row, feature.value)}


@pytest.mark.parametrize(("name", "feature"), OPTIONS.items())
def test_each_option_turns_its_own_feature_off_for_all_and_on_again(
    shops: list[Tenant], capsys: pytest.CaptureFixture[str], name: str, feature: Feature
) -> None:
    configure(capsys, f"--disable-{name}")
    assert on("pwani") == on("savanna") == set(Feature) - {feature}

    configure(capsys, f"--enable-{name}")
    assert on("pwani") == on("savanna") == set(Feature)


def test_all_enhancements_go_off_for_one_shop_by_slug_or_id(
    shops: list[Tenant], capsys: pytest.CaptureFixture[str]
) -> None:
    told = configure(capsys, "--disable-all-enhancements", "--tenant-id", "savanna")

    assert on("savanna") == set()
    assert on("pwani") == set(Feature)
    assert "Savanna: grounded validation off (was on)" in told
    assert "1 of 1 shop(s) changed.\n" in told

    configure(capsys, "--enable-all-enhancements", "--tenant-id", str(shops[1].pk))
    assert on("savanna") == set(Feature)


def test_it_says_what_changed_to_people_and_to_programs(
    shops: list[Tenant], capsys: pytest.CaptureFixture[str]
) -> None:
    configure(capsys, "--disable-harmonization", "--tenant-id", "pwani")

    told = json.loads(configure(capsys, "--disable-harmonization", "--json"))
    again = configure(capsys, "--disable-harmonization")

    assert {name: told[name] for name in ("shops", "changed")} == {
        "shops": 2,
        "changed": [
            {
                "tenant_id": str(shops[1].pk),
                "slug": "savanna",
                "feature": "enable_message_harmonization",
                "was": True,
                "now": False,
            }
        ],
    }
    first, second = again.splitlines()
    assert first == "0 of 2 shop(s) changed, the rest already were so."
    assert second == f"version {told['acknowledged']['version']}: recorded, nobody alive (0 of 0 processes)."


def test_bad_usage_is_refused_by_name_and_changes_nothing(shops: list[Tenant]) -> None:
    assert refused() == "name at least one feature, as in --disable-harmonization"
    assert "cannot be turned on and off at once" in refused(
        "--disable-all-enhancements", "--enable-harmonization"
    )
    assert "no shop with the id or slug 'nowhere'" in refused(
        "--disable-harmonization", "--tenant-id", "nowhere"
    )

    assert on("pwani") == on("savanna") == set(Feature)


def in_effect(shop: Tenant) -> set[Feature]:
    config = configuration_of(shop.pk)
    return {feature for feature in Feature if getattr(config, feature)}


def test_a_hold_stays_until_it_is_lifted_and_says_who_and_why(
    shops: list[Tenant], capsys: pytest.CaptureFixture[str]
) -> None:
    told = configure(capsys, "--disable-harmonization", "--hold", "--reason", "bug 7")
    assert "1 hold(s) set, 0 stood already." in told

    told = configure(capsys, "--enable-harmonization")
    assert "message harmonization is held off for all shops by" in told
    assert "bug 7; it stays off until --enable-... --lift-hold." in told
    assert on("pwani") == set(Feature)
    assert in_effect(shops[0]) == set(Feature) - {Feature.HARMONIZATION}

    told = configure(capsys, "--enable-harmonization", "--lift-hold")
    assert "1 hold(s) lifted." in told
    assert in_effect(shops[0]) == in_effect(shops[1]) == set(Feature)


def test_a_hold_on_one_shop_leaves_the_other(shops: list[Tenant], capsys: pytest.CaptureFixture[str]) -> None:
    configure(capsys, "--disable-all-enhancements", "--hold", "--tenant-id", "savanna")
    configure(capsys, "--enable-all-enhancements")

    assert in_effect(shops[0]) == set(Feature)
    assert in_effect(shops[1]) == set()
    call_command("show_ux_config", "--json")
    states = {one["slug"]: set(one["states"].values()) for one in json.loads(capsys.readouterr().out)}
    assert states == {"pwani": {"on"}, "savanna": {"held"}}


def test_some_shops_get_a_feature_first(shops: list[Tenant], capsys: pytest.CaptureFixture[str]) -> None:
    configure(capsys, "--rollout", "harmonization=0", "--rollout-tenants", "harmonization=savanna")
    assert Feature.HARMONIZATION not in in_effect(shops[0])
    assert Feature.HARMONIZATION in in_effect(shops[1])
    call_command("show_ux_config")
    shown = capsys.readouterr().out
    assert "message harmonization is rolled out to 0 % of the shops and savanna." in shown
    assert "OFF (rollout)" in shown

    configure(capsys, "--rollout", "harmonization=100")
    assert Feature.HARMONIZATION in in_effect(shops[0])

    configure(capsys, "--rollout", "harmonization=0", "--rollout-tenants", "harmonization=")
    assert Feature.HARMONIZATION not in in_effect(shops[1])
    configure(capsys, "--end-rollout", "harmonization")
    assert in_effect(shops[0]) == in_effect(shops[1]) == set(Feature)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--hold", "--enable-harmonization"], "--hold keeps off what --disable-... turns off"),
        (["--lift-hold", "--disable-harmonization"], "--lift-hold goes with --enable-..."),
        (["--rollout", "harmonization=101"], "is not NAME=PERCENT with 0 to 100"),
        (["--rollout", "harmonization"], "is not NAME=PERCENT"),
        (["--rollout", "telepathy=5"], "no feature 'telepathy'; there are harmonization,"),
        (["--rollout-tenants", "harmonization"], "is not NAME=SHOP,SHOP"),
        (["--rollout-tenants", "harmonization=nowhere"], "no shop with the id or slug 'nowhere'"),
        (["--end-rollout", "telepathy"], "--end-rollout: no feature 'telepathy'"),
        (["--enable-harmonization", "--lift-hold", "--tenant-id", "pwani"], "held for all shops"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_changes_nothing(
    shops: list[Tenant], arguments: list[str], says: str
) -> None:
    hold([Feature.HARMONIZATION], tenant_id=None, by="amina")
    before = newest_version()

    assert says in refused(*arguments)
    assert newest_version() == before


def test_a_turn_that_waits_follows_the_switch(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Decided with references, held back before it was sent."""
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.wait(3.1)
    house.take_turns()

    configure(capsys, "--disable-all-enhancements")
    house.send()
    assert house.whatsapp.taken == []

    house.take_turns()
    house.send()
    assert "We are open from 8 to 6." in house.whatsapp.texts()[0]


def test_the_configuration_in_effect_is_shown(
    shops: list[Tenant], capsys: pytest.CaptureFixture[str]
) -> None:
    Tenant.objects.create(slug="new", name="New")
    configure(capsys, "--disable-grounded-validation", "--tenant-id", "pwani")

    call_command("show_ux_config", "--json")
    told: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    call_command("show_ux_config", "--tenant-id", "pwani")
    table = capsys.readouterr().out

    assert {one["slug"]: (one["enable_grounded_validation"], one["version"]) for one in told} == {
        "new": (True, 0),
        "pwani": (False, 2),
        "savanna": (True, 1),
    }
    assert "OFF" in table
    assert "savanna" not in table


def manage(journal_url: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=process_environment(journal_url, folder) | {"PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["configure_ux_features"], "name at least one feature"),
        (["configure_ux_features", "--disable-everything"], "unrecognized arguments: --disable-everything"),
        (["show_ux_config", "--tenant-id", "nowhere"], "no shop with the id or slug 'nowhere'"),
        (["projector", "rewind", "--to", "x"], "invalid int value: 'x'"),
        (["projector", "fly"], "invalid choice: 'fly'"),
        (["prune_journal", "--days", "0"], "give at least one day"),
    ],
)
def test_in_a_shell_bad_usage_is_exit_code_2_and_one_line(
    journal_url: str, journal: Any, tmp_path: Path, arguments: list[str], says: str
) -> None:
    ended = manage(journal_url, tmp_path, *arguments)

    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1
    assert says in ended.stderr


@pytest.mark.parametrize(
    "command",
    ["configure_ux_features", "show_ux_config", "configuration_history", "projector", "prune_journal"],
)
def test_in_a_shell_each_explains_itself(journal_url: str, tmp_path: Path, command: str) -> None:
    ended = manage(journal_url, tmp_path, command, "--help")

    assert ended.returncode == 0
    assert len(ended.stdout) > 300
    assert os.linesep in ended.stdout
