"""Through the journal, window by window, each in one transaction."""

import psycopg
from wabot_edge.journal.erasing import erase, read_between

from apps.operations.services.erasure.rewriting import Rewriter, Rewritten

WINDOW = 2_000


def sweep(journal: psycopg.Connection, rewriter: Rewriter, *, after: int, up_to: int) -> Rewritten:
    """Records after `after` up to `up_to`. May be ended anywhere and begun again.

    The late look is the last: it alone notes on the list how far has been searched, with what it changes.
    """
    digests = rewriter.matcher.digests if rewriter.is_late else []
    found = Rewritten()
    for start in range(after, max(up_to, after + 1), WINDOW):
        end = min(start + WINDOW, up_to)
        window = rewritten(journal, rewriter, after=start, up_to=end)
        effects = list(window.effects)
        erase(journal, window.replacements, effects=effects, digests=digests, scanned_to=end)
        found.add(window)
    return found


def rehearse(journal: psycopg.Connection, rewriter: Rewriter, *, up_to: int) -> Rewritten:
    """What a sweep from the beginning would find. Changes nothing."""
    found = Rewritten()
    for start in range(0, up_to, WINDOW):
        found.add(rewritten(journal, rewriter, after=start, up_to=min(start + WINDOW, up_to)))
    return found


def rewritten(journal: psycopg.Connection, rewriter: Rewriter, *, after: int, up_to: int) -> Rewritten:
    return rewriter.rewrite(read_between(journal, after=after, up_to=up_to))
