"""What the plan says of the platform: where it is reached, and the features that can be switched."""

from typing import Annotated

from pydantic import Field, StringConstraints

from wabot_rollback.plan.section import Section

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^/]+$")]


class FeatureSection(Section):
    """`name` as in `--disable-<name>`; `switch` is its column; `logged_as` the service's name in the log."""

    name: Name
    switch: str
    logged_as: str = ""


class WatchSection(Section):
    """When a rollback has held: looked at every `every_s` for `minutes`."""

    minutes: float = Field(default=30, gt=0)
    every_s: float = Field(default=15, gt=0)
    error_rate_percent: float = Field(default=1, gt=0)
    p95_ms: float = Field(default=500, gt=0)
    # Fewer turns than this say nothing of a rate: then the synthetic message alone judges.
    least_turns: int = Field(default=20, ge=1)


class PlatformSection(Section):
    """`web` without a path; `test_tenant` is the shop whose canary is asked."""

    web: Url = "http://127.0.0.1:8000"
    test_tenant: str
    acknowledge_within_s: float = Field(default=10, gt=0)
    features: tuple[FeatureSection, ...] = (
        FeatureSection(
            name="harmonization",
            switch="enable_message_harmonization",
            logged_as="MessageHarmonizationService",
        ),
        FeatureSection(name="immediate-display", switch="enable_immediate_product_display"),
        FeatureSection(
            name="grounded-validation",
            switch="enable_grounded_validation",
            logged_as="GroundedResponseValidator",
        ),
        FeatureSection(
            name="reference-resolution",
            switch="enable_reference_resolution",
            logged_as="ReferenceContextManager",
        ),
    )
    watch: WatchSection = WatchSection()
    # Kept when the release was deployed; strategy 2 goes back to it.
    configuration: str = "config_backup_pre_deployment.json"
