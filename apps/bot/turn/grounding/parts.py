"""Mending one text of a reply: checked, rewritten, checked again, within WhatsApp's limit."""

from dataclasses import replace

from apps.bot.turn.grounding.claims import doubts
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.rewriting import rewritten
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.grounding.world import World
from apps.bot.turn.text import shortened
from apps.bot.turn.types import Finding, Severity

# A truth put in, or a neighbour taken out, may show another claim in a new light; then once more.
_ROUNDS = 4
# A text with more than these is not worth mending, and would only cost time.
_MOST_DOUBTS = 40


class Mender:
    """Collects the findings of one reply."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.findings: list[Finding] = []

    def read(self, text: str, assumed: Subject) -> Reading:
        return Reading(text, self.world.index, assumed, self.world.currency)

    def mend(self, text: str, limit: int, assumed: Subject | None = None) -> str:
        """The text itself where all of it holds; "" where nothing of it does."""
        about = self.world.all if assumed is None else assumed
        for _ in range(_ROUNDS):
            if not text.strip():
                return ""
            reading = self.read(text, about)
            found = doubts(reading, self.world)
            if not found:
                return text
            if len(found) > _MOST_DOUBTS:
                self.findings += [_finding(reading, doubt) for doubt in found[:_MOST_DOUBTS]]
                return ""
            self.findings += [_finding(reading, doubt) for doubt in found]
            text = shortened(rewritten(reading, found), limit)
        return ""

    def spoken_of(self, text: str) -> Subject:
        """What a text names, for the texts beside it; all that the turn is about where it names nothing."""
        mentions = self.world.index.mentions(text)
        items = tuple(
            dict.fromkeys(item for m in mentions if not m.option and not m.part for item in m.items)
        )
        return Subject(items, named=True) if items else self.world.all

    def find(self, kind: str, claim: str, reason: str, severity: Severity) -> None:
        self.findings.append(Finding(kind, claim, reason, severity))

    def stopped(self) -> tuple[Finding, ...]:
        return tuple(replace(finding, severity=Severity.STOPPED) for finding in self.findings)


def _finding(reading: Reading, doubt: Doubt) -> Finding:
    severity = Severity.REMOVED if doubt.replacement is None else Severity.REPLACED
    return Finding(doubt.kind, reading.text[doubt.start : doubt.end].strip(), doubt.reason, severity)
