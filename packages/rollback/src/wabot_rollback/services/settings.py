"""The plan's `services` section."""

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from wabot_rollback.plan.section import Section


class ServicesSection(Section):
    manager: Literal["supervisor", "systemd"] = Field(
        description="What starts and stops the services on each host."
    )
    socket: Path | None = Field(default=None, description="Of supervisor: its unix socket.")
    systemctl: tuple[str, ...] = Field(
        default=("sudo", "-n", "systemctl"),
        description="Of systemd: the command, as the engine's user may run it.",
    )
    hosts: tuple[Literal["localhost"], ...] = Field(
        default=("localhost",), min_length=1, description="Every host that runs a part of the platform."
    )
    drain_within_s: float = Field(
        default=120, gt=0, le=120, description="The longest wait for work in flight."
    )
    start_within_s: float = Field(default=60, gt=0, description="How long a service may take until it runs.")

    @model_validator(mode="after")
    def _a_socket_where_one_is_asked(self) -> "ServicesSection":
        if self.manager == "supervisor" and self.socket is None:
            raise ValueError("services: manager supervisor needs `socket`: the path of its unix socket")
        return self
