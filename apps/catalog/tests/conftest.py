import pytest

from apps.tenants.models import Tenant


@pytest.fixture
def shop(db: None) -> Tenant:
    return Tenant.objects.create(slug="duka", name="Duka Letu", currency="KES")


@pytest.fixture
def neighbour(db: None) -> Tenant:
    """Another shop, whose rows are nobody else's business."""
    return Tenant.objects.create(slug="jirani", name="Jirani Stores", currency="KES")
