"""The switches for the rollback engine, where no release can start: functions of its role, which sees no table.

Each name carries its version: a later release may add `v2` beside it, and never changes what `v1` takes or tells.
"""

from django.db import migrations

ROLE = "wabot_engine"
FEATURES = (
    "enable_message_harmonization",
    "enable_immediate_product_display",
    "enable_grounded_validation",
    "enable_reference_resolution",
)
NAMES = ", ".join(f"'{name}'" for name in FEATURES)
CASES = " ".join(f"WHEN '{name}' THEN c.{name}" for name in FEATURES)
IS_ON = f"CASE wanted.name {CASES} END"
SET = ", ".join(
    f"{name} = CASE WHEN '{name}' = ANY (features) THEN is_on ELSE {name} END" for name in FEATURES
)
ROW = ", ".join(f"'{name}', coalesce(c.{name}, true)" for name in FEATURES)
# A shop without a row of its own has the defaults; what is set for it needs one.
MISSING = f"""
INSERT INTO bot_agentconfiguration (tenant_id, {", ".join(FEATURES)}, harmonization_wait_seconds,
    max_products_to_show, use_business_name_as_identity, custom_bot_greeting, updated_at)
SELECT t.id, true, true, true, true, 3, 5, true, '', clock_timestamp() FROM tenants_tenant t
WHERE (tenants IS NULL OR t.id = ANY (tenants))
ON CONFLICT DO NOTHING"""

# Who and why stand beside each change in the history; the lock comes before any row's, as everywhere.
AUTHOR = (
    """
CREATE FUNCTION wabot_engine_begin(actor text, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(trim(actor), '') = '' OR coalesce(trim(why), '') = '' THEN
        RAISE EXCEPTION 'actor and why: name who does it and the reason' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM set_config('wabot.author', actor, true), set_config('wabot.reason', why, true),
        set_config('wabot.origin', 'rollback engine', true);
    PERFORM wabot_configuration_lock();
END
$$;
CREATE FUNCTION wabot_engine_known(features text[], tenants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    unknown text;
BEGIN
    SELECT string_agg(name, ', ') INTO unknown FROM unnest(features) name WHERE name <> ALL (ARRAY["""
    + NAMES
    + """]);
    IF unknown IS NOT NULL OR coalesce(cardinality(features), 0) = 0 THEN
        RAISE EXCEPTION 'features: no feature %', coalesce(unknown, 'is named')
            USING ERRCODE = 'invalid_parameter_value', HINT = $h$There are: """
    + ", ".join(FEATURES)
    + """.$h$;
    END IF;
    SELECT string_agg(id::text, ', ') INTO unknown FROM unnest(tenants) AS given(id)
    WHERE NOT EXISTS (SELECT FROM tenants_tenant t WHERE t.id = given.id);
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'tenants: no shop %', unknown USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$$;
CREATE FUNCTION wabot_engine_head() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(version), 0) FROM bot_configurationversion
$$;
"""
)
AUTHOR_NO_MORE = """
DROP FUNCTION wabot_engine_head();
DROP FUNCTION wabot_engine_known(text[], uuid[]);
DROP FUNCTION wabot_engine_begin(text, text);
"""

READ = f"""
CREATE FUNCTION wabot_engine_v1_switches(tenants uuid[] DEFAULT NULL) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS $$
SELECT jsonb_build_object(
    'version', wabot_engine_head(),
    'shops', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'tenant_id', e.tenant_id, 'slug', t.slug, 'states', e.states, 'row', jsonb_build_object({ROW}))
            ORDER BY t.slug), '[]')
        FROM bot_effective_configuration e JOIN tenants_tenant t ON t.id = e.tenant_id
        LEFT JOIN bot_agentconfiguration c ON c.tenant_id = t.id
        WHERE tenants IS NULL OR t.id = ANY (tenants)),
    'holds', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'feature', h.feature, 'tenant_id', h.tenant_id, 'by', h.by, 'reason', h.reason, 'at', h.at)
            ORDER BY h.feature, h.tenant_id), '[]')
        FROM bot_featurehold h WHERE tenants IS NULL OR h.tenant_id IS NULL OR h.tenant_id = ANY (tenants)))
$$;
CREATE FUNCTION wabot_engine_v1_tenant(named text) RETURNS uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS $$
    SELECT id FROM tenants_tenant WHERE slug = named OR id::text = named
$$;
CREATE FUNCTION wabot_engine_v1_head() RETURNS bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS $$
    SELECT wabot_engine_head()
$$;
CREATE FUNCTION wabot_engine_v1_changes(mark text) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('version', v.version, 'tenant_id', v.tenant_id,
        'subject', v.subject, 'operation', v.operation, 'at', v.at, 'author', v.author, 'reason', v.reason,
        'old', v.old, 'new', v.new) ORDER BY v.version), '[]')
    FROM bot_configurationversion v WHERE v.at > clock_timestamp() - interval '30 days'
        AND length(mark) > 0 AND strpos(v.reason, mark) > 0
$$;
"""
READ_NO_MORE = """
DROP FUNCTION wabot_engine_v1_changes(text);
DROP FUNCTION wabot_engine_v1_head();
DROP FUNCTION wabot_engine_v1_tenant(text);
DROP FUNCTION wabot_engine_v1_switches(uuid[]);
"""

# `tenants` NULL: all shops. A hold for all is a row of its own, not one for each shop, and is lifted as it was set.
WRITE = f"""
CREATE FUNCTION wabot_engine_v1_set_features(features text[], is_on boolean, tenants uuid[], actor text, why text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    changed jsonb;
BEGIN
    PERFORM wabot_engine_known(features, tenants);
    PERFORM wabot_engine_begin(actor, why);
    {MISSING};
    SELECT jsonb_agg(jsonb_build_object('tenant_id', t.id, 'slug', t.slug, 'feature', wanted.name, 'was', NOT is_on,
            'now', is_on) ORDER BY t.slug, wanted.name) INTO changed
    FROM bot_agentconfiguration c JOIN tenants_tenant t ON t.id = c.tenant_id
    CROSS JOIN unnest(features) AS wanted(name)
    WHERE (tenants IS NULL OR t.id = ANY (tenants)) AND {IS_ON} <> is_on;
    UPDATE bot_agentconfiguration c SET {SET}, updated_at = clock_timestamp()
    WHERE c.tenant_id IN (SELECT (one ->> 'tenant_id')::uuid FROM jsonb_array_elements(changed) one);
    RETURN jsonb_build_object('version', wabot_engine_head(), 'changed', coalesce(changed, '[]'));
END
$$;
CREATE FUNCTION wabot_engine_v1_hold(features text[], tenants uuid[], actor text, why text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    new_holds integer;
BEGIN
    PERFORM wabot_engine_known(features, tenants);
    PERFORM wabot_engine_begin(actor, why);
    INSERT INTO bot_featurehold (feature, tenant_id, by, reason, at)
    SELECT f, t, actor, why, clock_timestamp()
    FROM unnest(features) f CROSS JOIN unnest(coalesce(tenants, ARRAY[NULL::uuid])) t
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS new_holds = ROW_COUNT;
    RETURN jsonb_build_object('version', wabot_engine_head(), 'holds_set', new_holds);
END
$$;
CREATE FUNCTION wabot_engine_v1_lift(features text[], tenants uuid[], actor text, why text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    lifted integer;
BEGIN
    PERFORM wabot_engine_known(features, NULL);
    PERFORM wabot_engine_begin(actor, why);
    PERFORM set_config('wabot.lifting', 'yes', true);
    DELETE FROM bot_featurehold h WHERE h.feature = ANY (features)
        AND (tenants IS NULL AND h.tenant_id IS NULL OR h.tenant_id = ANY (tenants));
    GET DIAGNOSTICS lifted = ROW_COUNT;
    PERFORM set_config('wabot.lifting', '', true);
    RETURN jsonb_build_object('version', wabot_engine_head(), 'holds_lifted', lifted);
END
$$;
"""
WRITE_NO_MORE = """
DROP FUNCTION wabot_engine_v1_lift(text[], uuid[], text, text);
DROP FUNCTION wabot_engine_v1_hold(text[], uuid[], text, text);
DROP FUNCTION wabot_engine_v1_set_features(text[], boolean, uuid[], text, text);
"""

# `of_role` is whoever may call them; the parts they are made of are nobody's.
GRANTS = f"""
DO $$ BEGIN
    GRANT {ROLE} TO CURRENT_USER;
EXCEPTION WHEN invalid_grant_operation THEN NULL;  -- a superuser that owns itself needs none
END $$;
REVOKE ALL ON FUNCTION wabot_engine_begin(text, text), wabot_engine_known(text[], uuid[]), wabot_engine_head(),
    wabot_engine_v1_switches(uuid[]), wabot_engine_v1_tenant(text), wabot_engine_v1_head(), wabot_engine_v1_changes(text),
    wabot_engine_v1_set_features(text[], boolean, uuid[], text, text), wabot_engine_v1_hold(text[], uuid[], text, text),
    wabot_engine_v1_lift(text[], uuid[], text, text) FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT EXECUTE ON FUNCTION wabot_engine_v1_switches(uuid[]), wabot_engine_v1_tenant(text),
    wabot_engine_v1_head(), wabot_engine_v1_changes(text), wabot_engine_v1_set_features(text[], boolean, uuid[], text, text),
    wabot_engine_v1_hold(text[], uuid[], text, text), wabot_engine_v1_lift(text[], uuid[], text, text) TO {ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0006_logs"),
        ("bot", "0004_switches_in_effect"),
        ("tenants", "0002_isolation"),
    ]

    operations = [
        migrations.RunSQL(AUTHOR, AUTHOR_NO_MORE),
        migrations.RunSQL(READ, READ_NO_MORE),
        migrations.RunSQL(WRITE, WRITE_NO_MORE),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
