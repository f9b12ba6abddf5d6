"""One question, asked of four libraries with the same rules."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from statistics import median
from uuid import UUID

from openfeature import api
from openfeature.evaluation_context import EvaluationContext

from apps.bot.services.openfeature_provider import WabotProvider
from apps.bot.services.switchboard.board import Switchboard
from apps.bot.services.switchboard.snapshot import Snapshot
from apps.bot.turn.types import Feature
from benchmarks.switches import peers

SHOPS = [UUID(int=(number * 2_654_435_761) % 2**128, version=4) for number in range(1, 101)]
LISTED = SHOPS[:2]
PERCENTAGE = 25
QUESTIONS = 20_000
ROUNDS = 7
FEATURE = Feature.HARMONIZATION

Ask = Callable[[UUID], bool]


def compare() -> bool:
    """Prints the table; returns whether ours is the quickest."""
    board = _board()
    with ExitStack() as held:
        asks: dict[str, Ask] = {
            "wabot": lambda shop: board.is_on(FEATURE, shop),
            "wabot by OpenFeature": _by_openfeature(board),
            "django-waffle (cache in memory)": peers.waffle(LISTED, SHOPS, PERCENTAGE),
            "Unleash": held.enter_context(peers.unleash(LISTED, PERCENTAGE)),
            "Flagsmith, local evaluation": peers.flagsmith(LISTED, PERCENTAGE),
        }
        print(f"{'one question':<34} {'ns':>9} {'of ours':>9}  new rules reach a process")
        found = {name: _nanoseconds(ask) for name, ask in asks.items()}
    for name, ns in found.items():
        print(
            f"{name:<34} {ns:>9,.0f} {ns / found['wabot']:>8.1f}x  {peers.SPREAD.get(name, '')}", flush=True
        )
    return found["wabot"] == min(found.values())


def _nanoseconds(ask: Ask) -> float:
    """Of the processor, median of the rounds: others may work on this machine too. First it is checked that the rules are understood: the list in, about the share in."""
    on = [shop for shop in SHOPS if ask(shop)]
    if not set(LISTED) <= set(on) or not PERCENTAGE / 2 < len(on) < PERCENTAGE * 2:
        raise SystemExit(f"answers other than the rules: {len(on)} of {len(SHOPS)} on")
    return median(_round(ask, SHOPS * (QUESTIONS // len(SHOPS))) for _ in range(ROUNDS))


def _round(ask: Ask, shops: Sequence[UUID]) -> float:
    start = time.thread_time_ns()
    for shop in shops:
        ask(shop)
    return (time.thread_time_ns() - start) / len(shops)


def _board() -> Switchboard:
    """As a process has it after its first look; the database has drawn the lots."""
    board = Switchboard()
    chosen = {*LISTED, *SHOPS[10 : 10 + PERCENTAGE]}
    states = {
        str(shop): {
            "version": 1,
            "states": {each.value: "chosen" if shop in chosen else "waiting" for each in Feature},
        }
        for shop in SHOPS
    }
    board._publish(Snapshot(0).with_news({"version": 1, "shops": states}))
    return board


def _by_openfeature(board: Switchboard) -> Ask:
    api.set_provider(WabotProvider(board), "bench")
    client = api.get_client("bench")
    contexts = {shop: EvaluationContext(str(shop)) for shop in SHOPS}
    return lambda shop: client.get_boolean_value(FEATURE.value, False, contexts[shop])
