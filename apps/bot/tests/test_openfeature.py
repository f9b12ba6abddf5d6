"""Whoever asks by way of OpenFeature gets the same answers, with the reason."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from openfeature import api
from openfeature.client import OpenFeatureClient
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import Reason

from apps.bot.services.openfeature_provider import WabotProvider
from apps.bot.services.switchboard.board import Switchboard
from apps.bot.services.switchboard.snapshot import Snapshot, State
from apps.bot.turn.types import Feature

ALICE, BOB, STRANGER = uuid4(), uuid4(), uuid4()
STATES = dict(zip(Feature, (State.OFF, State.HELD, State.CHOSEN, State.WAITING), strict=True))


class KnowingBoard(Switchboard):
    """Alice has one feature in each state but plain on; Bob has no row of his own."""

    def __init__(self) -> None:
        super().__init__()
        shops = {
            str(ALICE): {"version": 7, "states": {name.value: state.value for name, state in STATES.items()}},
            str(BOB): {"version": 0, "states": {name.value: "on" for name in Feature}},
        }
        self._publish(Snapshot(0).with_news({"version": 9, "shops": shops}))


@pytest.fixture
def client() -> Iterator[OpenFeatureClient]:
    api.set_provider(WabotProvider(KnowingBoard()), "wabot")
    yield api.get_client("wabot")
    api.clear_providers()


def of(shop: UUID) -> EvaluationContext:
    return EvaluationContext(str(shop))


@pytest.mark.parametrize(
    ("feature", "value", "reason"),
    [
        (Feature.HARMONIZATION, False, Reason.TARGETING_MATCH),
        (Feature.IMMEDIATE_DISPLAY, False, Reason.DISABLED),
        (Feature.GROUNDED_VALIDATION, True, Reason.SPLIT),
        (Feature.REFERENCE_RESOLUTION, False, Reason.SPLIT),
    ],
)
def test_the_answer_comes_with_its_reason_and_variant(
    client: OpenFeatureClient, feature: Feature, value: bool, reason: Reason
) -> None:
    told = client.get_boolean_details(feature.value, not value, of(ALICE))

    assert (told.value, told.reason, told.variant) == (value, reason, STATES[feature].value)
    assert told.flag_metadata == {"row_version": 7, "version": 9}


def test_a_shop_without_a_row_has_the_default(client: OpenFeatureClient) -> None:
    told = client.get_boolean_details(Feature.HARMONIZATION.value, False, of(BOB))

    assert (told.value, told.reason) == (True, Reason.DEFAULT)


@pytest.mark.parametrize(
    ("flag", "context", "code"),
    [
        ("enable_telepathy", of(ALICE), ErrorCode.FLAG_NOT_FOUND),
        (Feature.HARMONIZATION.value, None, ErrorCode.TARGETING_KEY_MISSING),
        (Feature.HARMONIZATION.value, EvaluationContext("alice"), ErrorCode.INVALID_CONTEXT),
    ],
)
def test_what_it_cannot_answer_is_the_callers_default_and_an_error(
    client: OpenFeatureClient, flag: str, context: EvaluationContext | None, code: ErrorCode
) -> None:
    for default in (True, False):
        told = client.get_boolean_details(flag, default, context)
        assert (told.value, told.error_code, told.reason) == (default, code, Reason.ERROR)


def test_a_switch_is_no_text_and_no_number(client: OpenFeatureClient) -> None:
    for told in (
        client.get_string_details(Feature.HARMONIZATION.value, "x", of(ALICE)),
        client.get_integer_details(Feature.HARMONIZATION.value, 1, of(ALICE)),
        client.get_float_details(Feature.HARMONIZATION.value, 1.0, of(ALICE)),
        client.get_object_details(Feature.HARMONIZATION.value, {}, of(ALICE)),
    ):
        assert told.error_code is ErrorCode.TYPE_MISMATCH


def test_a_board_that_knows_nothing_yet_is_not_ready() -> None:
    api.set_provider(WabotProvider(Switchboard()), "empty")

    told = api.get_client("empty").get_boolean_details(Feature.HARMONIZATION.value, True, of(ALICE))

    assert (told.value, told.error_code) == (True, ErrorCode.PROVIDER_NOT_READY)
    api.clear_providers()
