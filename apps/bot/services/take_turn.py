"""One turn, from due to its replies on their way."""

import logging
import time
import traceback
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from apps.bot.services.commit_turn import Computed, commit_turn
from apps.bot.services.harmonization import Leased, MessageHarmonizationService
from apps.bot.services.load_turn import Loaded, load_turn
from apps.bot.services.references import ReferenceContextManager
from apps.bot.turn.apology import apology
from apps.bot.turn.decide import decide
from apps.bot.turn.model import Wordsmith
from apps.catalog.services.view import TenantCatalog

log = logging.getLogger("wabot.turn")
LONGEST_ERROR = 4_000
# A turn that takes its worker down each time must not do so for ever.
MOST_ATTEMPTS = 8


def take_due_turns(
    *,
    harmonization: MessageHarmonizationService,
    references: ReferenceContextManager,
    wordsmith: Wordsmith | None,
    clock: Callable[[], datetime],
    most: int = 50,
) -> int:
    """Take turns that are due until none is, at most `most`; return how many were taken."""
    taken = 0
    while taken < most:
        leased = harmonization.lease_next(now=clock())
        if leased is None:
            break
        take_turn(
            leased, harmonization=harmonization, references=references, wordsmith=wordsmith, clock=clock
        )
        taken += 1
    return taken


def take_turn(
    leased: Leased,
    *,
    harmonization: MessageHarmonizationService,
    references: ReferenceContextManager,
    wordsmith: Wordsmith | None,
    clock: Callable[[], datetime],
) -> None:
    """Load, compute without any lock, commit only if nothing more was said."""
    loaded = load_turn(leased, references, now=clock())
    if loaded is None:
        # answered by other means meanwhile: scheduling what is open, which is nothing, takes the row away
        with transaction.atomic():
            harmonization.schedule([leased.conversation_id], now=clock())
        return
    if leased.attempts > MOST_ATTEMPTS:
        computed = Computed(apology(loaded.turn), 0, error=f"given up after {MOST_ATTEMPTS} attempts")
    else:
        computed = compute(loaded, TenantCatalog(leased.tenant_id), wordsmith)
    commit_turn(leased, loaded, computed, now=clock())


def compute(loaded: Loaded, catalog: TenantCatalog, wordsmith: Wordsmith | None) -> Computed:
    start = time.perf_counter()
    error = ""
    try:
        outcome = decide(loaded.turn, catalog, wordsmith)
    except (OperationalError, InterfaceError):
        # no fault of the turn's: its lease ends, and it is taken again
        raise
    except Exception as fault:
        log.exception("turn of %s failed", loaded.turn.shop.name)
        error = "".join(traceback.format_exception(fault))[-LONGEST_ERROR:]
        outcome = apology(loaded.turn)
    return Computed(outcome, compute_ms=(time.perf_counter() - start) * 1000, error=error)
