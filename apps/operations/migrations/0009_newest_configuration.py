from django.db import migrations

# The web's role sees its own shop's changes alone: which is the newest of all, and how old, is no shop's secret.
NEWEST = """
CREATE FUNCTION wabot_newest_configuration() RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT jsonb_build_object('now', clock_timestamp(), 'version', coalesce(max(version), 0), 'changed_at',
        (SELECT at FROM bot_configurationversion ORDER BY version DESC LIMIT 1))
    FROM bot_configurationversion
$$;
REVOKE ALL ON FUNCTION wabot_newest_configuration() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wabot_newest_configuration() TO wabot_app, wabot_system;
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0008_engine_looks"), ("bot", "0004_switches_in_effect")]

    operations = [migrations.RunSQL(NEWEST, "DROP FUNCTION wabot_newest_configuration()")]
