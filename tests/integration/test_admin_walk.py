"""Every page of the admin, opened by everybody who might try."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from apps.bot.services.holding import hold
from apps.bot.services.rollouts import roll_out
from apps.bot.turn.types import Feature
from apps.catalog.models import Product
from apps.messaging.models import Conversation, OutboxMessage, OutboxState, ParkedRecord
from apps.operations.models import Process
from apps.operations.notices.models import Notice, NoticeDelivery
from apps.tenants import shop_admin
from apps.tenants.isolation import APP_ROLE
from apps.tenants.models import Tenant, TenantContact, WhatsAppNumber
from tests.house import House
from tests.people import Writer, make_products, make_shop, said
from tests.web import Answered, as_role, platform_person, shop_person, signed_in

pytestmark = pytest.mark.integration

# Stands in every text of Bob's shop; as a mark-up too, for nothing stored may become one.
SECRET = "<b data-x>bobs-secret</b>"
# Of no shop: the platform's people alone see them.
PLATFORMS = {"auth.User", "auth.Group", "bot.FeatureRollout", "operations.Notice", "operations.Process"}


def a_busy_shop(house: House, slug: str, phone_number_id: str, mark: str = "") -> WhatsAppNumber:
    """One row at least of everything that the admin shows."""
    number = make_shop(slug, phone_number_id=phone_number_id)
    make_products(number)
    Product.objects.filter(tenant=number.tenant).update(name=f"Mug {mark}")
    customer = Writer(f"2547{phone_number_id}", f"KE.{phone_number_id}", f"Customer {mark}")
    ordering = ("what do you sell?", "the first", "buy it", "checkout", f"Customer {mark}", "yes")
    asking = (f"what do you sell? {mark}", "the first", "buy it", "talk to a person", "when do you open?")
    for words in (*ordering, *asking):
        house.hear(said(customer, customer.text(words, at=house.now), to=phone_number_id))
        house.answer()
    OutboxMessage.objects.filter(tenant=number.tenant).update(state=OutboxState.UNCERTAIN, reason=mark)
    Conversation.objects.filter(tenant=number.tenant).update(last_inbound_at=now())
    ParkedRecord.objects.create(
        tenant=number.tenant,
        journal_offset=int(phone_number_id) * 1000,
        partition=1,
        kind="other",
        reason=f"parked {mark}",
        parked_at=now(),
    )
    a_contact_who_was_told(number.tenant, mark)
    Tenant.objects.filter(pk=number.tenant.pk).update(name=f"Shop {slug} {mark}")
    number.display_phone_number = f"+{phone_number_id} {mark[-20:]}"
    number.save()
    hold([Feature.GROUNDED_VALIDATION], tenant_id=number.tenant.pk, by="ops", reason=mark)
    Process.objects.create(
        kind="web", name=f"web {mark}", host="here", pid=1, release="1", started_at=now(), seen_at=now()
    )
    roll_out(Feature.IMMEDIATE_DISPLAY, percentage=100, by="ops")
    return number


def a_contact_who_was_told(shop: Tenant, mark: str) -> None:
    contact = TenantContact.objects.create(tenant=shop, name=f"Contact {mark}", email="c@shop.example")
    notice = Notice.objects.create(
        kind="emergency", key=shop.slug, message=f"fire {mark}", by="root", created_at=now()
    )
    NoticeDelivery.objects.create(notice=notice, contact=contact, tenant=shop, claimed_at=now())


def pages() -> list[tuple[type[Model], ModelAdmin[Any]]]:
    return list(admin.site._registry.items())


def first_of(model: type[Model], shop: Tenant) -> Model:
    row = model._default_manager.filter(**{"pk" if model is Tenant else "tenant": shop.pk}).first()
    assert row is not None, f"the shop has no {model._meta.label}"
    return row


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_the_platforms_people_open_every_page_and_stored_mark_up_stays_text(house: House) -> None:
    a_busy_shop(house, "bob", "2000", SECRET)
    Group.objects.create(name="Night shift")
    root = signed_in(platform_person())

    seen = 0
    for model, page in pages():
        row = model._default_manager.order_by("pk").first()
        assert row is not None, f"the walk has no {model._meta.label}"
        with as_role():
            for opened in (
                root.get(address(model, "changelist")),
                root.get(address(model, "changelist"), {"q": "bobs"}),
                root.get(address(model, "change", row.pk)),
                root.get(address(model, "history", row.pk)),
            ):
                assert opened.status_code == 200, opened.request
                assert b"<b data-x>" not in opened.content
                seen += b"bobs-secret" in opened.content
            for name, allowed in (("add", "has_add_permission"), ("delete", "has_delete_permission")):
                may = getattr(page, allowed)(opened.wsgi_request)
                told = root.get(address(model, name, *([row.pk] if name == "delete" else [])))
                assert told.status_code == (200 if may else 403), told.request
            assert root.get("/admin/").status_code == 200
    assert seen > 10


def actions_of(page: ModelAdmin[Any], request: Any) -> list[str]:
    return list(page.get_actions(request))


def answers_about(client: Client, model: type[Model], page: ModelAdmin[Any], pk: Any) -> Iterator[Answered]:
    """Everything that the admin has about one row, asked by its id."""
    for name in ("change", "history", "delete"):
        yield client.get(address(model, name, pk))
    yield client.post(address(model, "change", pk), {"name": "taken", "text": "taken", "_save": "1"})
    yield client.post(address(model, "delete", pk), {"post": "yes"})
    listed = client.get(address(model, "changelist"))
    yield listed
    yield client.get(address(model, "changelist"), {"q": "bobs"})
    yield client.get(address(model, "changelist"), {"pk": str(pk)})
    for action in [*actions_of(page, listed.wsgi_request), "delete_selected"]:
        chosen = {"action": action, "_selected_action": str(pk), "select_across": "0"}
        for more in ({}, {"select_across": "1"}, {"chosen": str(pk)}, {"post": "yes"}):
            yield client.post(address(model, "changelist"), chosen | more)


def rows_of(shop: Tenant) -> dict[str, list[Any]]:
    """All that a shop has, to compare before and after."""
    held = [model for model in apps.get_models() if "tenant" in {field.name for field in model._meta.fields}]
    found: dict[str, list[Any]] = {
        model._meta.label: list(model._default_manager.filter(tenant=shop).order_by("pk").values())
        for model in held
    }
    return found | {"shop": list(Tenant.objects.filter(pk=shop.pk).values())}


@contextmanager
def the_filter_forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched, as_role(APP_ROLE):
        patched.setattr(shop_admin, "own_rows", lambda request, rows, path: rows)
        yield


@pytest.mark.parametrize("guard", ["the query", "row-level security"])
def test_alice_reaches_nothing_of_bobs_by_guessing_ids(
    house: House, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """Each of the two guards alone, with the other taken away."""
    hers = a_busy_shop(house, "alice", "1000").tenant
    his = a_busy_shop(house, "bob", "2000", SECRET).tenant
    alice = signed_in(shop_person(hers))
    guessed = {
        model: model._default_manager.order_by("-pk").first()
        if model._meta.label in PLATFORMS
        else first_of(model, his)
        for model, _ in pages()
    }
    before = rows_of(his)

    leaks, asked = [], 0
    with nullcontext() if guard == "the query" else the_filter_forgotten(monkeypatch):
        for model, page in pages():
            row = guessed[model]
            for told in answers_about(alice, model, page, row.pk if row else uuid.uuid4()):
                asked += 1
                assert told.status_code < 500, told.request
                if b"bobs-secret" in told.content:
                    leaks.append(told.request["PATH_INFO"])
        for path in ("/admin/", "/admin/search/?s=shop", "/admin/autocomplete/"):
            leaks += [path] if b"bobs-secret" in alice.get(path).content else []

    assert leaks == []
    assert asked > 100
    assert rows_of(his) == before


def test_alice_sees_her_own_shops_rows(house: House) -> None:
    hers = a_busy_shop(house, "alice", "1000").tenant
    alice = signed_in(shop_person(hers))

    for model, _ in pages():
        if model._meta.label in PLATFORMS:
            continue
        row = first_of(model, hers)
        with as_role():
            assert alice.get(address(model, "changelist")).status_code == 200
            assert alice.get(address(model, "change", row.pk)).status_code == 200, model


def test_people_and_groups_are_the_platforms_alone(house: House) -> None:
    alice = signed_in(shop_person(a_busy_shop(house, "alice", "1000").tenant))

    with as_role():
        for path in ("/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/"):
            assert alice.get(path).status_code == 403


def test_staff_without_a_shop_find_an_empty_house(house: House) -> None:
    a_busy_shop(house, "bob", "2000", SECRET)
    stranger = shop_person(make_shop("closed", phone_number_id="3000").tenant, "stranger")
    Tenant.objects.filter(slug="closed").update(is_active=False)

    with as_role():
        client = signed_in(stranger)
        assert b"You belong to no shop yet" in client.get("/admin/").content
        for model, _ in pages():
            listed = client.get(address(model, "changelist"))
            assert listed.status_code == (403 if model._meta.label in PLATFORMS else 200)
            assert b"bobs-secret" not in listed.content


def test_what_a_failing_page_wrote_is_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request's transaction ends with it: half a change is no change."""
    shop = make_shop("alice").tenant
    client = signed_in(platform_person())
    client.raise_request_exception = False

    def write_and_fail(*_: Any, **__: Any) -> None:
        Tenant.objects.update(name="half")
        raise RuntimeError("in the middle")

    monkeypatch.setattr(shop_admin.ShopAdmin, "get_queryset", write_and_fail)
    with as_role():
        assert client.get("/admin/tenants/tenant/").status_code == 500

    shop.refresh_from_db()
    assert shop.name == "Alice"
    assert now() - shop.created_at < timedelta(minutes=1)
