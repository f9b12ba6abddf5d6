"""Erasing a customer, in an order that can be broken off anywhere and begun again.

First the list, which is for ever; then the journal, while the rows still tell what was theirs; then the rows; then
what came in meanwhile; last the files. Each step finds its own work done when it is repeated.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import psycopg
from wabot_edge.journal import erasing, reading

from apps.messaging.models import MediaOrphan
from apps.messaging.services.media.keeping import discard_orphans
from apps.messaging.services.media.store import MediaStore
from apps.messaging.whatsapp.stripping import Name
from apps.operations.errors import ErasureRefused
from apps.operations.services.erasure.conversations import (
    close_conversations,
    conversations_of,
    doomed_conversations,
)
from apps.operations.services.erasure.digests import name_keys, plain
from apps.operations.services.erasure.matching import Matcher
from apps.operations.services.erasure.people import Until, customers_named, entries_for, people_on
from apps.operations.services.erasure.readiness import wait_until_projected
from apps.operations.services.erasure.rewriting import Rewriter, Rewritten
from apps.operations.services.erasure.rows import Counts, Past, count, erase_people
from apps.operations.services.erasure.strays import erase_strays
from apps.operations.services.erasure.sweeping import rehearse, sweep
from apps.tenants.models import WhatsAppNumber

log = logging.getLogger("wabot.erasure")


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, or with a dry run would go. `names` are those now on the list for it."""

    names: int
    customers: int
    conversations: int
    messages: int
    media_files: int
    journal_records: int


def erase_customer(
    *,
    journal: psycopg.Connection,
    store: MediaStore,
    tenant_id: UUID,
    names: Sequence[Name],
    reason: str,
    now: datetime,
    dry_run: bool = False,
    patience_s: float = 0.0,
) -> Erased:
    """Everything of who has one of these names with the shop, until now. Somebody who writes again begins anew.

    Which replies were theirs is known from the rows: so all that was said must stand there, and for that it is
    waited at most `patience_s`. Raises ErasureRefused when it does not, ErasureKeyMissing, MayNotErase and
    psycopg.Error. Whatever was raised, doing it again finishes it.
    """
    given = [Name(name.kind, plain(name)) for name in names]
    if not given or not all(name.value for name in given):
        raise ErasureRefused("no name to erase: give a phone number or a user id")
    head, keys = reading.head(journal), name_keys()
    wait_until_projected(journal, tenant_id, up_to=head, patience_s=patience_s)
    until = Until(head, now)
    customers = customers_named(tenant_id, given)
    theirs = conversations_of(customers) if dry_run else close_conversations(tenant_id, customers)
    entries = entries_for(
        customers,
        given,
        tenant_id=tenant_id,
        conversation_ids=theirs,
        until=until,
        reason=reason,
        now=now,
        keys=keys,
    )
    if dry_run:
        return _rehearsed(journal, Matcher(entries, keys), up_to=head)
    erasing.put_on_list(journal, entries)
    # As the list has them now: an erasure that was broken off left conversations there.
    mine = {entry.digest for entry in entries}
    matcher = Matcher([entry for entry in erasing.entries(journal) if entry.digest in mine], keys)
    work = Work(journal, store, matcher, now)
    work.carry_out(after=0, late_after=head)
    # And what was said before, but projected only while this ran.
    wait_until_projected(journal, tenant_id, up_to=reading.head(journal), patience_s=patience_s)
    work.carry_out(after=head, late_after=head)
    log.info("erased a customer of %s: %d messages", tenant_id, work.rows.messages)
    return work.result()


def apply_erasures(*, journal: psycopg.Connection, store: MediaStore, now: datetime) -> Erased:
    """Erase again whoever is on the list: after every restore, before anything is projected, and every night.

    Quick where nothing has come back: the journal is read from where it was last searched. Raises as above.
    """
    matcher = Matcher(erasing.entries(journal), name_keys())
    work = Work(journal, store, matcher, now)
    work.carry_out(after=matcher.scanned_to, late_after=matcher.scanned_to)
    erased = work.result()
    if erased.messages or erased.journal_records:
        log.warning("erased again: %d messages, words in %d records", erased.messages, erased.journal_records)
    return erased


@dataclass(slots=True)
class Work:
    """Erasing the people on a list, and what came of it so far."""

    journal: psycopg.Connection
    store: MediaStore
    matcher: Matcher
    now: datetime
    rows: Counts = field(default_factory=Counts)
    records: set[int] = field(default_factory=set)

    def carry_out(self, *, after: int, late_after: int) -> None:
        """The journal is searched from `after` on while the rows are there, and from `late_after` on without them."""
        pasts = self._pasts()
        people = {past.person.customer_id: past.person.until for past in pasts}
        first = self._sweep(people, is_late=False, after=after)
        self.rows.add(erase_people(pasts))
        self.matcher.returned = {digest for person in people_on(self.matcher) for digest in person.digests}
        late = self._sweep({}, is_late=True, after=late_after)
        erase_strays(self.journal, self.matcher, now=self.now)
        self._discard_files(first.digests | late.digests)

    def result(self) -> Erased:
        names = len(self.matcher.digests)
        return _erased(names, self.rows, len(self.records))

    def _pasts(self) -> list[Past]:
        """What goes, noted on the list first: once the rows are gone nothing else tells which replies were theirs."""
        pasts = pasts_of(self.matcher)
        for past in pasts:
            erasing.add_conversations(
                self.journal, digests=list(past.person.digests), ids=list(past.conversation_ids)
            )
            self.matcher.conversation_ids |= past.conversation_ids
        return pasts

    def _sweep(self, people: Mapping[UUID, Until], *, is_late: bool, after: int) -> Rewritten:
        rewriter = Rewriter(self.matcher, self.journal, _tenants(), people, is_late)
        found = sweep(self.journal, rewriter, after=after, up_to=reading.head(self.journal))
        self.records |= {one.offset for one in found.replacements}
        return found

    def _discard_files(self, digests: set[str]) -> None:
        # Files of messages whose rows a restore has not brought back: named by the journal alone.
        MediaOrphan.objects.bulk_create(
            [MediaOrphan(sha256=digest, noted_at=self.now) for digest in digests], ignore_conflicts=True
        )
        discard_orphans(store=self.store, now=self.now)


def _rehearsed(journal: psycopg.Connection, matcher: Matcher, *, up_to: int) -> Erased:
    pasts = pasts_of(matcher)
    people = {past.person.customer_id: past.person.until for past in pasts}
    rewriter = Rewriter(matcher, journal, _tenants(), people, is_late=False)
    would = rehearse(journal, rewriter, up_to=up_to)
    return _erased(len(matcher.digests), count(pasts), len(would.replacements))


def pasts_of(matcher: Matcher) -> list[Past]:
    return [
        Past(person, doomed_conversations(person, matcher.conversation_ids)) for person in people_on(matcher)
    ]


def _tenants() -> Mapping[str, UUID]:
    return dict(WhatsAppNumber.objects.values_list("phone_number_id", "tenant_id"))


def _erased(names: int, rows: Counts, records: int) -> Erased:
    return Erased(names, rows.customers, rows.conversations, rows.messages, rows.media_files, records)
