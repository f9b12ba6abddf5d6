from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from apps.operations.maintenance import maintenance_state
from apps.operations.management.notifying import NotifyingCommand
from apps.operations.notices.models import NoticeKind


class Command(NotifyingCommand):
    help = (
        "Tell the shops' contacts, by their channels and in their language, that maintenance is on. Each is told"
        " once per maintenance, however often this is called. Customers are not told: see maintenance_mode"
        " --notify-customers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--message",
            default="",
            metavar="TEXT",
            help="a sentence of your own (default: maintenance_mode's)",
        )
        super().add_arguments(parser)

    def handle(self, *, message: str, **options: Any) -> None:
        said = maintenance_state()
        is_on = said is not None and said.is_on
        self.notify(
            kind=NoticeKind.MAINTENANCE,
            # announced before it is on, it is told once a day
            key=f"maintenance:{said.id if said and is_on else timezone.now().date()}",
            message=message.strip() or (said.message if said and is_on else ""),
            until=said.until if said and is_on else None,
            **{name: options[name] for name in ("tenant_id", "dry_run", "retry_failed", "as_json")},
        )
