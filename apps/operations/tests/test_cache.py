"""Emptying the cache touches nothing else."""

from io import StringIO

import pytest
import redis
from django.conf import settings as settings_now
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

pytestmark = pytest.mark.integration


def test_only_the_caches_own_keys_go() -> None:
    with redis.Redis.from_url(settings_now.REDIS_URL) as server:
        # what other tests may have left there
        cache.clear()
        cache.set_many({f"price-{number}": number for number in range(2_500)})
        cache.set("of-another-version", 1, version=2)
        server.set("celery", "a queue that shares the database")
        told = StringIO()

        call_command("clear_cache", stdout=told)

        assert cache.get("price-7") is None
        assert cache.get("of-another-version", version=2) is None
        assert server.get("celery") == b"a queue that shares the database"
        assert "2501 entries deleted" in told.getvalue()
        server.delete("celery")


def test_without_redis_it_says_so_in_one_line(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"

    with pytest.raises(CommandError, match="Redis does not answer") as failed:
        call_command("clear_cache")

    assert failed.value.returncode == 1
