"""Three shops of our own invention, so that a fresh installation has somebody to buy from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "shops"
# in the order of their demo numbers, which are part of the simulator's start
SLUGS = ("mawingu-wear", "nuru-phones", "jirani-grocers")


@dataclass(frozen=True, slots=True)
class DemoShop:
    """`facts` are sentences by (key, language); `greeting` is for the bot's `custom_bot_greeting`."""

    slug: str
    name: str
    currency: str
    link: str
    greeting: str
    facts: Mapping[tuple[str, str], str]

    @property
    def catalogue(self) -> Path:
        """Our JSON, as in docs/reference/catalogue-json.md."""
        return FOLDER / f"{self.slug}.json"


@cache
def demo_shops() -> tuple[DemoShop, ...]:
    return tuple(_read(FOLDER / f"{slug}.shop.json") for slug in SLUGS)


def _read(header: Path) -> DemoShop:
    given = json.loads(header.read_text(encoding="utf-8"))
    facts = {
        (key, language): text for key, texts in given.pop("facts").items() for language, text in texts.items()
    }
    return DemoShop(**given, facts=facts)
