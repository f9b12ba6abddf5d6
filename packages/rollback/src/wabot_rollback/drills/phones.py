"""The simulator's control API, as far as customers need it."""

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from wabot_rollback.errors import StepFailed

PAGE = 10_000


class Phones:
    """Safe to share between threads. Raises StepFailed where the simulator says no, or nothing."""

    def __init__(self, simulator: str, *, timeout_s: float = 30) -> None:
        self._http = httpx.Client(base_url=f"{simulator}/simulator", timeout=timeout_s, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def shops(self) -> list[str]:
        """Their numbers' ids."""
        return sorted(str(shop["phone_number_id"]) for shop in self._ask("GET", "/state")["shops"])

    def add_customer(self, number: str, name: str) -> None:
        self._ask("POST", "/customers", json={"name": name, "wa_id": number, "user_id": "", "username": ""})

    def say(self, customer: str, shop: str, text: str) -> int:
        """Its number in the record."""
        body = {"customer": customer, "shop": shop, "type": "text", "text": text}
        return int(self._ask("POST", "/messages", json=body)["seq"])

    def reply(self, customer: str, shop: str, *, after: int, within_s: float) -> Mapping[str, Any] | None:
        """The shop's first message after that number; None when there was none within the time."""
        found = self._ask(
            "GET",
            f"/conversations/{customer}/{shop}/next",
            params={"after": after, "timeout_s": within_s},
            timeout=within_s + 30,
        )["message"]
        return found if isinstance(found, dict) else None

    def facts(self) -> int:
        """How many there are in the record: the newest one's number."""
        return int(self._ask("GET", "/health")["facts"])

    def record(self, kinds: Sequence[str], since: int = 0) -> Iterator[Mapping[str, Any]]:
        """Every fact of those kinds after that number, oldest first."""
        while True:
            params: dict[str, str | int] = {"limit": PAGE, "kinds": ",".join(kinds), "since": since}
            page = self._ask("GET", "/record", params=params)
            yield from page["facts"]
            if page["next"] >= page["head"]:
                return
            since = page["next"]

    def report(self) -> Mapping[str, Any]:
        return self._ask("GET", "/report")

    def is_quiet(self) -> bool:
        """No webhook and no status is on its way."""
        health = self._ask("GET", "/health")
        return not health["pending_webhooks"] and not health["pending_statuses"]

    def _ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, **more)
            found: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise StepFailed(
                f"the simulator: {method} {path}: {str(error) or type(error).__name__}"
            ) from error
        if answer.is_error and path != "/health":
            raise StepFailed(f"the simulator: {method} {path}: {found.get('error', answer.status_code)}")
        return found


def words_of(message: Mapping[str, Any]) -> str:
    """What a person reads of it: its text, and what stands in the rows that can be tapped."""
    content = message["message"]
    inside = content.get(content.get("type", message["type"]), {})
    body = inside.get("body", inside.get("caption", inside.get("text", "")))
    text = body.get("text", "") if isinstance(body, dict) else str(body)
    sections = inside.get("action", {}).get("sections", [])
    rows = [
        f"{row['title']}: {row.get('description', '')}" for each in sections for row in each.get("rows", [])
    ]
    return "\n".join([text, *rows])
