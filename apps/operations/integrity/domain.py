"""Rules that no schema states: what the trade means by these rows."""

from collections.abc import Iterable

from apps.operations.integrity.rules import Rule

LIVE = "('open', 'waiting')"
# As the projector raises them.
RANK = "array_position(ARRAY['sending', 'uncertain', 'sent', 'failed', 'delivered', 'read'], {})"
MEANT = "CASE e.status WHEN 'played' THEN 'read' ELSE e.status END"


def _named_messages(column: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM unnest(r.{column}) named(id) LEFT JOIN messaging_message m ON m.id = named.id"
        " WHERE m.id IS NULL OR m.conversation_id <> r.conversation_id)"
    )


def _of_conversation(column: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM messaging_conversation c"
        f" WHERE c.id = r.conversation_id AND c.{column} <> r.{column})"
    )


def _rule(table: str, name: str, says: str, breaks: str) -> Rule:
    return Rule(table, f"{table}: {name}", says, breaks)


RULES: tuple[Rule, ...] = (
    _rule(
        "bot_messageharmonizationlog",
        "answers something",
        "names no message",
        "cardinality(r.message_ids) = 0",
    ),
    _rule(
        "bot_messageharmonizationlog",
        "its messages",
        "message_ids name messages that are not there or of another conversation",
        _named_messages("message_ids"),
    ),
    _rule(
        "bot_referencecontext",
        "items is a list",
        "items is no list",
        "jsonb_typeof(r.items) IS DISTINCT FROM 'array'",
    ),
    _rule(
        "bot_referencecontext",
        "its messages",
        "message_ids name messages that are not there or of another conversation",
        _named_messages("message_ids"),
    ),
    _rule("bot_referencecontext", "lives", "expires before it was shown", "r.expires_at <= r.created_at"),
    _rule(
        "messaging_conversation",
        "has a message",
        "has no message at all",
        "NOT EXISTS (SELECT 1 FROM messaging_message m WHERE m.conversation_id = r.id)",
    ),
    _rule(
        "messaging_conversation",
        "last word",
        "a message of the customer's is later than last_inbound_at",
        "EXISTS (SELECT 1 FROM messaging_message m WHERE m.conversation_id = r.id AND m.direction = 'inbound'"
        " AND m.created_at > r.last_inbound_at)",
    ),
    _rule(
        "messaging_message",
        "status of its direction",
        "has a status of the other direction",
        "(r.direction = 'inbound') <> (r.status = 'received')",
    ),
    _rule(
        "messaging_message",
        "has an effect",
        "left the house without an effect",
        "r.direction = 'outbound' AND (r.turn_id IS NULL OR r.effect_part IS NULL)",
    ),
    _rule(
        "messaging_message",
        "measured outbound",
        "a customer's message has a response time",
        "r.direction = 'inbound' AND num_nonnulls(r.response_time_ms, r.effect_part, r.customer_wait_ms) > 0",
    ),
    _rule(
        "messaging_message",
        "its number",
        "is of another number than its conversation",
        _of_conversation("number_id"),
    ),
    _rule(
        "messaging_message",
        "its turn",
        "was closed by a turn that does not name it",
        "r.direction = 'inbound' AND EXISTS (SELECT 1 FROM bot_messageharmonizationlog t"
        " WHERE t.id = r.turn_id AND NOT r.id = ANY (t.message_ids))",
    ),
    _rule(
        "messaging_message",
        "was answered",
        "counts as answered, but by nothing that is there",
        "r.direction = 'inbound' AND r.turn_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM bot_messageharmonizationlog t WHERE t.id = r.turn_id)"
        " AND NOT EXISTS (SELECT 1 FROM messaging_message o"
        " WHERE o.turn_id = r.turn_id AND o.direction = 'outbound')",
    ),
    _rule(
        "messaging_message",
        "is due",
        "is open, and nothing will make it a turn",
        "r.direction = 'inbound' AND r.turn_id IS NULL AND r.inserted_at < now() - interval '2 minutes'"
        f" AND EXISTS (SELECT 1 FROM messaging_conversation c WHERE c.id = r.conversation_id AND c.status IN {LIVE})"
        " AND NOT EXISTS (SELECT 1 FROM bot_turndue d WHERE d.conversation_id = r.conversation_id)",
    ),
    _rule(
        "messaging_message",
        "status moves up",
        "WhatsApp told more of it than its status says",
        "r.direction = 'outbound' AND EXISTS (SELECT 1 FROM messaging_statusevent e"
        f" WHERE e.number_id = r.number_id AND e.wa_id = r.wa_id AND {RANK.format(MEANT)} > {RANK.format('r.status')})",
    ),
    _rule(
        "messaging_outboxmessage",
        "answers",
        "answers messages that are not there or of another conversation",
        _named_messages("answers"),
    ),
    _rule(
        "messaging_outboxmessage",
        "its number",
        "is of another number than its conversation",
        _of_conversation("number_id"),
    ),
    _rule(
        "messaging_outboxmessage",
        "its customer",
        "is for another customer than its conversation",
        _of_conversation("customer_id"),
    ),
    _rule(
        "messaging_outboxmessage",
        "accepted by name",
        "counts as accepted, but WhatsApp gave no id",
        "r.state = 'accepted' AND r.wa_id = ''",
    ),
    _rule(
        "messaging_outboxmessage",
        "has a sender",
        "is being sent by nobody",
        "r.state = 'sending' AND (r.lease_by = '' OR r.lease_until IS NULL)",
    ),
    _rule(
        "orders_order",
        "its total",
        "total is not the sum of its lines",
        "r.total <> (SELECT coalesce(sum(l.quantity * l.price), 0) FROM orders_orderline l WHERE l.order_id = r.id)",
    ),
    _rule(
        "orders_order",
        "its customer",
        "is another customer's than its conversation",
        _of_conversation("customer_id"),
    ),
    _rule(
        "orders_order",
        "was told",
        "its number was never told to the customer",
        "NOT EXISTS (SELECT 1 FROM messaging_message m WHERE m.turn_id = r.effect_id AND m.direction = 'outbound')",
    ),
)


def rules_of(table: str) -> Iterable[Rule]:
    return (rule for rule in RULES if rule.table == table)
