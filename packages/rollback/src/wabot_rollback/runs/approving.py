"""Who has to agree before a strategy begins, and who has."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from wabot_rollback.errors import Refused
from wabot_rollback.plan.deciding import MatrixSection
from wabot_rollback.plan.people import PersonSection, Role, StandingApprovalSection
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.run import Approval, Leg, Run

PERSON, STANDING, BREAK_GLASS = "person", "standing", "break-glass"
# An escalation from strategy 1 to 2 stays within what was approved.
SAME_APPROVAL = 2
SEVERITY = "severity"


def required(plan: Plan, severity: str | None, strategy: int) -> tuple[Role, ...]:
    """Strategy's own, else those of the severity's row; what that row does not foresee is asked of the row that does."""
    if own := plan.strategy(strategy).approved_by:
        return own
    rows = {str(row.severity): row for row in plan.matrix}
    row = rows.get(severity or "")
    if row is not None and strategy in row.strategies:
        return row.approved_by
    foreseen: Sequence[MatrixSection] = [each for each in plan.matrix if strategy in each.strategies]
    strictest = max(foreseen or plan.matrix, key=lambda each: len(each.approved_by))
    return strictest.approved_by


def missing(plan: Plan, run: Run, now: datetime) -> tuple[Role, ...]:
    """Roles that nobody has approved as yet for the newest strategy of the run; an approval counts for one."""
    leg = run.leg
    if _is_covered_by_first(run, leg):
        return ()
    left = list(required(plan, run.request.options.get(SEVERITY), leg.strategy))
    used: set[str] = set()
    for approval in _valid(run, leg, now):
        if approval.via == BREAK_GLASS:
            return ()
        if approval.by not in used and approval.role in left:
            left.remove(Role(approval.role))
            used.add(approval.by)
    return tuple(left)


def role_of(plan: Plan, run: Run, person: PersonSection, now: datetime, asked: str | None = None) -> Role:
    """As what this person approves. Raises Refused, saying why not."""
    if person.id == run.request.requested_by:
        raise Refused(f"{person.id} asked for {run.id}: somebody else has to approve it")
    left = missing(plan, run, now)
    if not left:
        raise Refused(f"{run.id} needs no further approval: `rollback resume {run.id}`")
    if person.id in {each.by for each in _valid(run, run.leg, now)}:
        raise Refused(f"{person.id} has approved {run.id} already; {_list(left)} must be another person")
    fits = [role for role in left if role is Role.TEAM or role in person.roles]
    if asked is not None:
        fits = [role for role in fits if role == asked]
    if not fits:
        raise Refused(
            f"{person.id} cannot approve as {asked or _list(left)}: that is what {run.id} still needs"
        )
    return fits[0]


def standing_for(
    plan: Plan, run: Run, now: datetime, revoked: Iterable[str]
) -> list[tuple[Role, StandingApprovalSection]]:
    """Approvals given in advance that count now, with the role that each stands for."""
    severity, found = run.request.options.get(SEVERITY), []
    for each in plan.approvals.standing:
        giver = plan.contacts.person(each.by)
        fits = run.leg.strategy in each.strategies and each.severity == severity
        if not fits or each.name in revoked or now > last_moment(each) or giver is None:
            continue
        if each.by != run.request.requested_by:
            roles = [role for role in missing(plan, run, now) if role is Role.TEAM or role in giver.roles]
            found += [(role, each) for role in roles[:1]]
    return found


def last_moment(standing: StandingApprovalSection) -> datetime:
    return datetime.combine(standing.until, time.max, UTC)


def speaker(plan: Plan, id_: str, login: str) -> PersonSection:
    """The person of the plan that `login` speaks for. Raises Refused."""
    person = plan.contacts.person(id_)
    if person is None:
        known = ", ".join(each.id for each in plan.contacts.people)
        raise Refused(f"{id_!r} is nobody of the plan's contacts; there are {known}")
    if person.login and person.login != login:
        raise Refused(f"{id_} speaks from the account {person.login} alone, and this is {login}")
    return person


def _valid(run: Run, leg: Leg, now: datetime) -> list[Approval]:
    return [each for each in run.approvals if each.hash == leg.hash and now <= each.until]


def _is_covered_by_first(run: Run, leg: Leg) -> bool:
    return len(run.legs) > 1 and leg.strategy <= SAME_APPROVAL and run.legs[0].began


def _list(roles: Iterable[Role]) -> str:
    return " and ".join(roles)
