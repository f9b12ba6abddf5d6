"""`rollback plan`: the dry run."""

from wabot_rollback.cli import DONE, REFUSED
from wabot_rollback.cli.calling import Session
from wabot_rollback.cli.requesting import request_of
from wabot_rollback.errors import Refused
from wabot_rollback.plan.loading import EXAMPLE
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.approving import SEVERITY, required
from wabot_rollback.runs.rehearsing import Rehearsed, plan_hash, rehearse
from wabot_rollback.world import Request


def run(session: Session) -> int:
    if session.given.example:
        session.out.write(EXAMPLE.read_text(encoding="utf-8"))
        return DONE
    if session.given.strategy is None:
        raise Refused("--strategy: which one? `rollback assess` says which fits")
    plan, engine = session.plan(), session.engine()
    request = request_of(session.given, plan, run="dry-run", by="", reason="")
    steps = engine.steps_of(plan, request)
    found = rehearse(plan, request, steps, engine.world_of, engine.ledger.entries())
    hash_ = plan_hash(plan, request, steps)
    if session.given.json:
        session.tell(_as_json(plan, request, hash_, found))
    else:
        session.say(*_words(plan, request, hash_, found))
    return DONE if all(each.allows for each in found) else REFUSED


def _as_json(plan: Plan, request: Request, hash_: str, found: list[Rehearsed]) -> dict[str, object]:
    return {
        "hash": hash_,
        "ok": all(each.allows for each in found),
        "eta_s": round(sum(each.expected_s for each in found), 1),
        "release": request.release,
        "approved_by": required(plan, request.options.get(SEVERITY), request.strategy),
        "steps": [
            {
                "step": each.name,
                "does": each.does,
                "ok": each.finding.ok,
                "says": each.finding.says,
                "figures": each.finding.figures,
                "expected_s": each.expected_s,
                "measured": each.measured,
            }
            for each in found
        ],
    }


def _words(plan: Plan, request: Request, hash_: str, found: list[Rehearsed]) -> list[str]:
    strategy = plan.strategy(request.strategy)
    to = f", back to {request.release}" if request.release else ""
    lines = [f"strategy {strategy.number}, {strategy.name}, risk {strategy.risk}{to}"]
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        mark = "✓" if each.finding.ok else "!" if each.allows else "✗"
        how = f"measured {each.measured}×" if each.measured else "expected"
        lines.append(f"  {mark} {each.name:{width}}  {each.expected_s:6.1f} s {how:12}  {each.does}")
        lines.append(f"      {each.finding.says}")
    roles = " and ".join(required(plan, request.options.get(SEVERITY), request.strategy))
    total_s = sum(each.expected_s for each in found)
    lines.append(f"about {total_s:.0f} s, of at most {strategy.minutes[1] * 60:.0f} s; approval by {roles}")
    failed = [each.name for each in found if not each.allows]
    lines.append(
        f"it would be refused: {', '.join(failed)}" if failed else "every check holds; nothing was changed"
    )
    return [*lines, f"hash {hash_}"]
