"""Rules that the models imply: whoever adds a model has them checked without a line here."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, TypeAlias

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models.sql.query import Query

from apps.operations.integrity.domain import rules_of
from apps.operations.integrity.rules import Rule, Table, Unique, own_columns, quoted
from apps.tenants.models import Tenant

Model = type[models.Model]
AnyField: TypeAlias = "models.Field[Any, Any]"


def tables() -> list[Table]:
    """Every table that a model stands for, with all rules over its rows."""
    return [
        Table(model._meta.db_table, key_of(model), tenant_column(model), tuple(_rules(model)))
        for model in managed_models()
    ]


def managed_models() -> list[Model]:
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted((model for model in found if not model._meta.proxy), key=lambda model: model._meta.db_table)


def uniques() -> list[Unique]:
    return [unique for model in managed_models() for unique in uniques_of(model)]


def uniques_of(model: Model) -> Iterator[Unique]:
    """Primary key, unique fields, constraints. Constraints over expressions are left to the database's own."""
    table = model._meta.db_table
    yield Unique(table, key_of(model))
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key:
            yield Unique(table, (column_of(field),))
    for names in model._meta.unique_together:
        yield Unique(table, _columns(model, names))
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            where = condition_sql(model, constraint.condition) if constraint.condition else ""
            yield Unique(table, _columns(model, constraint.fields), where)


def key_of(model: Model) -> tuple[str, ...]:
    return tuple(column_of(field) for field in model._meta.pk_fields)


def tenant_column(model: Model) -> str | None:
    if model is Tenant:
        return key_of(model)[0]
    return next((column_of(field) for field in concrete(model) if field.related_model is Tenant), None)


def concrete(model: Model) -> Sequence[AnyField]:
    return [field for field in model._meta.local_concrete_fields if field.column]


def column_of(field: AnyField) -> str:
    return str(field.column)


def _columns(model: Model, names: Sequence[str]) -> tuple[str, ...]:
    by_name = {field.name: column_of(field) for field in model._meta.local_concrete_fields}
    return tuple(by_name[name] for name in names)


def condition_sql(model: Model, condition: Any) -> str:
    """As the schema editor writes it: bare column names, values filled in."""
    query = Query(model=model, alias_cols=False)
    compiler = query.get_compiler(connection=connection)
    sql, values = query.build_where(condition).as_sql(compiler, connection)
    with connection.schema_editor(collect_sql=True) as editor:
        return str(sql % tuple(editor.quote_value(value) for value in values))


def _rules(model: Model) -> Iterator[Rule]:
    table = model._meta.db_table
    places = count(1)
    for field in concrete(model):
        yield from _field_rules(table, field)
        if field.remote_field is not None and field.related_model:
            yield from _reference_rules(model, field, f"p{next(places)}")
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            broken = own_columns(f"NOT ({condition_sql(model, constraint.condition)})")
            yield Rule(table, f"{table}: {constraint.name}", f"breaks {constraint.name}", broken)
    yield from rules_of(table)


def _field_rules(table: str, field: AnyField) -> Iterator[Rule]:
    column, named = f"r.{quoted(column_of(field))}", f"{table}.{field.column}"
    if not field.null:
        yield Rule(table, f"{named}: not null", f"{field.column} is NULL", f"{column} IS NULL")
    if condition := field.db_check(connection):
        broken = f"NOT ({condition.replace(quoted(column_of(field)), column)})"
        yield Rule(table, f"{named}: check", f"{field.column} breaks {condition}", broken)
    if field.choices:
        known = ", ".join(_literal(value) for value, _ in field.flatchoices)
        blank = ", ''" if field.blank and isinstance(field, models.CharField) else ""
        yield Rule(
            table,
            f"{named}: state",
            f"{field.column} is none of the known states",
            f"{column} NOT IN ({known}{blank})",
        )
    if isinstance(field, models.DecimalField):
        # all of them are money: NaN stands above every number, so no check of PostgreSQL's stops it
        broken = f"({column} < 0 OR {column} = 'NaN'::numeric)"
        yield Rule(table, f"{named}: money", f"{field.column} is no amount", broken)
    yield from _limit_rules(table, field)


def _limit_rules(table: str, field: AnyField) -> Iterator[Rule]:
    for validator in getattr(field, "_validators", ()):
        limit = getattr(validator, "limit_value", None)
        if not isinstance(limit, int | float | Decimal):
            continue
        sign = {MinValueValidator: "<", MaxValueValidator: ">"}.get(type(validator))
        if sign is not None:
            yield Rule(
                table,
                f"{table}.{field.column}: limit {sign} {limit}",
                f"{field.column} {sign} {limit}",
                f"r.{quoted(column_of(field))} {sign} {limit}",
            )


def _reference_rules(model: Model, field: AnyField, alias: str) -> Iterator[Rule]:
    table, parent = model._meta.db_table, field.related_model
    assert isinstance(parent, type)  # noqa: S101  (the apps are loaded: no name is left unresolved)
    column = f"r.{quoted(column_of(field))}"
    # a relation that is a column of its own points at one
    target = str(getattr(field, "target_field").column)  # noqa: B009  (stubs know it of relations alone)
    join = f"LEFT JOIN {quoted(parent._meta.db_table)} {alias} ON {alias}.{quoted(target)} = {column}"
    named = f"{table}.{field.column}"
    yield Rule(
        table,
        f"{named}: foreign key",
        f"{field.column} names no row of {parent._meta.db_table}",
        f"{column} IS NOT NULL AND {alias}.{quoted(target)} IS NULL",
        join,
    )
    own, theirs = tenant_column(model), tenant_column(parent)
    if own and theirs and parent is not Tenant:
        yield Rule(
            table,
            f"{named}: same shop",
            f"{field.column} names a row of another shop",
            f"{alias}.{quoted(theirs)} <> r.{quoted(own)}",
            join,
        )


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
