"""Rule 7: one tenant never sees another's row, whoever forgot a filter."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from apps.tenants.isolation import APP_ROLE, SYSTEM_ROLE, tenant_scope
from apps.tenants.middleware import tenant_of_request
from apps.tenants.models import Customer, Member, ShopFact, Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """What the web process is from its first connection on."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


@pytest.fixture
def alice() -> Tenant:
    return shop_of("alice")


@pytest.fixture
def bob() -> Tenant:
    return shop_of("bob")


def shop_of(slug: str) -> Tenant:
    tenant = Tenant.objects.create(slug=slug, name=slug.title())
    Customer.objects.create(tenant=tenant, phone=f"254{tenant.pk.int % 10**9}")
    ShopFact.objects.create(tenant=tenant, key="hours", language="en", text="Always open.")
    return tenant


def test_a_web_request_of_alices_shop_sees_alices_rows_alone(alice: Tenant, bob: Tenant) -> None:
    with as_role(APP_ROLE), tenant_scope(alice.pk):
        assert [customer.tenant_id for customer in Customer.objects.all()] == [alice.pk]
        assert list(Tenant.objects.all()) == [alice]
        assert not Customer.objects.filter(tenant=bob).exists()


def test_without_a_shop_set_nothing_is_seen(alice: Tenant) -> None:
    with as_role(APP_ROLE):
        assert not Tenant.objects.exists()
        assert not Customer.objects.exists()


def test_the_scope_ends_with_its_transaction(alice: Tenant) -> None:
    with as_role(APP_ROLE):
        connection.cursor().execute("SAVEPOINT before")
        with tenant_scope(alice.pk):
            pass
        connection.cursor().execute("ROLLBACK TO SAVEPOINT before")

        assert not Customer.objects.exists()


def test_a_row_cannot_be_put_into_bobs_shop_nor_moved_there(alice: Tenant, bob: Tenant) -> None:
    with as_role(APP_ROLE), tenant_scope(alice.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ShopFact.objects.create(tenant=bob, key="delivery", language="en", text="Free!")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ShopFact.objects.update(tenant=bob)

    assert ShopFact.objects.filter(tenant=bob).count() == 1


def test_bobs_rows_can_neither_be_changed_nor_deleted(alice: Tenant, bob: Tenant) -> None:
    with as_role(APP_ROLE), tenant_scope(alice.pk):
        assert ShopFact.objects.filter(tenant=bob).update(text="Closed.") == 0
        assert Customer.objects.filter(tenant=bob).delete() == (0, {})

    assert ShopFact.objects.get(tenant=bob).text == "Always open."


def test_projector_and_workers_see_every_shop(alice: Tenant, bob: Tenant) -> None:
    with as_role(SYSTEM_ROLE):
        assert Tenant.objects.count() == 2
        assert ShopFact.objects.update(text="Open from 8.") == 2


def test_a_data_migration_changes_every_shops_rows(alice: Tenant, bob: Tenant) -> None:
    """Migrations run as the owner of the tables; a forced policy would let them change nothing, in silence."""
    assert ShopFact.objects.update(text="Open from 8.") == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relforcerowsecurity")
        assert cursor.fetchone() == (0,)


def test_the_machinery_is_out_of_a_shops_reach(alice: Tenant) -> None:
    with (
        as_role(APP_ROLE),
        pytest.raises(DatabaseError, match="permission denied"),
        tenant_scope(alice.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM messaging_partition")


def seen_by(user: User | AnonymousUser) -> list[str]:
    """The shops that a web request of this person sees."""
    seen: list[str] = []

    def respond(_: object) -> HttpResponse:
        seen.extend(Tenant.objects.order_by("slug").values_list("slug", flat=True))
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = user
    with as_role(APP_ROLE):
        tenant_of_request(respond)(request)
    return seen


def test_each_person_sees_the_shop_they_work_for(alice: Tenant, bob: Tenant) -> None:
    hers, his = User.objects.create(username="hers"), User.objects.create(username="his")
    Member.objects.create(tenant=alice, user=hers)
    Member.objects.create(tenant=bob, user=his)

    assert seen_by(hers) == ["alice"]
    assert seen_by(his) == ["bob"]


def test_strangers_and_people_without_a_shop_see_none(alice: Tenant) -> None:
    assert seen_by(User.objects.create(username="stranger")) == []
    assert seen_by(AnonymousUser()) == []


def test_people_of_a_closed_shop_see_none(alice: Tenant) -> None:
    hers = User.objects.create(username="hers")
    Member.objects.create(tenant=alice, user=hers)
    Tenant.objects.update(is_active=False)

    assert seen_by(hers) == []


def test_the_platforms_own_people_see_all(alice: Tenant, bob: Tenant) -> None:
    assert seen_by(User.objects.create(username="root", is_superuser=True)) == ["alice", "bob"]
