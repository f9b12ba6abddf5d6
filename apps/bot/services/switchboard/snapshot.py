"""What a process knows of the switches, as of one version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from apps.bot.turn.types import Feature


class State(StrEnum):
    """Why a feature is on or off for a shop, as the database tells it."""

    ON = "on"
    CHOSEN = "chosen"  # on, and the shop is in the rollout
    OFF = "off"  # by the shop's row
    HELD = "held"
    WAITING = "waiting"  # not in the rollout yet


ARE_ON = (State.ON, State.CHOSEN)


@dataclass(frozen=True, slots=True)
class ShopSwitches:
    """`version` is the shop's row's, 0 where it has none. `on` answers in one look what `states` explains."""

    version: int
    states: Mapping[Feature, State]
    on: Mapping[str, bool]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        states = {Feature(name): State(state) for name, state in told["states"].items()}
        on = {feature.value: state in ARE_ON for feature, state in states.items()}
        return cls(told["version"], states, on)


@dataclass(frozen=True, slots=True)
class Snapshot:
    version: int
    shops: dict[UUID, ShopSwitches] = field(default_factory=dict)

    def with_news(self, told: Mapping[str, Any]) -> "Snapshot":
        """`told` is what `wabot_switches` answered: all shops, or those that changed since this version."""
        news = {UUID(tenant): ShopSwitches.of(one) for tenant, one in told["shops"].items()}
        if "changed" not in told:
            return Snapshot(told["version"], news)
        gone = {UUID(tenant) for tenant in told["changed"]} - news.keys()
        # a copy at one stroke: another thread may just be adding a shop that it looked up
        shops = self.shops.copy()
        shops.update(news)
        for tenant in gone:
            shops.pop(tenant, None)
        return Snapshot(told["version"], shops)
