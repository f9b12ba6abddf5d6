"""The database itself writes down and announces every change of what is in effect, and says what is."""

from django.db import migrations

from apps.tenants.isolation import APP_ROLE, SYSTEM_ROLE, protect

# Django's own cascade would be refused by the guard below; the database's is a trigger within a trigger.
HOLDS_GO_WITH_THEIR_SHOP = """
ALTER TABLE bot_featurehold ADD CONSTRAINT bot_featurehold_of_tenant
    FOREIGN KEY (tenant_id) REFERENCES tenants_tenant (id) ON DELETE CASCADE;
CREATE FUNCTION wabot_guard_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() > 1 OR current_setting('wabot.lifting', true) = 'yes' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a hold is lifted, not changed or deleted' USING ERRCODE = 'insufficient_privilege',
        HINT = 'Run configure_ux_features --enable-... --lift-hold.';
END
$$;
CREATE TRIGGER wabot_guard_holds BEFORE UPDATE OR DELETE ON bot_featurehold
    FOR EACH ROW EXECUTE FUNCTION wabot_guard_holds();
ALTER TABLE bot_featurehold ENABLE ALWAYS TRIGGER wabot_guard_holds;
"""
HOLDS_STAY = """
DROP TRIGGER wabot_guard_holds ON bot_featurehold;
DROP FUNCTION wabot_guard_holds();
ALTER TABLE bot_featurehold DROP CONSTRAINT bot_featurehold_of_tenant;
"""

# The row's own version goes on as before; the announcement is no longer made here but once for each statement.
ROW_VERSION = """
CREATE OR REPLACE FUNCTION wabot_configuration_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END
$$;
"""
ROW_VERSION_BEFORE = """
CREATE OR REPLACE FUNCTION wabot_configuration_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.version := OLD.version + 1;
    END IF;
    PERFORM pg_notify('wabot_configuration', NEW.tenant_id || ' ' || NEW.version);
    RETURN NEW;
END
$$;
"""

# One change after the other, each until it commits: so a reader's plain "greater than" misses no version.
NOTE = """
CREATE SEQUENCE bot_configuration_version_seq;
CREATE FUNCTION wabot_configuration_lock() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('wabot configuration', 0))
$$;
CREATE FUNCTION wabot_before_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM wabot_configuration_lock();
    RETURN NULL;
END
$$;
CREATE FUNCTION wabot_write_version(of_tenant uuid, what text, how text, old_values jsonb, new_values jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO bot_configurationversion
        (version, tenant_id, subject, operation, at, author, reason, origin, old, new)
    SELECT nextval('bot_configuration_version_seq'), of_tenant, what, lower(how), clock_timestamp(),
        left(coalesce(nullif(current_setting('wabot.author', true), ''), session_user::text), 150),
        coalesce(current_setting('wabot.reason', true), ''),
        left(coalesce(nullif(current_setting('wabot.origin', true), ''),
                      nullif(current_setting('application_name', true), ''), 'sql'), 80),
        old_values - ARRAY['id', 'tenant_id', 'version', 'updated_at'],
        new_values - ARRAY['id', 'tenant_id', 'version', 'updated_at']
$$;
REVOKE ALL ON FUNCTION wabot_write_version(uuid, text, text, jsonb, jsonb) FROM PUBLIC;
CREATE FUNCTION wabot_note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    was jsonb;
    becomes jsonb;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM wabot_write_version(NULL, TG_ARGV[0], TG_OP, NULL, NULL);
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        was := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        becomes := to_jsonb(NEW);
    END IF;
    IF TG_OP = 'UPDATE' AND was ->> 'tenant_id' <> becomes ->> 'tenant_id' THEN
        PERFORM wabot_write_version((was ->> 'tenant_id')::uuid, TG_ARGV[0], 'delete', was, NULL);
        PERFORM wabot_write_version((becomes ->> 'tenant_id')::uuid, TG_ARGV[0], 'insert', NULL, becomes);
    ELSIF TG_OP <> 'UPDATE'
        OR was - ARRAY['version', 'updated_at'] <> becomes - ARRAY['version', 'updated_at'] THEN
        PERFORM wabot_write_version(
            (coalesce(becomes, was) ->> 'tenant_id')::uuid, TG_ARGV[0], TG_OP, was, becomes);
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION wabot_announce_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM pg_notify('wabot_config', (SELECT last_value FROM bot_configuration_version_seq)::text);
    RETURN NULL;
END
$$;
"""
NOTE_NO_MORE = """
DROP FUNCTION wabot_announce_change();
DROP FUNCTION wabot_note_change();
DROP FUNCTION wabot_write_version(uuid, text, text, jsonb, jsonb);
DROP FUNCTION wabot_before_change();
DROP FUNCTION wabot_configuration_lock();
DROP SEQUENCE bot_configuration_version_seq;
"""
NOTED = {
    "bot_agentconfiguration": "configuration",
    "bot_featurehold": "hold",
    "bot_featurerollout": "rollout",
    "bot_rollouttenant": "rollout",
}


def watch(table: str, subject: str) -> migrations.RunSQL:
    """ALWAYS: also where a session has asked for no triggers, as a replica's would."""
    names = ("wabot_before_change", "wabot_note_change", "wabot_note_truncate", "wabot_zannounce_change")
    always = "\n".join(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};" for name in names)
    drops = "\n".join(f"DROP TRIGGER {name} ON {table};" for name in names)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER wabot_before_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION wabot_before_change();
        CREATE TRIGGER wabot_note_change AFTER INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION wabot_note_change('{subject}');
        CREATE TRIGGER wabot_note_truncate AFTER TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION wabot_note_change('{subject}');
        -- last of all by its name: triggers of one event run in the order of the alphabet
        CREATE TRIGGER wabot_zannounce_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION wabot_announce_change();
        {always}
        """,
        drops,
    )


# What stood before anything was written down, so that every later state can be told.
BASELINE = """
INSERT INTO bot_configurationversion (version, tenant_id, subject, operation, at, author, reason, origin, new)
SELECT nextval('bot_configuration_version_seq'), tenant_id, 'configuration', 'insert', clock_timestamp(),
    session_user, 'as it stood when history began', 'migration',
    to_jsonb(a) - ARRAY['id', 'tenant_id', 'version', 'updated_at']
FROM bot_agentconfiguration a ORDER BY tenant_id;
"""

# History is the triggers' alone to write, holds and rollouts are no shop's to set.
RIGHTS = f"""
REVOKE INSERT, UPDATE, DELETE ON bot_configurationversion FROM {APP_ROLE}, {SYSTEM_ROLE};
REVOKE INSERT, UPDATE, DELETE ON bot_featurehold, bot_featurerollout, bot_rollouttenant FROM {APP_ROLE};
CREATE POLICY holds_on_all ON bot_featurehold FOR SELECT TO {APP_ROLE} USING (tenant_id IS NULL);
"""
RIGHTS_BEFORE = f"""
DROP POLICY holds_on_all ON bot_featurehold;
GRANT INSERT, UPDATE, DELETE ON bot_featurehold, bot_featurerollout, bot_rollouttenant TO {APP_ROLE};
GRANT INSERT, UPDATE, DELETE ON bot_configurationversion TO {APP_ROLE}, {SYSTEM_ROLE};
"""

FEATURES = (
    "enable_message_harmonization",
    "enable_immediate_product_display",
    "enable_grounded_validation",
    "enable_reference_resolution",
)


def _in_effect(feature: str) -> str:
    return f"coalesce(a.{feature}, true) AND NOT '{feature}' = ANY (bar.held || bar.waiting) AS {feature}"


def _state(feature: str) -> str:
    return f"""'{feature}', CASE WHEN NOT coalesce(a.{feature}, true) THEN 'off'
        WHEN '{feature}' = ANY (bar.held) THEN 'held' WHEN '{feature}' = ANY (bar.waiting) THEN 'waiting'
        WHEN '{feature}' = ANY (bar.chosen) THEN 'chosen' ELSE 'on' END"""


# The one place where row, hold and rollout come together. Everybody asks here: turns, sender, snapshots, people.
# `states`: on, off (by its row), held, waiting (not in the rollout yet), chosen (on, and in the rollout).
IN_EFFECT = f"""
CREATE FUNCTION wabot_bucket(feature text, tenant uuid) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT (('x' || left(encode(sha256((feature || ':' || tenant)::bytea), 'hex'), 8))::bit(32)::bigint % 100)::integer
$$;
CREATE VIEW bot_effective_configuration WITH (security_invoker = true) AS
SELECT t.id AS tenant_id, coalesce(a.version, 0) AS version,
    {_in_effect(FEATURES[0])},
    coalesce(a.harmonization_wait_seconds, 3::smallint) AS harmonization_wait_seconds,
    {_in_effect(FEATURES[1])},
    coalesce(a.max_products_to_show, 5::smallint) AS max_products_to_show,
    {_in_effect(FEATURES[2])},
    {_in_effect(FEATURES[3])},
    coalesce(a.use_business_name_as_identity, true) AS use_business_name_as_identity,
    coalesce(a.custom_bot_greeting, '') AS custom_bot_greeting,
    jsonb_build_object({", ".join(map(_state, FEATURES))}) AS states
FROM tenants_tenant t
LEFT JOIN bot_agentconfiguration a ON a.tenant_id = t.id
CROSS JOIN LATERAL (
    SELECT ARRAY(SELECT h.feature::text FROM bot_featurehold h
                 WHERE h.tenant_id IS NULL OR h.tenant_id = t.id) AS held,
        ARRAY(SELECT r.feature::text FROM bot_featurerollout r
              WHERE NOT wabot_bucket(r.feature, t.id) < r.percentage AND NOT EXISTS (
                  SELECT FROM bot_rollouttenant l WHERE l.rollout_id = r.feature AND l.tenant_id = t.id)) AS waiting,
        ARRAY(SELECT r.feature::text FROM bot_featurerollout r) AS chosen
    OFFSET 0  -- looked up once for a shop, not once for a feature
) bar;
"""
IN_EFFECT_NO_MORE = """
DROP VIEW bot_effective_configuration;
DROP FUNCTION wabot_bucket(text, uuid);
"""

# For processes' snapshots: switches of all shops, whatever role asks, but no word that a shop wrote.
SWITCHES = f"""
CREATE FUNCTION wabot_switches(since bigint) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    head bigint := coalesce((SELECT max(version) FROM bot_configurationversion), 0);
    changed uuid[];
    found jsonb;
BEGIN
    IF since IS NULL OR since > head OR EXISTS (
        SELECT FROM bot_configurationversion WHERE version > since AND tenant_id IS NULL) THEN
        SELECT jsonb_object_agg(e.tenant_id, jsonb_build_object('version', e.version, 'states', e.states))
          INTO found FROM bot_effective_configuration e;
        RETURN jsonb_build_object('version', head, 'shops', coalesce(found, '{{}}'));
    END IF;
    SELECT array_agg(DISTINCT tenant_id) INTO changed FROM bot_configurationversion WHERE version > since;
    SELECT jsonb_object_agg(e.tenant_id, jsonb_build_object('version', e.version, 'states', e.states))
      INTO found FROM bot_effective_configuration e WHERE e.tenant_id = ANY (changed);
    RETURN jsonb_build_object('version', head, 'shops', coalesce(found, '{{}}'), 'changed', coalesce(changed, '{{}}'));
END
$$;
CREATE FUNCTION wabot_switches_of(tenant uuid) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT jsonb_build_object('version', e.version, 'states', e.states)
    FROM bot_effective_configuration e WHERE e.tenant_id = tenant
$$;
REVOKE ALL ON FUNCTION wabot_switches(bigint), wabot_switches_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wabot_switches(bigint), wabot_switches_of(uuid) TO {APP_ROLE}, {SYSTEM_ROLE};
"""
SWITCHES_NO_MORE = """
DROP FUNCTION wabot_switches_of(uuid);
DROP FUNCTION wabot_switches(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("bot", "0003_switches"), ("tenants", "0002_isolation")]

    operations = [
        migrations.RunSQL(HOLDS_GO_WITH_THEIR_SHOP, HOLDS_STAY),
        migrations.RunSQL(ROW_VERSION, ROW_VERSION_BEFORE),
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
        *(watch(table, subject) for table, subject in NOTED.items()),
        migrations.RunSQL(BASELINE, migrations.RunSQL.noop),
        protect("bot_configurationversion"),
        protect("bot_featurehold"),
        protect("bot_rollouttenant"),
        migrations.RunSQL(RIGHTS, RIGHTS_BEFORE),
        migrations.RunSQL(IN_EFFECT, IN_EFFECT_NO_MORE),
        migrations.RunSQL(SWITCHES, SWITCHES_NO_MORE),
    ]
