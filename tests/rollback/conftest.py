from pathlib import Path

import pytest
from wabot_rollback.platform.memory import MemoryPlatform

from apps.tenants.models import Tenant
from tests.people import make_shop
from tests.rollback.platform import real_platform


@pytest.fixture
def platform(transactional_db: None, tmp_path: Path) -> MemoryPlatform:
    (tmp_path / "state").mkdir()
    return real_platform(tmp_path / "state")


@pytest.fixture
def shops(transactional_db: None) -> list[Tenant]:
    return [make_shop(slug, phone_number_id=slug).tenant for slug in ("pwani", "savanna")]
