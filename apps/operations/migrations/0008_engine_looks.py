"""What the rollback engine may know of a release that may be down: who lives on which version, what fails, how often."""

from django.db import migrations

ROLE = "wabot_engine"

# The judgement of who lives is the caller's, who can look at its own host; `listening` needs no judgement.
PROCESSES = """
CREATE FUNCTION wabot_engine_v1_processes() RETURNS TABLE (kind text, name text, host text, pid integer, release text,
    started_at timestamptz, silent_s double precision, config_version bigint, listening boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT p.kind, p.name, p.host, p.pid, p.release, p.started_at,
        extract(epoch FROM clock_timestamp() - p.seen_at)::float, p.config_version, p.listening
    FROM operations_live_process p ORDER BY p.kind, p.name, p.host, p.pid
$$;
"""
HEALTH = """
CREATE FUNCTION wabot_engine_v1_health(minutes double precision) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS $$
WITH since AS (SELECT clock_timestamp() - make_interval(secs => minutes * 60) AS at),
turns AS (
    SELECT count(*) AS closed, count(*) FILTER (WHERE m.status = 'failed') AS failed
    FROM bot_messageharmonizationlog m JOIN messaging_conversation c ON c.id = m.conversation_id, since
    WHERE m.created_at >= since.at AND m.status <> 'reopened' AND NOT c.is_synthetic
),
answers AS (
    SELECT count(*) AS sent, percentile_cont(0.95) WITHIN GROUP (ORDER BY m.response_time_ms) AS p95
    FROM messaging_message m, since
    WHERE m.created_at >= since.at AND m.direction = 'outbound' AND NOT m.is_synthetic
        AND m.response_time_ms IS NOT NULL
),
lines AS (
    SELECT count(*) FILTER (WHERE l.level = 'ERROR') AS errors, count(*) FILTER (WHERE l.level = 'CRITICAL') AS critical
    FROM logs l, since WHERE l.created_at >= since.at AND l.level IN ('ERROR', 'CRITICAL')
)
SELECT jsonb_build_object('minutes', minutes, 'turns', turns.closed, 'failed', turns.failed, 'sent', answers.sent,
    'p95_ms', answers.p95, 'log_errors', lines.errors, 'log_critical', lines.critical, 'parts', wabot_health())
FROM turns, answers, lines
$$;
"""
# A turn failed in a feature when its traceback passes the room that the feature lives in; attempts are those, and
# the turns that used it and did not fail. Lines are of the logger that bears the service's name.
FAILURES = """
CREATE FUNCTION wabot_engine_v1_failures(minutes double precision) RETURNS jsonb LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS $$
WITH since AS (SELECT clock_timestamp() - make_interval(secs => minutes * 60) AS at),
features (name, room, logger) AS (VALUES
    ('enable_message_harmonization', 'apps/bot/turn/combine', 'wabot.MessageHarmonizationService'),
    ('enable_immediate_product_display', 'apps/bot/turn/decide/discovery', NULL),
    ('enable_grounded_validation', 'apps/bot/turn/grounding', 'wabot.GroundedResponseValidator'),
    ('enable_reference_resolution', 'apps/bot/turn/references', 'wabot.ReferenceContextManager')
),
counted AS (
    SELECT f.name, count(*) FILTER (WHERE f.name = ANY (m.features) AND m.status <> 'failed') AS used,
        count(*) FILTER (WHERE m.status = 'failed' AND strpos(m.error, f.room) > 0) AS failed
    FROM features f, since, bot_messageharmonizationlog m WHERE m.created_at >= since.at GROUP BY f.name
),
said AS (
    SELECT l.logger, count(*) AS lines FROM logs l, since
    WHERE l.created_at >= since.at AND l.level IN ('ERROR', 'CRITICAL') GROUP BY l.logger
)
SELECT jsonb_object_agg(f.name, jsonb_build_object('attempts', coalesce(c.used + c.failed, 0),
    'failed', coalesce(c.failed, 0), 'log_errors', coalesce(s.lines, 0)))
FROM features f LEFT JOIN counted c ON c.name = f.name LEFT JOIN said s ON s.logger = f.logger
$$;
"""
GRANTS = f"""
REVOKE ALL ON FUNCTION wabot_engine_v1_processes(), wabot_engine_v1_health(double precision),
    wabot_engine_v1_failures(double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wabot_engine_v1_processes(), wabot_engine_v1_health(double precision),
    wabot_engine_v1_failures(double precision) TO {ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0007_engine_switches"),
        ("messaging", "0004_endings"),
        ("bot", "0004_switches_in_effect"),
    ]

    operations = [
        migrations.RunSQL(PROCESSES, "DROP FUNCTION wabot_engine_v1_processes()"),
        migrations.RunSQL(HEALTH, "DROP FUNCTION wabot_engine_v1_health(double precision)"),
        migrations.RunSQL(FAILURES, "DROP FUNCTION wabot_engine_v1_failures(double precision)"),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
