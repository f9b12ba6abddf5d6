"""Rules over one row of one table, and the one statement that tries all rules of a table in a single pass."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`breaks` is true of a bad row, which it calls `r`; `join` brings in what it looks at beside it.

    `check` is the rule's name in reports, as in `messaging_message.conversation_id: foreign key`.
    """

    table: str
    check: str
    says: str
    breaks: str
    join: str = ""


@dataclass(frozen=True, slots=True)
class Unique:
    """Of rows where `where` holds (NULLs aside) no two have the same `columns`."""

    table: str
    columns: tuple[str, ...]
    where: str = ""
    is_deferred: bool = False

    @property
    def check(self) -> str:
        return f"{self.table}.{'+'.join(self.columns)}: unique"


@dataclass(frozen=True, slots=True)
class Table:
    """`tenant` is the column that names the shop; None where the table is the platform's own."""

    name: str
    key: tuple[str, ...]
    tenant: str | None
    rules: tuple[Rule, ...]

    def scan(self, of: str) -> str:
        """Bad rows among those for which the condition `of` holds: key, shop, and which rules each breaks."""
        broken = ", ".join(f"coalesce({rule.breaks}, false)" for rule in self.rules)
        joins = " ".join(dict.fromkeys(rule.join for rule in self.rules if rule.join))
        shop = f"r.{quoted(self.tenant)}::text" if self.tenant else "NULL"
        return (
            f"SELECT {self.shown_key()}, {shop}, ARRAY[{broken}] FROM {quoted(self.name)} r {joins}"
            f" WHERE {of} AND ({' OR '.join(f'({rule.breaks})' for rule in self.rules)})"
        )

    def shown_key(self) -> str:
        return f"concat_ws('/', {', '.join(f'r.{quoted(column)}' for column in self.key)})"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def own_columns(condition: str) -> str:
    """`condition` speaks of bare column names, as constraints do: let them be those of the row, whatever is joined."""
    return f"(SELECT {condition} FROM (SELECT r.*) own)"


def columns_of(names: Sequence[str]) -> str:
    return ", ".join(f"r.{quoted(name)}" for name in names)
