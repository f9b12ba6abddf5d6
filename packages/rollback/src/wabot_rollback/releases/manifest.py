"""What a release says of itself: written once, when it is built."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).with_name("scripts")
PG_TOOLS = ("pg_dump", "pg_restore", "psql", "pg_amcheck")
# What reads the journal: when it differs between two releases, going back reads again from the deployment (rule 5).
PROJECTOR = ("apps/messaging/services/projecting", "apps/messaging/whatsapp", "apps/messaging/records.py")


def manifest_of(folder: Path, release: str, *, revision: str, built_at: datetime) -> dict[str, Any]:
    python = folder / ".venv/bin/python"
    described, why = describe_migrations(folder, python)
    return {
        "id": release,
        "revision": revision,
        "built_at": built_at.isoformat(),
        "python": _version(str(python)),
        "requirements_sha256": hashlib.sha256((folder / "requirements.txt").read_bytes()).hexdigest(),
        "projector_sha256": digest_of(folder, PROJECTOR),
        "tools": {tool: _version(tool) for tool in PG_TOOLS if shutil.which(tool)},
        "migrations": described,
        # a release whose migrations nobody can read is kept, and judged by its files
        "migrations_unread": why,
        "migration_files": migration_files(folder),
    }


def describe_migrations(folder: Path, python: Path) -> tuple[list[dict[str, Any]], str]:
    """Each of all apps with its verdict, in an order they can be applied in; and why they cannot be read ("" = read)."""
    ran = subprocess.run(
        [str(python), str(SCRIPTS / "describe_migrations.py")],
        cwd=folder,
        env=checking_environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if ran.returncode != 0:
        return [], (ran.stderr.strip().splitlines() or ["it ended without a word"])[-1]
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found, ""


def checking_environment(folder: Path) -> dict[str, str]:
    """Under which a release's code can be read where none of its servers need run."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"DJANGO_SETTINGS_MODULE": "config.checking", "PYTHONPATH": str(folder)}


def migration_files(folder: Path) -> dict[str, str]:
    """`apps/bot/migrations/0001_initial.py` to its checksum: says "nothing differs" without running any code."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.glob("apps/*/migrations/[0-9]*.py"))
    }


def digest_of(folder: Path, parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        root = folder / part
        for file in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
            if file.is_file() and "tests" not in file.parts:
                digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def known_migrations(manifest: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(each["app"], each["name"]) for each in manifest["migrations"]} | {
        (path.split("/")[1], Path(path).stem) for path in manifest["migration_files"]
    }


def _version(program: str) -> str:
    ran = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    found = re.search(r"\d+(\.\d+)*", ran.stdout)
    return found[0] if found else "unknown"
