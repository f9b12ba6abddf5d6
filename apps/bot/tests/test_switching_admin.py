"""The bulk actions of the configuration page: they ask first, naming shops and changes, and tell what was done."""

import html
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.bot.models import AgentConfiguration, ConfigurationVersion
from apps.bot.services.holding import hold
from apps.bot.services.rollouts import roll_out
from apps.bot.turn.types import Feature
from tests.people import make_shop
from tests.web import Answered, platform_person, shop_person, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/bot/agentconfiguration/"


@pytest.fixture
def shops() -> list[AgentConfiguration]:
    for place, slug in enumerate(("alice", "bob", "charlie")):
        make_shop(slug, phone_number_id=str(place), enable_grounded_validation=slug != "charlie")
    return list(AgentConfiguration.objects.order_by("tenant__slug"))


@pytest.fixture
def root() -> Client:
    return signed_in(platform_person())


def ask(client: Client, action: str, rows: list[AgentConfiguration], **more: str) -> Answered:
    chosen: dict[str, Any] = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(PAGE, chosen | more)


def text_of(response: Answered) -> str:
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(bare).split())


def hidden(response: Answered) -> dict[str, str]:
    """The fields that the page's own form would send."""
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: value for name, value in inputs if name in ("action", "_selected_action", "chosen")}


def grounded() -> list[bool]:
    return list(
        AgentConfiguration.objects.order_by("tenant__slug").values_list(
            "enable_grounded_validation", flat=True
        )
    )


def test_each_feature_has_a_bulk_action_for_off_and_for_on(
    root: Client, shops: list[AgentConfiguration]
) -> None:
    page = text_of(root.get(PAGE))

    for name in (
        "message harmonization",
        "immediate product display",
        "grounded validation",
        "reference resolution",
    ):
        assert f"Disable {name}" in page
        assert f"Enable {name}" in page


def test_it_asks_first_naming_the_shops_and_what_will_change(
    root: Client, shops: list[AgentConfiguration]
) -> None:
    asked = text_of(ask(root, "disable_grounded_validation", shops))

    assert "Grounded validation will be turned off for 2 shops" in asked
    assert "Alice on → off" in asked
    assert "Bob on → off" in asked
    assert "Charlie off already, stays" in asked
    assert "not checked against the catalogue" in asked
    assert grounded() == [True, True, False]


def test_once_confirmed_it_changes_those_shops_and_says_so(
    root: Client, shops: list[AgentConfiguration]
) -> None:
    asked = ask(root, "disable_grounded_validation", shops[:2])

    done = root.post(PAGE, hidden(asked), follow=True)

    assert "Disabled grounded validation for Alice, Bob." in text_of(done)
    assert grounded() == [False, False, False]
    assert AgentConfiguration.objects.get(tenant__slug="alice").version == 2
    told = LogEntry.objects.filter(change_message__contains="grounded validation off")
    assert {entry.object_id for entry in told} == {str(row.pk) for row in shops[:2]}


@pytest.mark.parametrize("feature", Feature)
def test_every_switch_goes_off_and_on_again(
    root: Client, shops: list[AgentConfiguration], feature: Feature
) -> None:
    name = feature.value.removeprefix("enable_")
    AgentConfiguration.objects.update(**{feature.value: True})

    for verb, state in (("disable", False), ("enable", True)):
        root.post(PAGE, hidden(ask(root, f"{verb}_{name}", shops)))

        assert set(AgentConfiguration.objects.values_list(feature.value, flat=True)) == {state}


def test_select_all_changes_what_the_page_named_and_not_what_came_since(
    root: Client, shops: list[AgentConfiguration]
) -> None:
    asked = ask(root, "disable_reference_resolution", shops[:1], select_across="1")
    make_shop("dora", phone_number_id="9")

    root.post(PAGE, hidden(asked))

    off = AgentConfiguration.objects.filter(enable_reference_resolution=False)
    assert sorted(off.values_list("tenant__slug", flat=True)) == ["alice", "bob", "charlie"]


def test_the_list_asks_no_more_often_for_more_shops(root: Client) -> None:
    make_shop("alice", phone_number_id="1")
    hold([Feature.GROUNDED_VALIDATION], tenant_id=None, by="ops", reason="incident 7")
    with CaptureQueriesContext(connection) as for_one:
        root.get(PAGE)
    for place in range(2, 8):
        make_shop(f"shop-{place}", phone_number_id=str(place))

    with CaptureQueriesContext(connection) as for_many:
        told = root.get(PAGE)

    assert len(for_many) == len(for_one)
    assert text_of(told).count("grounded validation: hold") == 7


def test_who_may_only_look_can_switch_nothing(shops: list[AgentConfiguration]) -> None:
    viewer = shop_person(shops[0].tenant)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_agentconfiguration"))
    client = signed_in(User.objects.get(pk=viewer.pk))

    assert "Disable grounded validation" not in text_of(client.get(PAGE))
    ask(client, "disable_grounded_validation", shops[:1], chosen=str(shops[0].pk))
    assert grounded() == [True, True, False]


def test_a_made_up_answer_is_a_bad_request(root: Client, shops: list[AgentConfiguration]) -> None:
    told = ask(root, "disable_grounded_validation", shops, chosen="1,drop table")

    assert told.status_code == 400
    assert grounded() == [True, True, False]


@pytest.mark.django_db(transaction=True)
def test_the_change_is_announced_when_it_stands(root: Client, shops: list[AgentConfiguration]) -> None:
    asked = ask(root, "enable_grounded_validation", shops[2:])
    with connection.cursor() as cursor:
        cursor.execute("LISTEN wabot_config")

    root.post(PAGE, hidden(asked))

    assert connection.connection is not None
    heard = [one.payload for one in connection.connection.notifies(timeout=2, stop_after=1)]
    assert heard == [str(ConfigurationVersion.objects.latest("version").version)]


def test_names_stay_text(root: Client, shops: list[AgentConfiguration]) -> None:
    shops[0].tenant.name = "<script>alert(1)</script>"
    shops[0].tenant.save()

    asked = ask(root, "disable_grounded_validation", shops[:1])
    done = root.post(PAGE, hidden(asked), follow=True)

    for page in (asked, done):
        assert b"<script>alert" not in page.content
        assert b"&lt;script&gt;alert(1)" in page.content


def test_the_history_names_the_person_and_the_page_shows_it(
    root: Client, shops: list[AgentConfiguration]
) -> None:
    root.post(PAGE, hidden(ask(root, "disable_grounded_validation", shops[:1])))

    written = ConfigurationVersion.objects.latest("version")
    assert (written.author, written.origin) == ("root", "admin")
    shown = text_of(root.get(f"{PAGE}{shops[0].pk}/change/"))
    assert "root · admin: enable_grounded_validation: on → off" in shown
    assert "enable_grounded_validation: on → off" in text_of(root.get("/admin/bot/configurationversion/"))


def test_a_form_that_is_saved_bears_the_persons_name(root: Client, shops: list[AgentConfiguration]) -> None:
    form = {"harmonization_wait_seconds": 7, "max_products_to_show": 4, "custom_bot_greeting": "Karibu"}

    root.post(f"{PAGE}{shops[0].pk}/change/", form)

    written = ConfigurationVersion.objects.latest("version")
    assert (written.author, written.origin) == ("root", "admin")
    assert (written.new or {})["harmonization_wait_seconds"] == 7


def test_what_is_held_shows_on_the_page_and_can_be_changed_on_none(
    root: Client, shops: list[AgentConfiguration]
) -> None:
    hold([Feature.GROUNDED_VALIDATION], tenant_id=None, by="amina", reason="bug 7")
    roll_out(Feature.HARMONIZATION, percentage=0, tenant_ids=[shops[1].tenant_id], by="amina")

    listed = text_of(root.get(PAGE))
    assert "message harmonization: rollout, grounded validation: hold" in listed
    assert "bug 7" in text_of(root.get("/admin/bot/featurehold/"))
    assert "bob" in text_of(root.get("/admin/bot/featurerollout/"))
    for page in ("featurehold", "featurerollout", "configurationversion"):
        assert root.get(f"/admin/bot/{page}/add/").status_code == 403


def test_a_shops_people_see_their_own_history_and_holds_alone(shops: list[AgentConfiguration]) -> None:
    hold([Feature.GROUNDED_VALIDATION], tenant_id=shops[1].tenant_id, by="amina", reason="bobs own")
    hold([Feature.HARMONIZATION], tenant_id=None, by="amina", reason="for everybody")
    client = signed_in(shop_person(shops[0].tenant))

    held = text_of(client.get("/admin/bot/featurehold/"))
    history = text_of(client.get("/admin/bot/configurationversion/"))

    assert "for everybody" in held
    assert "bobs own" not in held
    assert "Alice" in history
    assert "Bob" not in history
    assert client.get("/admin/bot/featurerollout/").status_code == 403


def test_what_is_held_stays_off_and_the_page_says_so(root: Client, shops: list[AgentConfiguration]) -> None:
    hold([Feature.GROUNDED_VALIDATION], tenant_id=shops[2].tenant_id, by="amina")

    done = root.post(PAGE, hidden(ask(root, "enable_grounded_validation", shops)), follow=True)

    assert "Grounded validation stays off for 1 shop by hold." in text_of(done)
