"""Erasing a customer, in an order that can be broken off anywhere and begun again.

First the list, which is for ever; then the journal, while the rows still tell what was theirs; then the rows; then
what came in meanwhile; last the files. Each step finds its own work done when it is repeated.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
from wabot_edge.journal import erasing, reading

from apps.messaging.models import Conversation, MediaOrphan
from apps.messaging.services.media.keeping import discard_orphans
from apps.messaging.services.media.store import MediaStore
from apps.messaging.whatsapp.stripping import Name
from apps.operations.errors import ErasureRefused
from apps.operations.services.erasure.digests import name_keys, plain
from apps.operations.services.erasure.matching import Matcher
from apps.operations.services.erasure.people import (
    Until,
    customers_named,
    customers_on,
    entries_for,
    names_of,
)
from apps.operations.services.erasure.readiness import wait_until_projected
from apps.operations.services.erasure.rewriting import Rewriter, Rewritten
from apps.operations.services.erasure.rows import Counts, count, erase_people
from apps.operations.services.erasure.strays import erase_strays
from apps.operations.services.erasure.sweeping import sweep
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
    waited at most `patience_s`. Raises ErasureRefused when it does not, and ErasureKeyMissing; both have
    changed nothing. Raises MayNotErase, psycopg.Error; then do it again.
    """
    given = [Name(name.kind, plain(name)) for name in names]
    if not given or not all(name.value for name in given):
        raise ErasureRefused("no name to erase: give a phone number or a user id")
    head, keys = reading.head(journal), name_keys()
    wait_until_projected(journal, tenant_id, up_to=head, patience_s=patience_s)
    until = Until(head, now)
    customers = customers_named(tenant_id, given)
    people = {customer.pk: until for customer in customers}
    entries = entries_for(
        customers, given, tenant_id=tenant_id, until=until, reason=reason, now=now, keys=keys
    )
    if dry_run:
        rewriter = Rewriter(Matcher(entries, keys), journal, _tenants(), people, is_late=False)
        would = sweep(journal, rewriter, after=0, up_to=head, write=False)
        return _erased(len(entries), count(people), [would])
    erasing.put_on_list(journal, entries)
    # As the list has them now: an erasure that was broken off left conversations there.
    mine = {entry.digest for entry in entries}
    matcher = Matcher([entry for entry in erasing.entries(journal) if entry.digest in mine], keys)
    first = sweep(journal, Rewriter(matcher, journal, _tenants(), people, is_late=False), after=0, up_to=head)
    rows = erase_people(people)
    go_on = Conversation.objects.filter(pk__in=matcher.conversation_ids).values_list("pk", flat=True)
    erasing.forget_conversations(journal, list(go_on))
    late = _finish(journal, store, matcher, after=head, now=now)
    _discard_files(store, first, now)
    log.info("erased a customer of %s: %d messages", tenant_id, rows.messages)
    return _erased(len(entries), rows, [first, late])


def apply_erasures(*, journal: psycopg.Connection, store: MediaStore, now: datetime) -> Erased:
    """Erase again whoever is on the list: after every restore, before anything is projected, and every night.

    Quick where nothing has come back: the journal is read from where it was last searched. Raises as above.
    """
    keys = name_keys()
    matcher = Matcher(erasing.entries(journal), keys)
    people = {
        customer.pk: until
        for tenant_id in matcher.tenant_ids
        for customer, until in customers_on(matcher, tenant_id)
    }
    after, head = matcher.scanned_to, reading.head(journal)
    first = sweep(
        journal, Rewriter(matcher, journal, _tenants(), people, is_late=False), after=after, up_to=head
    )
    rows = erase_people(people)
    late = _finish(journal, store, matcher, after=after, now=now)
    _discard_files(store, first, now)
    erased = _erased(len(matcher.digests), rows, [first, late])
    if erased.messages or erased.journal_records:
        log.warning("erased again: %d messages, words in %d records", erased.messages, erased.journal_records)
    return erased


def _finish(
    journal: psycopg.Connection, store: MediaStore, matcher: Matcher, *, after: int, now: datetime
) -> Rewritten:
    """What the journal took in meanwhile, rows that stand apart, and files that nobody needs any more."""
    matcher.returned = _returned(matcher)
    rewriter = Rewriter(matcher, journal, _tenants(), people={}, is_late=True)
    late = sweep(journal, rewriter, after=after, up_to=reading.head(journal))
    erase_strays(journal, matcher, now=now)
    _discard_files(store, late, now)
    return late


def _returned(matcher: Matcher) -> set[str]:
    """Digests of those who have a row all the same: they wrote after they had been erased."""
    there = (
        matcher.entry_of(tenant_id, name)
        for tenant_id in matcher.tenant_ids
        for customer, _ in customers_on(matcher, tenant_id)
        for name in names_of(customer)
    )
    return {entry.digest for entry in there if entry is not None}


def _discard_files(store: MediaStore, found: Rewritten, now: datetime) -> None:
    # Files of messages whose rows a restore has not brought back: named by the journal alone.
    MediaOrphan.objects.bulk_create(
        [MediaOrphan(sha256=digest, noted_at=now) for digest in found.digests], ignore_conflicts=True
    )
    discard_orphans(store=store, now=now)


def _tenants() -> Mapping[str, UUID]:
    return dict(WhatsAppNumber.objects.values_list("phone_number_id", "tenant_id"))


def _erased(names: int, rows: Counts, found: Sequence[Rewritten]) -> Erased:
    records = sum(len(one.replacements) for one in found)
    return Erased(names, rows.customers, rows.conversations, rows.messages, rows.media_files, records)
