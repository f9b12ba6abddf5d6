"""What stays of the journal's records once the people on the list are taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from pydantic import ValidationError
from wabot_edge.journal.erasing import TOMBSTONE, Replacement
from wabot_edge.journal.records import Kind, Record

from apps.messaging.records import Intent, Result, Retry
from apps.messaging.whatsapp.stripping import Item, stripped
from apps.messaging.whatsapp.webhook import UnreadableChange
from apps.operations.services.erasure.known import Known, effect_of
from apps.operations.services.erasure.matching import Matcher
from apps.operations.services.erasure.payments import without_person
from apps.operations.services.erasure.people import Until

# What another customer wrote may name the person, and is theirs all the same.
OF_SEVERAL_PEOPLE = "messages"


@dataclass(slots=True)
class Rewritten:
    """`effects` are the replies whose intents lost their words; `digests` those of files that went."""

    replacements: list[Replacement] = field(default_factory=list)
    effects: set[UUID] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)

    def add(self, other: "Rewritten") -> None:
        self.replacements += other.replacements
        self.effects |= other.effects
        self.digests |= other.digests


@dataclass(frozen=True, slots=True)
class Rewriter:
    """`people` are the customers' rows that are to go, by primary key: a row knows its own messages best.

    With `is_late` these rows are gone: what is told of somebody who did not come back goes too, such as the
    status of a message that was read after the erasure.
    """

    matcher: Matcher
    journal: psycopg.Connection
    tenant_of_number: Mapping[str, UUID]
    people: Mapping[UUID, Until]
    is_late: bool

    def rewrite(self, records: Sequence[Record]) -> Rewritten:
        known, done = Known.of(records, self.journal), Rewritten()
        for record in records:
            body = record.body if record.body == TOMBSTONE else self._left_of(record, known, done)
            if body != record.body:
                done.replacements.append(Replacement(record.offset, body))
        return done

    def _left_of(self, record: Record, known: Known, done: Rewritten) -> bytes:
        try:
            match record.kind:
                case Kind.WHATSAPP_CHANGE:
                    return self._left_of_change(record, known, done)
                case Kind.EFFECT_INTENT:
                    return self._left_of_intent(record, known, done)
                case Kind.EFFECT_RETRY:
                    said = Retry.model_validate_json(record.body)
                    return said.without_words().body() if said.effect_id in known.erased else record.body
                case Kind.EFFECT_RESULT:
                    end = Result.model_validate_json(record.body)
                    return end.without_words().body() if end.effect_id in known.erased else record.body
                case Kind.PAYMENT_CALLBACK:
                    return without_person(record.body, lambda text: self._mentions(record, text))
        except (UnreadableChange, ValidationError):
            # of no shape that is known: judged as a whole
            pass
        return TOMBSTONE if self._mentions(record, record.body) else record.body

    def _left_of_change(self, record: Record, known: Known, done: Rewritten) -> bytes:
        tenant_id = self.tenant_of_number.get(record.phone_number_id)
        if tenant_id is None and not record.phone_number_id:
            return TOMBSTONE if self._mentions(record, record.body) else record.body
        if tenant_id is None or tenant_id not in self.matcher.tenant_ids:
            # another shop's, or of a number that no shop has: not this shop's to erase
            return record.body
        left = stripped(
            record.body,
            received_at=record.received_at,
            is_theirs=lambda item: self._is_theirs(item, tenant_id, record, known),
        )
        done.digests |= left.digests
        is_of_one = left.field != OF_SEVERAL_PEOPLE
        return TOMBSTONE if not left.body or (is_of_one and self._mentions(record, left.body)) else left.body

    def _is_theirs(self, item: Item, tenant_id: UUID, record: Record, known: Known) -> bool:
        if effect_of(item) in known.erased:
            return True
        owner = known.owners.get((item.phone_number_id, item.wa_id))
        if owner is not None:
            until = self.people.get(owner.customer_id)
            is_covered = until is not None and until.covers(offset=record.offset, at=item.at)
            return is_covered or owner.conversation_id in self.matcher.conversation_ids
        if self.is_late and item.list_name == "statuses":
            return any(self.matcher.has_left(tenant_id, name) for name in item.names)
        return any(
            self.matcher.is_erased(tenant_id, name, offset=record.offset, at=item.at) for name in item.names
        )

    def _left_of_intent(self, record: Record, known: Known, done: Rewritten) -> bytes:
        intent = Intent.model_validate_json(record.body)
        # Whenever it was: a reply may be claimed just while its customer is being erased.
        if intent.erased or intent.conversation_id not in self.matcher.conversation_ids:
            return record.body
        done.effects.add(intent.effect_id)
        known.erased.add(intent.effect_id)
        return intent.without_words().body()

    def _mentions(self, record: Record, text: bytes) -> bool:
        """Where a record does not say which shop it is of, its body may; else it is looked at for every shop."""
        listed = self.matcher.tenant_ids
        own = self.tenant_of_number.get(record.phone_number_id)
        if record.phone_number_id:
            tenants = {own} if own is not None and own in listed else set()
        else:
            numbers = self.tenant_of_number.items()
            named = {tenant_id for number, tenant_id in numbers if number.encode() in record.body}
            tenants = listed & named if named else listed
        return self.matcher.mentions(text, tenants, offset=record.offset, at=record.received_at)
