import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from rich.table import Table

from apps.messaging.models import ParkedRecord
from apps.operations.errors import NotParked, RewindRefused
from apps.operations.management.usage import FAILED, PlainCommand, add_json, as_text, bad_usage, journal
from apps.operations.selectors.projecting import PartitionStatus, partition_statuses, ranges
from apps.operations.services.parked import retry_parked
from apps.operations.services.rewinding import planned_rewind, rewind_as


class Command(PlainCommand):
    help = "Look at how far the journal has been read, read parked records again, or go back to an earlier place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="status|retry-parked|rewind")
        add_json(verbs.add_parser("status", help="where each partition stands, who reads it, what is parked"))
        retry = verbs.add_parser("retry-parked", help="project parked records again, out of the journal")
        which = retry.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--offset",
            type=int,
            action="append",
            dest="offsets",
            metavar="N",
            help="this one; may be repeated",
        )
        which.add_argument("--all", action="store_true", dest="all_parked", help="every one")
        add_json(retry)
        back = verbs.add_parser("rewind", help="read again from an offset on; nothing is written twice")
        back.add_argument("--to", type=int, required=True, metavar="OFFSET", help="0 is the beginning")
        back.add_argument("--partition", type=int, metavar="N", help="only this one, of 0 to 63")
        back.add_argument(
            "--confirm", action="store_true", help="do it; without it, only say what would happen"
        )

    def handle(self, *, verb: str, **options: Any) -> None:
        match verb:
            case "status":
                self._status(as_json=options["as_json"])
            case "retry-parked":
                self._retry(options["offsets"], as_json=options["as_json"])
            case _:
                self._rewind(options["to"], options["partition"], confirm=options["confirm"])

    def _status(self, *, as_json: bool) -> None:
        with journal() as connected:
            statuses = partition_statuses(connected, now=timezone.now())
        if as_json:
            self.stdout.write(json.dumps([asdict(status) for status in statuses]))
        elif statuses:
            self.stdout.write(as_text(_table(statuses)))
        else:
            self.stdout.write("No projector has run on this database yet.")

    def _retry(self, offsets: list[int] | None, *, as_json: bool) -> None:
        if offsets is not None:
            known = ParkedRecord.objects.filter(journal_offset__in=offsets)
            if missing := set(offsets) - set(known.values_list("journal_offset", flat=True)):
                raise bad_usage(NotParked(sorted(missing)))
        with journal():
            retried = retry_parked(offsets=offsets, now=timezone.now())
        if as_json:
            self.stdout.write(json.dumps(asdict(retried)))
        else:
            self.stdout.write(f"{retried.projected} projected, {retried.parked} still parked.")
            if retried.missing:
                self.stdout.write(f"No longer in the journal: {', '.join(map(str, retried.missing))}.")
        if retried.parked or retried.missing:
            sys.exit(FAILED)

    def _rewind(self, to: int, partition: int | None, *, confirm: bool) -> None:
        with journal() as connected:
            try:
                plan = planned_rewind(connected, to=to, partition=partition)
            except RewindRefused as refused:
                raise bad_usage(refused) from refused
        what = f"{len(plan.partitions)} partition(s) from offset {to} on, {plan.records} record(s)"
        if plan.begins_at > to + 1:
            self.stdout.write(f"The journal begins at offset {plan.begins_at}: what came before is pruned.")
        if not confirm:
            raise bad_usage(f"nothing was changed; --confirm would read again {what}")
        rewind_as(plan)
        self.stdout.write(f"Reading again {what}.")


def _table(statuses: list[PartitionStatus]) -> Table:
    table = Table("partitions", "read to", "held by", "behind", "oldest", "parked")
    for first, last, one in ranges(statuses):
        table.add_row(
            str(first) if first == last else f"{first}–{last}",
            str(one.offset) if one.of_this_journal else f"{one.offset} of another journal",
            one.held_by or "nobody",
            str(one.lag_records),
            f"{one.lag_s:g} s" if one.lag_records else "",
            str(one.parked or ""),
        )
    return table
