from django.db import migrations

from apps.tenants.isolation import protect

# Any write, by whatever path, gives the row a new version and is announced when it commits.
VERSION = """
CREATE FUNCTION wabot_configuration_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.version := OLD.version + 1;
    END IF;
    PERFORM pg_notify('wabot_configuration', NEW.tenant_id || ' ' || NEW.version);
    RETURN NEW;
END
$$;
CREATE TRIGGER wabot_configuration_version BEFORE INSERT OR UPDATE ON bot_agentconfiguration
    FOR EACH ROW EXECUTE FUNCTION wabot_configuration_version();
"""
NO_VERSION = """
DROP TRIGGER wabot_configuration_version ON bot_agentconfiguration;
DROP FUNCTION wabot_configuration_version();
"""


class Migration(migrations.Migration):
    dependencies = [("bot", "0001_initial"), ("tenants", "0002_isolation")]

    operations = [
        migrations.RunSQL(VERSION, NO_VERSION),
        protect("bot_agentconfiguration"),
        protect("bot_messageharmonizationlog"),
        protect("bot_turndue"),
        protect("bot_referencecontext"),
        protect("bot_dialogue"),
    ]
