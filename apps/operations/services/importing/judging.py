"""Which rows of the file may come in: what they lean on is here, and is of the same shop."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apps.messaging.ids import message_id
from apps.messaging.models import Conversation, Direction, Message
from apps.operations.services.importing.reading import BadRow, ReadRow
from apps.tenants.models import WhatsAppNumber

AT_ONCE = 1_000


@dataclass(slots=True)
class Judged:
    """`there`: rows that the database has already, whoever wrote them."""

    new: list[ReadRow] = field(default_factory=list)
    there: list[ReadRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def judge(rows: Sequence[ReadRow]) -> Judged:
    """Changes nothing."""
    judged, seen = Judged(), set[Any]()
    for start in range(0, len(rows), AT_ONCE):
        batch = rows[start : start + AT_ONCE]
        house = _House.around(batch)
        for row in batch:
            _place(row, house, seen, judged)
    return judged


@dataclass(frozen=True, slots=True)
class _House:
    """What the rows of a batch lean on. Conversations: their shop and number; numbers: their shop and WhatsApp's id."""

    numbers: Mapping[UUID, tuple[UUID, str]]
    conversations: Mapping[UUID, tuple[UUID, UUID]]
    messages: Mapping[UUID, UUID]
    by_wa_id: Mapping[tuple[UUID, str], UUID]
    by_effect: Mapping[tuple[UUID, int | None], UUID]

    @classmethod
    def around(cls, batch: Sequence[ReadRow]) -> "_House":
        def of(column: str) -> set[Any]:
            return {row.values[column] for row in batch} - {None}

        numbers = WhatsAppNumber.objects.filter(pk__in=of("number_id"))
        conversations = Conversation.objects.filter(pk__in=of("conversation_id"))
        said = Message.objects.filter(number_id__in=of("number_id"), wa_id__in=of("wa_id"))
        sent = Message.objects.filter(turn_id__in=of("turn_id"), direction=Direction.OUTBOUND)
        return cls(
            {
                pk: (tenant, name)
                for pk, tenant, name in numbers.values_list("pk", "tenant_id", "phone_number_id")
            },
            {
                pk: (tenant, number)
                for pk, tenant, number in conversations.values_list("pk", "tenant_id", "number_id")
            },
            dict(Message.objects.filter(pk__in=of("id")).values_list("pk", "tenant_id")),
            {
                (number, wa_id): pk
                for number, wa_id, pk in said.values_list("number_id", "wa_id", "pk")
                if wa_id
            },
            {(turn, part): pk for turn, part, pk in sent.values_list("turn_id", "effect_part", "pk") if turn},
        )


def _place(row: ReadRow, house: _House, seen: set[Any], judged: Judged) -> None:
    values = row.values
    if wrong := next(_wrong(values, house, seen), None):
        judged.bad.append(BadRow(row.line, str(values["id"]), *wrong))
    elif values["id"] in house.messages:
        judged.there.append(row)
    else:
        judged.new.append(row)
    seen |= _keys(values)


def _wrong(values: Mapping[str, Any], house: _House, seen: set[Any]) -> Iterator[tuple[str, str]]:
    """The field and the reason, the gravest first."""
    tenant, number = values["tenant_id"], house.numbers.get(values["number_id"])
    conversation = house.conversations.get(values["conversation_id"])
    if number is None:
        yield "number_id", "no such number here"
    elif number[0] != tenant:
        yield "tenant_id", f"the number is of another shop than {tenant}"
    if conversation is None:
        yield (
            "conversation_id",
            "no such conversation here: let the projector read the journal first, or it was erased",
        )
    elif conversation != (tenant, values["number_id"]):
        yield "conversation_id", "the conversation is of another shop or number"
    if house.messages.get(values["id"], tenant) != tenant:
        yield "id", "a message of another shop has it"
    if values["direction"] == Direction.INBOUND:
        yield from _wrong_inbound(values, number, house)
    else:
        yield from _wrong_outbound(values, house)
    if seen & _keys(values):
        yield "id", "the same message stands further up in the file"


def _wrong_inbound(
    values: Mapping[str, Any], number: tuple[UUID, str] | None, house: _House
) -> Iterator[tuple[str, str]]:
    if not values["wa_id"]:
        yield "wa_id", "a customer's message has WhatsApp's id"
    elif (
        number
        and message_id(phone_number_id=number[1], wa_id=values["wa_id"], at=values["created_at"])
        != values["id"]
    ):
        yield "id", "it does not follow from number, wa_id and created_at: the row was changed"
    if house.by_wa_id.get((values["number_id"], values["wa_id"]), values["id"]) != values["id"]:
        yield "wa_id", "another message here has it"


def _wrong_outbound(values: Mapping[str, Any], house: _House) -> Iterator[tuple[str, str]]:
    if values["turn_id"] is None or values["effect_part"] is None:
        yield "turn_id", "a message of ours has the turn and the part that it was sent for"
    elif house.by_effect.get((values["turn_id"], values["effect_part"]), values["id"]) != values["id"]:
        yield "turn_id", "another message here was sent for it"


def _keys(values: Mapping[str, Any]) -> set[Any]:
    """By any of these two rows of one file are the same message."""
    keys: set[Any] = {values["id"]}
    if values["wa_id"]:
        keys.add((values["number_id"], values["wa_id"]))
    if values["direction"] == Direction.OUTBOUND and values["turn_id"]:
        keys.add((values["turn_id"], values["effect_part"]))
    return keys
