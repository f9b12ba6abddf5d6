"""One order of an operator over the features: rows, holds and rollouts in one transaction, then everybody's word."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from apps.bot.services.authoring import authored
from apps.bot.services.holding import Held, hold, holds, release
from apps.bot.services.rollouts import end_rollout, roll_out
from apps.bot.services.switching import Switched, switch
from apps.bot.turn.types import Feature
from apps.operations.services.acknowledging import Acknowledged, acknowledging


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted, of whom and why. `tenant_id` None = all shops; it has no say in rollouts."""

    by: str
    reason: str = ""
    origin: str
    tenant_id: UUID | None = None
    switches: Mapping[Feature, bool] = field(default_factory=dict)
    holds: bool = False
    lifts_holds: bool = False
    percentages: Mapping[Feature, int] = field(default_factory=dict)
    listed: Mapping[Feature, Collection[UUID]] = field(default_factory=dict)
    ended: Collection[Feature] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`still_held`: holds that keep off what was turned on."""

    switched: list[Switched]
    holds_set: int
    holds_lifted: int
    still_held: list[Held]
    acknowledged: Acknowledged


def configure(order: Order, *, within_s: float) -> Outcome:
    """Carry it out, all or nothing, then wait until every live process has it, at most `within_s`.

    Not to be called within a transaction: nobody would see the change. Raises HeldForAll; nothing changed then.
    """
    done, acknowledged = acknowledging(lambda: _carry_out(order), within_s=within_s)
    on = {feature for feature, is_on in order.switches.items() if is_on}
    shops = None if order.tenant_id is None else [order.tenant_id]
    still_held = [one for one in holds(shops) if one.feature in on]
    return Outcome(done.switched, done.holds_set, done.holds_lifted, still_held, acknowledged)


@dataclass(frozen=True, slots=True)
class _Done:
    switched: list[Switched]
    holds_set: int
    holds_lifted: int


def _carry_out(order: Order) -> _Done:
    shops = None if order.tenant_id is None else [order.tenant_id]
    with authored(by=order.by, reason=order.reason, origin=order.origin):
        lifted = _release(order)
        switched = switch(
            order.switches, by=order.by, tenant_ids=shops, reason=order.reason, origin=order.origin
        )
        held = _hold(order)
        _roll(order)
    return _Done(switched, held, lifted)


def _release(order: Order) -> int:
    if not order.lifts_holds:
        return 0
    on = [feature for feature, is_on in order.switches.items() if is_on]
    return release(on, tenant_id=order.tenant_id, by=order.by, reason=order.reason, origin=order.origin)


def _hold(order: Order) -> int:
    if not order.holds:
        return 0
    off = [feature for feature, is_on in order.switches.items() if not is_on]
    return hold(off, tenant_id=order.tenant_id, by=order.by, reason=order.reason, origin=order.origin)


def _roll(order: Order) -> None:
    for feature in {*order.percentages, *order.listed}:
        roll_out(
            feature,
            percentage=order.percentages.get(feature),
            tenant_ids=order.listed.get(feature),
            by=order.by,
            reason=order.reason,
            origin=order.origin,
        )
    for feature in order.ended:
        end_rollout(feature, by=order.by, reason=order.reason, origin=order.origin)
