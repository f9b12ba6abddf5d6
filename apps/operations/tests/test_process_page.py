"""The admin's list of processes, for somebody who wonders who did not follow a switch."""

import os
import re
from datetime import UTC, datetime, timedelta

import psutil
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from apps.bot.services.authoring import newest_version
from apps.operations.models import Process, ProcessKind
from apps.operations.services.registry import ProcessRegistry
from apps.operations.services.switches import listening_connection
from tests.people import make_shop
from tests.web import as_role, platform_person, shop_person, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
PAGE = "/admin/operations/process/"


def rows(client: Client) -> list[str]:
    with as_role():
        page = client.get(PAGE).content.decode()
    found = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    bare = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]
    return [row for row in bare if "here-" in row]


def test_who_listens_who_is_behind_and_who_is_gone_is_told() -> None:
    make_shop()
    newest = newest_version()
    old = {"release": "1.0", "seen_at": now() - timedelta(hours=1)}
    begun = datetime.fromtimestamp(psutil.Process().create_time(), UTC)
    Process.objects.create(kind="web", name="here-gone", host="other", pid=1, started_at=now(), **old)
    with listening_connection("wabot switches test") as session:
        registry = ProcessRegistry(kind=ProcessKind.SENDER, name="here-listens", release="1.1")
        registry.register(session)
        registry.acknowledge(session, newest - 1)
        Process.objects.filter(name="here-listens").update(pid=os.getpid(), started_at=begun)

        told = "\n".join(rows(signed_in(platform_person())))

    assert re.search(rf"here-listens .*listening version {newest - 1} behind {newest}", told), told
    assert re.search(r"here-gone .*gone none yet", told), told


def test_the_list_asks_no_more_often_for_more_processes() -> None:
    client = signed_in(platform_person())
    counts = []
    for size in (1, 8):
        Process.objects.bulk_create(
            Process(
                kind="web", name=f"web {n}", host="h", pid=n, started_at=now(), seen_at=now(), release="1"
            )
            for n in range(size)
        )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_shops_people_see_no_process() -> None:
    alice = signed_in(shop_person(make_shop().tenant))

    assert alice.get(PAGE).status_code == 403
    assert PAGE not in alice.get("/admin/").content.decode()
