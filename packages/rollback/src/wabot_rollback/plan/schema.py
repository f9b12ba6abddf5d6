"""The plan as data: what the annotated YAML says, typed. Unknown keys are refused."""

from wabot_rollback.plan.section import Section
from wabot_rollback.platform.settings import PlatformSection


class Plan(Section):
    name: str
    platform: PlatformSection
