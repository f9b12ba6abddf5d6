"""The plan as data: what the annotated YAML says, typed. Unknown keys are refused."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Plan(Section):
    name: str
