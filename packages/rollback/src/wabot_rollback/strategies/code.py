"""Strategy 3: code alone goes back. Intake takes webhooks in throughout.

Unlike in the plan, beat and consumers stop before web: after a worker has ended, nobody can say what it had begun. The
target is looked at before anything stops, so that no outage begins that cannot end.

Where code alone is legal, the target's workers, projector and sender start beside the condemned ones and take over from
them; maintenance, which holds every turn, is on only while web changes. Where migrations are taken back too, the two
cannot run beside each other: maintenance is on from the first to the last.
"""

from wabot_rollback.plan.schema import Plan
from wabot_rollback.releases.rewinding import RewindProjector
from wabot_rollback.releases.steps import (
    REVERSE,
    FilesInPlace,
    PreflightTarget,
    ReverseMigrations,
    SwitchRelease,
)
from wabot_rollback.services.services import Service
from wabot_rollback.services.steps import (
    CheckServices,
    DrainWorkers,
    StartBeside,
    StartServices,
    StopBeside,
    StopServices,
)
from wabot_rollback.steps import Step
from wabot_rollback.strategies.maintenance import MaintenanceOff, MaintenanceOn
from wabot_rollback.strategies.notices import TellTenants
from wabot_rollback.strategies.smoke import HealthCheck, SmokeTests
from wabot_rollback.world import Request

# What a customer's message passes; web, which only people see, comes after it.
PATH = (Service.WORKER, Service.PROJECTOR, Service.SENDER)
ALL = (*PATH, Service.WEB, Service.BEAT)
PROMISED_S = 300.0
# Between what a step waits for and its own end.
SPARE_S = 40.0


def steps(plan: Plan, request: Request) -> list[Step]:
    return [
        PreflightTarget(free_mb=plan.releases.free_mb),
        *(_by_turns(plan) if request.options.get(REVERSE) else _side_by_side(plan)),
        SmokeTests(),
        HealthCheck(),
    ]


def _side_by_side(plan: Plan) -> list[Step]:
    limit_s = plan.services.start_within_s
    *path, stop_web = stopping(plan, spares_target=True)
    start_path, start_web, check = starting(plan)
    return [
        TellTenants(),
        StartBeside(within_s=limit_s, timeout_s=limit_s + SPARE_S),
        *path,
        SwitchRelease(),
        FilesInPlace(),
        RewindProjector(),
        start_path,
        MaintenanceOn(lasts_s=PROMISED_S),
        stop_web,
        start_web,
        check,
        MaintenanceOff(),
        StopBeside(),
    ]


def _by_turns(plan: Plan) -> list[Step]:
    return [
        MaintenanceOn(lasts_s=PROMISED_S),
        TellTenants(),
        *stopping(plan),
        ReverseMigrations(),
        SwitchRelease(),
        FilesInPlace(),
        RewindProjector(),
        *starting(plan),
        MaintenanceOff(),
    ]


def stopping(plan: Plan, *, spares_target: bool = False) -> list[Step]:
    """In this order nothing new is begun, nothing in flight is cut off, and people are last to notice."""
    limit_s = plan.services.drain_within_s
    return [
        StopServices(
            services=(Service.BEAT,),
            name="stop-beat",
            does="Stop beat, so that it sends no more",
            expected_s=1,
        ),
        DrainWorkers(within_s=limit_s, spares_target=spares_target),
        StopServices(
            services=(Service.WORKER,),
            name="stop-workers",
            does="Stop the workers, detached ones too",
            spares_target=spares_target,
        ),
        StopServices(
            services=(Service.PROJECTOR, Service.SENDER),
            name="stop-projector-and-sender",
            does="Stop the projector and the sender; the journal goes on",
            spares_target=spares_target,
        ),
        StopServices(services=(Service.WEB,), name="stop-web", does="Stop web alone; intake stays"),
    ]


def starting(plan: Plan) -> list[Step]:
    limit_s = plan.services.start_within_s
    return [
        StartServices(
            services=PATH,
            name="start-message-path",
            does="Start workers, projector and sender",
            within_s=limit_s,
            timeout_s=limit_s + SPARE_S,
        ),
        StartServices(
            services=(Service.WEB, Service.BEAT), name="start-web-and-beat", does="Start web, and one beat"
        ),
        CheckServices(services=ALL, within_s=limit_s, timeout_s=limit_s + SPARE_S),
    ]
