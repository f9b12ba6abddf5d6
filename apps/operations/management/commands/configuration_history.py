import getpass
import json
from argparse import ArgumentParser
from collections.abc import Collection
from typing import Any
from uuid import UUID

from rich.table import Table

from apps.bot.models import ConfigurationVersion
from apps.bot.services.history import Difference, UnknownVersion, changes_in, compare, history, restore
from apps.bot.services.holding import Held, holds
from apps.operations.management.acknowledged import as_json as acknowledged_json
from apps.operations.management.acknowledged import exit_unless_complete
from apps.operations.management.usage import (
    PlainCommand,
    add_json,
    as_text,
    bad_usage,
    not_negative,
    shop_named,
)
from apps.operations.services.acknowledging import Acknowledged, acknowledging
from apps.tenants.models import Tenant

ORIGIN = "configuration_history"


class Command(PlainCommand):
    help = (
        "Show who changed the configuration, when and why, newest first; compare two versions; or restore one, for"
        " every shop or for one, as a new version that every running process takes over. Holds are not touched:"
        " what is held stays off, and the command says so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--compare", nargs=2, type=int, metavar=("A", "B"), help="what differs between the two"
        )
        what.add_argument(
            "--restore", type=int, metavar="VERSION", help="make the rows say what they said then"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="with --restore: only say what would change"
        )
        parser.add_argument("--tenant-id", metavar="ID", help="only this shop, by id or slug")
        parser.add_argument(
            "--reason", default="", metavar="TEXT", help="with --restore: why, for the history"
        )
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many to list (20)")
        parser.add_argument(
            "--wait",
            type=float,
            default=10.0,
            metavar="SECONDS",
            help="with --restore: how long to wait (10)",
        )
        add_json(parser)

    def handle(self, *, tenant_id: str | None, as_json: bool, **options: Any) -> None:
        shops = None if tenant_id is None else [shop_named(tenant_id).pk]
        if options["dry_run"] and options["restore"] is None:
            raise bad_usage("--dry-run goes with --restore VERSION")
        if options["limit"] < 1:
            raise bad_usage(f"--limit {options['limit']}: give at least 1")
        not_negative(options["wait"], "--wait")
        try:
            if options["restore"] is not None:
                self._restore(options, shops, as_json=as_json)
            elif options["compare"]:
                first, second = options["compare"]
                found = compare(first, second, shops)
                self.stdout.write(
                    json.dumps(_differences_json(found)) if as_json else _said(found, "no difference")
                )
            else:
                self._list(history(tenant_ids=shops, at_most=options["limit"]), as_json=as_json)
        except UnknownVersion as error:
            raise bad_usage(error) from error

    def _restore(self, options: dict[str, Any], shops: Collection[UUID] | None, *, as_json: bool) -> None:
        def act() -> list[Difference]:
            return restore(
                options["restore"],
                by=getpass.getuser(),
                reason=options["reason"],
                origin=ORIGIN,
                tenant_ids=shops,
                dry_run=options["dry_run"],
            )

        done, heard = (act(), None) if options["dry_run"] else acknowledging(act, within_s=options["wait"])
        kept = holds(shops)
        if as_json:
            self.stdout.write(json.dumps(_restored_json(done, kept, heard)))
        else:
            self.stdout.write("\n".join(_restored_lines(done, kept, heard)))
        if heard is not None:
            exit_unless_complete(heard)

    def _list(self, rows: list[ConfigurationVersion], *, as_json: bool) -> None:
        slugs = dict(Tenant.objects.filter(pk__in={row.tenant_id for row in rows}).values_list("pk", "slug"))
        if as_json:
            self.stdout.write(json.dumps([_version_json(row, slugs) for row in rows]))
            return
        table = Table("version", "at (UTC)", "shop", "by", "way", "change", "reason")
        for row in rows:
            shop = _shop(row, slugs)
            table.add_row(
                str(row.version),
                f"{row.at:%Y-%m-%d %H:%M:%S}",
                shop,
                row.author,
                row.origin,
                _change(row),
                row.reason,
            )
        self.stdout.write(as_text(table))


def _shop(row: ConfigurationVersion, slugs: dict[UUID, str]) -> str:
    return "all" if row.tenant_id is None else slugs.get(row.tenant_id, str(row.tenant_id))


def _change(row: ConfigurationVersion) -> str:
    if row.old is None or row.new is None:
        feature = (row.new or row.old or {}).get("feature", "")
        return f"{row.subject} {row.operation} {feature}".strip()
    return "\n".join(f"{name} {was!r} → {becomes!r}" for name, was, becomes in changes_in(row))


def _version_json(row: ConfigurationVersion, slugs: dict[UUID, str]) -> dict[str, Any]:
    return {
        "version": row.version,
        "at": row.at.isoformat(),
        "shop": _shop(row, slugs),
        "tenant_id": str(row.tenant_id) if row.tenant_id else None,
        "subject": row.subject,
        "operation": row.operation,
        "by": row.author,
        "origin": row.origin,
        "reason": row.reason,
        "old": row.old,
        "new": row.new,
    }


def _said(found: list[Difference], otherwise: str) -> str:
    return "\n".join(map(str, found)) or otherwise


def _differences_json(found: list[Difference]) -> list[dict[str, Any]]:
    return [{"shop": one.shop, "field": one.field, "was": one.was, "becomes": one.becomes} for one in found]


def _restored_lines(done: list[Difference], kept: list[Held], heard: Acknowledged | None) -> list[str]:
    lines = [_said(done, "Nothing changes: the rows say so already.")]
    lines += [f"{one}; a restore does not lift it." for one in kept]
    return [*lines, "Dry run: nothing was changed." if heard is None else f"{heard}."]


def _restored_json(done: list[Difference], kept: list[Held], heard: Acknowledged | None) -> dict[str, Any]:
    return {
        "changed": _differences_json(done),
        "holds_kept": [{"feature": one.feature.value, "shop": one.shop} for one in kept],
        "dry_run": heard is None,
        "acknowledged": None if heard is None else acknowledged_json(heard),
    }
