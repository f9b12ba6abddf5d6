-- Only ever added to. A reader one version older must still be able to read (journal_meta.readable_from).

CREATE TABLE journal_meta (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    schema_version integer NOT NULL,
    readable_from integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- A cache of sequence values would break the order that readers rely on.
CREATE SEQUENCE journal_offset AS bigint CACHE 1;

CREATE TABLE journal_record (
    "offset" bigint PRIMARY KEY,
    "partition" smallint NOT NULL CHECK ("partition" BETWEEN 0 AND 63),
    kind text NOT NULL,
    schema_version smallint NOT NULL,
    received_at timestamptz NOT NULL,
    phone_number_id text NOT NULL,
    body bytea NOT NULL,
    headers jsonb NOT NULL
);

-- No claim, no call. `state`: claimed (a call may be under way), unsent (known not to have arrived),
-- accepted, failed (refused for good), uncertain (the answer was lost).
CREATE TABLE journal_effect (
    effect_id uuid NOT NULL,
    part smallint NOT NULL,
    kind text NOT NULL,
    "partition" smallint NOT NULL,
    phone_number_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('claimed', 'unsent', 'accepted', 'failed', 'uncertain')),
    attempts smallint NOT NULL DEFAULT 1,
    provider_id text,
    claimed_by text NOT NULL,
    claimed_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (effect_id, part)
);
CREATE INDEX journal_effect_open ON journal_effect (claimed_at) WHERE state IN ('claimed', 'unsent', 'uncertain');

-- One row per inbound message that was answered: by whom it was answered first, for ever.
CREATE TABLE journal_answer (
    inbound_id uuid PRIMARY KEY,
    effect_id uuid NOT NULL
);

-- What still needs old records: a kept backup, an open run. Pruning stops before the lowest of them.
CREATE TABLE journal_keep (
    name text PRIMARY KEY,
    from_offset bigint NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The lock is held until the batch is committed, so offsets become visible in their order and a reader's
-- plain "> offset" never steps over an open transaction.
CREATE FUNCTION journal_append(
    partitions smallint[], kinds text[], versions smallint[], received timestamptz[], phones text[],
    bodies bytea[], head jsonb[]
) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('wabot.journal.append'));
    RETURN QUERY
        INSERT INTO journal_record ("offset", "partition", kind, schema_version, received_at, phone_number_id, body, headers)
        SELECT nextval('journal_offset'), r.* FROM (
            SELECT * FROM unnest(partitions, kinds, versions, received, phones, bodies, head)
        ) r
        RETURNING "offset";
    IF cardinality(kinds) > 0 THEN
        PERFORM pg_notify('wabot_journal', currval('journal_offset')::text);
    END IF;
END
$$;

-- Claim one part of an effect and write its intent down. `outcome` is claimed, or why not: taken (somebody
-- claimed this part before; its state is given) or answered (another effect answered one of `answers`).
CREATE FUNCTION journal_claim(
    effect uuid, effect_part smallint, effect_kind text, effect_partition smallint, phone text,
    answers uuid[], claimer text, body bytea,
    OUT outcome text, OUT state text, OUT provider_id text, OUT claimed_at timestamptz, OUT by_effect uuid
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('wabot.journal.append'));
    SELECT 'taken', e.state, e.provider_id, e.claimed_at, e.effect_id
      INTO outcome, state, provider_id, claimed_at, by_effect
      FROM journal_effect e WHERE e.effect_id = effect AND e.part = effect_part;
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT 'answered', a.effect_id INTO outcome, by_effect
      FROM journal_answer a WHERE a.inbound_id = ANY (answers) AND a.effect_id <> effect LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    outcome := 'claimed'; state := 'claimed'; claimed_at := clock_timestamp(); by_effect := effect;
    INSERT INTO journal_effect (effect_id, part, kind, "partition", phone_number_id, state, claimed_by, claimed_at)
    VALUES (effect, effect_part, effect_kind, effect_partition, phone, 'claimed', claimer, claimed_at);
    INSERT INTO journal_answer (inbound_id, effect_id)
    SELECT unnest(answers), effect ON CONFLICT DO NOTHING;
    PERFORM journal_append(
        ARRAY[effect_partition], ARRAY['effect.intent'], ARRAY[1::smallint], ARRAY[claimed_at], ARRAY[phone],
        ARRAY[body], ARRAY['{}'::jsonb]);
END
$$;

-- Another attempt at a claimed effect: only the one whose update finds the old state may call.
CREATE FUNCTION journal_claim_again(
    effect uuid, effect_part smallint, from_state text, claimer text, body bytea
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    claimed journal_effect;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('wabot.journal.append'));
    UPDATE journal_effect SET state = 'claimed', attempts = attempts + 1, claimed_by = claimer,
           claimed_at = clock_timestamp(), settled_at = NULL
     WHERE effect_id = effect AND part = effect_part AND state = from_state
       AND from_state IN ('unsent', 'uncertain')
    RETURNING * INTO claimed;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM journal_append(
        ARRAY[claimed."partition"], ARRAY['effect.retry'], ARRAY[1::smallint], ARRAY[claimed.claimed_at],
        ARRAY[claimed.phone_number_id], ARRAY[body], ARRAY['{}'::jsonb]);
    RETURN true;
END
$$;

-- The end of an attempt. `accepted` and `failed` are final; nothing moves them.
CREATE FUNCTION journal_settle(
    effect uuid, effect_part smallint, new_state text, new_provider_id text, at timestamptz, body bytea
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    settled journal_effect;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('wabot.journal.append'));
    UPDATE journal_effect SET state = new_state, provider_id = coalesce(new_provider_id, provider_id), settled_at = at
     WHERE effect_id = effect AND part = effect_part AND state IN ('claimed', 'unsent', 'uncertain')
       AND state <> new_state
    RETURNING * INTO settled;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM journal_append(
        ARRAY[settled."partition"], ARRAY['effect.result'], ARRAY[1::smallint], ARRAY[at],
        ARRAY[settled.phone_number_id], ARRAY[body], ARRAY['{}'::jsonb]);
    RETURN true;
END
$$;

-- Who listens to the outside world. A row lives as long as its connection does: PostgreSQL knows at once when a
-- process is killed, where a heartbeat would know only later. `spooled` are records still outside the journal.
CREATE TABLE journal_listener (
    name text PRIMARY KEY,
    pid integer NOT NULL,
    listening_since timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    spooled bigint NOT NULL DEFAULT 0,
    stopped_at timestamptz
);

CREATE FUNCTION journal_listening(listener text, now_spooled bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO journal_listener AS l (name, pid, listening_since, seen_at, spooled)
    VALUES (listener, pg_backend_pid(), clock_timestamp(), clock_timestamp(), now_spooled)
    ON CONFLICT (name) DO UPDATE SET
        listening_since = CASE WHEN l.pid = pg_backend_pid() AND l.stopped_at IS NULL
                               THEN l.listening_since ELSE clock_timestamp() END,
        pid = pg_backend_pid(), seen_at = clock_timestamp(), spooled = now_spooled, stopped_at = NULL
$$;

-- What a quiet moment is worth: `deaf` while a listener is gone (for five minutes; then it is taken for good) or
-- has records outside the journal; `since` when the last of them began to listen; `unread` whether webhooks
-- of the partition, received before `heard_by`, lie beyond `read_to`.
CREATE FUNCTION journal_hearing(
    of_partition smallint, read_to bigint, heard_by timestamptz,
    OUT deaf boolean, OUT since timestamptz, OUT unread boolean
) LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_or(l.spooled > 0 OR a.pid IS NULL), false), max(l.listening_since),
        EXISTS (SELECT 1 FROM journal_record r WHERE r."offset" > read_to AND r."partition" = of_partition
                AND r.kind = 'whatsapp.change' AND r.received_at < heard_by)
    -- a process id may be given again: its later owner began after the listener was last seen
    FROM journal_listener l LEFT JOIN LATERAL pg_stat_get_activity(l.pid) a
        ON coalesce(a.backend_start <= l.seen_at, true)
    WHERE l.stopped_at IS NULL AND l.seen_at > clock_timestamp() - interval '5 minutes'
$$;
