"""Asking an OpenAI-compatible endpoint, never for longer than is granted."""

import asyncio
import logging
import threading
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

from pydantic import SecretStr

from apps.bot.turn.model import CatalogTools

if TYPE_CHECKING:
    from apps.bot.services.model.agent import ModelAgent

log = logging.getLogger("wabot.model")


class ModelFailed(Exception):
    """No answer that can be used: late, refused, empty, unreadable, or nobody there."""


class Endpoint:
    """Thread-safe. The call runs in a thread of its own: whoever asks waits for the time granted and goes on.

    That thread also loads the client library, which takes a second or two: processes without a model, and
    those that never ask, do not pay for it.
    """

    def __init__(self, *, url: str, name: str, key: SecretStr) -> None:
        self._url, self._name, self._key = url, name, key
        self._agent: ModelAgent | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="model", daemon=True)
        self._thread.start()

    def ask(self, request: str, tools: CatalogTools, *, within_s: float) -> str:
        """Raises ModelFailed. A look-up that is under way when the time is over ends in its own thread, unheard."""
        answer = asyncio.run_coroutine_threadsafe(self._ask(request, tools, within_s), self._loop)
        try:
            fault = answer.exception(timeout=within_s)
        except TimeoutError as error:
            answer.cancel()
            raise ModelFailed(f"no answer within {within_s:g} s") from error
        except CancelledError as error:
            raise ModelFailed("the process is ending") from error
        if fault is None:
            return answer.result()
        if isinstance(fault, ModelFailed):
            raise fault
        # A fault of ours (a look-up that broke, say) or of the library: no reason to leave the customer alone.
        log.error("asking the model broke", exc_info=fault)
        raise ModelFailed(type(fault).__name__) from fault

    def close(self) -> None:
        """Ends the thread; for tests and orderly ends."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _ask(self, request: str, tools: CatalogTools, within_s: float) -> str:
        from apps.bot.services.model.agent import FAULTS, ModelAgent

        if self._agent is None:
            self._agent = ModelAgent(url=self._url, name=self._name, key=self._key.get_secret_value())
        try:
            draft = await self._agent.draft(request, tools, within_s=within_s)
        except FAULTS as error:
            # Its words may repeat the customer's, which have no business in a log.
            raise ModelFailed(
                f"{type(error).__name__} {getattr(error, 'status_code', '')}".strip()
            ) from error
        if not draft.strip():
            raise ModelFailed("an empty answer")
        return draft.strip()

    async def _close(self) -> None:
        if self._agent is not None:
            await self._agent.close()
