"""Our webhooks beside the payloads that other projects test with."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from wabot_simulator.testing import Receiver, Running, ShopProgram

from .conftest import DUKA

DATA = Path(os.environ.get("WABOT_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))
FILE = DATA / "webhooks" / "webhooks.jsonl"
# what WhatsApp added after those payloads were written down
NEWER = {"from_user_id", "recipient_user_id"}

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason=f"no payloads of others at {FILE}; set WABOT_SHARED_DATA"
)


def theirs(field: str) -> dict[str, list[dict[str, Any]]]:
    """Messages or statuses of others, by kind."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in FILE.read_text().splitlines():
        for entry in json.loads(line)["payload"]["entry"]:
            for change in entry["changes"]:
                for item in change["value"].get(field, []):
                    found.setdefault(kind_of(item), []).append(item)
    return found


def kind_of(item: dict[str, Any]) -> str:
    if "status" in item:
        return str(item["status"])
    return str(item.get("interactive", {}).get("type") or item.get("type"))


def keys(value: Any, prefix: str = "") -> set[str]:
    """Paths of all keys, lists flattened: {"image", "image.id"}."""
    if isinstance(value, list):
        return {key for each in value for key in keys(each, prefix)}
    if not isinstance(value, dict):
        return set()
    return {
        path for name, inner in value.items() for path in {prefix + name} | keys(inner, f"{prefix}{name}.")
    }


def assert_alike(ours: dict[str, Any], others: list[dict[str, Any]]) -> None:
    """Every key that all of them have is there, and none that no one has."""
    everyone = set.intersection(*(keys(each) for each in others))
    anyone = set.union(*(keys(each) for each in others)) | NEWER
    assert everyone - keys(ours) == set()
    assert keys(ours) - anyone == set()


def test_messages_of_every_kind_look_like_theirs(running: Running, callback: Receiver, amina: str) -> None:
    file = running.client.upload(b"x", "image/png", "a.png")
    item = {"product_retailer_id": "K", "quantity": 1, "item_price": 5, "currency": "KES"}
    drafts: dict[str, dict[str, Any]] = {
        "text": {"text": "habari"},
        "image": {"media_id": file, "caption": "c"},
        "video": {"media_id": file, "caption": "c"},
        "document": {"media_id": file, "filename": "a.pdf", "caption": "c"},
        "voice": {"media_id": file},
        "sticker": {"media_id": file},
        "location": {"latitude": 1, "longitude": 2, "name": "n", "address": "a"},
        "list_reply": {"id": "1", "title": "t", "description": "d"},
        "button_reply": {"id": "1", "title": "t"},
        "flow_reply": {"response_json": "{}"},
        "button": {"payload": "p", "text": "t"},
        "order": {"catalog_id": "1", "text": "t", "product_items": [item]},
        "unsupported": {},
    }
    known = theirs("messages")

    for kind, draft in drafts.items():
        ours = callback.message(running.client.send(amina, DUKA, kind, **draft).wamid)
        same = [each for each in known[kind_of(ours)] if not {"context", "referral"} & set(each)]
        assert_alike(
            ours, same or [{k: v for k, v in each.items() if k != "context"} for each in known[kind_of(ours)]]
        )


def test_statuses_look_like_theirs(
    running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    running.client.say(amina, DUKA, "habari")
    duka.say(amina, "Karibu", biz_opaque_callback_data="d")
    callback.wait_for(statuses=3)
    running.client.skip_time(86_500)
    duka.say(amina, "Still there?")
    callback.wait_for(statuses=4)
    known = theirs("statuses")

    for ours in callback.statuses():
        others = [each for each in known[ours["status"]] if "recipient_type" not in each]
        extra = {"biz_opaque_callback_data", "pricing.type", "conversation.expiration_timestamp"}
        anyone = set.union(*(keys(each) for each in others)) | NEWER | extra
        assert keys(ours) - anyone == set()
        assert {"id", "status", "timestamp", "recipient_id"} <= keys(ours)
