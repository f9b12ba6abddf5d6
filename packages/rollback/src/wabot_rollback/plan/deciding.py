"""What decides: signals and their thresholds, the matrix, and what each strategy is for."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from wabot_rollback.plan.people import Role
from wabot_rollback.plan.section import Section
from wabot_rollback.platform.settings import Name

Number = Literal[1, 2, 3, 4]


class Metric(StrEnum):
    ERROR_RATE = "error_rate"  # failed turns ÷ closed turns
    P95 = "response_time_p95"  # turn due → accepted by WhatsApp
    HEALTH = "health_check"
    INTEGRITY = "data_integrity"
    SECURITY = "security_report"
    OUTAGE = "service_outage"
    USERS_HIT = "users_hit"
    FEATURE_FAILURES = "feature_failures"
    COMPLETION = "completion_rate"
    TICKETS = "support_tickets"


class SignalSection(Section):
    name: str
    level: Literal["critical", "warning"] = Field(
        description="Critical pages who is on call, warning tells the team's channel."
    )
    metric: Metric
    above: float | None = Field(
        default=None, description="Regressed above this; none: any sign of it counts. Rates in percent."
    )
    up_to: float | None = Field(
        default=None, description="Where the band for deciding ends; the alert has no upper end."
    )
    unit: Literal["percent", "ms", ""] = ""
    held_minutes: int = Field(default=0, ge=0, description="0: at once, or when somebody looks at it.")


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class MatrixSection(Section):
    severity: Severity
    users_over_percent: float = Field(
        ge=0, lt=100, description="Hits more than this share of the users; the row with the most wins."
    )
    respond_within_minutes: int = Field(ge=0, description="0: at once.")
    strategies: tuple[Number, ...] = Field(
        description="Those that it allows, the first preferred; empty: evaluate, perhaps none."
    )
    approved_by: tuple[Role, ...] = Field(min_length=1, description="Each by another person.")


class Fact(StrEnum):
    """What figures or a person answer with yes or no; each strategy says which speak for and against it."""

    FEATURE = "one-feature"
    CONFIGURATION = "configuration-changed"
    CODE = "code-bug"
    CORRUPTION = "data-corrupted"
    SCHEMA = "schema-changed"
    MIGRATION = "migration-failed"
    REMOVAL = "complete-removal"
    RECOVERABLE = "recoverable-without"

    @property
    def question(self) -> str:
        return QUESTIONS[self]


QUESTIONS = {
    Fact.FEATURE: "Is it one feature that fails, and new to this release?",
    Fact.CONFIGURATION: "Was the configuration changed, and does the trouble date from there?",
    Fact.CODE: "Is it a bug in code that no switch turns off?",
    Fact.CORRUPTION: "Is data lost or corrupted?",
    Fact.SCHEMA: "Does the database's schema itself cause it?",
    Fact.MIGRATION: "Did a migration fail?",
    Fact.REMOVAL: "Must the whole feature go, its data too?",
    Fact.RECOVERABLE: "Can the data be put right without taking the database back?",
}


class StepMinutesSection(Section):
    step: str
    minutes: float = Field(gt=0)


class StrategySection(Section):
    number: Number
    name: str
    minutes: tuple[float, float] = Field(description="The plan's ceiling, from and to; ours are measured.")
    risk: Literal["low", "medium", "high"]
    use_when: tuple[str, ...] = Field(min_length=1)
    speaks_for: tuple[Fact, ...] = Field(min_length=1, description="Any one of these.")
    speaks_against: tuple[Fact, ...] = ()
    steps: tuple[StepMinutesSection, ...] = Field(description="The plan's ceiling for each of its steps.")
    approved_by: tuple[Role, ...] = Field(
        default=(), description="Asked for whatever the severity; empty: as the matrix says."
    )
    success: tuple[str, ...] = Field(
        default=(), description="What must hold afterwards; people tick what a machine cannot see."
    )


class ChannelSection(Section):
    """Where notices go; the address is a secret and stands in the environment."""

    name: Name
    audience: Literal["on-call", "team", "stakeholders", "customers", "status-page"]
    url_from: str = Field(
        pattern=r"^[A-Z][A-Z0-9_]*$", description="The variable that holds its URL, as apprise reads it."
    )
    update_every_minutes: int = Field(default=15, gt=0)
