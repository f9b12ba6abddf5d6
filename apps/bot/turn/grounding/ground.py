"""The last gate: nothing leaves that the catalogue and the shop's facts do not bear out."""

from collections.abc import Sequence

from apps.bot.turn.grounding.evidence import Evidence, Grounded
from apps.bot.turn.grounding.parts import Mender
from apps.bot.turn.grounding.replies import mended, texts_of
from apps.bot.turn.grounding.world import World
from apps.bot.turn.types import Finding
from apps.messaging.whatsapp.outgoing import Outgoing


def ground(replies: Sequence[Outgoing], evidence: Evidence) -> Grounded:
    """Check every text of every reply; what is true leaves to the letter.

    A false claim is replaced by the truth where only one truth can be meant, and taken out otherwise; a
    reply of which nothing useful remains is left out. Ids of rows and buttons are never touched, and the
    result keeps WhatsApp's limits. The catalogue is asked at most for `named`, `categories` and `count` once
    each and for `search` twice, for all replies together, and only where the evidence leaves a word or
    number open: not at all for the bot's own lists and cards.
    """
    world = World(evidence)
    world.meet(text for reply in replies for text in texts_of(reply) if text)
    kept: list[Outgoing] = []
    findings: list[Finding] = []
    for reply in replies:
        mender = Mender(world)
        result = mended(reply, mender)
        if result is None:
            findings += mender.stopped()
        else:
            kept.append(result)
            findings += mender.findings
    return Grounded(tuple(kept), tuple(findings))
