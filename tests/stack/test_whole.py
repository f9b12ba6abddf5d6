import json
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest

from config.stack.live import Stack
from config.stack.memory import megabytes_by_program
from config.stack.programs import PROGRAMS
from config.stack.record import read_record
from config.stack.supervisor import Supervisor

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def house() -> Iterator[Stack]:
    """Everything that `make up` starts."""
    with TemporaryDirectory(prefix="stack-") as made:
        Path(made).chmod(0o711)
        with Stack.start(Path(made) / "state", durable=False) as running:
            yield running


def test_every_part_is_well(house: Stack) -> None:
    for program in PROGRAMS:
        assert house.is_healthy(program.name), program.name
    assert httpx.get(house.url("web") + "/v1/health").status_code == 200


def test_the_phone_knows_the_demo_shops(house: Stack) -> None:
    state = httpx.get(house.url("simulator") + "/simulator/state").json()

    assert len(state["shops"]) == 3
    assert len(state["customers"]) > 1
    # their tokens are nobody else's to read
    file = house.plan.layout.root / "simulator.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_admin_gets_in_with_the_password_that_was_shown(house: Stack) -> None:
    keys, page = house.keys, house.url("web") + "/admin/login/"
    assert keys is not None

    with httpx.Client() as browser:
        browser.get(page)
        form = {"username": "admin", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        refused = browser.post(page, data=form | {"password": "wrong"})
        let_in = browser.post(page, data=form | {"password": keys.admin_password})

    assert refused.status_code == 200
    assert (let_in.status_code, let_in.headers["location"]) == (302, "/admin/")


def test_operators_find_celery_by_its_name(house: Stack) -> None:
    titles = [" ".join(process.cmdline()) for process in house.processes("worker")]

    assert len(titles) == 3
    assert all("celery worker" in title for title in titles)
    assert any("celery beat" in " ".join(process.cmdline()) for process in house.processes("beat"))


def test_another_start_leaves_a_shops_own_prices(house: Stack) -> None:
    with psycopg.connect(house.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute(
            "UPDATE catalog_variant SET price = 7 WHERE id = (SELECT min(id::text)::uuid FROM catalog_variant)"
        )

        assert house.run("-m", "config.stack.demo").returncode == 0

        assert database.execute("SELECT count(*) FROM catalog_variant WHERE price = 7").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM auth_user").fetchone() == (1,)


def test_the_idle_house_is_modest(house: Stack) -> None:
    record = read_record(house.plan.layout)
    assert record is not None

    megabytes = megabytes_by_program(record, Supervisor(house.plan.layout))

    # The process in the foreground is pytest here, and no part of it.
    del megabytes["make up"]
    assert sum(megabytes.values()) < 900, json.dumps(megabytes)
