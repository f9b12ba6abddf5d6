from django.db import migrations

# What health may know of the machinery and of all shops together: counts and ages, no row. The web's role sees
# neither, so the function runs as the owner of the tables.
HEALTH = """
CREATE FUNCTION wabot_health() RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
SELECT jsonb_build_object(
    'offsets', (SELECT coalesce(jsonb_object_agg(number, "offset"), '{}') FROM messaging_partition),
    'epochs', (SELECT coalesce(jsonb_agg(DISTINCT epoch), '[]') FROM messaging_partition WHERE epoch IS NOT NULL),
    'leased', (SELECT count(*) FROM messaging_partition WHERE lease_until > clock_timestamp()),
    'projector_age_s',
        (SELECT extract(epoch FROM clock_timestamp() - max(seen_at)) FROM messaging_projectorprocess),
    'worker_age_s', (SELECT extract(epoch FROM clock_timestamp() - max(seen_at))
        FROM operations_heartbeat WHERE kind = 'worker'),
    'workers', (SELECT count(*) FROM operations_heartbeat
        WHERE kind = 'worker' AND seen_at > clock_timestamp() - interval '30 seconds'),
    'beat_age_s', (SELECT extract(epoch FROM clock_timestamp() - max(seen_at))
        FROM operations_heartbeat WHERE kind = 'beat'),
    'pending_age_s', (SELECT extract(epoch FROM clock_timestamp() - min(o.not_before))
        FROM messaging_outboxmessage o JOIN tenants_whatsappnumber n ON n.id = o.number_id
        WHERE o.state = 'pending' AND o.not_before <= clock_timestamp()
          AND (n.paused_until IS NULL OR n.paused_until <= clock_timestamp())
          AND (o.part = 0 OR NOT EXISTS (SELECT 1 FROM messaging_outboxmessage p
              WHERE p.effect_id = o.effect_id AND p.part < o.part AND p.state <> 'accepted'))),
    'abandoned_age_s', (SELECT extract(epoch FROM clock_timestamp() - min(lease_until))
        FROM messaging_outboxmessage WHERE state = 'sending' AND lease_until < clock_timestamp()),
    'uncertain', (SELECT count(*) FROM messaging_outboxmessage WHERE state = 'uncertain'),
    'parked', (SELECT count(*) FROM messaging_parkedrecord)
)
$$;
REVOKE ALL ON FUNCTION wabot_health() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wabot_health() TO wabot_app, wabot_system;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0001_initial"),
        ("messaging", "0002_isolation"),
        ("tenants", "0002_isolation"),
    ]

    operations = [
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE ON operations_heartbeat FROM wabot_app",
            "GRANT INSERT, UPDATE, DELETE ON operations_heartbeat TO wabot_app",
        ),
        migrations.RunSQL(HEALTH, "DROP FUNCTION wabot_health()"),
    ]
