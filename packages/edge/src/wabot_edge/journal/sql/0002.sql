-- The journal is only ever appended to. What must go all the same (a person's words, records that nobody needs)
-- goes through two functions, called as the role wabot_eraser; everybody else is refused, the owner included.

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'wabot_eraser') THEN
        IF NOT (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            RAISE EXCEPTION 'role wabot_eraser is missing and % may not make it', current_user
                USING HINT = format('As an administrator run CREATE ROLE wabot_eraser NOLOGIN; GRANT wabot_eraser TO %I;'
                    ' then migrate again.', current_user);
        END IF;
        CREATE ROLE wabot_eraser NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- made by another database's migration just now
END $$;

-- Taken on for the moment it is needed (SET LOCAL ROLE), never by the way. Roles belong to the whole server: the
-- login of a second journal there may find the role made by another.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'wabot_eraser', 'MEMBER') OR current_setting('server_version_num')::int >= 160000 THEN
        EXECUTE format(
            'GRANT wabot_eraser TO %I %s', current_user,
            CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'WITH INHERIT FALSE, SET TRUE' ELSE '' END);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    IF NOT pg_has_role(current_user, 'wabot_eraser', 'MEMBER') THEN
        RAISE EXCEPTION 'the login % may not take on the role wabot_eraser', current_user
            USING HINT = format('As an administrator run GRANT wabot_eraser TO %I; then migrate again.', current_user);
    END IF;
END $$;

-- Who was erased: keyed digests, never the phone or user id itself. An entry holds for what the journal has up to
-- an offset, and for what was said up to a time, since old messages may be delivered late.
CREATE TABLE journal_erasure (
    digest text PRIMARY KEY,
    key_id text NOT NULL,
    tenant_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('phone', 'user_id')),
    up_to_offset bigint NOT NULL,
    until timestamptz NOT NULL,
    erased_at timestamptz NOT NULL,
    reason text NOT NULL,
    conversation_ids uuid[] NOT NULL DEFAULT '{}',
    scanned_to bigint NOT NULL DEFAULT 0
);

ALTER TABLE journal_effect ADD COLUMN erased_at timestamptz;

CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever is the role itself has no right to the table: so this is one of the functions below.
    IF current_setting('role', true) = 'wabot_eraser' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the journal is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'journal_erase() and journal_prune() may, called as the role wabot_eraser.';
END
$$;
CREATE TRIGGER journal_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_record
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_erasure_for_ever BEFORE DELETE OR TRUNCATE ON journal_erasure
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();

-- Replace the bodies at these offsets and forget what the provider called these effects. What was claimed stays
-- claimed, and what was answered answered. Returns how many records there were.
CREATE FUNCTION journal_erase(offsets bigint[], bodies bytea[], effects uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    changed integer;
BEGIN
    IF cardinality(offsets) <> cardinality(bodies) THEN
        RAISE EXCEPTION '% offsets and % bodies', cardinality(offsets), cardinality(bodies);
    END IF;
    -- Of the headers, what tells whose record it is stays: a shop's token of a payment, the kind of an odd one.
    UPDATE journal_record r SET body = e.body, headers = jsonb_build_object(':erased', clock_timestamp())
           || (SELECT coalesce(jsonb_object_agg(h.key, h.value), '{}') FROM jsonb_each(r.headers) h
                WHERE h.key IN (':token', ':kind'))
      FROM unnest(offsets, bodies) AS e(at, body) WHERE r."offset" = e.at;
    GET DIAGNOSTICS changed = ROW_COUNT;
    UPDATE journal_effect SET provider_id = NULL, erased_at = coalesce(erased_at, clock_timestamp())
     WHERE effect_id = ANY (effects);
    RETURN changed;
END
$$;

-- At most `at_once` records received before `before`, up to an offset; never one that is kept, never the newest.
CREATE FUNCTION journal_prune(before timestamptz, up_to bigint, at_once integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM journal_record WHERE "offset" IN (
        SELECT r."offset" FROM journal_record r
         WHERE r."offset" <= least(
                   up_to,
                   (SELECT min(k.from_offset) - 1 FROM journal_keep k),
                   (SELECT max(n."offset") - 1 FROM journal_record n))
           AND r.received_at < before
         ORDER BY r."offset" LIMIT at_once);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

DO $$
DECLARE
    signature text;
BEGIN
    FOREACH signature IN ARRAY ARRAY['journal_erase(bigint[], bytea[], uuid[])',
                                     'journal_prune(timestamptz, bigint, integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', signature, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, %I', signature, current_user);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO wabot_eraser', signature);
    END LOOP;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO wabot_eraser', current_schema());
END $$;

-- As before, but nothing more is said to a person who was erased meanwhile.
CREATE OR REPLACE FUNCTION journal_claim(
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
    SELECT 'answered', e.effect_id INTO outcome, by_effect
      FROM journal_effect e WHERE e.effect_id = effect AND e.erased_at IS NOT NULL LIMIT 1;
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

CREATE OR REPLACE FUNCTION journal_claim_again(
    effect uuid, effect_part smallint, from_state text, claimer text, body bytea
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    claimed journal_effect;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('wabot.journal.append'));
    UPDATE journal_effect SET state = 'claimed', attempts = attempts + 1, claimed_by = claimer,
           claimed_at = clock_timestamp(), settled_at = NULL
     WHERE effect_id = effect AND part = effect_part AND state = from_state
       AND from_state IN ('unsent', 'uncertain') AND erased_at IS NULL
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

-- A send that was under way when its customer was erased ends too, but without the provider's id and words.
CREATE OR REPLACE FUNCTION journal_settle(
    effect uuid, effect_part smallint, new_state text, new_provider_id text, at timestamptz, body bytea
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    settled journal_effect;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('wabot.journal.append'));
    UPDATE journal_effect SET state = new_state, settled_at = at,
           provider_id = CASE WHEN erased_at IS NULL THEN coalesce(new_provider_id, provider_id) END
     WHERE effect_id = effect AND part = effect_part AND state IN ('claimed', 'unsent', 'uncertain')
       AND state <> new_state
    RETURNING * INTO settled;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF settled.erased_at IS NOT NULL THEN
        body := convert_to(
            jsonb_build_object('effect_id', effect, 'part', effect_part, 'state', new_state)::text, 'UTF8');
    END IF;
    PERFORM journal_append(
        ARRAY[settled."partition"], ARRAY['effect.result'], ARRAY[1::smallint], ARRAY[at],
        ARRAY[settled.phone_number_id], ARRAY[body], ARRAY['{}'::jsonb]);
    RETURN true;
END
$$;
