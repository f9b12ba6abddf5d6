"""On which host and ports the parts of the stack answer."""

import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

from config.stack.errors import Refused

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104  (compared with, never a default)
PORTS = {"web": 8000, "intake": 8001, "simulator": 8002, "console": 8003}

UNUSED = range(20_000, 32_000)


@dataclass(frozen=True, slots=True)
class Addresses:
    """`host` is what people's pages are bound to. Intake stays on the loopback: only the simulator calls it."""

    host: str
    ports: Mapping[str, int]

    def bind(self, part: str) -> str:
        return LOOPBACK if part == "intake" else self.host

    def endpoint(self, part: str) -> tuple[str, int]:
        """As programs on this machine reach it."""
        bound = self.bind(part)
        return LOOPBACK if bound == EVERYWHERE else bound, self.ports[part]

    def url(self, part: str) -> str:
        host, port = self.endpoint(part)
        return f"http://{host}:{port}"

    def shown(self, part: str) -> str:
        """As a person opens it: from another device when it is bound to all."""
        own = lan_address() if self.bind(part) == EVERYWHERE else None
        return f"http://{own}:{self.ports[part]}" if own else self.url(part)

    def names(self) -> list[str]:
        """Every host name under which the web process must answer."""
        own = lan_address() if self.host == EVERYWHERE else self.host
        return list(dict.fromkeys([LOOPBACK, "localhost", *([own] if own else [])]))


def variable_of(part: str) -> str:
    return f"WABOT_{part.upper()}_PORT"


def addresses_from(source: Mapping[str, str]) -> Addresses:
    """Raises Refused, a line for each variable that is wrong."""
    host, ports, wrong = source.get("WABOT_HOST", LOOPBACK), {}, []
    for part, usual in PORTS.items():
        given = source.get(variable_of(part), str(usual))
        if given.isascii() and given.isdigit() and 1 <= int(given) <= 65535:
            ports[part] = int(given)
        else:
            wrong.append(f"{variable_of(part)}: {given!r} is no port: give a number from 1 to 65535")
    if not _is_bindable(host):
        wrong.append(
            f"WABOT_HOST: {host!r} is no address of this machine: leave it out, or give {EVERYWHERE} for all"
        )
    for part, port in ports.items():
        if same := [other for other in ports if other > part and ports[other] == port]:
            wrong.append(f"{variable_of(part)} and {variable_of(same[0])} are both {port}: choose two ports")
    if wrong:
        raise Refused("\n".join(wrong))
    return Addresses(host, ports)


def refuse_taken(addresses: Addresses, parts: list[str]) -> None:
    """Raises Refused, naming the variable and who holds the port, where that can be seen."""
    wrong = []
    for part in parts:
        host, port = addresses.bind(part), addresses.ports[part]
        if _is_taken(host, port):
            wrong.append(
                f"{variable_of(part)}: port {port} on {host} is taken{_holder(port)}: stop that, or choose another, "
                f"as in {variable_of(part)}={port + 100} make up"
            )
    if wrong:
        raise Refused("\n".join(wrong))


def free_ports(chance: random.Random | None = None) -> dict[str, int]:
    """A free port for each part, below those that the system gives to outgoing connections.

    Else one of those could take the port of a program that was killed, before it is started again.
    """
    candidates = (chance or random.SystemRandom()).sample(UNUSED, len(UNUSED))
    free = (port for port in candidates if not _is_taken(LOOPBACK, port))
    return {part: next(free) for part in PORTS}


def lan_address() -> str | None:
    """This machine's first address that is not the loopback."""
    for interface in psutil.net_if_addrs().values():
        for address in interface:
            if address.family == socket.AF_INET and not address.address.startswith("127."):
                return address.address
    return None


def _is_bindable(host: str) -> bool:
    try:
        socket.create_server((host, 0)).close()
    except OSError:
        return False
    return True


def _is_taken(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port)).close()
    except OSError:
        return True
    return False


def _holder(port: int) -> str:
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return ""
    for each in connections:
        if each.status == psutil.CONN_LISTEN and each.laddr and each.laddr.port == port and each.pid:
            try:
                return f" by {psutil.Process(each.pid).name()} (process {each.pid})"
            except psutil.NoSuchProcess:
                return ""
    return ""
