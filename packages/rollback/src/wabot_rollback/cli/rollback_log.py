"""The rollback log of one run, as a page that people complete and sign."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wabot_rollback.cli.showing import line_of
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.run import BEHIND, Run, Stage
from wabot_rollback.store.chain import Entry

# The step of strategy 4 that counts what was lost.
LOSS = "assess-loss"
# What was done, and not each look at it.
TOLD = {
    Kind.REQUESTED,
    Kind.APPROVED,
    Kind.BEGAN,
    Kind.VERIFIED,
    Kind.FAILED,
    Kind.ENDED,
    Kind.ESCALATED,
    Kind.HALTED,
    Kind.FINISHED,
    Kind.ABORTED,
    Kind.UNDO_BEGAN,
    Kind.UNDONE,
    Kind.UNDO_FAILED,
    Kind.UNDO_FINISHED,
}


def page(plan: Plan, run: Run, entries: Sequence[Entry], head: str) -> str:
    return "\n".join(
        [*_top(plan, run), *_happened(run, entries), *_outcome(plan, run), *_people(plan, head), ""]
    )


def _top(plan: Plan, run: Run) -> Iterator[str]:
    names = [plan.strategy(leg.strategy).name for leg in run.legs]
    yield "# Rollback log"
    yield ""
    yield f"- **Run**: {run.id}, {run.phase}"
    yield f"- **Date**: {run.requested_at:%Y-%m-%d %H:%M} UTC"
    yield f"- **Feature**: {plan.name}"
    yield f"- **Strategy**: {', then '.join(names)}"
    yield f"- **Executed by**: {run.request.requested_by}"
    yield from ("", "## Trigger")
    yield f"- **Reason**: {run.request.reason}"
    yield f"- **Severity**: {run.request.options.get('severity', 'not said')}"
    yield f"- **Metrics**: {_figures(run) or 'none were asked for'}"
    yield "- **User impact**: ____"


def _figures(run: Run) -> str:
    """What the first step that looked found, before anything changed."""
    first = next((leg.steps[name] for leg in run.legs for name in leg.names[:1] if name in leg.steps), None)
    found: Any = (first.outcome or {}).get("figures", {}) if first else {}
    return "; ".join(f"{name}: {_plain(value)}" for name, value in found.items())


def _plain(value: Any) -> str:
    return (
        ", ".join(f"{key} {each}" for key, each in value.items())
        if isinstance(value, Mapping)
        else str(value)
    )


def _happened(run: Run, entries: Sequence[Entry]) -> Iterator[str]:
    yield from ("", "## Timeline (UTC)", "- ____: issue detected")
    for entry in entries:
        if entry.kind in TOLD and (line := line_of(entry)):
            yield f"- {entry.at:%H:%M:%S}: {line.strip()}"
    yield from ("", "## Actions taken")
    done = [entry for entry in entries if entry.kind == Kind.OUTCOME]
    does = {entry.data["step"]: entry.data["does"] for entry in entries if entry.kind == Kind.INTENT}
    for number, entry in enumerate(done, 1):
        step = entry.data["step"]
        yield f"{number}. {does.get(step, step)} ({step}, {entry.data['took_s']:.1f} s)"


def _outcome(plan: Plan, run: Run) -> Iterator[str]:
    yield from ("", "## Verification")
    for name in run.leg.names:
        state = run.leg.steps.get(name)
        mark = (
            "x" if state is not None and state.stage in BEHIND and state.stage is not Stage.WENT_ON else " "
        )
        yield f"- [{mark}] {name}{f': {state.says}' if state is not None and state.says else ''}"
    # A machine ticks what it saw; these are a person's.
    yield from (f"- [ ] {each}" for each in plan.strategy(run.leg.strategy).success)
    yield from ("", "## Data loss", *_loss(run))


def _loss(run: Run) -> list[str]:
    state = run.leg.steps.get(LOSS)
    if state is None or not state.outcome:
        return [
            "None: no database was taken back."
            if all(leg.strategy < 4 for leg in run.legs)
            else "Not assessed."
        ]
    window, messages = state.outcome["window"], state.outcome["messages"]
    recovery = (
        "Partial"
        if messages["recovered"] and messages["lost"]
        else "Possible"
        if messages["lost"]
        else "Complete"
    )
    back = f"{messages['recovered']} messages came back out of the journal"
    return [
        f"- **Window**: {window['from']} to {window['to']}",
        f"- **Affected**: {messages['conversations']} conversations, {messages['lost']} messages",
        f"- **Recovery**: {recovery}; {back}; what is lost lies in {state.outcome['file']}",
    ]


def _people(plan: Plan, head: str) -> Iterator[str]:
    yield from ("", "## Root cause", "____", "", "## Next steps", "1. ____", "2. ____", "3. ____", "")
    yield "## Sign-off"
    yield f"- Incident commander ({plan.contacts.incident_commander}): ________________ Time: ________"
    yield "- Engineering lead: ________________ Time: ________"
    yield from ("", f"Written by the engine out of its log; the chain's head is `{head}`.")
