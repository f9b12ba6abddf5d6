"""What one start amounts to: folder, addresses, servers, variables. Made from the environment; starts nothing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from config.stack import servers
from config.stack.addresses import EVERYWHERE, Addresses, addresses_from, refuse_taken, variable_of
from config.stack.keys import VARIABLES as SECRETS
from config.stack.keys import Keys
from config.stack.layout import Layout
from config.stack.programs import Program, chosen
from config.stack.releases import refuse_unusable, releases_from

PACKAGES = ("edge", "simulator")
GRAPH_VERSION = "v23.0"
# Nobody set up logrotate for the embedded stack.
LOG_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """`source` is the environment it was made from; `programs` stand in the order they start in.

    `releases` None: the platform's programs run from this checkout.
    """

    layout: Layout
    addresses: Addresses
    source: Mapping[str, str]
    programs: tuple[Program, ...]
    releases: Path | None = None

    def check(self) -> None:
        """Raises Refused when a variable, a server or a port is not as it must be. Changes nothing."""
        if self.releases is not None:
            refuse_unusable(self.releases)
        # Secrets are made later, so that a refused start leaves no file behind.
        unmade = {name: "x" * 40 for name in SECRETS if not servers.is_given(name, self.source)}
        servers.refuse_unreachable(servers.checked(unmade | self.variables()), self.source)
        refuse_taken(
            self.addresses,
            [program.name for program in self.programs if program.name in self.addresses.ports],
        )

    def variables(self, keys: Keys | None = None) -> dict[str, str]:
        """The environment of every program, its own additions apart."""
        usual = {
            "WABOT_PUBLIC_URL": self.addresses.shown("web"),
            "WABOT_ALLOWED_HOSTS": ",".join(self.addresses.names()),
            "WABOT_GRAPH_URL": f"{self.addresses.url('simulator')}/{GRAPH_VERSION}",
            "WABOT_LOG_FILE": str(self.layout.log_of("application")),
            "WABOT_LOG_BYTES": str(LOG_BYTES),
            **(keys.variables() if keys else {}),
        }
        given = {name: value for name, value in self.source.items() if name != "WABOT_DB_ROLE"}
        usual = {name: value for name, value in usual.items() if not servers.is_given(name, given)}
        return given | usual | servers.embedded_urls(self.layout, given) | self._fixed()

    def _fixed(self) -> dict[str, str]:
        state, here = self.layout.root, [ROOT, *(ROOT / "packages" / name / "src" for name in PACKAGES)]
        return {
            **{variable_of(part): str(port) for part, port in self.addresses.ports.items()},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": os.pathsep.join(map(str, here)),
            "PYTHONUNBUFFERED": "1",
            "WABOT_STATE_DIR": str(state),
            "WABOT_INTAKE_HOST": self.addresses.bind("intake"),
            "WABOT_SIMULATOR_HOST": self.addresses.bind("simulator"),
            "WABOT_SIMULATOR_ALLOW_REMOTE": "yes" if self.addresses.host == EVERYWHERE else "no",
            "WABOT_SIMULATOR_CALLBACK_URL": f"{self.addresses.url('intake')}/v1/webhooks/whatsapp",
            "WABOT_SIMULATOR_CONFIG": str(state / "simulator.json"),
            "WABOT_SIMULATOR_STATE": str(state / "simulator"),
        }


def plan_from(
    source: Mapping[str, str],
    *,
    folder: Path | None = None,
    only: list[str] | None = None,
    durable: bool = True,
) -> Plan:
    """Raises Refused. `only` names programs; what they need comes with them."""
    layout = Layout.of(folder or Path(source.get("WABOT_STATE_DIR") or ROOT / "state"), durable=durable)
    left_out = {"postgres", "redis"} - servers.embedded_for(source)
    if servers.is_given("WABOT_GRAPH_URL", source):
        # Whoever names another WhatsApp wants that one.
        left_out |= {"simulator"}
    programs = chosen(only, left_out=left_out)
    return Plan(layout, addresses_from(source), source, programs, releases_from(source))
