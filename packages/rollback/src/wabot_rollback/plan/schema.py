"""The plan as data: what the annotated YAML says, typed. Unknown keys are refused."""

from pydantic import Field

from wabot_rollback.database.settings import DatabaseSection
from wabot_rollback.drills.settings import DrillsSection
from wabot_rollback.errors import Refused
from wabot_rollback.plan.deciding import ChannelSection, MatrixSection, SignalSection, StrategySection
from wabot_rollback.plan.people import ApprovalsSection, ContactsSection
from wabot_rollback.plan.section import Section
from wabot_rollback.platform.settings import PlatformSection
from wabot_rollback.releases.settings import ReleasesSection
from wabot_rollback.services.settings import ServicesSection
from wabot_rollback.storage.settings import StorageSection


class Plan(Section):
    name: str = Field(description="What is rolled back, as notices and the rollback log call it.")
    platform: PlatformSection
    releases: ReleasesSection
    services: ServicesSection
    database: DatabaseSection = DatabaseSection()
    storage: StorageSection = StorageSection()
    signals: tuple[SignalSection, ...] = Field(min_length=1)
    matrix: tuple[MatrixSection, ...] = Field(min_length=1)
    strategies: tuple[StrategySection, ...] = Field(min_length=1)
    contacts: ContactsSection
    approvals: ApprovalsSection = ApprovalsSection()
    channels: tuple[ChannelSection, ...] = ()
    drills: DrillsSection | None = None

    def strategy(self, number: int) -> StrategySection:
        """Raises Refused."""
        if found := next((each for each in self.strategies if each.number == number), None):
            return found
        known = ", ".join(f"{each.number} ({each.name})" for each in self.strategies)
        raise Refused(f"no strategy {number} in the plan; it has {known}")
