import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from redis import RedisError

from apps.operations.management.usage import FAILED, PlainCommand, add_json
from apps.operations.services.cache import clear_cache


class Command(PlainCommand):
    help = (
        "Empty the cache only: queued work, the journal, sessions and whatever else lies in Redis stay. No"
        " message depends on it; what was cached is reckoned anew."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_json(parser)

    def handle(self, *, as_json: bool, **_: Any) -> None:
        try:
            deleted = clear_cache()
        except (RedisError, OSError) as error:
            said = str(error).strip() or type(error).__name__
            raise CommandError(f"the cache: Redis does not answer ({said})", returncode=FAILED) from error
        self.stdout.write(
            json.dumps({"deleted": deleted}) if as_json else f"The cache is empty: {deleted} entries deleted."
        )
