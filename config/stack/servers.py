"""PostgreSQL and Redis: brought along, or yours where a variable names them."""

from collections.abc import Mapping

import kombu
import kombu.exceptions
import psycopg
import redis

from config.env import BadEnvironment, Environment, read_environment
from config.stack.errors import Refused
from config.stack.layout import Layout

OWNER = "wabot"
DATABASES = {"DATABASE_URL": "wabot", "JOURNAL_DATABASE_URL": "wabot_journal"}
# Which server of ours stands in for each variable that is not given.
EMBEDDED = {
    "DATABASE_URL": "postgres",
    "JOURNAL_DATABASE_URL": "postgres",
    "REDIS_URL": "redis",
    "CELERY_BROKER_URL": "redis",
}
REMEDY = "start that server, correct the address, or unset the variable to use the one brought along"
PATIENCE_S = 4


def is_given(name: str, source: Mapping[str, str]) -> bool:
    return (
        name in source or f"{name}_FILE" in source or (name == "DATABASE_URL" and bool(source.get("DB_NAME")))
    )


def embedded_for(source: Mapping[str, str]) -> frozenset[str]:
    """Which of our servers are needed: none that nobody would use."""
    return frozenset(server for name, server in EMBEDDED.items() if not is_given(name, source))


def embedded_urls(layout: Layout, source: Mapping[str, str]) -> dict[str, str]:
    urls = {name: layout.postgres.url(database, OWNER) for name, database in DATABASES.items()}
    urls |= {"REDIS_URL": layout.redis.cache_url, "CELERY_BROKER_URL": layout.redis.broker_url}
    return {name: url for name, url in urls.items() if not is_given(name, source)}


def ensure_databases(layout: Layout, source: Mapping[str, str]) -> None:
    for name, database in DATABASES.items():
        if not is_given(name, source):
            layout.postgres.ensure_database(database, owner=OWNER)


def checked(variables: Mapping[str, str]) -> Environment:
    """Raises Refused with a line for each variable that is missing or malformed."""
    try:
        return read_environment(variables)
    except BadEnvironment as error:
        raise Refused("\n".join(error.lines)) from None


def refuse_unreachable(environment: Environment, source: Mapping[str, str]) -> None:
    """Tries each server that was given. Raises Refused with a line for each that does not let us in."""
    attempts = {
        "DATABASE_URL": _postgres_says,
        "JOURNAL_DATABASE_URL": _postgres_says,
        "REDIS_URL": _redis_says,
        "CELERY_BROKER_URL": _broker_says,
    }
    wrong = [
        f"{name}: {said}: {REMEDY}"
        for name, attempt in attempts.items()
        if is_given(name, source) and (said := attempt(getattr(environment, name)))
    ]
    if not wrong and is_given("DATABASE_URL", source) and is_given("JOURNAL_DATABASE_URL", source):
        wrong = _one_and_the_same(environment)
    if wrong:
        raise Refused("\n".join(wrong))


def _postgres_says(url: str) -> str:
    try:
        psycopg.connect(url, connect_timeout=PATIENCE_S).close()
    except psycopg.Error as error:
        return _first_line(error)
    return ""


def _redis_says(url: str) -> str:
    try:
        with redis.Redis.from_url(
            url, socket_connect_timeout=PATIENCE_S, socket_timeout=PATIENCE_S
        ) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        return _first_line(error)
    return ""


def _broker_says(url: str) -> str:
    try:
        with kombu.Connection(url, connect_timeout=PATIENCE_S) as connection:
            connection.ensure_connection(max_retries=1, timeout=PATIENCE_S)
    except (kombu.exceptions.KombuError, OSError, redis.RedisError, ValueError) as error:
        return _first_line(error)
    except (KeyError, ImportError):
        return f"no broker speaks {url.partition(':')[0]!r}: give redis:// or amqp://"
    return ""


def _one_and_the_same(environment: Environment) -> list[str]:
    """A rollback of the platform's database must not touch the journal, so they cannot be one."""
    which = "SELECT current_database(), pg_postmaster_start_time()"
    with (
        psycopg.connect(environment.DATABASE_URL) as platform,
        psycopg.connect(environment.JOURNAL_DATABASE_URL) as journal,
    ):
        if platform.execute(which).fetchone() != journal.execute(which).fetchone():
            return []
    return ["JOURNAL_DATABASE_URL: the same database as DATABASE_URL: create one of its own for the journal"]


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
