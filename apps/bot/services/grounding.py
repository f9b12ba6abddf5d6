"""GroundedResponseValidator: what a reply claimed and nothing bore out, told to operators."""

import logging
from typing import Any
from uuid import UUID

from apps.bot.turn.types import Finding, TurnOutcome

log = logging.getLogger("wabot.GroundedResponseValidator")


class GroundedResponseValidator:
    """The check itself is `apps.bot.turn.grounding.ground`, within the turn; here its findings are reported."""

    def report(self, outcome: TurnOutcome, *, turn_id: UUID) -> list[dict[str, Any]]:
        for finding in outcome.findings:
            log.warning("turn %s: %s %s: %s", turn_id, finding.kind, finding.severity, finding.reason)
        return [_as_json(finding) for finding in outcome.findings]


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "claim": finding.claim,
        "reason": finding.reason,
        "severity": finding.severity.value,
    }
