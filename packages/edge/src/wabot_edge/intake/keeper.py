"""Noticing, once a second, that the journal has gone or is back."""

import asyncio

from wabot_edge.intake.errors import JournalAway, UnfitJournal
from wabot_edge.intake.link import JournalLink
from wabot_edge.intake.spool import Spool
from wabot_edge.intake.writer import Writer

LOOK_EVERY_S = 1.0


async def look_after(link: JournalLink, writer: Writer, spool: Spool) -> None:
    """Runs until cancelled. What is wrong is logged by the link, when it changes."""
    while True:
        try:
            if not link.is_up:
                await link.connect()
            # Said every second: better to miss the journal now than with a customer's message in hand.
            await link.tell_listening(spooled=spool.records)
        except (JournalAway, UnfitJournal):
            # A journal without its schema may still be migrated: until then the spool keeps what comes.
            pass
        writer.nudge()
        await asyncio.sleep(LOOK_EVERY_S)
