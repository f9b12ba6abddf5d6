"""A house in which much was said, made by the database itself: each customer's message was answered and read."""

import psycopg

PER_CONVERSATION = 10
SHOPS = 20

# Of message n the id is md5('m' || n); even ones are the customer's, the odd ones after them our replies. `k` counts
# conversations, `p` pairs; both follow from n.
SHOP = "md5('s' || (({k}) %% %(shops)s))::uuid"
NUMBER = "md5('n' || (({k}) %% %(shops)s))::uuid"
PLATFORM = (
    """INSERT INTO tenants_tenant (id, slug, name, currency, timezone, link, is_active, created_at)
    SELECT md5('s' || s)::uuid, 'shop-' || s, 'Shop ' || s, 'KES', 'Africa/Nairobi', '', true, now()
    FROM generate_series(0, %(shops)s - 1) s""",
    """INSERT INTO tenants_whatsappnumber (id, tenant_id, phone_number_id, display_phone_number, waba_id, sealed_token,
        messages_per_second, pause_reason)
    SELECT md5('n' || s)::uuid, md5('s' || s)::uuid, 1000 + s, '', '', '', 80, ''
    FROM generate_series(0, %(shops)s - 1) s""",
    f"""INSERT INTO tenants_customer (id, tenant_id, phone, name, is_synthetic, created_at)
    SELECT md5('c' || k)::uuid, {SHOP.format(k="k")}, 254700000000 + k, '', false, now()
    FROM generate_series(0, %(conversations)s - 1) k""",
    f"""INSERT INTO messaging_conversation (id, tenant_id, customer_id, number_id, status, created_at, updated_at,
        last_inbound_at, is_synthetic)
    SELECT md5('k' || k)::uuid, {SHOP.format(k="k")}, md5('c' || k)::uuid, {NUMBER.format(k="k")}, 'open',
        now() - interval '1 day', now(), now(), false
    FROM generate_series(0, %(conversations)s - 1) k""",
    f"""INSERT INTO messaging_message (id, tenant_id, conversation_id, number_id, direction, wa_id, kind, text, row_id,
        quoted_wa_id, referred_retailer_id, payload, status, created_at, received_at, inserted_at, journal_offset,
        journal_index, turn_id, effect_part, response_time_ms, is_synthetic)
    SELECT md5('m' || n)::uuid, {SHOP.format(k="n / %(per)s")}, md5('k' || n / %(per)s)::uuid,
        {NUMBER.format(k="n / %(per)s")}, CASE n %% 2 WHEN 0 THEN 'inbound' ELSE 'outbound' END, 'wamid.' || n, 'text',
        'do you have the blue mug in a larger size?', '', '', '', '{{"type": "text"}}',
        CASE n %% 2 WHEN 0 THEN 'received' ELSE 'read' END, now() - interval '1 hour', now(), now(), n + 1, 0,
        md5('t' || n / 2)::uuid, CASE n %% 2 WHEN 1 THEN 0 END, CASE n %% 2 WHEN 1 THEN 300 END, false
    FROM generate_series(0, %(messages)s - 1) n""",
    f"""INSERT INTO bot_messageharmonizationlog (id, tenant_id, conversation_id, message_ids, combined_text, status, topic,
        wait_ms, wait_reason, findings, features, config_version, error, created_at, due_at)
    SELECT md5('t' || p)::uuid, {SHOP.format(k="p * 2 / %(per)s")}, md5('k' || p * 2 / %(per)s)::uuid,
        ARRAY[md5('m' || p * 2)::uuid], 'do you have the blue mug in a larger size?', 'answered', 'browse', 3000,
        'quiet', '[]', '{{}}', 1, '', now(), now()
    FROM generate_series(0, %(messages)s / 2 - 1) p""",
    f"""INSERT INTO bot_referencecontext (id, tenant_id, conversation_id, kind, items, message_ids, created_at, expires_at)
    SELECT md5('r' || p)::uuid, {SHOP.format(k="p * 2 / %(per)s")}, md5('k' || p * 2 / %(per)s)::uuid, 'products',
        '[{{"position": 1, "name": "Blue Mug"}}]', ARRAY[md5('m' || p * 2 + 1)::uuid], now(), now() + interval '1 day'
    FROM generate_series(0, %(messages)s / 2 - 1, 5) p""",
    f"""INSERT INTO messaging_statusevent (tenant_id, number_id, wa_id, status, at, callback_data, payload, journal_offset)
    SELECT {SHOP.format(k="n / %(per)s")}, {NUMBER.format(k="n / %(per)s")}, 'wamid.' || n, 'read', now(), '', '{{}}', n + 1
    FROM generate_series(1, %(messages)s - 1, 2) n""",
    f"""INSERT INTO messaging_outboxmessage (tenant_id, conversation_id, number_id, customer_id, effect_id, part, payload,
        answers, features, config_version, context, state, reason, created_at, first_at, due_at, not_before, attempts,
        lease_by, wa_id)
    SELECT {SHOP.format(k="n / %(per)s")}, md5('k' || n / %(per)s)::uuid, {NUMBER.format(k="n / %(per)s")},
        md5('c' || n / %(per)s)::uuid, md5('t' || n / 2)::uuid, 0, '{{"type": "text"}}', ARRAY[md5('m' || n - 1)::uuid],
        '{{}}', 1, '{{}}', 'accepted', '', now(), now(), now(), now(), 1, '', 'wamid.' || n
    FROM generate_series(1, %(messages)s - 1, 2) n""",
    """INSERT INTO messaging_partition (number, "offset", epoch, lease_by)
    SELECT p, %(messages)s, %(epoch)s::uuid, '' FROM generate_series(0, 63) p""",
    "ANALYZE",
)
JOURNAL = (
    """INSERT INTO journal_record ("offset", "partition", kind, schema_version, received_at, phone_number_id, body, headers)
    SELECT n + 1, 1, CASE n %% 2 WHEN 0 THEN 'whatsapp.change' ELSE 'effect.intent' END, 1, now(), '1000',
        convert_to(CASE n %% 2 WHEN 0 THEN '{}' ELSE json_build_object('effect_id', md5('t' || n / 2)::uuid, 'part', 0,
            'tenant_id', md5('s' || ((n / %(per)s) %% %(shops)s))::uuid, 'payload', json_build_object('type', 'text',
            'text', json_build_object('body', 'Yes: Blue Mug, KES 350. It is in stock.')))::text END, 'UTF8'), '{}'
    FROM generate_series(0, %(messages)s - 1) n""",
    """INSERT INTO journal_effect (effect_id, part, kind, "partition", phone_number_id, state, claimed_by, claimed_at)
    SELECT md5('t' || p)::uuid, 0, 'whatsapp.message', 1, '1000', 'accepted', 'sender-1', now()
    FROM generate_series(0, %(messages)s / 2 - 1) p""",
    "ANALYZE",
)


def fill(platform: psycopg.Connection, journal: psycopg.Connection, messages: int) -> None:
    """`messages` must be a multiple of ten."""
    epoch = journal.execute("SELECT epoch::text FROM journal_meta").fetchone()
    values = {
        "messages": messages,
        "conversations": messages // PER_CONVERSATION,
        "per": PER_CONVERSATION,
        "shops": SHOPS,
        "epoch": epoch and epoch[0],
    }
    for statements, connection in ((PLATFORM, platform), (JOURNAL, journal)):
        for statement in statements:
            # bound by the client: generate_series takes no parameter whose type it must guess
            psycopg.ClientCursor(connection).execute(statement, values)
