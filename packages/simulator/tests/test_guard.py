"""Who may call: this machine, and no page of another site."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from wabot_simulator.control.guard import Guard, is_loopback
from wabot_simulator.testing import Running


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "[::1]", "localhost"])
def test_this_machine_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.7", "example.org", "", None, "127.0.0.1.example.org"])
def test_others_are_not_this_machine(host: str | None) -> None:
    assert not is_loopback(host)


def ask(client: str, *, host: str = "127.0.0.1:8002", origin: str = "", allow_remote: bool = False) -> int:
    """The status a caller at this address gets."""
    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def receive() -> Any:
        return {"type": "http.request"}

    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "client": (client, 5),
        "headers": headers,
        "path": "/",
    }
    asyncio.run(Guard(PlainTextResponse("hi"), allow_remote=allow_remote)(scope, receive, send))
    return statuses[0]


def test_other_machines_are_served_only_when_allowed() -> None:
    assert ask("127.0.0.1") == 200
    assert ask("10.0.0.7") == 403
    assert ask("10.0.0.7", host="simulator.lan", allow_remote=True) == 200


def test_a_name_that_was_pointed_here_is_refused() -> None:
    assert ask("127.0.0.1", host="evil.example:8002") == 403
    assert ask("127.0.0.1", host="localhost:8002") == 200


def test_pages_of_other_sites_are_refused(running: Running) -> None:
    assert ask("127.0.0.1", origin="https://evil.example") == 403
    assert ask("127.0.0.1", origin="http://127.0.0.1:8002") == 200
    form = httpx.post(f"{running.url}/simulator/reset", headers={"origin": "http://127.0.0.1:1"})
    assert form.status_code == 403
    # a form cannot send JSON without asking first, and anything else is not read
    blind = httpx.post(
        f"{running.url}/simulator/customers", content=b"{}", headers={"content-type": "text/plain"}
    )
    assert blind.status_code == 400


def test_the_page_may_run_nothing_but_its_own(running: Running) -> None:
    policy = httpx.get(running.url).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
