"""What is told to whoever asks for health: maintenance beside the parts, as JSON and as a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from wabot_edge.journal.maintenance import Maintenance

from apps.operations.health.board import Health
from apps.operations.health.parts import Part, State, as_json

HEADLINES = {
    "ok": "All is well",
    "maintenance": "Closed for maintenance",
    "degraded": "Serving, with trouble",
    "down": "Not able to serve",
}
TITLES = {"configuration": "switches", "redis": "Redis"}
WATCHED_EVERY_S = 5


@dataclass(frozen=True, slots=True)
class Told:
    """`said`: the newest word on maintenance, None where there never was one."""

    health: Health
    said: Maintenance | None
    now: datetime

    @property
    def status(self) -> str:
        return "maintenance" if self._is_on and self.health.state is State.OK else self.health.state.value

    @property
    def code(self) -> int:
        return 200 if self.health.can_serve else 503

    def as_json(self) -> dict[str, Any]:
        told = self.health.as_json() | {"status": self.status}
        told["parts"]["maintenance"] = as_json(self._maintenance())
        if self.said is not None and self._is_on:
            told["maintenance"] = {"since": self.said.began_at, "until": self.said.until}
        return told

    def as_page(self, *, watch: bool) -> str:
        parts: Mapping[str, Part] = {**self.health.parts, "maintenance": self._maintenance()}
        troubled = [name for name, part in parts.items() if part.state is not State.OK]
        # without the request: its context processors would look up who asks
        return render_to_string(
            "operations/health.html",
            {
                "status": self.status,
                "headline": HEADLINES[self.status],
                "release": self.health.as_json()["release"],
                "now": self.now,
                # what is in trouble comes first
                "parts": [(TITLES.get(name, name), parts[name]) for name in _ordered(troubled, parts)],
                "troubled": [TITLES.get(name, name) for name in troubled],
                "every_s": WATCHED_EVERY_S if watch else 0,
            },
        )

    @property
    def _is_on(self) -> bool:
        return self.said is not None and self.said.is_on

    def _maintenance(self) -> Part:
        """`age_s` is of the last change."""
        if self.said is None:
            return Part(State.OK, figures={"on": False})
        if not self.said.is_on:
            return Part(State.OK, (self.now - self.said.at).total_seconds(), figures={"on": False})
        until = {"until": self.said.until} if self.said.until else {}
        age_s = (self.now - self.said.began_at).total_seconds()
        return Part(State.OK, age_s, "people are shown a page; messages are kept", {"on": True, **until})


def _ordered(troubled: list[str], parts: Mapping[str, Part]) -> list[str]:
    return [*troubled, *(name for name in parts if name not in troubled)]
