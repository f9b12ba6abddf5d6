"""Prints what each migration of a release would mean to the code before it, as JSON.

Run by the release's own Python, in its folder. Neither its models nor a database are needed, so it works where the
release cannot start. A migration may claim `old_code_runs = True`: its author has tried the code before on it.
"""

import json
import re
import sys
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

COMPATIBLE, REVERSIBLE, LOSSY, ONE_WAY = "compatible", "reversible", "lossy", "one-way"
WORST_LAST = (COMPATIBLE, REVERSIBLE, LOSSY, ONE_WAY)
Judged = tuple[str, str]
UNSEEN = "of a table that the code before does not look at"

FIXED: dict[type[Operation], Judged] = {
    operations.CreateModel: (COMPATIBLE, UNSEEN),
    operations.AddIndex: (COMPATIBLE, ""),
    operations.RemoveIndex: (COMPATIBLE, ""),
    operations.RenameIndex: (COMPATIBLE, ""),
    operations.RemoveConstraint: (COMPATIBLE, ""),
    operations.AlterModelOptions: (COMPATIBLE, ""),
    operations.AlterModelManagers: (COMPATIBLE, ""),
    operations.AlterModelTableComment: (COMPATIBLE, ""),
    operations.AddConstraint: (REVERSIBLE, "what the code before writes may be refused"),
    operations.AlterUniqueTogether: (REVERSIBLE, "what the code before writes may be refused"),
    operations.AlterIndexTogether: (COMPATIBLE, ""),
    operations.AlterOrderWithRespectTo: (REVERSIBLE, "the code before does not fill its column"),
    operations.RenameField: (REVERSIBLE, "the code before asks for the old name"),
    operations.RenameModel: (REVERSIBLE, "the code before asks for the old name"),
    operations.AlterModelTable: (REVERSIBLE, "the code before asks for the old name"),
    operations.RemoveField: (LOSSY, "its values are gone, and the code before asks for them"),
    operations.DeleteModel: (LOSSY, "its rows are gone, and the code before asks for them"),
}
# What `protect` and `hide` of a new table come to; of an old table it would bind the code before.
OF_ONE_TABLE = re.compile(
    r"ALTER TABLE (?P<a>\w+) ENABLE ROW LEVEL SECURITY"
    r"|CREATE POLICY \w+ ON (?P<b>\w+) .*"
    r"|(?:GRANT|REVOKE) .* ON (?P<c>\w+) (?:TO|FROM) \w+",
    re.DOTALL,
)
# Attributes of a field that the database does not know.
ONLY_PYTHONS = {
    *("help_text", "verbose_name", "choices", "validators", "default", "editable", "blank", "on_delete"),
    *("related_name", "related_query_name", "limit_choices_to", "error_messages", "auto_now", "auto_now_add"),
    *("db_default", "db_comment"),
}


def main() -> None:
    _know_the_apps()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    state, described = ProjectState(real_apps=loader.unmigrated_apps), {}
    for key in _in_order(loader):
        migration = loader.graph.nodes[key]
        described[key] = _described(migration, state)
        state = migration.mutate_state(state, preserve=False)
    json.dump([{"app": app, "name": name, **said} for (app, name), said in described.items()], sys.stdout)


def _know_the_apps() -> None:
    """The first third of `django.setup`: models, which a defective release may not have, stay unread."""
    for entry in settings.INSTALLED_APPS:
        config = AppConfig.create(entry)
        config.apps = apps
        apps.app_configs[config.label] = config
    # A state refuses to be made while models are said to be missing; it asks for none.
    apps.apps_ready = apps.models_ready = True


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    order: dict[tuple[str, str], None] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        order |= dict.fromkeys(loader.graph.forwards_plan(leaf))
    return list(order)


def _described(migration: Migration, before: ProjectState) -> dict[str, Any]:
    state, new_tables, judged = before.clone(), set[str](), []
    for operation in migration.operations:
        verdict, why = _judge(operation, state, migration.app_label, new_tables)
        judged.append({"does": str(operation.describe()), "verdict": verdict, "why": why})
        if isinstance(operation, operations.CreateModel):
            new_tables.add(_table_of(operation, migration.app_label))
        operation.state_forwards(migration.app_label, state)
    worst = max((WORST_LAST.index(each["verdict"]) for each in judged), default=0)
    claimed = bool(getattr(migration, "old_code_runs", False))
    return {"verdict": COMPATIBLE if claimed else WORST_LAST[worst], "claimed": claimed, "operations": judged}


def _judge(operation: Operation, state: ProjectState, app: str, new_tables: set[str]) -> Judged:
    if _table_of(operation, app) in new_tables and not isinstance(operation, operations.CreateModel):
        return COMPATIBLE, UNSEEN
    match operation:
        case operations.SeparateDatabaseAndState():
            found = [_judge(each, state, app, new_tables) for each in operation.database_operations]
            return max(found, key=lambda each: WORST_LAST.index(each[0]), default=(COMPATIBLE, "state alone"))
        case operations.AddField():
            return _added(operation)
        case operations.AlterField():
            return _altered(operation, state, app)
        case operations.RunSQL() if _binds_only(operation, new_tables):
            return COMPATIBLE, UNSEEN
    if (fixed := FIXED.get(type(operation))) is not None:
        return fixed
    if not operation.reversible:
        return ONE_WAY, "nothing says how to take it back"
    return REVERSIBLE, "what it does is not known; it says how to take it back"


def _table_of(operation: Operation, app: str) -> str:
    """By Django's rule; a table with a name of its own only seems to be another, which is the careful way to err."""
    name = getattr(operation, "model_name", None) or getattr(operation, "name", "")
    return f"{app}_{name}".lower()


def _added(operation: operations.AddField) -> Judged:
    field = operation.field
    has_default = getattr(field, "has_db_default", lambda: False)()
    if field.many_to_many or field.null or has_default or field.primary_key:
        return COMPATIBLE, "the code before may leave it out"
    return REVERSIBLE, "the code before does not fill it, and the database has no default"


def _altered(operation: operations.AlterField, state: ProjectState, app: str) -> Judged:
    before = state.models[app, operation.model_name_lower].fields[operation.name]
    _, _, _, old = before.deconstruct()
    _, kind, _, new = operation.field.deconstruct()
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)} - ONLY_PYTHONS
    if before.deconstruct()[1] != kind:
        return LOSSY, "its type is another"
    if not changed:
        return COMPATIBLE, "the database does not notice"
    if changed == {"null"}:
        if new.get("null"):
            return REVERSIBLE, "the code before may meet nulls"
        return REVERSIBLE, "the code before may write nulls"
    if changed == {"max_length"}:
        wider = (new["max_length"] or sys.maxsize) >= (old["max_length"] or sys.maxsize)
        return (COMPATIBLE, "it is wider") if wider else (LOSSY, "it is narrower")
    return LOSSY, f"{', '.join(sorted(changed))} changed"


def _binds_only(operation: operations.RunSQL, tables: set[str]) -> bool:
    if not isinstance(operation.sql, str):
        return False
    statements = [each.strip() for each in operation.sql.split(";") if each.strip()]
    found = [OF_ONE_TABLE.fullmatch(each) for each in statements]
    return bool(found) and all(each is not None and each[each.lastgroup or ""] in tables for each in found)


if __name__ == "__main__":
    main()
