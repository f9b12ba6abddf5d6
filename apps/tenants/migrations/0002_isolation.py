from django.db import migrations

from apps.tenants.isolation import GRANT_ROLES, MAKE_ROLES, protect

# Which shop a signed-in person works for is asked before any tenant is set, so it must pass the policies.
TENANT_OF_USER = """
CREATE FUNCTION wabot_tenant_of_user(person integer) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT m.tenant_id FROM tenants_member m JOIN tenants_tenant t ON t.id = m.tenant_id
    WHERE m.user_id = person AND t.is_active ORDER BY m.id LIMIT 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(MAKE_ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(GRANT_ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(TENANT_OF_USER, "DROP FUNCTION wabot_tenant_of_user(integer)"),
        protect("tenants_tenant", "id"),
        protect("tenants_shopfact"),
        protect("tenants_whatsappnumber"),
        protect("tenants_customer"),
        protect("tenants_member"),
    ]
