"""The plan as data: what the annotated YAML says, typed. Unknown keys are refused."""

from wabot_rollback.plan.section import Section
from wabot_rollback.platform.settings import PlatformSection
from wabot_rollback.releases.settings import ReleasesSection
from wabot_rollback.services.settings import ServicesSection


class Plan(Section):
    name: str
    platform: PlatformSection
    releases: ReleasesSection
    services: ServicesSection
