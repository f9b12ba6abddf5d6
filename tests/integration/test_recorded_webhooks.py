"""Payloads that other projects recorded: each stored, none twice, singly and mixed."""

import copy
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from wabot_edge.journal.reading import read

from apps.bot.models import MessageHarmonizationLog
from apps.messaging.models import BusinessEvent, Message, ParkedRecord, StatusEvent
from tests.house import House
from tests.intake import RunningIntake
from tests.people import AMINA, Change, make_shop, said

pytestmark = pytest.mark.integration


@dataclass(frozen=True, slots=True)
class Recorded:
    name: str
    payload: dict[str, Any]

    def changes(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        for entry in self.payload["entry"]:
            for change in entry["changes"]:
                yield entry, change


@pytest.fixture
def recorded(shared_data: Path) -> list[Recorded]:
    """Each payload with ids of its own: the collections use the same few again and again."""
    lines = (shared_data / "webhooks" / "webhooks.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Recorded(row["name"], _with_own_ids(row["payload"], place)) for place, row in enumerate(rows)]


def _with_own_ids(payload: dict[str, Any], place: int) -> dict[str, Any]:
    own = copy.deepcopy(payload)
    for entry in own["entry"]:
        for change in entry["changes"]:
            for kind in ("messages", "statuses"):
                for item in change["value"].get(kind, []):
                    item["id"] = f"{item['id']}.{place}"
    return own


def expected(payloads: list[Recorded]) -> tuple[Counter[str], Counter[tuple[str, str]], int]:
    """Read out of the payloads independently of our own reading: ids of messages, of statuses, other changes."""
    messages, statuses, others = Counter[str](), Counter[tuple[str, str]](), 0
    for one in payloads:
        for _, change in one.changes():
            value = change["value"]
            messages.update(item["id"] for item in value.get("messages", []))
            statuses.update((item["id"], item["status"]) for item in value.get("statuses", []))
            others += not value.get("messages") and not value.get("statuses")
    return messages, statuses, others


def make_shops_of(payloads: list[Recorded]) -> None:
    numbers = {
        str(change["value"]["metadata"]["phone_number_id"])
        for one in payloads
        for _, change in one.changes()
        if "metadata" in change["value"]
    }
    for place, number in enumerate(sorted(numbers)):
        make_shop(f"shop-{place}", phone_number_id=number)


def mixed(payloads: list[Recorded], chance: random.Random) -> list[dict[str, Any]]:
    """All changes of all payloads, shuffled into batches of several entries of several shops."""
    loose = [pair for one in payloads for pair in one.changes()]
    chance.shuffle(loose)
    batches = []
    while loose:
        entries: list[dict[str, Any]] = []
        for _ in range(chance.randint(1, 4)):
            some, loose = loose[: (size := chance.randint(1, 5))], loose[size:]
            if some:
                entries.append({"id": some[0][0]["id"], "changes": [change for _, change in some]})
        batches.append({"object": "whatsapp_business_account", "entry": entries})
    return batches


def check_stored(payloads: list[Recorded]) -> None:
    messages, statuses, others = expected(payloads)
    stored = Counter(Message.objects.filter(direction="inbound").values_list("wa_id", flat=True))
    assert stored == Counter(dict.fromkeys(messages, 1))
    assert Counter(StatusEvent.objects.values_list("wa_id", "status")) == Counter(dict.fromkeys(statuses, 1))
    assert BusinessEvent.objects.count() == others
    assert not ParkedRecord.objects.exists()


def test_each_payload_alone_is_answered_200_and_stored_once(
    house: House, recorded: list[Recorded], intake: RunningIntake
) -> None:
    make_shops_of(recorded)
    for one in recorded:
        body = json.dumps(one.payload).encode()
        # WhatsApp delivers at least once
        assert [intake.post(body), intake.post(body)] == [200, 200], one.name

    house.project()

    assert len(recorded) == 104
    messages, statuses, others = expected(recorded)
    assert Message.objects.filter(direction="inbound").count() == len(messages)
    assert StatusEvent.objects.count() == len(statuses)
    # changes about no message carry no id of WhatsApp's: each delivery is kept
    assert BusinessEvent.objects.count() == 2 * others
    assert not ParkedRecord.objects.exists()


def test_half_an_emoji_and_a_nul_reach_the_conversation(house: House, intake: RunningIntake) -> None:
    make_shop()
    change = said(AMINA, AMINA.text("the red one \ud83d"), AMINA.text("size\0 M"))
    account = Change(name="account_\ud83d_update")

    assert [intake.post(each.body()) for each in (change, account)] == [200, 200]
    house.project()

    assert [each.text for each in Message.objects.all()] == ["the red one \ufffd", "size\ufffd M"]
    assert BusinessEvent.objects.get().field == "account_\ufffd_update"
    assert not ParkedRecord.objects.exists()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_into_mixed_batches_of_many_shops_they_are_stored_the_same(
    house: House, recorded: list[Recorded], intake: RunningIntake, seed: int
) -> None:
    make_shops_of(recorded)
    for batch in mixed(recorded, random.Random(seed)):
        assert intake.post(json.dumps(batch).encode()) == 200

    house.project()

    check_stored(recorded)
    assert len(read(house.journal, after=0, limit=10_000)) == sum(
        1 for one in recorded for _ in one.changes()
    )


def test_every_stored_message_is_answered_or_rightly_not(house: House, recorded: list[Recorded]) -> None:
    """No kind of message takes a turn down with it."""
    make_shops_of(recorded)
    for one in recorded:
        for _, change in one.changes():
            value = change["value"]
            if value.get("messages"):
                number = value["metadata"]["phone_number_id"]
                house.hear(Change(number, messages=value["messages"], contacts=value.get("contacts", [])))
                house.wait(10)
                house.take_turns()

    assert not MessageHarmonizationLog.objects.filter(status="failed").exists()
    assert not Message.objects.filter(direction="inbound", turn_id__isnull=True).exists()
