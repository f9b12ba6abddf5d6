"""A look at fluent text that others wrote about phones: which made-up things are seen, which escape."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest

from apps.bot.tests.grounding.catalogues import DATA
from apps.bot.tests.turn.shop import MemoryCatalog
from apps.bot.turn.grounding.claims import doubts
from apps.bot.turn.grounding.evidence import Doubt, Evidence
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.world import World
from apps.bot.turn.types import Shop
from apps.catalog.facts import ProductFacts, VariantFacts

FILE = DATA / "grounding" / "c_quintd_dev.jsonl"


@dataclass(frozen=True, slots=True)
class Described:
    text: str
    doubts: list[Doubt]
    made_up: list[tuple[int, int]]


def _described() -> Iterator[Described]:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        facts = tuple((f"{section} {key}", value) for section, key, value in row["facts_flat"])
        price = next((value for name, value in facts if name == "Misc Price"), "")
        euros = Decimal("".join(char for char in price if char.isdigit()) or 1)
        variant = VariantFacts(UUID(int=1), "", "", (), euros, None, None)
        name = row["facts"]["name"]
        phone = ProductFacts(
            UUID(int=2), "phone", name, "Phones", "", "", "EUR", facts, (), "", "", (variant,)
        )
        world = World(Evidence((phone,), Shop("Phones", "EUR"), "en", MemoryCatalog([phone])))
        world.meet([row["response"]])
        reading = Reading(row["response"], world.index, world.all, "EUR")
        spans = [(label["start"], label["end"]) for label in row["agreed_labels"]]
        yield Described(row["response"], doubts(reading, world), spans)


def test_it_finds_made_up_things_in_others_descriptions(capsys: pytest.CaptureFixture[str]) -> None:
    if not FILE.is_file():
        pytest.skip(f"no descriptions of phones at {FILE}")
    seen = list(_described())
    labels = [(one, span) for one in seen for span in one.made_up]
    found = [span for one, span in labels if any(d.start < span[1] and span[0] < d.end for d in one.doubts)]
    words = sum(len(one.text.split()) for one in seen)
    flagged = sum(len(one.text[d.start : d.end].split()) for one in seen for d in one.doubts)

    kinds = Counter(doubt.kind for one in seen for doubt in one.doubts)
    with capsys.disabled():
        sys.stdout.write(
            f"\nphones: {len(found)} of {len(labels)} agreed spans, {flagged / words:.2%} of words, {dict(kinds)}"
        )
    assert len(found) >= 0.3 * len(labels)
    assert flagged <= 0.03 * words
