"""The switches by way of the OpenFeature standard.

    api.set_provider(WabotProvider(BOARD))
    api.get_client().get_boolean_value("enable_grounded_validation", False, EvaluationContext(str(tenant_id)))

The flag's key is the feature's column, the targeting key the shop's id. The variant is the board's state.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from uuid import UUID

from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import (
    FlagNotFoundError,
    InvalidContextError,
    ProviderNotReadyError,
    TargetingKeyMissingError,
    TypeMismatchError,
)
from openfeature.flag_evaluation import FlagResolutionDetails, Reason
from openfeature.provider import AbstractProvider, Metadata

from apps.bot.services.switchboard.board import Switchboard, SwitchesUnknown, UnknownShop
from apps.bot.services.switchboard.snapshot import ShopSwitches, State
from apps.bot.turn.types import Feature

REASONS = {
    State.ON: Reason.TARGETING_MATCH,
    State.OFF: Reason.TARGETING_MATCH,
    State.HELD: Reason.DISABLED,
    State.CHOSEN: Reason.SPLIT,
    State.WAITING: Reason.SPLIT,
}


class WabotProvider(AbstractProvider):
    """A shop that has no row of its own gets the reason DEFAULT, unless a hold or a rollout decides."""

    def __init__(self, board: Switchboard) -> None:
        super().__init__()
        self._board = board

    def get_metadata(self) -> Metadata:
        return Metadata(name="wabot")

    def resolve_boolean_details(
        self, flag_key: str, default_value: bool, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[bool]:
        """Raises OpenFeature's errors; the client answers with its caller's default then."""
        switches = self._switches(evaluation_context)
        if flag_key not in switches.on:
            raise FlagNotFoundError(f"no feature {flag_key!r}; there are {', '.join(switches.on)}")
        state = switches.states[Feature(flag_key)]
        is_default = state is State.ON and switches.version == 0
        return FlagResolutionDetails(
            value=switches.on[flag_key],
            reason=Reason.DEFAULT if is_default else REASONS[state],
            variant=state.value,
            flag_metadata={"row_version": switches.version, "version": self._board.version or 0},
        )

    def _switches(self, context: EvaluationContext | None) -> ShopSwitches:
        if context is None or not context.targeting_key:
            raise TargetingKeyMissingError("the targeting key is the shop's id")
        try:
            return self._board.shop(UUID(context.targeting_key))
        except SwitchesUnknown as error:
            raise ProviderNotReadyError(str(error)) from error
        except (ValueError, UnknownShop) as error:
            raise InvalidContextError(f"the targeting key names no shop: {error}") from error

    def resolve_string_details(
        self, flag_key: str, default_value: str, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[str]:
        _refuse(flag_key)

    def resolve_integer_details(
        self, flag_key: str, default_value: int, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[int]:
        _refuse(flag_key)

    def resolve_float_details(
        self, flag_key: str, default_value: float, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[float]:
        _refuse(flag_key)

    def resolve_object_details(
        self,
        flag_key: str,
        default_value: Sequence[Any] | Mapping[str, Any],
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[Any]:
        _refuse(flag_key)


def _refuse(flag_key: str) -> NoReturn:
    raise TypeMismatchError(f"{flag_key} is on or off")
