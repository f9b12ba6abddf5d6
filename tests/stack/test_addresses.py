import socket

import pytest

from config.stack.addresses import EVERYWHERE, addresses_from, free_ports, refuse_taken
from config.stack.errors import Refused


def test_the_usual_addresses_need_no_variable() -> None:
    addresses = addresses_from({})

    assert addresses.url("web") == "http://127.0.0.1:8000"
    assert addresses.url("intake") == "http://127.0.0.1:8001"
    assert addresses.url("simulator") == "http://127.0.0.1:8002"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "web", "", "8e3", "８０００"])
def test_what_is_no_port_is_named_with_its_variable(port: str) -> None:
    with pytest.raises(Refused, match=r"WABOT_WEB_PORT: .* is no port: give a number from 1 to 65535"):
        addresses_from({"WABOT_WEB_PORT": port})


def test_two_parts_cannot_share_a_port() -> None:
    with pytest.raises(Refused, match="WABOT_INTAKE_PORT and WABOT_WEB_PORT are both 9000"):
        addresses_from({"WABOT_INTAKE_PORT": "9000", "WABOT_WEB_PORT": "9000"})


def test_a_host_of_another_machine_is_refused() -> None:
    with pytest.raises(Refused, match=r"WABOT_HOST: '192\.0\.2\.1' is no address of this machine"):
        addresses_from({"WABOT_HOST": "192.0.2.1"})


def test_every_wrong_variable_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        addresses_from({"WABOT_WEB_PORT": "x", "WABOT_INTAKE_PORT": "y"})

    assert len(str(refused.value).splitlines()) == 2


def test_a_taken_port_is_told_with_its_holder_and_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        addresses = addresses_from({"WABOT_WEB_PORT": str(port)})

        with pytest.raises(
            Refused, match=rf"WABOT_WEB_PORT: port {port} on 127\.0\.0\.1 is taken by .*WABOT_WEB_PORT="
        ):
            refuse_taken(addresses, ["web"])


def test_on_the_lan_pages_are_open_and_intake_is_not() -> None:
    addresses = addresses_from({"WABOT_HOST": EVERYWHERE})

    assert addresses.bind("web") == addresses.bind("simulator") == EVERYWHERE
    assert addresses.bind("intake") == "127.0.0.1"
    # programs of this machine still use the loopback
    assert addresses.url("web") == "http://127.0.0.1:8000"


def test_free_ports_are_all_different() -> None:
    assert len(set(free_ports().values())) == 4
