"""What a drill found, as JSON and as tables."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from wabot_rollback.drills import counting, losing
from wabot_rollback.drills.drill import Drilled

# How long it lasts is the plan's to say, not the machine's.
NOT_MEASURED = ("watch",)
OF_SPAN = {"before": "before", "deployment": "deployment", "broken": "while broken", "meanwhile": "meanwhile"}


def steps_of(drilled: Drilled) -> list[dict[str, Any]]:
    if drilled.driven is None:
        return []
    return [
        {
            "strategy": strategy,
            "step": step["step"],
            "stage": step["stage"],
            "took_s": step.get("took_s", 0.0),
            "attempts": step.get("attempts", 0),
            "says": step.get("says", ""),
        }
        for strategy, step in drilled.driven.steps
    ]


def measures(drilled: Drilled) -> list[dict[str, Any]]:
    """What the time left of a run is reckoned by: of steps that were done in one go."""
    return [
        {name: step[name] for name in ("strategy", "step", "took_s")}
        for step in steps_of(drilled)
        if step["stage"] == "verified" and step["attempts"] == 1 and step["step"] not in NOT_MEASURED
    ]


def as_json(drilled: Drilled) -> dict[str, Any]:
    driven = drilled.driven
    return {
        "defect": drilled.defect.name,
        "customers": drilled.customers,
        "deployed": asdict(drilled.deployed),
        "assessed": drilled.assessed,
        "run": driven.run if driven else None,
        "strategies": driven.strategies if driven else [],
        "serving": drilled.serving,
        "phase": driven.told["phase"] if driven else None,
        "wall_s": round(driven.ended - driven.began, 1) if driven else None,
        "helped_after_s": drilled.helped_after_s,
        "steps": steps_of(drilled),
        "usual": {"median_s": drilled.usual.median_s, "late_s": drilled.usual.late_s},
        "spans": {name: asdict(span) for name, span in drilled.spans.items()},
        "counted": counting.as_json(drilled.counted),
        "loss": losing.as_json(drilled.loss),
        "helped": drilled.has_helped,
        "nothing_lost": drilled.nothing_lost,
    }


def in_words(drilled: Drilled) -> Iterator[str]:
    yield from _head(drilled)
    for step in steps_of(drilled):
        yield f"  {step['strategy']}  {step['step']:26} {step['took_s']:7.1f} s  {step['stage']:10} {step['says'][:100]}"
    yield from _spans(drilled)
    yield from _counted(counting.as_json(drilled.counted))
    for shop in drilled.loss:
        mark = "exact" if shop.is_exact else "NOT as the record has it"
        yield (
            f"data loss at {shop.shop}: {shop.lost_said} lost (record: {shop.lost_found}), {shop.recovered_said}"
            f" recovered (record: {shop.recovered_found}): {mark}"
        )
    yield (
        "it helped, and nothing was lost"
        if drilled.has_helped and drilled.nothing_lost
        else "NOT as it should be"
    )


def _head(drilled: Drilled) -> Iterator[str]:
    deployed, driven = drilled.deployed, drilled.driven
    how = "it was deployed" if deployed.worked else f"its deployment failed: {deployed.says}"
    yield f"{drilled.defect.name}, {drilled.customers} customers: {how} ({deployed.took_s:.1f} s)"
    if driven is None:
        yield "the release before it serves on; there is nothing to roll back"
        return
    strategies = " → ".join(map(str, driven.strategies))
    yield f"{drilled.assessed['users_percent']:g} % of the customers were hit: {drilled.assessed['severity']}"
    yield (
        f"{driven.run}, strategy {strategies}: {driven.told['phase']} after {driven.ended - driven.began:.1f} s;"
        f" customers were served as before {drilled.helped_after_s:g} s after it began"
    )


def _spans(drilled: Drilled) -> Iterator[str]:
    yield f"{'customers who wrote':20} {'replies':>7} {'median':>8} {'most':>8} {'longer':>8} {'most':>8} {'wrong':>6} {'other':>6} {'late':>5}"
    for name, span in drilled.spans.items():
        yield (
            f"{OF_SPAN.get(name, name):20} {span.replies:7} {span.median_s:6.1f} s {span.most_s:6.1f} s"
            f" {span.longer_median_s:6.1f} s {span.longer_most_s:6.1f} s {span.wrong:6} {span.other:6} {span.late:5}"
        )


def _counted(count: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{count['inbound']} messages in, {count['outbound']} out; webhooks refused: {count['webhooks_refused']};"
        f" lost: {count['lost']}; unanswered: {count['unanswered']}; answered twice: {count['answered_twice']}"
    )
