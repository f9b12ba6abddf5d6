"""Webhooks that others collected, singly and mixed: each is answered 200, and each change is kept once."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest
from wabot_edge.journal.reading import read
from wabot_edge.journal.records import Kind

from .conftest import Parts
from .running import WHATSAPP, signed

pytestmark = pytest.mark.integration


@pytest.fixture
def payloads(shared_data: Path) -> list[dict[str, Any]]:
    lines = (shared_data / "webhooks" / "webhooks.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["payload"] for line in lines]


def changes_of(envelope: dict[str, Any]) -> list[str]:
    """Each change with the entry it came in, as text that can be counted."""
    return [
        json.dumps(
            [{name: value for name, value in entry.items() if name != "changes"}, change], sort_keys=True
        )
        for entry in envelope["entry"]
        for change in entry["changes"]
    ]


async def post_all(parts: Parts, journal: psycopg.Connection, envelopes: list[dict[str, Any]]) -> None:
    for envelope in envelopes:
        body = json.dumps(envelope).encode()
        assert (await parts.client.post(WHATSAPP, content=body, headers=signed(body))).status_code == 200

    records = read(journal, after=0, limit=100_000)
    assert {record.kind for record in records} == {Kind.WHATSAPP_CHANGE}
    kept = Counter(change for record in records for change in changes_of(json.loads(record.body)))
    assert kept == Counter(change for envelope in envelopes for change in changes_of(envelope))
    assert len(records) == kept.total()


async def test_each_alone(parts: Parts, journal: psycopg.Connection, payloads: list[dict[str, Any]]) -> None:
    assert len(payloads) >= 104
    await post_all(parts, journal, payloads)


@pytest.mark.parametrize("seed", range(5))
async def test_shuffled_into_batches_of_many_shops(
    parts: Parts, journal: psycopg.Connection, payloads: list[dict[str, Any]], seed: int
) -> None:
    chance = random.Random(seed)
    entries = [entry for payload in payloads for entry in payload["entry"]]
    chance.shuffle(entries)
    batches = []
    while entries:
        size = chance.randint(1, 12)
        taken, entries = entries[:size], entries[size:]
        # an entry of one shop with the changes of several, and entries of several shops
        if chance.random() < 0.5:
            taken = [{**taken[0], "changes": [change for entry in taken for change in entry["changes"]]}]
        batches.append({"object": "whatsapp_business_account", "entry": taken})

    await post_all(parts, journal, batches)
