"""WhatsApp's speed limits: what is forgotten of them changes nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.messaging.models import RateLimit
from apps.messaging.services.sending.limits import Limit, forget_idle, take
from apps.messaging.tasks import forget_idle_limits
from apps.tenants.models import Tenant
from config.celery import app
from tests.people import NOON, make_shop

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
EVERY = timedelta(seconds=6)


@pytest.fixture
def shop() -> Tenant:
    return make_shop().tenant


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=20))
def test_forgetting_those_that_are_idle_lets_nobody_through_sooner_or_later(
    shop: Tenant, steps: list[tuple[int, bool]]
) -> None:
    now, limit = NOON, Limit(f"pair:{uuid4()}", EVERY, burst=3)
    full_at = NOON

    for waits_s, forgets in steps:
        now += timedelta(seconds=waits_s)
        if forgets:
            forget_idle(now=now)
        # the same, kept in mind
        would_be = max(full_at, now)
        has_room = would_be - now <= limit.ahead
        room_at = take(limit, tenant_id=shop.pk, now=now)

        assert room_at == (None if has_room else full_at - limit.ahead)
        full_at = would_be + EVERY if has_room else full_at


def test_beat_forgets_the_idle_and_keeps_those_that_hold_somebody_back(shop: Tenant) -> None:
    now = timezone.now()
    RateLimit.objects.create(key="pair:idle", tenant=shop, full_at=now - EVERY)
    RateLimit.objects.create(key="pair:busy", tenant=shop, full_at=now + timedelta(hours=1))

    assert forget_idle_limits() == 1

    assert [limit.key for limit in RateLimit.objects.all()] == ["pair:busy"]
    assert forget_idle_limits.name in {entry["task"] for entry in app.conf.beat_schedule.values()}
