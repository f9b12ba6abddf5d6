"""The restored database takes the name under which the platform looks for it. Back is the same procedure."""

import time
from dataclasses import dataclass

import psycopg
from psycopg import sql

from wabot_rollback.database.naming import Names
from wabot_rollback.database.standing import look
from wabot_rollback.errors import StepFailed
from wabot_rollback.world import Fence

END_WITHIN_MS = 10_000
# The server ends vacuum's workers itself for a rename, and a parallel worker ends with its leader.
SESSIONS = """
SELECT pid, usename, coalesce(nullif(application_name, ''), backend_type) AS program FROM pg_stat_activity a
JOIN pg_database d ON d.oid = a.datid WHERE d.datname = ANY(%s) AND a.pid <> pg_backend_pid()
    AND a.backend_type NOT IN ('autovacuum worker', 'parallel worker')
"""
# All are told at once, then each is waited for; one that has gone meanwhile is none that stayed.
TELL = f"SELECT count(pg_terminate_backend(pid)) FROM ({SESSIONS}) s"
WAIT = f"SELECT count(pg_terminate_backend(pid, {END_WITHIN_MS})) FROM ({SESSIONS}) s"
LEFT = f"SELECT count(*) FROM ({SESSIONS}) s"
SETTINGS = """
SELECT coalesce(r.rolname, ''), unnest(s.setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
LEFT JOIN pg_roles r ON r.oid = s.setrole WHERE d.datname = %s
"""
GRANTS = """
SELECT coalesce(g.rolname, ''), a.privilege_type, a.is_grantable
FROM pg_database d CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
LEFT JOIN pg_roles g ON g.oid = a.grantee WHERE d.datname = %s
"""
GRANTEES = """
SELECT DISTINCT coalesce(g.rolname, '') FROM pg_database d
CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
LEFT JOIN pg_roles g ON g.oid = a.grantee WHERE d.datname = %s
"""
# The server keeps these as a list of quoted names; quoted once more they would be one name.
LISTS = ("search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries")


@dataclass(frozen=True, slots=True)
class Swapped:
    """`refusing_s`: how long a new connection was refused. `ended`: sessions that were terminated."""

    refusing_s: float
    ended: int


def swap(admin: psycopg.Connection, names: Names, fence: Fence) -> Swapped:
    """live → condemned and side → live, both or neither. Safe to call again.

    Raises StepFailed where a session cannot be ended: then the live database serves on, under its name.
    """
    if look(admin, names).is_swapped:
        reopen(admin, names.live)
        return Swapped(0.0, 0)
    return exchange(admin, live=names.live, becomes=names.condemned, other=names.side, fence=fence)


def swap_back(admin: psycopg.Connection, names: Names, fence: Fence) -> Swapped:
    """The condemned one serves again, under its old grants and settings; the restored one is the side database."""
    swapped = Swapped(0.0, 0)
    if look(admin, names).is_swapped:
        copy_rights(admin, names.live, names.condemned)
        swapped = exchange(admin, live=names.live, becomes=names.side, other=names.condemned, fence=fence)
    reopen(admin, names.live, names.side)
    return swapped


def exchange(admin: psycopg.Connection, *, live: str, becomes: str, other: str, fence: Fence) -> Swapped:
    fence.check()
    start = time.monotonic()
    try:
        for name in (live, other):
            _allow(admin, name, allowed=False)
        ended = _end_sessions(admin, [live, other])
        with admin.transaction():
            _rename(admin, live, becomes)
            _rename(admin, other, live)
            # the last moment at which somebody else's run can still keep this one from happening
            fence.check()
    except BaseException:
        # whatever stands behind the names: what is not condemned must not stay shut
        reopen(admin, live, other)
        raise
    reopen(admin, live)
    return Swapped(round(time.monotonic() - start, 4), ended)


def copy_rights(admin: psycopg.Connection, source: str, target: str) -> None:
    """Grants and settings belong to a database, not to its name: they are made anew. Safe to call again."""
    with admin.transaction():
        name = sql.Identifier(target)
        for (role,) in admin.execute(GRANTEES, [target]).fetchall():
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(name, _role(role)))
        for role, privilege, may_grant in admin.execute(GRANTS, [source]).fetchall():
            grant = sql.SQL("GRANT {} ON DATABASE {} TO {}").format(sql.SQL(privilege), name, _role(role))
            admin.execute(grant + sql.SQL(" WITH GRANT OPTION" if may_grant and role else ""))
        admin.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(name))
        for role, setting in admin.execute(SETTINGS, [source]).fetchall():
            _set(admin, target, role, *setting.split("=", 1))


def close_to_all_but(admin: psycopg.Connection, database: str, forensic_role: str) -> None:
    """Nobody else gets in, and who gets in writes nothing by mistake. Safe to call again."""
    name, role = sql.Identifier(database), sql.Identifier(forensic_role)
    with admin.transaction():
        for (grantee,) in admin.execute(GRANTEES, [database]).fetchall():
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(name, _role(grantee)))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, role))
        admin.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
        if not _is_member(admin, forensic_role):
            admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        _allow(admin, database, allowed=True)


def reopen(admin: psycopg.Connection, *databases: str) -> None:
    """Those of them that are there: a run that died may have left them shut. Safe to call again."""
    shut = "SELECT datname FROM pg_database WHERE datname = ANY(%s) AND NOT datallowconn"
    for (name,) in admin.execute(shut, [list(databases)]).fetchall():
        _allow(admin, name, allowed=True)


def who_may_connect(admin: psycopg.Connection, database: str) -> set[str]:
    """Roles by name; "" is everybody."""
    rows = admin.execute(GRANTS, [database]).fetchall()
    return {str(role) for role, privilege, _ in rows if privilege == "CONNECT"}


def _is_member(admin: psycopg.Connection, role: str) -> bool:
    row = admin.execute("SELECT pg_has_role(current_user, %s, 'USAGE')", [role]).fetchone()
    return bool(row and row[0])


def _end_sessions(admin: psycopg.Connection, names: list[str]) -> int:
    """All of them, and who was let in a moment before the doors shut. Returns how many there were at first.

    Raises StepFailed, naming one that stays.
    """
    until, ended = time.monotonic() + END_WITHIN_MS / 1000, _count(admin, LEFT, names)
    while True:
        try:
            _count(admin, TELL, names)
            _count(admin, WAIT, names)
        except psycopg.errors.InsufficientPrivilege as error:
            raise StepFailed(
                f"{_some_session(admin, names)} cannot be ended: grant the engine's login pg_signal_backend, or end"
                " that session as an administrator"
            ) from error
        if not _count(admin, LEFT, names):
            return ended
        if time.monotonic() > until:
            raise StepFailed(f"{_some_session(admin, names)} did not end within {END_WITHIN_MS} ms")


def _count(admin: psycopg.Connection, query: str, names: list[str]) -> int:
    row = admin.execute(query.encode(), [names]).fetchone()
    return int(row[0]) if row else 0


def _some_session(admin: psycopg.Connection, names: list[str]) -> str:
    """Those that take more than the engine may: superusers' first."""
    query = f"SELECT s.* FROM ({SESSIONS}) s JOIN pg_roles r ON r.rolname = s.usename ORDER BY r.rolsuper DESC LIMIT 1"
    row = admin.execute(query.encode(), [names]).fetchone()
    return f"{row[2]} of {row[1]} (pid {row[0]})" if row else "a session"


def _allow(admin: psycopg.Connection, database: str, *, allowed: bool) -> None:
    statement = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"
    admin.execute(
        sql.SQL(statement).format(sql.Identifier(database), sql.SQL("true" if allowed else "false"))
    )


def _rename(admin: psycopg.Connection, old: str, new: str) -> None:
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def _role(name: str) -> sql.Composable:
    return sql.Identifier(name) if name else sql.SQL("PUBLIC")


def _set(admin: psycopg.Connection, database: str, role: str, name: str, value: str) -> None:
    given = sql.SQL(value) if name in LISTS else sql.Literal(value)
    whose = (
        sql.SQL("ALTER ROLE {} IN DATABASE {}").format(sql.Identifier(role), sql.Identifier(database))
        if role
        else sql.SQL("ALTER DATABASE {}").format(sql.Identifier(database))
    )
    parts = sql.SQL(".").join(sql.Identifier(part) for part in name.split("."))
    admin.execute(sql.SQL("{} SET {} TO {}").format(whose, parts, given))
