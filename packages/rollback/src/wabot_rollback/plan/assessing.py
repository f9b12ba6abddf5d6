"""How bad it is, and what to do about it: the matrix by figures, the strategies by what speaks for and against them."""

from collections.abc import Mapping
from dataclasses import dataclass

from wabot_rollback.errors import Refused
from wabot_rollback.plan.deciding import Fact, MatrixSection, Severity, StrategySection
from wabot_rollback.plan.people import Role
from wabot_rollback.plan.schema import Plan

FULL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """`strategy` None: evaluate, perhaps nothing is rolled back. `unknown`: questions that nobody answered."""

    severity: Severity
    users_percent: float
    respond_within_minutes: int
    strategy: int | None
    approved_by: tuple[Role, ...]
    why: tuple[str, ...]
    unknown: tuple[Fact, ...]


def assess(plan: Plan, users_percent: float, facts: Mapping[Fact, bool]) -> Assessment:
    """What is not in `facts` counts as no, and is told as unknown: strategy 4 is never chosen for want of an answer."""
    row = row_for(plan, users_percent)
    strategy, why = _chosen(plan, row, facts)
    return Assessment(
        severity=row.severity,
        users_percent=users_percent,
        respond_within_minutes=row.respond_within_minutes,
        strategy=strategy.number if strategy else None,
        approved_by=_approvers(row, strategy),
        why=(f"{users_percent:g} % of the users are hit: {row.severity}", *why),
        unknown=tuple(fact for fact in Fact if fact not in facts),
    )


def row_for(plan: Plan, users_percent: float) -> MatrixSection:
    if not 0 <= users_percent <= 100:
        raise Refused(
            f"the share of the users that are hit is given in percent, 0 to 100, not {users_percent:g}"
        )
    rows = sorted(plan.matrix, key=lambda row: row.users_over_percent, reverse=True)
    return next((row for row in rows if users_percent > row.users_over_percent), rows[-1])


def _chosen(
    plan: Plan, row: MatrixSection, facts: Mapping[Fact, bool]
) -> tuple[StrategySection | None, list[str]]:
    full = plan.strategy(FULL)
    if _fits(full, facts):
        return full, [
            _because(full, facts),
            "strategy 4 is chosen by what happened to the data, at any severity",
        ]
    fitting = [each for each in plan.strategies if each.number != FULL and _fits(each, facts)]
    foreseen = [each for each in fitting if each.number in row.strategies]
    if foreseen:
        return foreseen[0], [_because(foreseen[0], facts)]
    if not row.strategies:
        named = f" (strategy {fitting[0].number} would fit)" if fitting else ""
        return None, [f"evaluate; it may be best to roll nothing back{named}"]
    if fitting:
        beyond = f"the matrix foresees {_numbers(row)} at this severity: ask for more approvals"
        return fitting[0], [_because(fitting[0], facts), beyond]
    first = plan.strategy(row.strategies[0])
    if _speaks_against(first, facts):
        recoverable = "mend the data; then assess again"
        return None, [f"{_names(_speaks_against(first, facts))} speaks against {first.name}: {recoverable}"]
    return first, [f"nothing speaks for any strategy: the matrix prefers {first.number} ({first.name})"]


def _fits(strategy: StrategySection, facts: Mapping[Fact, bool]) -> bool:
    return any(facts.get(fact) for fact in strategy.speaks_for) and not _speaks_against(strategy, facts)


def _speaks_against(strategy: StrategySection, facts: Mapping[Fact, bool]) -> list[Fact]:
    return [fact for fact in strategy.speaks_against if facts.get(fact)]


def _because(strategy: StrategySection, facts: Mapping[Fact, bool]) -> str:
    given = [fact for fact in strategy.speaks_for if facts.get(fact)]
    return f"{_names(given)} speaks for strategy {strategy.number} ({strategy.name}), risk {strategy.risk}"


def _approvers(row: MatrixSection, strategy: StrategySection | None) -> tuple[Role, ...]:
    return (strategy.approved_by if strategy else ()) or row.approved_by


def _names(facts: list[Fact]) -> str:
    return ", ".join(facts)


def _numbers(row: MatrixSection) -> str:
    return " or ".join(map(str, row.strategies))
