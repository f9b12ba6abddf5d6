"""What the database itself should guard and does not: constraints missing or never validated, and their like."""

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, connection, models
from django.db.migrations.executor import MigrationExecutor

from apps.operations.integrity.derived import (
    AnyField,
    concrete,
    key_of,
    managed_models,
    tenant_column,
    uniques_of,
)
from apps.operations.integrity.findings import Finding
from apps.operations.integrity.rules import quoted

# Names of columns in the order of the key; an expression has none.
KEYS = (
    "ARRAY(SELECT a.attname::text FROM unnest({}) WITH ORDINALITY k(number, place)"
    " LEFT JOIN pg_attribute a ON a.attrelid = {} AND a.attnum = k.number ORDER BY k.place)"
)
COLUMNS = """
SELECT c.relname, a.attname, a.attnotnull, format_type(a.atttypid, a.atttypmod), c.relrowsecurity
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = f"""
SELECT o.conrelid::regclass::text, o.contype::text, o.conname, o.convalidated, o.confrelid::regclass::text,
    {KEYS.format("o.conkey", "o.conrelid")}
FROM pg_constraint o WHERE o.connamespace = 'public'::regnamespace AND o.conrelid <> 0
"""
INDEXES = f"""
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, i.indisunique, i.indisvalid AND i.indisready,
    i.indpred IS NOT NULL, {KEYS.format("i.indkey[0:i.indnkeyatts - 1]", "i.indrelid")}
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
"""
TRIGGERS = """
SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND t.tgenabled = 'D'
"""
SEQUENCES = """
SELECT t.oid::regclass::text, a.attname, s.oid::regclass::text
FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace
"""
AMCHECK = """
SELECT i.indexrelid, i.indrelid::regclass::text, i.indexrelid::regclass::text
FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
WHERE m.amname = 'btree' AND x.relnamespace = 'public'::regnamespace AND i.indisvalid AND x.relpersistence = 'p'
"""


def schema_findings() -> Iterator[Finding]:
    yield from _columns()
    yield from _constraints()
    yield from _indexes()
    for table, trigger in _rows(TRIGGERS):
        yield Finding("schema: triggers", _bare(table), "", f"trigger {trigger} is switched off")
    yield from _sequences()
    yield from _migrations()


def index_findings() -> Iterator[Finding]:
    """Each B-tree against its own rules, where the server has amcheck installed in this database."""
    for oid, table, index in _rows(AMCHECK) if has_amcheck() else ():
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT amcheck")
            try:
                cursor.execute("SELECT bt_index_check(%s::regclass)", [oid])
            except DatabaseError as error:
                cursor.execute("ROLLBACK TO SAVEPOINT amcheck")
                yield Finding(
                    "schema: indexes", _bare(table), "", f"index {index} is damaged: {_line(error)}"
                )
            cursor.execute("RELEASE SAVEPOINT amcheck")


def has_amcheck() -> bool:
    """Installed here, and ours to use."""
    there = _rows("SELECT to_regprocedure('bt_index_check(regclass)')::oid")
    return there[0][0] is not None and bool(
        _rows("SELECT has_function_privilege('bt_index_check(regclass)', 'execute')")[0][0]
    )


def _columns() -> Iterator[Finding]:
    there = {(_bare(table), column): (*rest,) for table, column, *rest in _rows(COLUMNS)}
    names = {table for table, _ in there}
    for model in managed_models():
        table = model._meta.db_table
        if table not in names:
            yield Finding("schema: tables", table, "", "the table is missing")
            continue
        for field in concrete(model):
            yield from _column(table, field, there.get((table, field.column)))
        if tenant_column(model) and not there[table, key_of(model)[0]][2]:
            yield Finding("schema: isolation", table, "", "row-level security is off")


def _column(table: str, field: AnyField, found: tuple[Any, ...] | None) -> Iterator[Finding]:
    if found is None:
        yield Finding("schema: columns", table, "", f"column {field.column} is missing")
        return
    not_null, kind, _ = found
    if not field.null and not not_null:
        yield Finding("schema: not null", table, "", f"NOT NULL of {field.column} is missing")
    wanted = str(field.db_type(connection))
    # tables between two others were once made with the wider id
    if _type(wanted) != _type(kind) and (_type(wanted), kind) != ("integer", "bigint"):
        yield Finding("schema: columns", table, "", f"column {field.column} is {kind}, not {wanted}")


def _type(name: str) -> str:
    """One spelling for what PostgreSQL and Django call differently."""
    short = {"varchar": "character varying", "serial": "integer", "bigserial": "bigint"}
    kind, bracket, rest = name.lower().partition("(")
    return short.get(kind, kind) + bracket + rest.replace(", ", ",")


def _constraints() -> Iterator[Finding]:
    there = _rows(CONSTRAINTS)
    for table, _, name, is_validated, _, _ in there:
        if not is_validated:
            yield Finding("schema: validated", _bare(table), "", f"constraint {name} is NOT VALID")
    foreign = {
        (_bare(table), columns[0], _bare(to)) for table, kind, _, _, to, columns in there if kind == "f"
    }
    checks = {(_bare(table), name) for table, kind, name, *_ in there if kind == "c"}
    checked = {(_bare(table), tuple(columns)) for table, kind, *_, columns in there if kind == "c"}
    for model in managed_models():
        table = model._meta.db_table
        for field in concrete(model):
            if field.remote_field is not None and getattr(field, "db_constraint", False):
                parent = field.related_model
                assert isinstance(parent, type)  # noqa: S101  (the apps are loaded)
                if (table, field.column, parent._meta.db_table) not in foreign:
                    says = f"foreign key {field.column} to {parent._meta.db_table} is missing"
                    yield Finding("schema: foreign keys", table, "", says)
            if field.db_check(connection) and (table, (field.column,)) not in checked:
                yield Finding("schema: checks", table, "", f"check of {field.column} is missing")
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint) and (table, constraint.name) not in checks:
                yield Finding("schema: checks", table, "", f"check {constraint.name} is missing")


def _indexes() -> Iterator[Finding]:
    there = _rows(INDEXES)
    for table, index, _, is_valid, _, _ in there:
        if not is_valid:
            yield Finding("schema: indexes", _bare(table), "", f"index {index} is invalid")
    guarded = {
        (_bare(table), tuple(sorted(map(str, columns))), is_partial)
        for table, _, is_unique, is_valid, is_partial, columns in there
        if is_unique and is_valid
    }
    for model in managed_models():
        for unique in uniques_of(model):
            if (unique.table, tuple(sorted(unique.columns)), bool(unique.where)) not in guarded:
                says = f"nothing keeps {', '.join(unique.columns)} unique"
                yield Finding("schema: uniqueness", unique.table, "", says)


def _sequences() -> Iterator[Finding]:
    """A restore may set them back: the next row would take a number that is in use."""
    for table, column, sequence in _rows(SEQUENCES):
        query = f"SELECT max({quoted(column)}), (SELECT last_value FROM {sequence}) FROM {table}"
        [(highest, last)] = _rows(query)
        if highest is not None and highest > last:
            says = f"sequence of {column} stands at {last}, rows at {highest}"
            yield Finding("schema: sequences", _bare(table), "", says)


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    known, applied = set(executor.loader.disk_migrations), set(executor.loader.applied_migrations)
    ours = {app for app, _ in known}
    for app, name in sorted(known - applied):
        yield Finding("schema: migrations", "django_migrations", "", f"{app}.{name} is not applied")
    for app, name in sorted(each for each in applied - known if each[0] in ours):
        yield Finding("schema: migrations", "django_migrations", "", f"{app}.{name} is of another release")


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _bare(name: str) -> str:
    return name.removeprefix("public.").strip('"')


def _line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
