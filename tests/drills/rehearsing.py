"""The rollback engine's own drills, called from tests: several after another on one ground."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wabot_rollback.drills.drill import Drill, Drilled
from wabot_rollback.drills.ground import Ground, prepared
from wabot_rollback.drills.places import throwaway
from wabot_rollback.drills.planning import defect_of, section_of
from wabot_rollback.drills.telling import in_words
from wabot_rollback.plan.loading import EXAMPLE, load

from config import ROOT

CUSTOMERS = 50


@contextmanager
def ground(**changed: Any) -> Iterator[Ground]:
    """A stack of this checkout's HEAD. `changed` are fields of the plan's `drills`."""
    plan = load(EXAMPLE)
    # customers in a hurry: a drill looks until each of them has been answered twice
    here = {"checkout": ROOT, "python": Path(sys.executable), "pause_s": (2, 6), **changed}
    with_us = plan.model_copy(update={"drills": section_of(plan).model_copy(update=here)})
    with throwaway() as folder, prepared(with_us, folder, os.environ, _say) as made:
        yield made


def drilled(on: Ground, defect: str, **how: Any) -> Drilled:
    """Prints what it found, and puts the ground right for the next one, whatever became of this one."""
    try:
        found = Drill(on, defect_of(on.section, defect, None), how.pop("customers", CUSTOMERS), **how).run()
    finally:
        served = on.active
        on.put_right()
    _say("\n".join(in_words(found)))
    for release in {served, found.deployed.release} - {on.good}:
        on.discard(release)
    return found


def stages(found: Drilled) -> set[str]:
    assert found.driven is not None
    return {str(step["stage"]) for _, step in found.driven.steps}


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  (a drill is read by people)
