"""What the engine is told by its environment."""

import getpass
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from wabot_rollback.errors import Refused

SECRETS = (
    "WABOT_ENGINE_DATABASE_URL",
    "DATABASE_URL",
    "JOURNAL_DATABASE_URL",
    "CELERY_BROKER_URL",
    "REDIS_URL",
)
STATE, PLAN = "WABOT_ENGINE_STATE", "WABOT_ROLLBACK_PLAN"


def completed(environment: Mapping[str, str]) -> dict[str, str]:
    """With secrets that stand in files, and DATABASE_URL out of DB_NAME and its like. Raises Refused."""
    found = dict(environment)
    for name in SECRETS:
        if name not in found and (path := found.get(f"{name}_FILE")):
            found[name] = _content(name, path)
    if "DATABASE_URL" not in found and found.get("DB_NAME"):
        found["DATABASE_URL"] = _url(found)
    return found


def state_folder(given: str | None, environment: Mapping[str, str]) -> Path:
    if path := given or environment.get(STATE):
        return Path(path).absolute()
    raise Refused(f"{STATE}: not set; name the engine's own folder there or by --state")


def plan_file(given: str | None, environment: Mapping[str, str]) -> Path:
    if path := given or environment.get(PLAN):
        return Path(path)
    raise Refused(
        f"{PLAN}: not set; name the plan's file there or by --plan (`rollback plan --example` prints one)"
    )


def login() -> str:
    """The account; behind sudo the one that called it."""
    import os

    return os.environ.get("SUDO_USER") or getpass.getuser()


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Refused(f"{name}_FILE: {path}: {error.strerror}") from error


def _url(found: Mapping[str, str]) -> str:
    user, password = (quote(found.get(name, ""), safe="") for name in ("DB_USER", "DB_PASSWORD"))
    who = f"{user}:{password}@" if password else f"{user}@" if user else ""
    host = quote(found.get("DB_HOST", "127.0.0.1"), safe="")
    return f"postgresql://{who}{host}:{found.get('DB_PORT', '5432')}/{quote(found['DB_NAME'], safe='')}"
