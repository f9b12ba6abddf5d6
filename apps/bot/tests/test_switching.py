"""Features are switched for the shops that were named, all of them or none, and everybody can see what changed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.bot.models import AgentConfiguration
from apps.bot.services.switching import switch
from apps.bot.turn.types import Feature
from apps.tenants.models import Tenant
from tests.people import make_shop

pytestmark = pytest.mark.django_db


def states() -> dict[str, dict[Feature, bool]]:
    rows = AgentConfiguration.objects.select_related("tenant").order_by("tenant__slug")
    return {row.tenant.slug: {each: getattr(row, each.value) for each in Feature} for row in rows}


def test_one_shop_is_switched_and_the_others_stay() -> None:
    alice, bob = make_shop("alice", phone_number_id="1").tenant, make_shop("bob", phone_number_id="2").tenant

    switched = switch({Feature.HARMONIZATION: False}, by="ops", tenant_ids=[bob.pk])

    assert [str(one) for one in switched] == ["Bob: message harmonization off (was on)"]
    assert not states()["bob"][Feature.HARMONIZATION]
    assert all(states()["alice"].values())
    assert AgentConfiguration.objects.get(tenant=alice).version == 1


def test_what_is_so_already_is_no_change_and_no_new_version() -> None:
    make_shop("alice")

    assert switch(dict.fromkeys(Feature, True), by="ops") == []
    assert AgentConfiguration.objects.get().version == 1


def test_a_shop_without_a_row_is_switched_too() -> None:
    """It has the defaults, which are all on: left out, it would stay so."""
    Tenant.objects.create(slug="new", name="New")

    switch({Feature.GROUNDED_VALIDATION: False}, by="ops")

    assert states()["new"] == dict.fromkeys(Feature, True) | {Feature.GROUNDED_VALIDATION: False}


def test_closed_shops_are_switched_with_the_others() -> None:
    make_shop("alice")
    Tenant.objects.update(is_active=False)

    assert len(switch(dict.fromkeys(Feature, False), by="ops")) == len(Feature)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    before=st.lists(st.fixed_dictionaries({each: st.booleans() for each in Feature}), min_size=1, max_size=4),
    wanted=st.dictionaries(st.sampled_from(Feature), st.booleans(), min_size=1),
)
def test_afterwards_every_shop_has_what_was_wanted_and_only_the_differences_are_told(
    before: list[dict[Feature, bool]], wanted: dict[Feature, bool]
) -> None:
    Tenant.objects.all().delete()
    for number, state in enumerate(before):
        columns = {feature.value: on for feature, on in state.items()}
        make_shop(f"s{number}", phone_number_id=str(number), **columns)

    told = switch(wanted, by="ops")

    assert list(states().values()) == [state | wanted for state in before]
    changes = sum(state[feature] != on for state in before for feature, on in wanted.items())
    assert len(told) == changes
