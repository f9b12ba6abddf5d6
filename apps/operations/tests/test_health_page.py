"""Health as a page, for a person with a browser. No database is allowed in these tests."""

from dataclasses import replace

import pytest
from django.test import Client

from apps.operations import views
from apps.operations.health.board import Health
from apps.operations.health.parts import Part, State
from apps.operations.templatetags.humane import age, figures

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PROCESSES = [{"kind": "web", "pid": 7, "version": 3}, {"kind": "worker", "pid": 8, "version": None}]
WELL = Health(
    State.OK,
    {
        "database": Part(State.OK, 0.0),
        "projector": Part(State.OK, 1.2, figures={"lag_records": 12_000, "lag_s": 95.0}),
        "configuration": Part(State.OK, 7_500, figures={"behind": [], "processes": PROCESSES}),
    },
)
SICK = Part(State.DEGRADED, says="the cache <does> not answer")


class Seen:
    def __init__(self, health: Health) -> None:
        self.seen = health

    def health(self) -> Health:
        return self.seen


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    board = Seen(WELL)
    monkeypatch.setattr(views, "BOARD", board)
    return board


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (BROWSER["accept"], "text/html"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/openmetrics-text", "application/json"),
    ],
)
def test_a_browser_gets_a_page_and_every_program_json(client: Client, accept: str, kind: str) -> None:
    told = client.get("/v1/health", headers={"accept": accept})

    assert told.status_code == 200
    assert told.headers["Content-Type"].startswith(kind)
    assert "Accept" in told.headers["Vary"]


def test_a_program_that_names_no_kind_gets_json(client: Client) -> None:
    assert client.get("/v1/health").json()["status"] == "ok"


def test_a_house_in_order_says_so_in_words(client: Client) -> None:
    page = client.get("/v1/health", headers=BROWSER).text

    assert "All is well" in page
    assert "12,000" in page
    assert "2 h 5 min" in page
    assert "web 7 on 3, worker 8 on none yet" in page
    assert "http-equiv" not in page


def test_what_is_in_trouble_comes_first_and_its_words_are_escaped(client: Client, seen: Seen) -> None:
    seen.seen = Health(State.DEGRADED, {**WELL.parts, "redis": SICK})

    page = client.get("/v1/health", headers=BROWSER).text

    assert "Serving, with trouble" in page
    assert "Look at Redis." in page
    assert "the cache &lt;does&gt; not answer" in page
    assert page.index("<strong>Redis") < page.index("<strong>database")


def test_a_house_that_cannot_serve_says_so_with_503(client: Client, seen: Seen) -> None:
    away = replace(SICK, state=State.DOWN, says="does not answer")
    seen.seen = Health(State.DOWN, {**WELL.parts, "database": away})

    told = client.get("/v1/health", headers=BROWSER)

    assert told.status_code == 503
    assert "Not able to serve" in told.text


def test_who_wants_to_watch_is_shown_it_again_and_again(client: Client) -> None:
    page = client.get("/v1/health?watch=1", headers=BROWSER).text

    assert '<meta http-equiv="refresh" content="5">' in page
    assert "Stop watching" in page


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        *((-0.2, "0.0 s"), (0.44, "0.4 s"), (3.14, "3.1 s"), (125, "2 min 5 s")),
        *((7_500, "2 h 5 min"), (86_400, "24 h 0 min"), (1_000_000, "11 days")),
    ],
)
def test_an_age_reads_as_a_person_says_it(seconds: float, said: str) -> None:
    assert age(seconds) == said


def test_figures_that_say_nothing_are_left_out() -> None:
    assert figures({"on": False, "behind": [], "lag_s": 3.0, "alive": 0}) == [
        ("on", "no"),
        ("lag", "3.0 s"),
        ("alive", "0"),
    ]
