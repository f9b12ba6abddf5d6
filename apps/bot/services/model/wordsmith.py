"""The Wordsmith that asks a model, and knows when not to."""

from collections.abc import Sequence

from apps.bot.services.model.breaker import CircuitBreaker
from apps.bot.services.model.endpoint import Endpoint, ModelFailed
from apps.bot.services.model.instructions import LONGEST_DRAFT, request_of
from apps.bot.turn.model import CatalogTools
from apps.bot.turn.types import TurnInput, TurnOutcome
from apps.catalog.facts import ProductFacts


class ModelWordsmith:
    """`seconds` is the whole time that a reply's wording may take, the model's use of tools included."""

    def __init__(self, endpoint: Endpoint, *, seconds: float, breaker: CircuitBreaker) -> None:
        self._endpoint = endpoint
        self._seconds = seconds
        self._breaker = breaker

    def reply(
        self, turn: TurnInput, outcome: TurnOutcome, facts: Sequence[ProductFacts], tools: CatalogTools
    ) -> str | None:
        if not outcome.replies or not self._breaker.may_call():
            return None
        try:
            draft = self._endpoint.ask(request_of(turn, outcome, facts), tools, within_s=self._seconds)
        except ModelFailed as failure:
            self._breaker.failed(str(failure))
            return None
        self._breaker.succeeded()
        # Longer than it was told: it did not do as it was told, and half a sentence says something else.
        return draft if len(draft) <= LONGEST_DRAFT else None

    def close(self) -> None:
        self._endpoint.close()
