import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from apps.operations.errors import PruningRefused
from apps.operations.management.usage import FAILED, PlainCommand, add_json, bad_usage, journal
from apps.operations.services.pruning import prune_journal


class Command(PlainCommand):
    help = (
        "Delete journal records that are older than WABOT_JOURNAL_DAYS and that nobody needs any more: what is"
        " not projected, parked, or kept for a backup or an open run stays, and so does all that came after it"
        " (a parked payment callback keeps nothing, and goes with its age)."
        " Beat does this every night."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=settings.WABOT_JOURNAL_DAYS,
            help="keep this many (default: %(default)s)",
        )
        parser.add_argument(
            "--give-up-parked",
            action="store_true",
            help="parked records of that age go too; they can never be projected then",
        )
        add_json(parser)

    def handle(self, *, days: int, give_up_parked: bool, as_json: bool, **_: Any) -> None:
        if days < 1:
            raise bad_usage(f"--days {days}: give at least one day")
        with journal() as connected:
            try:
                pruned = prune_journal(
                    connected, days=days, now=timezone.now(), give_up_parked=give_up_parked
                )
            except PruningRefused as refused:
                raise CommandError(str(refused), returncode=FAILED) from refused
        if as_json:
            self.stdout.write(json.dumps(asdict(pruned)))
            return
        self.stdout.write(f"{pruned.deleted} records deleted, {pruned.given_up} parked ones given up.")
        if pruned.kept:
            self.stdout.write(f"Older ones stay: {pruned.kept}.")
