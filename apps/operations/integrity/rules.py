"""Rules over one row of one table, and the one statement that tries all rules of a table in a single pass."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`breaks` is true of a bad row, which it calls `r`; `join` brings in what it looks at beside it.

    `check` is the rule's name in reports, as in `messaging_message.conversation_id: foreign key`. A rule that looks
    at many other rows stands `alone`, in a statement of its own: then PostgreSQL may join by hashing, and a lost
    index costs seconds. Asked row by row it would cost hours.
    """

    table: str
    check: str
    says: str
    breaks: str
    join: str = ""
    alone: bool = False


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

    @property
    def scanned(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if not rule.alone)

    def scan(self, of: str) -> str:
        """Bad rows among those for which the condition `of` holds: key, shop, and which `scanned` rules each breaks."""
        broken = ", ".join(f"coalesce({rule.breaks}, false)" for rule in self.scanned)
        joins = " ".join(dict.fromkeys(rule.join for rule in self.scanned if rule.join))
        return (
            f"SELECT {self._shown()}, ARRAY[{broken}] FROM {quoted(self.name)} r {joins}"
            f" WHERE {of} AND ({' OR '.join(f'({rule.breaks})' for rule in self.scanned)})"
        )

    def search(self, rule: Rule, of: str) -> str:
        """The rows that break a rule which stands alone: key and shop."""
        return f"SELECT DISTINCT {self._shown()} FROM {quoted(self.name)} r {rule.join} WHERE {of} AND {rule.breaks}"

    def _shown(self) -> str:
        shop = f"r.{quoted(self.tenant)}::text" if self.tenant else "NULL"
        return f"concat_ws('/', {columns_of(self.key)}), {shop}"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def own_columns(condition: str) -> str:
    """`condition` speaks of bare column names, as constraints do: let them be those of the row, whatever is joined."""
    return f"(SELECT {condition} FROM (SELECT r.*) own)"


def columns_of(names: Sequence[str]) -> str:
    return ", ".join(f"r.{quoted(name)}" for name in names)
