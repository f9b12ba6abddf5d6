"""A small database of the plan's own tables, a backup of it, and the release that went wrong after the backup."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from wabot_rollback.database.dropping import drop
from wabot_rollback.database.dumping import Dump
from wabot_rollback.database.manifest import Manifest
from wabot_rollback.database.naming import Names
from wabot_rollback.database.restoring import Restore
from wabot_rollback.database.tools import Tools, matching

MESSAGES, CORRUPTED, LATER = 1_000, 100, 50
SCHEMA = f"""
CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text);
INSERT INTO django_migrations (app, name) VALUES ('bot', '0001_initial'), ('bot', '0002_isolation');
CREATE TABLE messaging_partition (number int PRIMARY KEY, "offset" bigint, epoch uuid);
CREATE TABLE tenants_tenant (id uuid PRIMARY KEY);
INSERT INTO tenants_tenant VALUES ('{uuid4()}');
CREATE TABLE messaging_message (id bigserial PRIMARY KEY, tenant_id uuid, body text, created_at timestamptz DEFAULT now());
INSERT INTO messaging_message (tenant_id, body) SELECT t.id, repeat(md5(n::text), 30)
FROM tenants_tenant t, generate_series(1, {MESSAGES}) n;
CREATE TABLE application_log (said text);
INSERT INTO application_log SELECT n::text FROM generate_series(1, 200) n;
"""
# A new table that leans on an old one, a new column, rows that are wrong, and customers who go on writing.
RELEASE = f"""
INSERT INTO django_migrations (app, name) VALUES ('bot', '0003_contexts');
ALTER TABLE messaging_message ADD COLUMN harmonized boolean NOT NULL DEFAULT false;
CREATE TABLE bot_referencecontext (id serial PRIMARY KEY,
    message_id bigint NOT NULL REFERENCES messaging_message (id));
UPDATE messaging_message SET body = 'CORRUPTED' WHERE id <= {CORRUPTED};
INSERT INTO messaging_message (tenant_id, body) SELECT t.id, 'after the backup'
FROM tenants_tenant t, generate_series(1, {LATER}) n;
INSERT INTO bot_referencecontext (message_id) SELECT id FROM messaging_message ORDER BY id DESC LIMIT 10;
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """`backup` is of before the release; `folder` is where the operator stands."""

    url: str
    admin: psycopg.Connection
    names: Names
    tools: Tools
    folder: Path
    backup: Path
    manifest: Manifest

    def connect(self, name: str = "") -> psycopg.Connection:
        return psycopg.connect(make_conninfo(self.url, dbname=name or self.names.live), autocommit=True)

    def ask(self, query: str, name: str = "") -> object:
        with closing(self.connect(name)) as database:
            row = database.execute(query.encode()).fetchone()
        return row[0] if row else None

    def bash(self, line: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """The plan's line as it stands; its variables are an operator's."""
        parts = conninfo_to_dict(self.url)
        own = {
            "PATH": f"{self.tools.folder}:{os.environ['PATH']}",
            "DB_HOST": str(parts["host"]),
            "DB_USER": str(parts["user"]),
            "DB_NAME": self.names.live,
            "RESTORE_FILE": str(self.backup),
            # psql and its kin outside the plan's own options
            "PGHOST": str(parts["host"]),
            "PGUSER": str(parts["user"]),
        }
        return subprocess.run(
            ["/bin/bash", "-c", line],
            cwd=self.folder,
            env=os.environ | own | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def restore_beside(self) -> None:
        """Ours: into a database of its own, checked by whoever asks."""
        restore = Restore(
            tools=self.tools,
            url=self.url,
            names=self.names,
            file=self.backup,
            sha256=self.manifest.sha256,
        )
        restore.run(self.admin, self.connect)


@contextmanager
def a_shop(folder: Path) -> Iterator[Shop]:
    url = make_conninfo(os.environ["DATABASE_URL"], dbname="postgres")
    with psycopg.connect(url, autocommit=True) as admin:
        names = Names.of(f"plan_{uuid4().hex[:8]}", "r-1")
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(names.live)))
        tools = matching(admin)

        def connect(name: str = names.live) -> psycopg.Connection:
            return psycopg.connect(make_conninfo(url, dbname=name), autocommit=True)

        try:
            with closing(connect()) as database:
                database.execute(SCHEMA.encode())
            dump = Dump(
                tools=tools, url=url, database=names.live, folder=folder, name="backup.sql", release="r1"
            )
            manifest = dump.made(connect, lambda: datetime.now(UTC))
            yield Shop(url, admin, names, tools, folder, dump.file, manifest)
        finally:
            left = admin.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{names.live}%"]
            ).fetchall()
            for (name,) in left:
                drop(admin, name)
