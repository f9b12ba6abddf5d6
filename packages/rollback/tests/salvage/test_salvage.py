"""What was lost is counted row by row, and one shop's own data goes back without touching another's."""

import csv
import io
import os
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from wabot_rollback.errors import Refused
from wabot_rollback.salvage.assessing import assess_loss
from wabot_rollback.salvage.exporting import export_messages
from wabot_rollback.salvage.messages import MessagesOf
from wabot_rollback.salvage.shops import PutBack, put_back

from ..worlds import NOON

pytestmark = pytest.mark.integration
PWANI, SAVANNA = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
SCHEMA = f"""
CREATE TABLE tenants_tenant (id uuid PRIMARY KEY, slug text);
INSERT INTO tenants_tenant VALUES ('{PWANI}', 'pwani'), ('{SAVANNA}', 'savanna');
CREATE TABLE messaging_parkedrecord (id int);
CREATE TABLE messaging_partition (number int, "offset" bigint);
INSERT INTO messaging_partition VALUES (0, 5), (1, 3);
CREATE TABLE messaging_message (id uuid PRIMARY KEY, number_id uuid, wa_id text, tenant_id uuid, conversation_id uuid,
    created_at timestamptz, inserted_at timestamptz, text text);
CREATE TABLE catalog_catalogrevision (tenant_id uuid, number bigint, terms bigint);
CREATE TABLE catalog_product (id uuid PRIMARY KEY, tenant_id uuid, name text, updated_at timestamptz DEFAULT now());
CREATE TABLE catalog_variant (id uuid PRIMARY KEY, tenant_id uuid, product_id uuid REFERENCES catalog_product (id)
    DEFERRABLE INITIALLY DEFERRED, price numeric(12, 2), double_price numeric GENERATED ALWAYS AS (price * 2) STORED);
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """The condemned database, or the serving one, and the restored one."""

    there: psycopg.Connection
    here: psycopg.Connection

    def says(
        self, database: psycopg.Connection, number: int, tenant: str, *, minute: int, wa_id: str = ""
    ) -> str:
        id_ = str(uuid.UUID(int=1000 + number))
        database.execute(
            "INSERT INTO messaging_message VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [id_, uuid.UUID(int=7), wa_id or f"wamid.{number}", tenant, uuid.UUID(int=50 + number % 2),
             NOON, NOON + timedelta(minutes=minute), f'"hello", {number}'],
        )  # fmt: skip
        return id_


@pytest.fixture
def pair() -> Iterator[Pair]:
    admin_url = make_conninfo(os.environ["DATABASE_URL"], dbname="postgres")
    names = [f"salvage_{uuid.uuid4().hex[:8]}" for _ in range(2)]
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for name in names:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        there, here = (
            psycopg.connect(make_conninfo(admin_url, dbname=name), autocommit=True) for name in names
        )
        with closing(there), closing(here):
            for database in (there, here):
                database.execute(SCHEMA.encode())
            yield Pair(there, here)
        for name in names:
            admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_each_message_is_lost_recovered_or_newer_and_whose_is_told(
    pair: Pair, journal: psycopg.Connection, tmp_path: Path
) -> None:
    for number, tenant in enumerate([PWANI, PWANI, SAVANNA]):
        pair.says(pair.there, number, tenant, minute=-5)
        pair.says(pair.here, number, tenant, minute=-5)
    back = [pair.says(pair.there, number, PWANI, minute=5) for number in (10, 11)]
    for number in (10, 11):
        pair.says(pair.here, number, PWANI, minute=20)
    lost = [pair.says(pair.there, number, SAVANNA, minute=6) for number in (20, 21)]
    pair.says(pair.here, 30, PWANI, minute=30)
    # the same message under an id that was damaged is not lost
    pair.says(pair.there, 40, PWANI, minute=7, wa_id="wamid.10")

    loss = assess_loss(pair.there, pair.here, journal, since=NOON, until=NOON + timedelta(hours=1))

    assert back
    assert loss.messages.shops == (
        MessagesOf(PWANI, lost=0, recovered=2, beyond=1, conversations=2),
        MessagesOf(SAVANNA, lost=2, recovered=0, beyond=0, conversations=2),
    )
    told = loss.as_json()
    assert told["window"] == {
        "from": "2026-11-24T12:00:00+00:00", "to": "2026-11-24T13:00:00+00:00", "seconds": 3600.0
    }  # fmt: skip
    assert {shop["slug"]: shop["lost"] for shop in told["messages"]["shops"]} == {"pwani": 0, "savanna": 2}
    file = tmp_path / "salvage" / "lost.csv"
    assert export_messages(pair.there, loss.messages.ids, file) == 2
    rows = read(file)
    assert [row["id"] for row in rows] == sorted(lost)
    assert rows[0]["text"] == '"hello", 20'
    assert file.stat().st_mode & 0o077 == 0


def test_the_file_of_many_is_one_file_with_one_header(
    pair: Pair, journal: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wabot_rollback.salvage.exporting.AT_ONCE", 3)
    lost = [pair.says(pair.there, number, PWANI, minute=1) for number in range(10)]

    assert export_messages(pair.there, lost, tmp_path / "lost.csv") == 10
    assert [row["id"] for row in read(tmp_path / "lost.csv")] == lost
    assert export_messages(pair.there, [], tmp_path / "none.csv") == 0
    assert (tmp_path / "none.csv").read_text().startswith("id,number_id,wa_id")


def test_rows_to_review_are_named_where_content_differs_and_not_where_only_a_time_does(
    pair: Pair, journal: psycopg.Connection
) -> None:
    pair.here.execute("ALTER TABLE catalog_product DROP COLUMN updated_at")
    products(pair.there, PWANI, {1: "Blue Mug", 2: "Tea Kettle", 3: "Basket"})
    products(pair.here, PWANI, {1: "Blue Mug", 2: "Kettle", 4: "Bowl"})

    loss = assess_loss(pair.there, pair.here, journal, since=NOON, until=NOON)

    (found,) = (one for one in loss.review if one.table == "catalog_product")
    assert (found.table, found.tenant, found.lost, found.changed, found.gained) == (
        "catalog_product",
        PWANI,
        1,
        1,
        1,
    )
    assert found.keys == (str(uuid.UUID(int=2)), str(uuid.UUID(int=3)))


def read(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(), newline="")))


def products(database: psycopg.Connection, tenant: str, names: dict[int, str]) -> None:
    for number, name in names.items():
        database.execute(
            "INSERT INTO catalog_product (id, tenant_id, name) VALUES (%s, %s, %s)",
            [uuid.UUID(int=number), tenant, name],
        )
        database.execute(
            "INSERT INTO catalog_variant (id, tenant_id, product_id, price) VALUES (%s, %s, %s, %s)",
            [uuid.UUID(int=100 + number), tenant, uuid.UUID(int=number), 350],
        )


def catalogue(database: psycopg.Connection) -> list[tuple[object, ...]]:
    return database.execute(
        "SELECT p.tenant_id::text, p.name, v.price::int FROM catalog_product p LEFT JOIN catalog_variant v"
        " ON v.product_id = p.id ORDER BY p.name, v.price"
    ).fetchall()


def test_one_shops_catalogue_goes_back_and_nothing_else(pair: Pair) -> None:
    """The import of one shop changed prices and dropped a product; the other shop has worked on."""
    live, restored = pair.there, pair.here
    for database in (live, restored):
        products(database, PWANI, {1: "Blue Mug", 2: "Tea Kettle"})
        products(database, SAVANNA, {11: "Basket"})
    live.execute("UPDATE catalog_variant SET price = 3.50 WHERE tenant_id = %s", [PWANI])
    live.execute("DELETE FROM catalog_variant WHERE id = %s", [uuid.UUID(int=102)])
    live.execute("DELETE FROM catalog_product WHERE id = %s", [uuid.UUID(int=2)])
    products(live, PWANI, {3: "Bowl"})
    live.execute("UPDATE catalog_variant SET price = 999 WHERE tenant_id = %s", [SAVANNA])
    before, tables = catalogue(live), ("catalog_variant", "catalog_product")

    counted = put_back(restored, live, tenant=PWANI, tables=tables, confirm=False)
    assert catalogue(live) == before

    assert put_back(restored, live, tenant=PWANI, tables=tables, confirm=True) == counted
    assert counted == [PutBack("catalog_product", 0, 1, 1), PutBack("catalog_variant", 1, 1, 1)]
    assert catalogue(live) == [
        (SAVANNA, "Basket", 999),
        (PWANI, "Blue Mug", 350),
        (PWANI, "Bowl", 350),
        (PWANI, "Tea Kettle", 350),
    ]
    # and again there is nothing to do
    again = put_back(restored, live, tenant=PWANI, tables=tables, confirm=True)
    assert [(one.changed, one.returned) for one in again] == [(0, 0), (0, 0)]


def test_a_row_that_is_another_shops_by_now_is_never_taken(pair: Pair) -> None:
    products(pair.here, PWANI, {1: "Blue Mug"})
    products(pair.there, SAVANNA, {1: "Not yours"})

    put_back(pair.here, pair.there, tenant=PWANI, tables=("catalog_product",), confirm=True)

    assert catalogue(pair.there)[0][:2] == (SAVANNA, "Not yours")


@pytest.mark.parametrize(
    ("tenant", "table", "why"),
    [
        (PWANI, "messaging_message", "not a shop's own data"),
        (PWANI, "tenants_tenant; DROP TABLE x", "not a shop's own data"),
        (str(uuid.UUID(int=9)), "catalog_product", "no shop"),
    ],
)
def test_what_must_not_go_back_is_refused(pair: Pair, tenant: str, table: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        put_back(pair.here, pair.there, tenant=tenant, tables=(table,), confirm=True)
