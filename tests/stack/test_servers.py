from collections.abc import Iterator

import psycopg
import pytest

from config.stack.errors import Refused
from config.stack.plan import plan_from
from config.stack.servers import embedded_for
from config.stack.throwaway import Servers, running

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """One whose user `locked` needs a password."""
    with running() as servers:
        with psycopg.connect(servers.postgres.url("wabot"), autocommit=True) as admin:
            admin.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
            rules = servers.postgres.folder / "pg_hba.conf"
            rules.write_text(f"local all locked scram-sha-256\n{rules.read_text()}")
            admin.execute("SELECT pg_reload_conf()")
        yield servers


def refusal(**source: str) -> str:
    with pytest.raises(Refused) as refused:
        plan_from(source, only=["intake"]).check()
    return str(refused.value)


def test_servers_that_let_us_in_are_accepted(servers: Servers) -> None:
    plan_from(servers.environment(), only=["journal-schema"]).check()


def test_a_server_nobody_would_use_is_not_started(servers: Servers) -> None:
    urls = servers.environment()

    assert embedded_for({}) == {"postgres", "redis"}
    assert embedded_for({"DATABASE_URL": urls["DATABASE_URL"]}) == {"postgres", "redis"}
    assert embedded_for({"DATABASE_URL": "", "JOURNAL_DATABASE_URL": ""}) == {"redis"}
    assert embedded_for({"DB_NAME": "shop", "JOURNAL_DATABASE_URL_FILE": "/x", "REDIS_URL": ""}) == {"redis"}


@pytest.mark.parametrize(
    ("name", "url", "said"),
    [
        ("DATABASE_URL", "postgresql://u@127.0.0.1:1/x", "Connection refused"),
        ("JOURNAL_DATABASE_URL", "postgresql://u@127.0.0.1:1/x", "Connection refused"),
        ("DATABASE_URL", "mysql://u@127.0.0.1/x", "DATABASE_URL is wrong"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "refused"),
        ("REDIS_URL", "http://127.0.0.1:1/0", "REDIS_URL is wrong"),
        ("CELERY_BROKER_URL", "redis://127.0.0.1:1/0", "refused"),
        ("CELERY_BROKER_URL", "amqp://127.0.0.1:1//", "refused"),
        ("CELERY_BROKER_URL", "pigeon://127.0.0.1/0", "no broker speaks 'pigeon'"),
    ],
)
def test_a_wrong_address_is_one_line_with_the_variables_name(name: str, url: str, said: str) -> None:
    line = refusal(**{name: url})

    assert line.startswith(name)
    assert said in line
    assert "\n" not in line


def test_a_wrong_password_is_told_and_not_shown(servers: Servers) -> None:
    url = servers.postgres.url("wabot", "locked").replace("locked@", "locked:hunter2@")

    line = refusal(DATABASE_URL=url)

    assert "password authentication failed" in line
    assert "hunter2" not in line


def test_the_journal_needs_a_database_of_its_own(servers: Servers) -> None:
    url = servers.environment()["DATABASE_URL"]

    assert "the same database as DATABASE_URL" in refusal(DATABASE_URL=url, JOURNAL_DATABASE_URL=url)
