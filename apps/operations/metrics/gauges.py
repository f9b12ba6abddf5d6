"""The figures as gauges: the table of all, and what fills each. What is not known is left out, never told as 0."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from prometheus_client.core import GaugeMetricFamily

from apps.bot.turn.types import Feature
from apps.messaging.selectors import Completion
from apps.operations.health.board import Health
from apps.operations.health.parts import State
from apps.operations.metrics.figures import Service, Trade
from apps.operations.models import ProcessKind
from apps.operations.services.liveness import Life


@dataclass(frozen=True, slots=True)
class Gauge:
    says: str
    labels: Sequence[str] = ()


GAUGES = {
    "wabot_up": Gauge("1: able to serve, as /v1/health says; 0: not."),
    "wabot_part_up": Gauge("1: this part of /v1/health is ok; 0: degraded or down.", ["part"]),
    "wabot_journal_lag_records": Gauge(
        "Records that no projector has read yet (at most 10,000 are counted)."
    ),
    "wabot_journal_lag_seconds": Gauge("How long the oldest of them has waited."),
    "wabot_parked_open": Gauge("Records that could not be made into rows and wait for a person."),
    "wabot_outbox_oldest_seconds": Gauge(
        "How long the oldest reply that could leave has waited; 0: none waits."
    ),
    "wabot_outbox_uncertain": Gauge("Replies whose answer from WhatsApp was lost."),
    "wabot_completion_ratio": Gauge(
        "Share completed, of the conversations begun between 48 and 24 hours ago."
    ),
    "wabot_completion_baseline_ratio": Gauge("The same share over the seven days before those."),
    "wabot_conversations_judged": Gauge("How many conversations wabot_completion_ratio stands on."),
    "wabot_tickets_opened_24h": Gauge("Tickets opened in the last 24 hours.", ["category"]),
    "wabot_tickets_daily_baseline": Gauge("Tickets a day, mean of the seven days before those 24 hours."),
    "wabot_tickets_open": Gauge("Tickets that are open."),
    "wabot_customers_served_15m": Gauge("Customers with a turn closed within 15 minutes."),
    "wabot_customers_failed_15m": Gauge(
        "Customers of whom within 15 minutes a turn failed, or whom a reply did not reach."
    ),
    "wabot_integrity_findings": Gauge("Rows that break a rule, by the last check_data_integrity."),
    "wabot_integrity_age_seconds": Gauge("How long ago that was; absent where it never ran."),
    "wabot_processes": Gauge("Processes known, by kind and sign of life.", ["kind", "life"]),
    "wabot_configuration_version": Gauge("The newest version of the configuration."),
    "wabot_configuration_behind": Gauge("Processes that live and have not acknowledged it."),
    "wabot_features_held": Gauge(
        "Holds that keep a feature off, one for all shops counted once.", ["feature"]
    ),
    "wabot_figures_age_seconds": Gauge(
        "How old the figures read from the database are; absent: not known.", ["of"]
    ),
    "wabot_counts_shared": Gauge(
        "1: the counts are those of all processes of the host; 0: of this one alone."
    ),
}

# The gauge, the values of its labels, its own.
Sample = tuple[str, tuple[str, ...], float]
# Part of health → its figure → the gauge that tells it.
OF_PARTS = {
    "projector": {
        "lag_records": "wabot_journal_lag_records",
        "lag_s": "wabot_journal_lag_seconds",
        "parked": "wabot_parked_open",
    },
    "outbox": {"uncertain": "wabot_outbox_uncertain"},
    "configuration": {"version": "wabot_configuration_version"},
    "integrity": {"findings": "wabot_integrity_findings"},
}


def families(samples: Iterator[Sample]) -> Iterator[GaugeMetricFamily]:
    """KeyError for a gauge that the table does not have."""
    found = defaultdict(list)
    for name, labels, value in samples:
        found[name].append((labels, value))
    for name, told in found.items():
        gauge = GAUGES[name]
        family = GaugeMetricFamily(name, gauge.says, labels=gauge.labels)
        for labels, value in told:
            family.add_metric(labels, value)
        yield family


def of_health(health: Health) -> Iterator[Sample]:
    yield "wabot_up", (), float(health.can_serve)
    for name, part in health.parts.items():
        yield "wabot_part_up", (name,), float(part.state is State.OK)
        for figure, gauge in OF_PARTS.get(name, {}).items():
            if figure in part.figures:
                yield gauge, (), part.figures[figure]
    outbox, configuration, integrity = (
        health.parts[name] for name in ("outbox", "configuration", "integrity")
    )
    # A part without figures is one that cannot be told.
    if outbox.figures:
        yield "wabot_outbox_oldest_seconds", (), max(0.0, outbox.age_s or 0.0)
    if configuration.figures:
        yield "wabot_configuration_behind", (), len(configuration.figures["behind"])
    if integrity.figures and integrity.age_s is not None:
        yield "wabot_integrity_age_seconds", (), integrity.age_s


def of_service(service: Service) -> Iterator[Sample]:
    for kind, life in product(ProcessKind, Life):
        yield "wabot_processes", (kind.value, life.value), service.processes.get((kind.value, life.value), 0)
    for feature in Feature:
        yield "wabot_features_held", (feature.value,), service.held.get(feature.value, 0)
    yield "wabot_customers_served_15m", (), service.served.served
    yield "wabot_customers_failed_15m", (), service.served.failed


def of_trade(trade: Trade) -> Iterator[Sample]:
    yield from _ratio("wabot_completion_ratio", trade.settled)
    yield from _ratio("wabot_completion_baseline_ratio", trade.before)
    yield "wabot_conversations_judged", (), trade.settled.started
    for reason, count in trade.opened.items():
        yield "wabot_tickets_opened_24h", (reason,), count
    yield "wabot_tickets_daily_baseline", (), trade.opened_before / 7
    yield "wabot_tickets_open", (), trade.tickets_open


def _ratio(name: str, completion: Completion) -> Iterator[Sample]:
    if (rate := completion.rate) is not None:
        yield name, (), rate
