"""Parts that hang, and how long whoever asks has to wait for them."""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from apps.operations.health.asking import Asker, Silent, answers
from apps.operations.health.board import SOURCES, Board
from apps.operations.health.parts import State
from apps.operations.health.readings import Backlog, Journal

LONGEST_S = 1.5


class Part:
    """Answers at once, or hangs until it is let go."""

    def __init__(self, answer: Any = True) -> None:
        self.answer = answer
        self.asked = 0
        self.free = threading.Event()
        self.free.set()

    def __call__(self) -> Any:
        self.asked += 1
        self.free.wait(30)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def seconds(act: Callable[[], Any]) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def test_a_part_that_hangs_keeps_nobody_waiting_and_is_asked_once() -> None:
    hanging, well = Part(), Part("here")
    hanging.free.clear()
    askers = {"hanging": Asker(hanging, ()), "well": Asker(well, ())}

    for _ in range(3):
        assert seconds(lambda: answers(askers, patience_s=0.05)) < LONGEST_S

    assert hanging.asked == 1
    assert well.asked == 3
    said = answers(askers, patience_s=0.05)
    assert isinstance(said["hanging"], Silent)
    assert said["well"] == "here"
    hanging.free.set()


def test_once_it_answers_again_it_is_well_again() -> None:
    part = Part("back")
    part.free.clear()
    asker = Asker(part, ())
    assert isinstance(answers({"part": asker}, patience_s=0.01)["part"], Silent)

    part.free.set()

    assert asker.ask().result(timeout=5) == "back"
    assert answers({"part": asker}, patience_s=5)["part"] == "back"


def test_the_trouble_is_told_and_its_words_are_not() -> None:
    trouble = OSError("could not connect to secret-host as secret-user")

    said = answers({"part": Asker(Part(trouble), (OSError,))}, patience_s=5)["part"]

    assert said is trouble


def test_an_error_that_nobody_foresaw_counts_as_silence_and_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: queue.SimpleQueue[Any] = queue.SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", lambda hooked: shown.put(hooked.exc_type))

    said = answers({"part": Asker(Part(ValueError("a mistake of ours")), (OSError,))}, patience_s=5)["part"]

    assert isinstance(said, Silent)
    assert shown.get(timeout=5) is ValueError


def board(clock: Callable[[], float], **parts: Part) -> Board:
    well = {
        "platform": Part(OSError()),
        "journal": Part(Journal(1, UUID(int=1))),
        "backlog": Part(Backlog(0, 0)),
        "redis": Part(),
        "configuration": Part(OSError()),
        "integrity": Part(OSError()),
    }
    return Board({name: (part, (OSError,)) for name, part in (well | parts).items()}, clock=clock)


def test_many_who_ask_within_a_second_get_one_look() -> None:
    now, redis = [100.0], Part()
    seen = board(lambda: now[0], redis=redis)

    threads = [threading.Thread(target=seen.health) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert redis.asked == 1

    now[0] += 1.0
    seen.health()
    assert redis.asked == 2


def test_with_every_part_hanging_the_answer_still_comes_within_a_second_or_so() -> None:
    parts = {name: Part() for name in SOURCES}
    for part in parts.values():
        part.free.clear()
    hanging = board(time.monotonic, **parts)

    assert seconds(lambda: hanging.health()) < LONGEST_S
    assert hanging.health().state is State.DOWN
    for part in parts.values():
        part.free.set()
