import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from apps.messaging.services.media.store import media_store
from apps.operations.errors import Refused
from apps.operations.management.usage import FAILED, PlainCommand, add_json, journal
from apps.operations.services.erasure import apply_erasures


class Command(PlainCommand):
    help = (
        "Erase again whoever is on the erasure list: after a database was restored, before anything is projected"
        " or sent. Beat does it every night as well, for what WhatsApp delivers late. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_json(parser)

    def handle(self, *, as_json: bool, **_: Any) -> None:
        with journal() as connected:
            try:
                erased = apply_erasures(journal=connected, store=media_store(), now=timezone.now())
            except Refused as refused:
                raise CommandError(str(refused), returncode=FAILED) from refused
        if as_json:
            self.stdout.write(json.dumps(asdict(erased)))
            return
        self.stdout.write(
            f"{erased.names} names on the list. Erased again: {erased.customers} customers,"
            f" {erased.messages} messages, {erased.media_files} files, words in {erased.journal_records} records."
        )
