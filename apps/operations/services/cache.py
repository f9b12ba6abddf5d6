"""Emptying the cache, and nothing that lies beside it."""

from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache

AT_ONCE = 1_000
PATIENCE_S = 5.0


def clear_cache() -> int:
    """Delete the cache's own keys, one batch after the other; return how many. Raises redis.RedisError.

    Never FLUSHDB: where cache and broker share a database, the broker's queues stay.
    """
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S
    )
    try:
        gone, batch = 0, list[Any]()
        for key in client.scan_iter(match=f"{_escaped(_prefix())}*", count=AT_ONCE):
            batch.append(key)
            if len(batch) == AT_ONCE:
                gone += int(client.unlink(*batch))
                batch.clear()
        return gone + (int(client.unlink(*batch)) if batch else 0)
    finally:
        client.close()


def _prefix() -> str:
    """What stands before every key of every version: the version comes after it."""
    return f"{cache.key_prefix}:"


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "*?[]\\" else letter for letter in text)
