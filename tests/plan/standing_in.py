"""What an operator's machine has and this one need not: init's commands, an S3 bucket, a release's own pip and git.

Stand-ins are programs on the desk's PATH, so that the plan's lines run as written. What they were asked is kept.
"""

import os
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from moto.server import ThreadedMotoServer
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config import ROOT
from config.stack.live import Stack
from config.stack.postgres import BIN, SUPERUSER

BACKUP, RESTORE = "backup_rollback_20250120_150000.sql", "backup_ux_enhancement_20250120_140000.sql"
BUCKET, PREFIX = "wabot-backups", "production"
RECOVERY = "temp_recovery_db"
# No init runs here that knows our units; `status` reads as a person reads it.
SYSTEMCTL = """#!/bin/sh
echo "systemctl $*" | tee -a "$DESK/asked.log"
[ "$1" = status ] && echo "   Active: active (running)" || true
"""
SUDO = '#!/bin/sh\nexec "$@"\n'
# As pkill, of the processes that stand in this folder: those of others on the machine are none of the desk's.
PKILL = """#!/bin/sh
ended=1
for pid in $(pgrep "$@"); do
    [ "$pid" != $$ ] && [ "$(readlink /proc/$pid/cwd)" = "$DESK" ] && kill "$pid" && ended=0
done
exit $ended
"""


def put_on_path(desk: Path) -> dict[str, str]:
    """Makes the programs, and returns the variables under which they are found."""
    programs = desk / "bin"
    programs.mkdir()
    for name, text in (("systemctl", SYSTEMCTL), ("sudo", SUDO), ("pkill", PKILL)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (programs / "pip").symlink_to(_pip(desk))
    path = [programs, BIN, ROOT / ".venv/bin"]
    return {"PATH": os.pathsep.join([*map(str, path), os.environ["PATH"]]), "DESK": str(desk)}


def _pip(desk: Path) -> Path:
    """Of an environment of its own that sees what is installed here: nothing is fetched, and nothing of ours changed."""
    made = desk / "release-venv"
    venv.create(made, with_pip=True, symlinks=True)
    [packages] = (made / "lib").glob("python*/site-packages")
    [ours] = (ROOT / ".venv/lib").glob("python*/site-packages")
    (packages / "ours.pth").write_text(f"{ours}\n")
    return made / "bin/pip"


def release_files(desk: Path) -> None:
    """A release's folder as the plan sees one: its history, its requirements, `/app`."""
    clone = ["git", "clone", "--quiet", "--shared", "--bare", str(ROOT), str(desk / ".git")]
    subprocess.run(["/usr/bin/env", *clone], check=True, capture_output=True)
    (desk / "requirements.txt").symlink_to(ROOT / "requirements.txt")
    (desk / "app").mkdir()
    (desk / "app/a-file").touch()


def database_variables(stack: Stack) -> dict[str, str]:
    """Of an administrator: `COPY … TO` a file is the server's own writing, which no other role may ask for."""
    parts = conninfo_to_dict(stack.environment["DATABASE_URL"])
    return {
        "DB_HOST": str(parts["host"]),
        "DB_USER": SUPERUSER,
        "DB_NAME": str(parts["dbname"]),
        "BACKUP_FILE": BACKUP,
        "RESTORE_FILE": RESTORE,
        "PREVIOUS_COMMIT": "HEAD",
    }


def recovery_database(stack: Stack) -> None:
    """What the plan's own line would have filled, had it not written into production."""
    url = make_conninfo(stack.environment["DATABASE_URL"], user=SUPERUSER)
    name, template = sql.Identifier(RECOVERY), conninfo_to_dict(url)["dbname"]
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
    dumped = subprocess.run(
        [BIN / "pg_dump", make_conninfo(url, dbname=str(template))], check=True, capture_output=True
    )
    subprocess.run(
        [BIN / "psql", "--quiet", make_conninfo(url, dbname=RECOVERY)],
        input=dumped.stdout,
        check=True,
        capture_output=True,
    )


@contextmanager
def bucket(desk: Path) -> Iterator[dict[str, str]]:
    """An S3 of this machine with the plan's bucket and one backup in it; yields the variables of a client."""
    import boto3

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        variables = {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "desk",
            "AWS_SECRET_ACCESS_KEY": "desk",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": str(desk / "no-such-file"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }
        client = boto3.client(
            "s3",
            endpoint_url=variables["AWS_ENDPOINT_URL"],
            aws_access_key_id="desk",
            aws_secret_access_key="desk",
            region_name="us-east-1",
        )
        client.create_bucket(Bucket=BUCKET)
        client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{RESTORE}", Body=b"PGDMP of before the deployment")
        yield variables
    finally:
        server.stop()
