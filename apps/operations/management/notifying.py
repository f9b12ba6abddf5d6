"""What the two commands that tell the shops' people have in common."""

import getpass
import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.management.base import OutputWrapper
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from apps.operations.management.usage import FAILED, PlainCommand, add_json, shop_named
from apps.operations.notices.models import Notice, NoticeKind
from apps.operations.notices.sending import Sending, Told, contacts_of, would
from apps.tenants.models import TenantContact

WORDS = {
    "sent": "sent",
    "failed": "not taken",
    "uncertain": "perhaps sent",
    "claimed": "being sent",
    "held": "held back",
}


class NotifyingCommand(PlainCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant-id", metavar="ID", help="only this shop, by id or slug")
        parser.add_argument("--dry-run", action="store_true", help="only say who would be told")
        parser.add_argument(
            "--retry-failed",
            action="store_true",
            help="once more to those whose channel did not take it; where its answer was lost they get it twice",
        )
        add_json(parser)

    def notify(
        self,
        *,
        kind: NoticeKind,
        key: str,
        message: str,
        until: datetime | None,
        tenant_id: str | None,
        dry_run: bool,
        retry_failed: bool,
        as_json: bool,
    ) -> None:
        contacts = contacts_of(None if tenant_id is None else shop_named(tenant_id))
        if dry_run:
            told = would(contacts)
        else:
            notice = _notice(kind, key, message, until)
            with _progress(len(contacts), shown=not as_json) as advance:
                sending = Sending(notice, timezone.now, advance, retry_failed=retry_failed)
                told = sending.send(contacts)
        _say(self.stdout, told, as_json=as_json, dry_run=dry_run)
        if not all(one.is_well for one in told):
            sys.exit(FAILED)


def _notice(kind: NoticeKind, key: str, message: str, until: datetime | None) -> Notice:
    """The one of this key; what was said under it first stays said."""
    notice, _ = Notice.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "message": message,
            "until": until,
            "by": getpass.getuser(),
            "created_at": timezone.now(),
        },
    )
    return notice


def _say(out: OutputWrapper, told: Sequence[Told], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        out.write(json.dumps({"dry_run": dry_run, "contacts": [_as_json(one) for one in told]}))
        return
    for one in told:
        if dry_run or not one.is_well:
            out.write(f"{_named(one.contact)}: {_words(one)}")
    new = Counter(one.state for one in told if one.is_new)
    before = sum(not one.is_new for one in told)
    counted = ", ".join(f"{count} {WORDS.get(state, state)}" for state, count in sorted(new.items()))
    if dry_run:
        out.write(f"Nothing was sent. {len(told)} contact(s).")
    elif not told:
        out.write("There is no contact to tell: add some at /admin/tenants/tenantcontact/.")
    else:
        out.write(
            f"{len(told)} contact(s): {counted or 'none now'}{f', {before} told before' if before else ''}."
        )


def _words(one: Told) -> str:
    what = "would be told" if one.state == "would" else WORDS.get(one.state, one.state)
    return f"{what}{f' ({one.reason})' if one.reason else ''}"


def _named(contact: TenantContact) -> str:
    return f"{contact.tenant.slug}: {contact.name}, {contact.get_kind_display()}"


def _as_json(one: Told) -> dict[str, Any]:
    return {
        "tenant": one.contact.tenant.slug,
        "contact": str(one.contact.pk),
        "name": one.contact.name,
        "kind": one.contact.kind,
        "state": one.state,
        "reason": one.reason,
        "told_before": not one.is_new,
    }


@contextmanager
def _progress(count: int, *, shown: bool) -> Iterator[Any]:
    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=not (shown and screen.is_terminal)) as progress:
        task = progress.add_task("telling", total=count)
        yield lambda _told: progress.advance(task)
