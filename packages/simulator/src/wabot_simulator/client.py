"""Driving a running simulator from drills and tests.

    with SimulatorClient("http://127.0.0.1:8002") as phone:
        sent = phone.say("254711000001", "106540352242922", "what do you sell?")
        reply = phone.wait_for_reply("254711000001", "106540352242922", after=sent)

Synchronous and safe to share between threads.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

Json = dict[str, Any]
_PAGE = 10_000


class SimulatorRefused(Exception):
    """The simulator did not do what was asked; the text is its own. Nothing was changed."""

    def __init__(self, http_status: int, said: str) -> None:
        super().__init__(said)
        self.http_status = http_status


class NoReply(Exception):
    """The shop sent nothing within the time."""


class NotQuiet(Exception):
    """Webhooks or statuses were still on their way when the time was up."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that left a phone. `seq` is its number in the record, `at` seconds since 1970."""

    wamid: str
    seq: int
    at: float
    customer: str
    shop: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as the phone shows it. `message` is its content in Graph's (or the webhook's) shape."""

    seq: int
    wamid: str
    customer: str
    shop: str
    direction: str
    at: float
    type: str
    message: Json
    callback_data: str | None
    status: str
    error: Json | None
    reactions: Mapping[str, str]

    @property
    def text(self) -> str:
        """The words a person reads first: body, caption, or the title of what was tapped."""
        content = self.message.get(self.type, {})
        if self.type == "interactive":
            reply = content.get("list_reply") or content.get("button_reply") or {}
            return str(reply.get("title") or content.get("body", {}).get("text", ""))
        if not isinstance(content, dict):
            return ""
        return str(content.get("body") or content.get("caption") or content.get("text") or "")

    @property
    def row_ids(self) -> list[str]:
        """Ids of the rows and buttons that can be tapped, from top to bottom."""
        action = self.message.get("interactive", {}).get("action", {})
        rows = [row["id"] for section in action.get("sections", []) for row in section.get("rows", [])]
        return rows + [button["reply"]["id"] for button in action.get("buttons", [])]


class SimulatorClient:
    def __init__(self, base_url: str = "http://127.0.0.1:8002", *, timeout_s: float = 30.0) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx.Client(base_url=self.base_url, timeout=timeout_s, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, **rest: Any) -> Json:
        response = self._http.request(method, f"/simulator{path}", **rest)
        answer: Json = response.json()
        # a failing simulator still says how it is
        if response.is_error and path != "/health":
            raise SimulatorRefused(response.status_code, str(answer.get("error", answer)))
        return answer

    # --- who there is

    def health(self) -> Json:
        return self._ask("GET", "/health")

    def state(self) -> Json:
        """Shops, customers, faults, rules and the simulated time."""
        return self._ask("GET", "/state")

    def add_shop(self, *, phone_number_id: str, access_token: str, name: str, **more: Any) -> Json:
        """`more`: display_phone_number, waba_id, picture_url, catalog_id, products, templates."""
        body = {"access_token": access_token, "name": name, **more}
        return self._ask("PUT", f"/shops/{phone_number_id}", json=body)

    def add_customer(self, *, name: str, wa_id: str = "", user_id: str = "", username: str = "") -> str:
        """Add a phone and return its key: the number, or the user id of one who hides it."""
        body = {"name": name, "wa_id": wa_id, "user_id": user_id, "username": username}
        return str(self._ask("POST", "/customers", json=body)["key"])

    # --- what phones do

    def say(self, customer: str, shop: str, text: str, *, quoting: str | None = None) -> Sent:
        return self.send(customer, shop, "text", text=text, quote=quoting)

    def say_many(self, lines: Sequence[tuple[str, str, str]]) -> list[Sent]:
        """(customer, shop, text) each, at most 1000, in this order, in one call."""
        drafts = [{"customer": who, "shop": shop, "type": "text", "text": text} for who, shop, text in lines]
        answer = self._ask("POST", "/messages", json={"messages": drafts})
        return [Sent(**each) for each in answer["messages"]]

    def send(self, customer: str, shop: str, kind: str, **fields: Any) -> Sent:
        """A message of any kind; the README lists kinds and fields."""
        given = {name: value for name, value in fields.items() if value is not None}
        body = {**given, "customer": customer, "shop": shop, "type": kind}
        return Sent(**self._ask("POST", "/messages", json=body))

    def tap(self, customer: str, row_id: str, *, shop: str | None = None) -> Sent:
        """Tap the newest row or button with this id on the customer's phone."""
        return Sent(**self._ask("POST", "/taps", json={"customer": customer, "id": row_id, "shop": shop}))

    def upload(self, data: bytes, mime_type: str, filename: str = "") -> str:
        """Put a file on the phones and return its id, for `send(..., "image", media_id=...)`."""
        headers = {"content-type": mime_type}
        return str(
            self._ask("POST", "/media", params={"filename": filename}, content=data, headers=headers)["id"]
        )

    def read(self, customer: str, shop: str) -> int:
        """Open the conversation: what was delivered is now read. Returns how many messages that were."""
        return int(self._ask("POST", f"{_pair(customer, shop)}/read")["read"])

    # --- what phones show

    def conversation(self, customer: str, shop: str, *, limit: int = 1000) -> list[Bubble]:
        """The newest `limit` messages, oldest first."""
        answer = self._ask("GET", _pair(customer, shop), params={"limit": limit})
        return [Bubble(**each) for each in answer["messages"]]

    def wait_for_reply(
        self, customer: str, shop: str, *, after: Sent | Bubble | int = 0, timeout_s: float = 10.0
    ) -> Bubble:
        """The shop's first message after another one (or after a number of the record).

        Raises NoReply when `timeout_s` has passed.
        """
        seq = after if isinstance(after, int) else after.seq
        params = {"after": seq, "timeout_s": timeout_s}
        # the simulator keeps the time; the connection only has to outlast it
        answer = self._ask("GET", f"{_pair(customer, shop)}/next", params=params, timeout=timeout_s + 10)
        if answer["message"] is None:
            raise NoReply(f"{shop} sent nothing to {customer} within {timeout_s:g} s of number {seq}")
        return Bubble(**answer["message"])

    def wait_until_quiet(self, *, timeout_s: float = 30.0, every_s: float = 0.05) -> None:
        """Until no webhook and no status is on its way any more. Raises NotQuiet, saying what still is."""
        deadline = time.monotonic() + timeout_s
        while (health := self.health())["pending_webhooks"] or health["pending_statuses"]:
            if time.monotonic() > deadline:
                raise NotQuiet(
                    f"{health['pending_webhooks']} webhooks, {health['pending_statuses']} statuses pending"
                )
            time.sleep(every_s)

    # --- what goes wrong, and what was counted

    def fault(self, name: str, **options: Any) -> Json:
        """Set a fault: `probability`, `count`, `shop`, `delay_ms`, `size`. Returns all in force."""
        return self._ask("PUT", f"/faults/{name}", json=options)

    def faults(self, **wanted: Mapping[str, Any] | None) -> Json:
        """Set several faults by name, lift those given None: `faults(delay={"delay_ms": 200}, batch=None)`."""
        for name, options in wanted.items():
            if options is None:
                self._ask("DELETE", f"/faults/{name}")
            else:
                self.fault(name, **options)
        return self._ask("GET", "/faults")

    def lift_faults(self) -> None:
        self._ask("DELETE", "/faults")

    def rules(self, **changes: bool | float) -> Json:
        """Switch `window`, `pair_rate`, `throughput`, or set `throughput_per_s`."""
        return self._ask("PUT", "/rules", json=changes)

    def skip_time(self, seconds: float) -> float:
        """Move the simulated clock on; returns the time it shows now."""
        return float(self._ask("POST", "/clock", json={"skip_s": seconds})["now"])

    def handshake(self) -> tuple[bool, str]:
        """Ask the callback for the challenge, as Meta does; whether it held, and what was said."""
        answer = self._ask("POST", "/handshake")
        return bool(answer["ok"]), str(answer["said"])

    def record(self, since: int = 0, *, kinds: Sequence[str] = ()) -> Iterator[Json]:
        """Facts after number `since`, oldest first, up to those there when a page of them is asked for."""
        params: dict[str, str | int] = {"limit": _PAGE} | ({"kinds": ",".join(kinds)} if kinds else {})
        while True:
            page = self._ask("GET", "/record", params={**params, "since": since})
            yield from page["facts"]
            if page["next"] >= page["head"]:
                return
            since = page["next"]

    def report(self) -> Json:
        """What was lost and what was answered twice; the README explains each sum."""
        return self._ask("GET", "/report")

    def reset(self) -> None:
        """Forget messages, faults and pending webhooks; shops and customers stay."""
        self._ask("POST", "/reset")


def _pair(customer: str, shop: str) -> str:
    return f"/conversations/{quote(customer, safe='')}/{shop}"
