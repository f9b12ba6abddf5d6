from django.db import migrations

# Whatever deletes a row (erasure, a shop that goes, plain SQL), its file must be found afterwards. As owner, since
# the role of the web may not see the table. Noted anew each time: a sweep that has just looked looks again.
NOTE = """
CREATE FUNCTION messaging_note_media_orphan() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO messaging_mediaorphan (sha256, noted_at)
    SELECT digest, clock_timestamp() FROM (SELECT OLD.sha256 UNION SELECT OLD.said_sha256) AS named (digest)
    WHERE digest <> ''
    ON CONFLICT (sha256) DO UPDATE SET noted_at = EXCLUDED.noted_at;
    RETURN NULL;
END
$$;
CREATE TRIGGER messaging_media_orphan AFTER DELETE ON messaging_mediafile
FOR EACH ROW EXECUTE FUNCTION messaging_note_media_orphan();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_isolation")]

    operations = [
        migrations.RunSQL(
            NOTE,
            "DROP TRIGGER messaging_media_orphan ON messaging_mediafile; DROP FUNCTION messaging_note_media_orphan()",
        )
    ]
