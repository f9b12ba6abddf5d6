"""Whoever asks a model waits as long as granted, whatever the model and its look-ups do."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from apps.bot.services.model.endpoint import Endpoint, ModelFailed
from apps.bot.tests.model.server import ModelServer, look_up, running_model, words
from apps.bot.tests.turn.shop import MemoryCatalog
from apps.bot.tests.turn.talking import SHOP
from apps.bot.turn.model import CatalogTools
from apps.catalog.facts import ProductPage, ProductQuery

LOADED = """
import sys, django
django.setup()
import apps.bot.tasks
print(sorted({name.split(".")[0] for name in sys.modules} & {"openai", "pydantic_ai"}))
"""
ROOT = Path(__file__).resolve().parents[4]


class HangingCatalog(MemoryCatalog):
    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def search(self, query: ProductQuery) -> ProductPage:
        self.let_go.wait(30)
        return super().search(query)


class BrokenCatalog(MemoryCatalog):
    def search(self, query: ProductQuery) -> ProductPage:
        raise ZeroDivisionError("a bug")


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with running_model() as server:
        yield server


@pytest.fixture
def endpoint(model: ModelServer) -> Iterator[Endpoint]:
    import apps.bot.services.model.agent  # noqa: F401 (loaded before any time limit runs)

    made = Endpoint(url=model.url, name="stub", key=SecretStr(""))
    yield made
    made.close()


def tools(catalog: MemoryCatalog) -> CatalogTools:
    return CatalogTools(catalog, SHOP, "en")


def test_it_gives_the_models_words_and_counts_what_was_looked_up(
    endpoint: Endpoint, model: ModelServer
) -> None:
    model.will_say(look_up("product", name="Kiondo Bag"), look_up("shop_facts"), words("  Karibu!  "))
    used = tools(MemoryCatalog())

    assert endpoint.ask("{}", used, within_s=5) == "Karibu!"
    assert [product.name for product in used.looked_up.values()] == ["Kiondo Bag"]


def test_a_look_up_that_hangs_holds_up_nobody(endpoint: Endpoint, model: ModelServer) -> None:
    model.will_say(look_up("search_products", words="bag"), words("too late"))
    catalog = HangingCatalog()
    begun = time.monotonic()

    with pytest.raises(ModelFailed, match="within 0"):
        endpoint.ask("{}", tools(catalog), within_s=0.5)

    assert time.monotonic() - begun < 1.5
    catalog.let_go.set()
    # and the next one is answered
    model.will_say(words("Karibu!"))
    assert endpoint.ask("{}", tools(MemoryCatalog()), within_s=5) == "Karibu!"


def test_a_look_up_that_breaks_is_told_to_operators_and_not_raised(
    endpoint: Endpoint, model: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    model.will_say(look_up("search_products", words="bag"))

    with pytest.raises(ModelFailed, match="ZeroDivisionError"):
        endpoint.ask("{}", tools(BrokenCatalog()), within_s=5)

    assert "a bug" in caplog.text


def test_what_an_endpoint_says_of_an_error_stays_out_of_the_log(
    endpoint: Endpoint, model: ModelServer
) -> None:
    model.will_say(words("my number is 0712345678", status=500))

    with pytest.raises(ModelFailed) as failure:
        endpoint.ask("{}", tools(MemoryCatalog()), within_s=5)

    assert "0712345678" not in str(failure.value)
    assert "500" in str(failure.value)


def test_a_process_without_a_model_does_not_load_its_library() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            LOADED,
        ],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "config.checking", "PYTHONPATH": "packages/edge/src"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.strip() == "[]"
