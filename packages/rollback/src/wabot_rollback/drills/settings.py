"""The plan's `drills` section."""

from pathlib import Path

from pydantic import Field

from wabot_rollback.plan.deciding import Fact
from wabot_rollback.plan.section import Section
from wabot_rollback.platform.settings import Name

# In a command, {python} is the interpreter below, {checkout} the folder it works on, {defect} the defect's name.
PYTHON = "{python}"


class DefectSection(Section):
    name: Name = Field(description="As the command `defect` takes it.")
    strategy: int = Field(
        ge=0, le=4, description="That is to bring it back; 0: such a release is refused when it is deployed."
    )
    facts: tuple[Fact, ...] = Field(
        default=(), description="What somebody on call would say yes to; the share of users hit is measured."
    )


class DrillsSection(Section):
    checkout: Path = Field(
        description="Drills clone it, build releases of its HEAD, and start their stack from it."
    )
    python: Path = Field(description="The interpreter that has the stack's libraries.")
    start: tuple[str, ...] = Field(
        default=(PYTHON, "-m", "config.stack", "up"),
        description="Starts everything and stays in the foreground, until it is told to end.",
    )
    status: tuple[str, ...] = Field(
        default=(PYTHON, "-m", "config.stack", "status"), description="Ends with 0 when everything runs."
    )
    variables: tuple[str, ...] = Field(
        default=(PYTHON, "-m", "config.stack", "env"),
        description="Prints the stack's variables as a shell reads them.",
    )
    socket: str = Field(
        default="{state}/run/supervisor.sock", description="Of the stack's supervisor; {state}: its folder."
    )
    defect: tuple[str, ...] = Field(
        default=(PYTHON, "-m", "tests.drills.defects", "{defect}", "{checkout}"),
        description="Breaks the clone; called in it.",
    )
    test_tenant: str = Field(
        default="mawingu-wear", description="In place of the platform's: a shop that the stack brings along."
    )
    customers: int = Field(default=50, ge=1, le=1000)
    lines: tuple[str, ...] = Field(
        default=("do you have shoes in red?", "how much is the second one?"),
        min_length=1,
        description="What each customer writes, again and again, one after the reply to the other.",
    )
    pause_s: tuple[float, float] = Field(default=(4, 12), description="Between a reply and the next line.")
    watch_s: float = Field(
        default=20, gt=0, description="In place of the half hour for which strategies 1 and 2 watch."
    )
    p95_ms: float = Field(
        default=5000, gt=0, description="In place of the platform's: one machine plays every part at once."
    )
    longest_s: float = Field(
        default=300, gt=0, description="For the stack to start, and for each look from outside."
    )
    defects: tuple[DefectSection, ...] = Field(min_length=1)
