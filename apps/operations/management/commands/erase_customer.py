import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from apps.messaging.services.media.store import media_store
from apps.messaging.whatsapp.stripping import Name
from apps.operations.errors import Refused
from apps.operations.management.usage import FAILED, PlainCommand, add_json, bad_usage, journal, shop_named
from apps.operations.services.erasure import erase_customer
from apps.operations.services.erasure.digests import plain

PATIENCE_S = 30.0


class Command(PlainCommand):
    help = (
        "Erase a customer of one shop: rows, files and the journal's words of them. Their name goes, as a keyed"
        " digest, on a list that is applied again after every restore. Safe to repeat. Backups made before hold"
        " what was said until they are deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant-id", required=True, metavar="ID", help="the shop's id or slug")
        parser.add_argument("--phone", help="as WhatsApp writes it, country code first: 254712345678")
        parser.add_argument("--user-id", metavar="ID", help="WhatsApp's id of one who hides the phone number")
        parser.add_argument("--reason", default="asked by the customer", help="kept on the list")
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--dry-run", action="store_true", help="only say what would go")
        how.add_argument("--confirm", action="store_true", help="do it; nothing brings it back")
        add_json(parser)

    def handle(
        self,
        *,
        tenant_id: str,
        phone: str | None,
        user_id: str | None,
        reason: str,
        dry_run: bool,
        as_json: bool,
        **_: Any,
    ) -> None:
        names = [Name("phone", phone)] if phone is not None else []
        names += [Name("user_id", user_id)] if user_id is not None else []
        if not names:
            raise bad_usage("one of --phone and --user-id must be given")
        if not all(plain(name) for name in names):
            raise bad_usage("--phone must have digits, --user-id must not be empty")
        tenant = shop_named(tenant_id)
        with journal() as connected:
            try:
                erased = erase_customer(
                    journal=connected,
                    store=media_store(),
                    tenant_id=tenant.pk,
                    names=names,
                    reason=reason,
                    now=timezone.now(),
                    dry_run=dry_run,
                    patience_s=PATIENCE_S,
                )
            except Refused as refused:
                raise CommandError(str(refused), returncode=FAILED) from refused
        if as_json:
            self.stdout.write(json.dumps({"dry_run": dry_run, **asdict(erased)}))
            return
        self.stdout.write(
            f"{'Would erase' if dry_run else 'Erased'} {erased.customers} customer(s) of {tenant.name}:"
            f" {erased.conversations} conversations, {erased.messages} messages, {erased.media_files} files,"
            f" words in {erased.journal_records} records of the journal."
        )
