"""No table without a tenant, and no tenant's table that another tenant could read."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# Table → why it belongs to no shop.
OF_NO_TENANT = {
    "auth_group": "Django's own; people sign in before a shop is known",
    "auth_group_permissions": "Django's own",
    "auth_permission": "Django's own",
    "auth_user": "a person may work for several shops; tenants_member says for which",
    "auth_user_groups": "Django's own",
    "auth_user_user_permissions": "Django's own",
    "bot_featurerollout": "a percentage for each feature; the shops that are listed stand in bot_rollouttenant",
    "django_admin_log": "what the platform's own people did in the admin",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "django_session": "a session begins before a shop is known",
    "messaging_mediaorphan": "digests of files that no row may need any more, hidden from the web's role",
    "messaging_partition": "the projector's place in the journal, hidden from the web's role",
    "messaging_projectorprocess": "projectors that are alive, hidden from the web's role",
    "operations_barrier": "how far a restored database must read before it serves, hidden from the web's role",
    "operations_process": "the house's own processes, and the configuration each runs on",
    "operations_notice": "what the platform tells all shops, hidden from the web's role",
    "operations_heartbeat": "signs of life of the house's own processes",
}
TENANT_COLUMN = {"tenants_tenant": "id"}


def rows(query: str) -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return set(cursor.fetchall())


def tables() -> set[str]:
    return {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_every_table_names_its_tenant() -> None:
    columns = rows(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    )

    without = {name for name in tables() if (name, TENANT_COLUMN.get(name, "tenant_id")) not in columns}

    assert without == OF_NO_TENANT.keys()


def test_the_database_itself_keeps_tenants_apart() -> None:
    policies = rows("SELECT tablename, policyname, roles::text FROM pg_policies WHERE schemaname = 'public'")
    switched_on = {
        name
        for (name,) in rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')")
    }

    for table in tables() - OF_NO_TENANT.keys():
        assert table in switched_on, f"{table}: row-level security is off: protect() it in its migration"
        assert (table, "tenant_rows", "{wabot_app}") in policies, table
        assert (table, "system_rows", "{wabot_system}") in policies, table
