"""The plugged-in model, where the settings name one."""

import os
import time
from functools import cache

from django.conf import settings

from apps.bot.services.model.breaker import CircuitBreaker
from apps.bot.services.model.endpoint import Endpoint
from apps.bot.services.model.wordsmith import ModelWordsmith
from apps.bot.turn.model import Wordsmith


def wordsmith_of_settings() -> Wordsmith | None:
    """One for the process; None where WABOT_MODEL_URL is not set."""
    url = settings.WABOT_MODEL_URL
    return _wordsmith(url, os.getpid()) if url else None


@cache
def _wordsmith(url: str, _pid: int) -> ModelWordsmith:
    # By process: a thread and a connection of the parent's do not survive a fork.
    endpoint = Endpoint(
        url=url,
        name=settings.WABOT_MODEL_NAME,
        key=settings.WABOT_MODEL_KEY,
    )
    return ModelWordsmith(
        endpoint, seconds=settings.WABOT_MODEL_SECONDS, breaker=CircuitBreaker(clock=time.monotonic)
    )
