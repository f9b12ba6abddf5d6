"""Rules that no schema states: what the trade means by these rows."""

from collections.abc import Iterable

from apps.bot.services.harmonization import ANSWERED_BY_BOT
from apps.messaging.services.projecting.statuses import RANK_OF
from apps.operations.integrity.rules import Rule

ANSWERED = f"({', '.join(repr(status.value) for status in ANSWERED_BY_BOT)})"
MEANT = "CASE e.status WHEN 'played' THEN 'read' ELSE e.status END"


def _rule(table: str, name: str, says: str, breaks: str) -> Rule:
    return Rule(table, f"{table}: {name}", says, breaks)


def _across(table: str, name: str, says: str, breaks: str, join: str = "") -> Rule:
    return Rule(table, f"{table}: {name}", says, breaks, join, alone=True)


def _messages(table: str, column: str, name: str) -> Rule:
    return _across(
        table,
        name,
        f"{column} name messages that are not there or of another conversation",
        "(m.id IS NULL OR m.conversation_id <> r.conversation_id)",
        f"CROSS JOIN unnest(r.{column}) named(id) LEFT JOIN messaging_message m ON m.id = named.id",
    )


def _as_conversation(table: str, column: str, name: str, says: str) -> Rule:
    join = "JOIN messaging_conversation c ON c.id = r.conversation_id"
    return _across(table, name, says, f"c.{column} <> r.{column}", join)


RULES: tuple[Rule, ...] = (
    _rule(
        "bot_messageharmonizationlog",
        "answers something",
        "names no message",
        "cardinality(r.message_ids) = 0",
    ),
    _messages("bot_messageharmonizationlog", "message_ids", "its messages"),
    _rule(
        "bot_referencecontext",
        "items is a list",
        "items is no list",
        "jsonb_typeof(r.items) IS DISTINCT FROM 'array'",
    ),
    _messages("bot_referencecontext", "message_ids", "its messages"),
    _rule("bot_referencecontext", "lives", "expires before it was shown", "r.expires_at <= r.created_at"),
    _across(
        "messaging_conversation",
        "has a message",
        "has no message at all",
        "NOT EXISTS (SELECT 1 FROM messaging_message m WHERE m.conversation_id = r.id)",
    ),
    _across(
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
    _as_conversation(
        "messaging_message", "number_id", "its number", "is of another number than its conversation"
    ),
    _across(
        "messaging_message",
        "its turn",
        "was closed by a turn that does not name it",
        "r.direction = 'inbound' AND EXISTS (SELECT 1 FROM bot_messageharmonizationlog t"
        " WHERE t.id = r.turn_id AND NOT r.id = ANY (t.message_ids))",
    ),
    _across(
        "messaging_message",
        "is due",
        "is open, and nothing will make it a turn",
        "r.direction = 'inbound' AND r.turn_id IS NULL AND r.inserted_at < now() - interval '2 minutes'"
        f" AND EXISTS (SELECT 1 FROM messaging_conversation c WHERE c.id = r.conversation_id AND c.status IN {ANSWERED})"
        " AND NOT EXISTS (SELECT 1 FROM bot_turndue d WHERE d.conversation_id = r.conversation_id)",
    ),
    _across(
        "messaging_message",
        "status moves up",
        "WhatsApp told more of it than its status says",
        "r.direction = 'outbound' AND EXISTS (SELECT 1 FROM messaging_statusevent e"
        f" WHERE e.number_id = r.number_id AND e.wa_id = r.wa_id AND {RANK_OF.format(MEANT)} > {RANK_OF.format('r.status')})",
    ),
    _messages("messaging_outboxmessage", "answers", "answers"),
    _as_conversation(
        "messaging_outboxmessage", "number_id", "its number", "is of another number than its conversation"
    ),
    _as_conversation(
        "messaging_outboxmessage",
        "customer_id",
        "its customer",
        "is for another customer than its conversation",
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
    _across(
        "orders_order",
        "its total",
        "total is not the sum of its lines",
        "r.total <> coalesce(l.total, 0)",
        "LEFT JOIN (SELECT order_id, sum(quantity * price) AS total FROM orders_orderline GROUP BY order_id) l"
        " ON l.order_id = r.id",
    ),
    _as_conversation(
        "orders_order", "customer_id", "its customer", "is another customer's than its conversation"
    ),
    _across(
        "orders_order",
        "was told",
        "its number was never told to the customer",
        "NOT EXISTS (SELECT 1 FROM messaging_message m WHERE m.turn_id = r.effect_id AND m.direction = 'outbound')",
    ),
)


def rules_of(table: str) -> Iterable[Rule]:
    return (rule for rule in RULES if rule.table == table)
