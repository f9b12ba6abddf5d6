import getpass
import json
import re
import uuid
from argparse import ArgumentParser
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from wabot_edge.journal.errors import UnreadableMaintenance
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_watch import say

from apps.bot.services.maintenance import maintenance_file
from apps.operations.management.usage import FAILED, PlainCommand, add_json, bad_usage
from apps.operations.services.processes import journal_connection

DURATION = re.compile(r"(?:(?P<hours>\d{1,3})h)?(?:(?P<minutes>\d{1,4})m(?:in)?)?")


class Command(PlainCommand):
    help = (
        "Close the pages, the admin and the API to people (503 with a friendly page) while the house is worked"
        " on. WhatsApp's webhooks are still taken in; customers who write meanwhile are answered after `off`."
        " Works with the database and the journal away."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="on|off|status")
        on = verbs.add_parser(
            "on", help="close; said again, it changes message and time of the same maintenance"
        )
        on.add_argument("--message", default="", metavar="TEXT", help="a sentence of your own on the page")
        on.add_argument(
            "--until", metavar="WHEN", help="when it should be over: 45m, 1h30m, or 2026-11-24T18:00+03:00"
        )
        on.add_argument(
            "--notify-customers",
            action="store_true",
            help="tell customers who write meanwhile, in their language, once per conversation",
        )
        for verb in (
            on,
            verbs.add_parser("off", help="open again"),
            verbs.add_parser("status", help="is it on?"),
        ):
            add_json(verb)

    def handle(self, *, verb: str, as_json: bool, **options: Any) -> None:
        now = timezone.now()
        until = until_of(options["until"], now) if verb == "on" and options["until"] else None
        said, away = self._standing(readable_needed=verb == "status"), ""
        if verb == "on":
            wanted = turned_on(
                said,
                now=now,
                until=until,
                message=options["message"].strip(),
                tell=options["notify_customers"],
            )
            said, away = self._say(wanted)
        elif verb == "off" and said is not None and said.is_on:
            ended = replace(said, is_on=False, at=now, by=getpass.getuser(), offset=None)
            said, away = self._say(ended)
        self.stdout.write(json.dumps(as_told(said, away)) if as_json else in_words(verb, said, now))
        if away:
            self.stderr.write(
                f"The journal is away ({away.splitlines()[0]}). It is in force on this host; other hosts hear of it"
                " when the journal is back."
            )

    def _standing(self, *, readable_needed: bool) -> Maintenance | None:
        try:
            return maintenance_file().read()
        except UnreadableMaintenance as error:
            if readable_needed:
                raise CommandError(str(error), returncode=FAILED) from error
            return None

    def _say(self, said: Maintenance) -> tuple[Maintenance, str]:
        try:
            return say(maintenance_file(), said, _journal)
        except OSError as error:
            raise CommandError(
                f"WABOT_STATE_DIR: {error.filename or settings.WABOT_STATE_DIR}: {error.strerror}",
                returncode=FAILED,
            ) from error


def turned_on(
    before: Maintenance | None, *, now: datetime, until: datetime | None, message: str, tell: bool
) -> Maintenance:
    """Said again while it is on, it stays the same maintenance: nobody is told of it twice."""
    is_same = before is not None and before.is_on
    return Maintenance(
        id=before.id if before is not None and is_same else uuid.uuid4(),
        is_on=True,
        at=now,
        began_at=before.began_at if before is not None and is_same else now,
        until=until,
        message=message,
        notify_customers=tell,
        by=getpass.getuser(),
    )


def until_of(said: str, now: datetime) -> datetime:
    """Raises CommandError for what is no time to come."""
    length = DURATION.fullmatch(said.strip())
    try:
        if length is not None and any(length.groups()):
            until = now + timedelta(**{unit: int(count or 0) for unit, count in length.groupdict().items()})
        else:
            until = datetime.fromisoformat(said)
    except ValueError as error:
        raise bad_usage(
            f"--until {said}: give 45m, 1h30m or a time such as 2026-11-24T18:00+03:00"
        ) from error
    if until.tzinfo is None:
        raise bad_usage(f"--until {said}: add the zone, as in {said}+03:00")
    if until <= now:
        raise bad_usage(f"--until {said}: that has passed")
    return until


def as_told(said: Maintenance | None, away: str) -> dict[str, Any]:
    if said is None:
        return {"on": False}
    return said.as_json() | {"recorded": said.offset is not None, **({"journal": away} if away else {})}


def in_words(verb: str, said: Maintenance | None, now: datetime) -> str:
    if said is None or not said.is_on:
        since = f" since {said.at:%Y-%m-%d %H:%M:%S %Z}" if said is not None else ""
        was = " already" if verb == "off" and (said is None or said.at != now) else ""
        return f"Maintenance is off{was}{since}."
    until = f", until {said.until:%Y-%m-%d %H:%M:%S %Z}" if said.until else ""
    told = " Customers who write are told." if said.notify_customers else ""
    return (
        f"Maintenance is on since {said.began_at:%Y-%m-%d %H:%M:%S %Z}, by {said.by or 'nobody named'}{until}."
        f" Intake goes on; turns wait.{told}"
    )


def _journal() -> psycopg.Connection:
    return journal_connection(settings.JOURNAL_DATABASE_URL, application="wabot maintenance_mode")
