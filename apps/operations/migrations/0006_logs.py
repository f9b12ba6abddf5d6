from django.db import migrations

# Days lie in a schema that nobody may enter: they are reached through `logs` alone, whose rights then hold.
TABLE = """
CREATE SCHEMA logs_days;
CREATE TABLE logs (
    created_at timestamptz NOT NULL,
    level text NOT NULL,
    logger text NOT NULL,
    message text NOT NULL,
    tenant_id uuid,
    turn_id uuid,
    process text NOT NULL,
    release text NOT NULL,
    fields jsonb NOT NULL DEFAULT '{}',
    exception text
) PARTITION BY RANGE (created_at);
CREATE INDEX logs_by_time ON logs (created_at);
CREATE INDEX logs_by_turn ON logs (turn_id) WHERE turn_id IS NOT NULL;
CREATE TABLE logs_days.rest PARTITION OF logs DEFAULT;

-- Processes of the web's role write lines and read none; operators read all.
REVOKE ALL ON logs FROM wabot_app;
GRANT INSERT ON logs TO wabot_app;
GRANT SELECT ON logs TO wabot_engine, wabot_forensic;
ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON logs FOR INSERT TO wabot_app WITH CHECK (true);
CREATE POLICY system_rows ON logs TO wabot_system USING (true) WITH CHECK (true);
CREATE POLICY reader_rows ON logs FOR SELECT TO wabot_engine, wabot_forensic USING (true);
"""
# Runs as the owner of the tables. A line whose day had no partition waits in `rest` and is moved over; `rest` is
# locked before it is emptied of the day, or a line written in between would stand in the way of the new partition.
TEND = """
CREATE FUNCTION wabot_tend_logs(keep_days integer, ahead_days integer, today date)
RETURNS TABLE (made integer, dropped integer) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
    day date;
    named text;
BEGIN
    made := 0;
    dropped := 0;
    LOCK TABLE logs_days.rest IN ACCESS EXCLUSIVE MODE;
    FOR day IN
        SELECT today + n FROM generate_series(0, ahead_days) n
        UNION SELECT DISTINCT created_at::date FROM logs_days.rest WHERE created_at::date > today - keep_days
        ORDER BY 1
    LOOP
        named := 'd' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass('logs_days.' || named) IS NOT NULL;
        EXECUTE format('CREATE TABLE logs_days.%I (LIKE public.logs INCLUDING ALL)', named);
        EXECUTE format('WITH moved AS (DELETE FROM logs_days.rest WHERE created_at >= %L AND created_at < %L RETURNING *)'
            ' INSERT INTO logs_days.%I SELECT * FROM moved', day::timestamptz, (day + 1)::timestamptz, named);
        EXECUTE format('ALTER TABLE public.logs ATTACH PARTITION logs_days.%I FOR VALUES FROM (%L) TO (%L)',
            named, day::timestamptz, (day + 1)::timestamptz);
        made := made + 1;
    END LOOP;
    DELETE FROM logs_days.rest WHERE created_at < (today - keep_days + 1)::timestamptz;
    FOR named IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.logs'::regclass AND c.relname ~ '^d[0-9]{8}$'
          AND to_date(substr(c.relname, 2), 'YYYYMMDD') <= today - keep_days
    LOOP
        EXECUTE format('DROP TABLE logs_days.%I', named);
        dropped := dropped + 1;
    END LOOP;
    RETURN NEXT;
END
$$;
REVOKE ALL ON FUNCTION wabot_tend_logs(integer, integer, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wabot_tend_logs(integer, integer, date) TO wabot_system;
SELECT wabot_tend_logs(14, 3, (now() AT TIME ZONE 'UTC')::date);
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0005_notices")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE logs; DROP SCHEMA logs_days CASCADE"),
        migrations.RunSQL(TEND, "DROP FUNCTION wabot_tend_logs(integer, integer, date)"),
    ]
