"""The whole check: schema, rows table by table, uniqueness, journal. Streams; memory does not follow the rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

from apps.operations.integrity.across import journal_findings
from apps.operations.integrity.derived import tables, uniques
from apps.operations.integrity.findings import Finding, Findings
from apps.operations.integrity.rules import Rule, Table, Unique, quoted
from apps.operations.integrity.schema import has_amcheck, index_findings, schema_findings
from apps.tenants.models import Tenant

AT_ONCE = 2_000
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# From the rows themselves: an index that lost an entry would hide the second of two.
WITHOUT_INDEXES = "SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off"
Step = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """`rows` of the tables looked at; `left_out` says what could not be looked at, and why."""

    findings: Findings
    checks: int = 0
    rows: int = 0
    left_out: list[str] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        return not self.findings.total


def check_integrity(
    *, journal: psycopg.Connection, tenant: Tenant | None, most_per_check: int, step: Step
) -> Report:
    """`step` is told what is looked at now, how many steps are done, and of how many."""
    report = Report(Findings(most_per_check))
    work = list(_work(report, journal, tenant))
    for done, (name, look) in enumerate(work):
        step(name, done, len(work))
        look()
    step("done", len(work), len(work))
    return report


def _work(
    report: Report, journal: psycopg.Connection, tenant: Tenant | None
) -> Iterator[tuple[str, Callable[[], None]]]:
    all_tables, all_uniques = tables(), uniques()
    report.checks = sum(len(table.rules) for table in all_tables) + len(all_uniques)
    yield "schema", lambda: _take(report, schema_findings())
    if has_amcheck():
        yield "indexes", lambda: _take_within(report, index_findings())
    else:
        report.left_out.append("indexes: amcheck is not installed in this database, or not ours to use")
    for table in all_tables:
        # the platform's own tables hold nothing of one shop
        if tenant is None or table.tenant:
            yield table.name, _bound(_look_at_rows, report, table, _of(table, tenant))
        for rule in (one for one in table.rules if one.alone):
            yield rule.check, _bound(_look_across_rows, report, table, rule, _of(table, tenant))
    for unique in all_uniques:
        yield unique.check, _bound(_look_at_unique, report, unique, _tenant_of(all_tables, unique), tenant)
    yield "journal", lambda: _look_across(report, journal, tenant)


def _of(table: Table, tenant: Tenant | None) -> str:
    return f"r.{quoted(table.tenant)} = '{tenant.pk}'::uuid" if tenant and table.tenant else "true"


def _look_at_rows(report: Report, table: Table, of: str) -> None:
    """All shops' rows in one pass, with those of no shop: whose a bad row is stands beside it."""
    with _snapshot():
        _scan(report, table, of)
        with _readable(report, table.name), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {quoted(table.name)} r WHERE {of}")
            report.rows += cursor.fetchone()[0]


def _look_across_rows(report: Report, table: Table, rule: Rule, of: str) -> None:
    with _snapshot(), _readable(report, table.name):
        for key, shop in _streamed(table.search(rule, of)):
            report.findings.add(Finding(rule.check, table.name, key, rule.says, shop or ""))


def _look_at_unique(report: Report, unique: Unique, shop: str | None, tenant: Tenant | None) -> None:
    columns = [quoted(name) for name in unique.columns]
    there = " AND ".join(
        [f"{column} IS NOT NULL" for column in columns] + ([unique.where] if unique.where else [])
    )
    whose = f"min({quoted(shop)}::text)" if shop else "NULL"
    of_shop = f" AND bool_or({quoted(shop)} = '{tenant.pk}'::uuid)" if shop and tenant else ""
    query = (
        f"SELECT concat_ws('/', {', '.join(columns)}), {whose}, count(*) FROM {quoted(unique.table)}"
        f" WHERE {there} GROUP BY {', '.join(columns)} HAVING count(*) > 1{of_shop}"
    )
    with _snapshot(), _readable(report, unique.table):
        with connection.cursor() as cursor:
            cursor.execute(WITHOUT_INDEXES)
        for key, shop_id, count in _streamed(query):
            says = f"{count} rows have the same {', '.join(unique.columns)}"
            report.findings.add(Finding(unique.check, unique.table, key, says, shop_id or ""))


def _look_across(report: Report, journal: psycopg.Connection, tenant: Tenant | None) -> None:
    with _snapshot():
        _take(report, journal_findings(journal, str(tenant.pk) if tenant else None))


def _scan(report: Report, table: Table, of: str) -> None:
    if not table.scanned:
        return
    with _readable(report, table.name):
        for key, shop, broken in _streamed(table.scan(of)):
            for rule, is_broken in zip(table.scanned, broken, strict=True):
                if is_broken:
                    report.findings.add(Finding(rule.check, table.name, key, rule.says, shop or ""))


@contextmanager
def _snapshot() -> Iterator[None]:
    """What is written meanwhile is not seen half: a working system is never accused."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SNAPSHOT)
            cursor.execute("SET LOCAL work_mem = '64MB'")
        yield


@contextmanager
def _readable(report: Report, table: str) -> Iterator[None]:
    """A table that cannot be read at all (gone, a column gone, a broken page) is a finding, and the rest goes on."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        says = f"cannot be read: {str(error).strip().splitlines()[0]}"
        report.findings.add(Finding("schema: readable", table, "", says))


def _streamed(query: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def _take(report: Report, found: Iterator[Finding]) -> None:
    for finding in found:
        report.findings.add(finding)


def _take_within(report: Report, found: Iterator[Finding]) -> None:
    with transaction.atomic():
        _take(report, found)


def _tenant_of(all_tables: Sequence[Table], unique: Unique) -> str | None:
    return next((table.tenant for table in all_tables if table.name == unique.table), None)


def _bound(look: Callable[..., None], *given: Any) -> Callable[[], None]:
    return lambda: look(*given)
