import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.operations.errors import BadFile
from apps.operations.management.usage import FAILED, PlainCommand, add_json, bad_usage
from apps.operations.services.importing.judging import Judged, judge
from apps.operations.services.importing.reading import Sheet, read_sheet
from apps.operations.services.importing.writing import write_rows
from apps.tenants.models import Tenant


class Command(PlainCommand):
    help = (
        "Import messages that were lost in a restore, from a CSV with the header of SELECT * FROM messaging_message."
        " What is there already stays as it is; nothing is sent, and nothing that was left unanswered is answered."
        " Safe to repeat. Exit code 1 when a row cannot come in: then none does, unless --skip-bad is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="as exported from the forensic copy")
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument(
            "--dry-run", action="store_true", help="only say what would come in, row by row if wrong"
        )
        how.add_argument("--confirm", action="store_true", help="import it")
        parser.add_argument(
            "--skip-bad", action="store_true", help="import the others where some rows cannot"
        )
        add_json(parser)

    def handle(self, *, file: Path, confirm: bool, skip_bad: bool, as_json: bool, **_: Any) -> None:
        try:
            with file.open(encoding="utf-8", newline="") as content:
                sheet = read_sheet(content)
        except OSError as error:
            raise bad_usage(f"{file}: {error.strerror}") from error
        except BadFile as error:
            raise bad_usage(f"{file}: {error}") from error
        judged = judge(sheet.rows)
        judged.bad = sorted([*sheet.bad, *judged.bad], key=lambda one: one.line)
        imported = 0
        if confirm and (skip_bad or not judged.bad):
            imported = write_rows(judged.new, now=timezone.now())
        told = as_told(sheet, judged, imported)
        self.stdout.write(json.dumps(told) if as_json else "\n".join(lines(told, confirm=confirm)))
        if judged.bad and not (confirm and skip_bad):
            sys.exit(FAILED)


def as_told(sheet: Sheet, judged: Judged, imported: int) -> dict[str, Any]:
    new = Counter(row.values["tenant_id"] for row in judged.new)
    slugs = dict(Tenant.objects.filter(pk__in=new).values_list("pk", "slug"))
    return {
        "rows": sheet.read,
        "new": len(judged.new),
        "there": len(judged.there),
        "imported": imported,
        "shops": {slugs[tenant]: count for tenant, count in new.items()},
        "columns_left_out": list(sheet.left_out),
        "bad": [{"line": one.line, "id": one.id, "field": one.field, "why": one.why} for one in judged.bad],
    }


def lines(told: dict[str, Any], *, confirm: bool) -> Iterator[str]:
    for one in told["bad"]:
        yield f"line {one['line']} ({one['id'] or 'no id'}): {one['field']}: {one['why']}"
    if told["columns_left_out"]:
        yield f"Not known to this release, left out: {', '.join(told['columns_left_out'])}."
    yield from (f"{slug}: {count} new" for slug, count in sorted(told["shops"].items()))
    yield f"{told['rows']} rows: {told['new']} new, {told['there']} there already, {len(told['bad'])} bad."
    if told["imported"] or (confirm and not told["new"]):
        yield f"Imported: {told['imported']}. Nothing was sent."
    elif confirm:
        yield "Nothing was imported: mend the rows above, or leave them out with --skip-bad."
    else:
        yield "Nothing was changed; --confirm imports the new ones."
