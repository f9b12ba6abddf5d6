"""Through the journal, window by window: each is rewritten and noted as searched in one transaction."""

import psycopg
from wabot_edge.journal.erasing import erase, read_between

from apps.operations.services.erasure.rewriting import Rewriter, Rewritten

WINDOW = 2_000


def sweep(
    journal: psycopg.Connection, rewriter: Rewriter, *, after: int, up_to: int, write: bool = True
) -> Rewritten:
    """Records after `after` up to `up_to`. With `write` false nothing is changed, and the same is returned.

    May be ended anywhere and begun again: what was searched is noted on the list.
    """
    found = Rewritten()
    while after < up_to:
        end = min(after + WINDOW, up_to)
        window = rewriter.rewrite(read_between(journal, after=after, up_to=end))
        if write:
            erase(
                journal,
                window.replacements,
                effects=list(window.effects),
                digests=rewriter.matcher.digests,
                scanned_to=end,
            )
        found.replacements += window.replacements
        found.effects |= window.effects
        found.digests |= window.digests
        after = end
    return found
