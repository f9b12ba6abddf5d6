from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from apps.messaging.services.media.store import MediaStore
from apps.tenants.models import Tenant
from tests.archive import Archive, accepting
from tests.house import House
from tests.people import make_products, make_shop


@pytest.fixture
def archive(house: House, tmp_path: Path) -> Iterator[Archive]:
    shop = make_shop()
    make_products(shop)
    house.whatsapp.answer = accepting(house)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA backup")
    yield Archive(house, MediaStore(tmp_path / "store"), tmp_path / "store", shop)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA backup CASCADE")


@pytest.fixture
def alice() -> Tenant:
    return make_shop("alice", phone_number_id="1").tenant


@pytest.fixture
def bob() -> Tenant:
    return make_shop("bob", phone_number_id="2").tenant
