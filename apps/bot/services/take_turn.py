"""One turn, from due to its replies on their way."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from wabot_edge.journal.maintenance import Maintenance

from apps.bot.services.blame import blamed, log_of
from apps.bot.services.commit_turn import Computed, commit_turn
from apps.bot.services.harmonization import Leased, MessageHarmonizationService
from apps.bot.services.listening import Ears
from apps.bot.services.load_turn import Loaded, load_turn
from apps.bot.services.maintenance import maintenance_state
from apps.bot.services.references import ReferenceContextManager
from apps.bot.services.shelf import Shelf
from apps.bot.turn.apology import apology
from apps.bot.turn.decide import decide
from apps.bot.turn.model import Wordsmith
from apps.catalog.services.view import TenantCatalog
from apps.tenants.log_context import log_context

LONGEST_ERROR = 4_000
# A turn that takes its worker down each time must not do so for ever.
MOST_ATTEMPTS = 8


@dataclass(slots=True)
class TurnTaker:
    """Takes turns, one after the other. One for each worker process: it remembers whose turn it was."""

    harmonization: MessageHarmonizationService
    references: ReferenceContextManager
    ears: Ears
    wordsmith: Wordsmith | None
    clock: Callable[[], datetime]
    maintenance: Callable[[], Maintenance | None] = maintenance_state

    def take_due(self, *, most: int = 50) -> int:
        """Take what is due until nothing is, at most `most` turns; return how many were looked at.

        While maintenance is on none is taken: what customers write is kept, and answered afterwards.
        """
        looked_at = 0
        while looked_at < most and not self._is_paused():
            leased = self.harmonization.lease_next(now=self.clock())
            if leased is None:
                break
            self.take(leased)
            looked_at += 1
        return looked_at

    def take(self, leased: Leased) -> None:
        """Load, compute without any lock, commit only if nothing more was said."""
        if leased.waits_for_silence:
            until = self.ears.hold_until(leased.phone_number_id, due_at=leased.first_due_at, now=self.clock())
            if until is not None:
                self.harmonization.hold(leased, until=until)
                return
        said = self.maintenance()
        if said is not None and said.held_back(leased.first_due_at):
            self.harmonization.due_again(leased, at=said.at)
        loaded = load_turn(leased, self.references, now=self.clock())
        if loaded is None:
            # answered by other means meanwhile: scheduling what is open, which is nothing, takes the row away
            with transaction.atomic():
                self.harmonization.schedule([leased.conversation_id], now=self.clock())
            return
        said_by_customer = [message.text for message in loaded.turn.messages]
        with log_context(tenant_id=leased.tenant_id, turn_id=loaded.turn_id, private=said_by_customer):
            commit_turn(leased, loaded, self._computed(leased, loaded), now=self.clock())

    def _is_paused(self) -> bool:
        said = self.maintenance()
        return said is not None and said.is_on

    def _computed(self, leased: Leased, loaded: Loaded) -> Computed:
        if leased.attempts > MOST_ATTEMPTS:
            error = f"given up after {MOST_ATTEMPTS} attempts"
            return Computed(apology(loaded.turn), 0, error=error)
        return compute(loaded, Shelf(leased.tenant_id), self.wordsmith)


def compute(loaded: Loaded, catalog: TenantCatalog, wordsmith: Wordsmith | None) -> Computed:
    start = time.perf_counter()
    error, broken = "", None
    try:
        outcome = decide(loaded.turn, catalog, wordsmith)
    except (OperationalError, InterfaceError):
        # no fault of the turn's: its lease ends, and it is taken again
        raise
    except Exception as fault:
        broken = blamed(fault)
        log = log_of(broken)
        log.exception("turn of %s failed", loaded.turn.shop.name)
        error = "".join(traceback.format_exception(fault))[-LONGEST_ERROR:]
        outcome = apology(loaded.turn)
    return Computed(outcome, compute_ms=(time.perf_counter() - start) * 1000, error=error, broken=broken)
