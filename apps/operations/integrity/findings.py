"""What is wrong, row by row, counted in full and kept up to a limit."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

NO_TENANT = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` names the rule, `row` the primary key ("" where a whole table or column is meant)."""

    check: str
    table: str
    row: str
    says: str
    tenant: str = NO_TENANT

    def __str__(self) -> str:
        row = f" {self.row}" if self.row else ""
        shop = f" (shop {self.tenant})" if self.tenant else ""
        return f"{self.table}{row}{shop}: {self.says}"


@dataclass(slots=True)
class Findings:
    """Holds at most `most_per_check` of each rule, so memory does not follow the damage."""

    most_per_check: int
    kept: list[Finding] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        self.totals[finding.check] += 1
        if self.totals[finding.check] <= self.most_per_check:
            self.kept.append(finding)

    @property
    def total(self) -> int:
        return self.totals.total()

    def as_json(self) -> dict[str, Any]:
        return {"totals": dict(self.totals), "findings": [asdict(one) for one in self.kept]}
