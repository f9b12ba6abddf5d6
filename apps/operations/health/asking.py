"""Questions that may never be answered, each in a thread of its own: whoever waits, waits for a second at most."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from typing import Any

log = logging.getLogger("wabot.health")
PATIENCE_S = 0.9


class Silent(Exception):
    """No answer, and nothing known about why."""


class Asker:
    """One question. While an answer is outstanding it is not asked again, so a part that hangs holds one thread.

    `troubles` are the errors that mean the part is away.
    """

    def __init__(self, question: Callable[[], Any], troubles: tuple[type[Exception], ...]) -> None:
        self._question = question
        self._troubles = troubles
        self._outstanding: Future[Any] | None = None

    def ask(self) -> Future[Any]:
        if self._outstanding is None or self._outstanding.done():
            answer: Future[Any] = Future()
            # A daemon: a process that ends does not wait for a part that hangs.
            threading.Thread(target=self._run, args=(answer,), name="health", daemon=True).start()
            self._outstanding = answer
        return self._outstanding

    def _run(self, answer: Future[Any]) -> None:
        try:
            answer.set_result(self._question())
        except self._troubles as trouble:
            answer.set_exception(trouble)
        finally:
            if not answer.done():
                answer.set_exception(Silent())


def answers(askers: Mapping[str, Asker], *, patience_s: float = PATIENCE_S) -> dict[str, Any]:
    """What each was answered, or the error: Silent for one that has not answered within `patience_s`."""
    asked = {name: asker.ask() for name, asker in askers.items()}
    wait(asked.values(), timeout=patience_s)
    return {name: _answer(name, future) for name, future in asked.items()}


def _answer(name: str, future: Future[Any]) -> Any:
    if not future.done():
        log.warning("%s has not answered within %s s", name, PATIENCE_S)
        return Silent()
    if error := future.exception():
        # Its words may name hosts and users: they are for the log, not for whoever asks.
        log.warning("%s: %s", name, str(error).strip() or type(error).__name__)
        return error
    return future.result()
