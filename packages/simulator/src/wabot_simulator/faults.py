"""Things that go wrong on purpose."""

import random
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Final

from .errors import BadRequest

# name → what it does, and the pause in ms it takes when none is given
KINDS: Final[dict[str, tuple[str, int]]] = {
    "redeliver": ("a webhook that was answered 200 comes again, `delay_ms` later", 500),
    "duplicate": ("a webhook is posted twice at the same time", 0),
    "disorder": ("a webhook is held back `delay_ms`, so that later ones overtake it", 400),
    "batch": ("up to `size` events of several shops share one POST, gathered for `delay_ms`", 50),
    "delay": ("a webhook, and all behind it in its conversation, waits `delay_ms`", 1000),
    "throttle": ("a send is refused: HTTP 429, code 130429", 0),
    "pair_limit": ("a send is refused: code 131056", 0),
    "server_error": ("a send is refused before it is accepted: HTTP 500 or 503", 0),
    "lost_response": (
        "a send is accepted and its statuses come, but the connection is cut instead of answered",
        0,
    ),
    "slow_response": ("a send is answered `delay_ms` late", 3000),
    "skip_delivered": ("a message is read at once, and its `delivered` never comes", 0),
    "expired_token": ("a call is refused: HTTP 401, code 190, session expired", 0),
}


@dataclass(slots=True, kw_only=True)
class Fault:
    """One fault in force. `left` counts down to its end; None means until it is lifted."""

    name: str
    probability: float = 1.0
    left: int | None = None
    shop: str | None = None
    delay_ms: int = 0
    size: int = 10


class Faults:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._set: dict[tuple[str, str | None], Fault] = {}
        self.fired: Counter[str] = Counter()

    def put(self, fault: Fault) -> None:
        self._set[fault.name, fault.shop] = fault

    def lift(self, name: str | None = None) -> int:
        """Lift all faults, or those of one name; return how many there were."""
        gone = [key for key in self._set if name is None or key[0] == name]
        for key in gone:
            del self._set[key]
        return len(gone)

    def draw(self, name: str, shop: str | None) -> Fault | None:
        """The fault if it strikes now. A fault for one shop goes before one for all."""
        # by far the most common case, asked several times for each message
        if not self._set:
            return None
        # without a shop both keys are the same, and the dice are thrown once
        for key in dict.fromkeys(((name, shop), (name, None))):
            fault = self._set.get(key)
            if fault and self._rng.random() < fault.probability:
                self._count_down(key, fault)
                return fault
        return None

    def _count_down(self, key: tuple[str, str | None], fault: Fault) -> None:
        self.fired[fault.name] += 1
        if fault.left is not None:
            fault.left -= 1
            if fault.left <= 0:
                del self._set[key]

    def shown(self) -> dict[str, Any]:
        kinds = {name: {"does": does, "delay_ms": delay} for name, (does, delay) in KINDS.items()}
        return {
            "kinds": kinds,
            "active": [asdict(each) for each in self._set.values()],
            "fired": dict(self.fired),
        }


def fault_from(name: str, given: dict[str, Any]) -> Fault:
    """A fault from JSON: `probability`, `count`, `shop`, `delay_ms`, `size`. Raises BadRequest."""
    if name not in KINDS:
        raise BadRequest(field="name", remedy=f"no fault {name!r}; there are {', '.join(KINDS)}")
    known = {"probability", "count", "shop", "delay_ms", "size"}
    if strange := sorted(set(given) - known):
        raise BadRequest(field=strange[0], remedy=f"not known here; known are {', '.join(sorted(known))}")
    shop = given.get("shop")
    if shop is not None and not isinstance(shop, str):
        raise BadRequest(field="shop", remedy="give a phone_number_id, or leave it out for all shops")
    count = given.get("count")
    return Fault(
        name=name,
        probability=_number(given, "probability", 1.0, 0.0, 1.0),
        left=None if count is None else int(_number(given, "count", 1, 1, 1_000_000)),
        shop=shop,
        delay_ms=int(_number(given, "delay_ms", KINDS[name][1], 0, 600_000)),
        size=int(_number(given, "size", 10, 2, 1000)),
    )


def _number(given: dict[str, Any], name: str, default: float, low: float, high: float) -> float:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadRequest(field=name, remedy=f"give a number from {low:g} to {high:g}")
    return value
