from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the plan; each room has its own beside what it configures."""

    model_config = ConfigDict(extra="forbid", frozen=True)
