import hashlib
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from apps.operations.management.notifying import NotifyingCommand
from apps.operations.management.usage import bad_usage
from apps.operations.notices.models import NoticeKind

LONGEST = 2_000


class Command(NotifyingCommand):
    help = (
        "Tell the shops' contacts, by their channels, what is wrong and what is done about it. The same message"
        " goes to each contact once a day, however often this is called: called again after a crash it goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--message", required=True, metavar="TEXT", help="what they should know")
        super().add_arguments(parser)

    def handle(self, *, message: str, **options: Any) -> None:
        message = message.strip()
        if not message or len(message) > LONGEST:
            raise bad_usage(f"--message: give 1 to {LONGEST} letters")
        digest = hashlib.sha256(message.encode()).hexdigest()
        self.notify(
            kind=NoticeKind.EMERGENCY,
            key=f"emergency:{timezone.now().date()}:{digest}",
            message=message,
            until=None,
            **{name: options[name] for name in ("tenant_id", "dry_run", "retry_failed", "as_json")},
        )
