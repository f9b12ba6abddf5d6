"""What the intake says of itself."""

from collections.abc import Callable
from typing import Any

from wabot_edge.intake.asgi import Response, json_response
from wabot_edge.intake.link import JournalLink
from wabot_edge.intake.spool import Spool
from wabot_edge.intake.whatsapp import LIMIT_BYTES


class Health:
    def __init__(self, link: JournalLink, spool: Spool, *, clock: Callable[[], float]) -> None:
        self._link = link
        self._spool = spool
        self._clock = clock

    def tell(self) -> Response:
        """200 while a webhook of any size would be kept, 503 when it would not."""
        can_take = self._link.is_up or self._spool.has_room_for(2 * LIMIT_BYTES)
        return json_response(200 if can_take else 503, self._state(can_take=can_take))

    def _state(self, *, can_take: bool) -> dict[str, Any]:
        # Public, as the webhook is: why the journal is away stands in the log, not here.
        return {
            "status": "full" if not can_take else "ok" if self._link.is_up else "spooling",
            "journal": {"state": "ok" if self._link.is_up else "away", "for_s": self._age(self._link.since)},
            "spool": {
                "records": self._spool.records,
                "bytes": self._spool.size_bytes,
                "limit_bytes": self._spool.limit_bytes,
                "rejected_bytes": self._spool.rejected_bytes,
            },
            "last_commit_age_s": self._age(self._link.last_commit),
        }

    def _age(self, since: float | None) -> float | None:
        return None if since is None else round(self._clock() - since, 1)
