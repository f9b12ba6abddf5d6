"""The rollback log as a page for people, with the plan's own headings, out of the run's entries and what was seen."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from wabot_rollback.drills import counting
from wabot_rollback.drills.drill import Drilled
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.records import Kind
from wabot_rollback.store.chain import Entry

TIME = "%H:%M:%S"
SPANS = {
    "before": "before the deployment",
    "deployment": "while it was deployed",
    "broken": "while it was broken",
    "meanwhile": "during the rollback",
    "after": "afterwards",
}


def rollback_log(plan: Plan, entries: Sequence[Entry], drilled: Drilled) -> str:
    """`entries` are the run's. Names no folder of this machine."""
    parts = [
        _head(plan, entries, drilled),
        _trigger(drilled),
        _timeline(entries),
        _actions(entries),
        _verification(drilled),
        _data_loss(drilled),
        _rest(plan, drilled),
    ]
    return "\n".join(line for part in parts for line in part)


def _head(plan: Plan, entries: Sequence[Entry], drilled: Drilled) -> Iterator[str]:
    first = entries[0]
    request = first.data["request"]
    numbers = drilled.driven.strategies if drilled.driven else [request["strategy"]]
    names = " → ".join(f"{number} ({plan.strategy(number).name})" for number in numbers)
    approvals = [entry.data for entry in entries if entry.kind == Kind.APPROVED]
    approved = ", ".join(f"{each['by']} as {each['role']}" for each in approvals)
    yield "# Rollback Log"
    yield ""
    yield f"**Date**: {first.at:%Y-%m-%d %H:%M} UTC  "
    yield f"**Feature**: {plan.name}  "
    yield f"**Strategy**: {names}  "
    yield f"**Executed By**: {request['requested_by']}; approved by {approved or 'nobody'}  "
    yield f"**Run**: {first.run}, {len(entries)} lines of the engine's chained log"
    yield ""


def _trigger(drilled: Drilled) -> Iterator[str]:
    broken, defect = drilled.spans["broken"], drilled.defect
    yield "## Trigger"
    yield ""
    yield f"**Reason**: release {drilled.deployed.release} was deployed with the defect `{defect.name}` (a drill)  "
    yield (
        f"**Metrics**: {broken.wrong} wrong and {broken.late} late answers of {broken.replies}; the usual answer takes"
        f" {drilled.usual.median_s:.1f} s, these took {broken.median_s:.1f} s (at most {broken.most_s:.1f} s)  "
    )
    yield (
        f"**User Impact**: {broken.hit_percent:g} % of {drilled.customers} customers;"
        f" severity {drilled.assessed.get('severity', 'unknown')}"
    )
    yield ""
    yield from (f"- {why}" for why in drilled.assessed.get("why", []))
    yield ""


def _timeline(entries: Sequence[Entry]) -> Iterator[str]:
    yield "## Timeline"
    yield ""
    for entry in entries:
        if words := _happened(entry):
            yield f"- {entry.at:{TIME}}: {words}"
    yield ""


def _happened(entry: Entry) -> str:
    told = entry.data
    match entry.kind:
        case Kind.REQUESTED:
            return f"Rollback asked for by {told['request']['requested_by']}: {told['request']['reason']}"
        case Kind.APPROVED:
            return f"Approved by {told['by']} as {told['role']}, for the dry run {told['hash'][:12]}"
        case Kind.BEGAN:
            return f"Rollback initiated: strategy {told['strategy']}, every check of its {len(told['steps'])} steps holds"
        case Kind.VERIFIED:
            return f"`{told['step']}` {'verified' if told['ok'] else 'not as it should be'}: {told['says']}"
        case Kind.FAILED:
            return f"`{told['step']}` failed: {told['error']}"
        case Kind.ESCALATED:
            return f"On to strategy {told['strategy']}: {told['why']}"
        case Kind.ENDED:
            return f"Ended what a killed process had left running: {len(told['processes'])} process(es)"
        case Kind.HALTED:
            return f"Halted: {told['why']}"
        case Kind.FINISHED:
            return "Rollback completed, and seen to help"
        case _:
            return ""


def _actions(entries: Sequence[Entry]) -> Iterator[str]:
    yield "## Actions Taken"
    yield ""
    does = {entry.data["step"]: entry.data["does"] for entry in entries if entry.kind == Kind.INTENT}
    done = [entry.data for entry in entries if entry.kind == Kind.OUTCOME]
    for number, told in enumerate(done, start=1):
        again = " (found done after a process had died)" if told["recalled"] else ""
        yield f"{number}. `{told['step']}`: {does.get(told['step'], '')}: {told['took_s']:.1f} s{again}"
    yield ""


def _verification(drilled: Drilled) -> Iterator[str]:
    after = drilled.spans["after"]
    nobody_hit = after.wrong == 0
    yield "## Verification"
    yield ""
    yield f"- [{_tick(drilled.has_helped)}] Error rate normal: {after.wrong} wrong answers of {after.replies}"
    yield (
        f"- [{_tick(drilled.has_helped)}] Response time normal: {after.median_s:.1f} s, usually"
        f" {drilled.usual.median_s:.1f} s"
    )
    yield f"- [{_tick(nobody_hit)}] Functionality restored"
    yield f"- [{_tick(drilled.nothing_lost)}] No data loss"
    yield "- [ ] Users notified (there is nobody to tell in a drill)"
    yield ""
    yield "What customers noticed, by when they wrote:"
    yield ""
    yield "| | replies | median | most | longer than usual | most | wrong | other | late |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, span in drilled.spans.items():
        yield (
            f"| {SPANS[name]} | {span.replies} | {span.median_s:.1f} s | {span.most_s:.1f} s |"
            f" {span.longer_median_s:.1f} s | {span.longer_most_s:.1f} s | {span.wrong} | {span.other} | {span.late} |"
        )
    yield ""


def _data_loss(drilled: Drilled) -> Iterator[str]:
    count = counting.as_json(drilled.counted)
    told: dict[str, Any] = dict(drilled.driven.outcome("assess-loss") or {}) if drilled.driven else {}
    yield "## Data Loss"
    yield ""
    if told:
        window, messages = told["window"], told["messages"]
        since, until = (datetime.fromisoformat(window[end]) for end in ("from", "to"))
        yield f"**Window**: {since:{TIME}} to {until:{TIME}} ({window['seconds']:.0f} s)  "
        yield f"**Affected**: {messages['conversations']} conversations, {messages['lost']} messages lost  "
        yield f"**Recovery**: {messages['recovered']} messages came back out of the journal"
        yield ""
        yield from (
            f"- {shop.shop}: {'exactly' if shop.is_exact else 'NOT'} what the other side's record says"
            for shop in drilled.loss
        )
    else:
        yield "**Window**: none, the database stayed  "
        yield "**Affected**: 0 conversations, 0 messages  "
        yield "**Recovery**: not needed"
    yield ""
    yield (
        f"{count['inbound']} messages came in and {count['outbound']} went out; webhooks refused:"
        f" {count['webhooks_refused']}, messages lost: {count['lost']}, customers without an answer:"
        f" {count['unanswered']}, answered twice: {count['answered_twice']}."
    )
    yield ""


def _rest(plan: Plan, drilled: Drilled) -> Iterator[str]:
    commander = plan.contacts.incident_commander
    yield "## Root Cause"
    yield ""
    yield f"The drill put `{drilled.defect.name}` into the release."
    yield ""
    yield "## Next Steps"
    yield ""
    yield "1. Compare the times with those of the drill before."
    yield "2. Mend what is not ticked above."
    yield ""
    yield "## Sign-Off"
    yield ""
    yield f"- Incident Commander: {commander} ________ Time: ____"
    yield "- Engineering Lead: ________ Time: ____"
    yield ""


def _tick(is_so: bool) -> str:
    return "x" if is_so else " "
