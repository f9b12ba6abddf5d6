"""One tenant never sees another's row: the database itself sees to it.

Web requests run as the role `wabot_app` under a policy that compares each row's tenant with the transaction's.
Projector, workers and commands run as `wabot_system`, whose policy lets all rows through. The owner of the
tables (migrations) is bound by no policy: a forced one would silently change nothing in a data migration.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from django.db.migrations import RunSQL

APP_ROLE = "wabot_app"
SYSTEM_ROLE = "wabot_system"
# The engine's and the forensic role are made here and get their rights with the engine.
ROLES = (APP_ROLE, SYSTEM_ROLE, "wabot_engine", "wabot_forensic")

MAKE_ROLES = "\n".join(
    f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN
        IF NOT (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            RAISE EXCEPTION 'role {role} is missing and % may not make it', current_user
                USING HINT = 'Run CREATE ROLE {role} NOLOGIN; GRANT {role} TO ' || current_user
                    || '; as an administrator, then migrate again.';
        END IF;
        CREATE ROLE {role} NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
"""
    for role in ROLES
)

GRANT_ROLES = """
DO $$ BEGIN
    GRANT wabot_app, wabot_system TO CURRENT_USER;
EXCEPTION WHEN invalid_grant_operation THEN NULL;  -- a superuser that owns itself needs none
END $$;
GRANT USAGE ON SCHEMA public TO wabot_app, wabot_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO wabot_app, wabot_system;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO wabot_app, wabot_system;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wabot_app, wabot_system;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO wabot_app, wabot_system;
"""


def protect(table: str, column: str = "tenant_id") -> RunSQL:
    """The migration step that puts a table under row-level security."""
    own = f"{column} = nullif(current_setting('wabot.tenant', true), '')::uuid"
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON {table} TO {APP_ROLE} USING ({own}) WITH CHECK ({own});
        CREATE POLICY system_rows ON {table} TO {SYSTEM_ROLE} USING (true) WITH CHECK (true);
        """,
        f"""
        DROP POLICY system_rows ON {table};
        DROP POLICY tenant_rows ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def hide(table: str) -> RunSQL:
    """For tables of the machinery, which no shop's request has any business in."""
    return RunSQL(
        f"REVOKE ALL ON {table} FROM {APP_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}",
    )


@contextmanager
def tenant_scope(tenant_id: UUID) -> Iterator[None]:
    """A transaction in which the role of the web sees and writes this tenant's rows alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wabot.tenant', %s, true)", [str(tenant_id)])
        yield


@contextmanager
def operator_scope() -> Iterator[None]:
    """A transaction that sees every tenant's rows, for the platform's own people."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {SYSTEM_ROLE}")
        yield
