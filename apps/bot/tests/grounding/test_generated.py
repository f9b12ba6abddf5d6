"""Several hundred replies, true and made false in one place: how many are caught, how many wrongly touched."""

import random
import sys
from itertools import islice

import pytest

from apps.bot.tests.grounding.catalogues import demo_products, shared_products
from apps.bot.tests.grounding.saying import Said, replies
from apps.bot.tests.grounding.shop import SHOP, STOCK
from apps.bot.tests.turn.shop import MemoryCatalog
from apps.bot.turn.grounding import Evidence, Grounded, ground
from apps.catalog.facts import ProductFacts

EACH = 300
MOST_TOUCHED = 0.005
LEAST_CAUGHT = 0.995


def _checked(said: Said, catalog: MemoryCatalog) -> Grounded:
    return ground(said.replies, Evidence(said.products, SHOP, said.language, catalog))


def _figures(catalogues: dict[str, list[ProductFacts]], each: int) -> tuple[float, float, list[str]]:
    """Share of true replies touched, share of false ones caught, and the sentences that failed."""
    touched = missed = count = 0
    failed: list[str] = []
    for name, products in catalogues.items():
        catalog, rng = MemoryCatalog(products), random.Random(name)
        true = list(islice(replies(rng, products, false=False), each))
        false = list(islice(replies(rng, products, false=True), each))
        wrongly = [said for said in true if _checked(said, catalog).replies != said.replies]
        slipped = [said for said in false if said.survives(_checked(said, catalog).replies)]
        touched, missed, count = touched + len(wrongly), missed + len(slipped), count + each
        failed += [f"{name}: {said.kind or 'true'}: {said.replies}" for said in (*wrongly, *slipped)]
    return touched / count, 1 - missed / count, failed


def test_it_catches_what_was_made_false_and_leaves_the_rest() -> None:
    touched, caught, failed = _figures({"own": list(STOCK)} | demo_products(), EACH)

    assert touched <= MOST_TOUCHED, failed
    assert caught >= LEAST_CAUGHT, failed


def test_it_does_so_for_other_shops_catalogues(capsys: pytest.CaptureFixture[str]) -> None:
    catalogues = shared_products()
    touched, caught, failed = _figures(catalogues, EACH)

    with capsys.disabled():
        count = EACH * len(catalogues)
        sys.stdout.write(
            f"\ngrounding: {caught:.2%} of {count} changed replies caught, {touched:.2%} of {count} true ones touched"
        )
    assert touched <= MOST_TOUCHED, failed
    assert caught >= LEAST_CAUGHT, failed


def test_the_measure_itself_sees_a_falsehood_that_survives() -> None:
    for said in islice(replies(random.Random(1), list(STOCK), false=True), 200):
        assert said.survives(said.replies), said
    for said in islice(replies(random.Random(2), list(STOCK), false=False), 50):
        assert not said.survives(said.replies)
