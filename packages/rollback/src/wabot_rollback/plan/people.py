"""Who is asked, who is told, who decides."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from wabot_rollback.plan.section import Section
from wabot_rollback.platform.settings import Name


class Role(StrEnum):
    ON_CALL = "on-call-engineer"
    ENGINEERING_LEAD = "engineering-lead"
    PRODUCT_MANAGER = "product-manager"
    CUSTOMER_SUCCESS = "customer-success"
    SUPPORT_LEAD = "support-lead"
    TEAM = "team"  # of an approval: anybody of the people


class PersonSection(Section):
    id: Name = Field(description="As in `--as ID`; the other parts of the plan name people so.")
    name: str = ""
    roles: tuple[Role, ...] = Field(default=(), description="What this person may approve as.")
    phone: str = ""
    email: str = ""
    login: str = Field(
        default="", description="The account on this host that alone may speak for this person; empty: any."
    )


class OnCallSection(Section):
    primary: Name
    secondary: Name
    escalation: Name


class VendorSection(Section):
    name: str
    account: str = Field(default="", description="Number or name of our account there.")
    plan: str = Field(default="", description="The support that was bought.")
    contact: str = ""


class ContactsSection(Section):
    people: tuple[PersonSection, ...] = Field(min_length=1)
    on_call: OnCallSection = Field(description="In this order, by the people's ids.")
    incident_commander: Name = Field(description="Leads, and signs the rollback log off.")
    escalate_after_minutes: int = Field(
        default=10, gt=0, description="Without an answer for so long, the next one on call is paged."
    )
    vendors: tuple[VendorSection, ...] = ()

    def person(self, id_: str) -> PersonSection | None:
        return next((person for person in self.people if person.id == id_), None)


class StandingApprovalSection(Section):
    """Lets the engine act by itself, or a person without asking, until its day is over (UTC)."""

    name: Name
    by: Name = Field(description="The person who gives it: on call, and not the one who asks.")
    severity: str = Field(description="Of the matrix.")
    strategies: tuple[int, ...] = Field(min_length=1, description="1 and 2 alone can be approved so.")
    until: date = Field(description="Its last day.")


class ApprovalsSection(Section):
    valid_minutes: int = Field(
        default=60, gt=0, description="An approval that was not used by then is worth nothing any more."
    )
    break_glass_minutes: int = Field(
        default=30,
        gt=0,
        description="How long `start --break-glass` stands for all approvals; it is recorded.",
    )
    break_glass_strategies: tuple[int, ...] = (1, 2, 3)
    standing: tuple[StandingApprovalSection, ...] = ()
