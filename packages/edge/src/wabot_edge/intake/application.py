"""The addresses of the intake, as one ASGI application."""

import re

from wabot_edge.intake.asgi import BodyIncomplete, BodyTooLarge, Receive, Response, Scope, Send, response
from wabot_edge.intake.errors import Busy
from wabot_edge.intake.health import Health
from wabot_edge.intake.payments import PaymentCallbacks
from wabot_edge.intake.whatsapp import WhatsAppWebhook

WHATSAPP = "/v1/webhooks/whatsapp"
HEALTH = "/v1/webhooks/health"
PAYMENTS = re.compile(r"/v1/webhooks/payments/(?P<token>[A-Za-z0-9_-]{44})")

# What is left of a body that is not read must not be taken for the next request.
CLOSE = (b"connection", b"close")
NOT_FOUND = response(404, "There is nothing here.", CLOSE)
INCOMPLETE = response(408, "The body did not come in time.", CLOSE)
TOO_LARGE = response(413, "The body is too large.", CLOSE)
COME_AGAIN = response(503, "Not kept; please send it again.", (b"retry-after", b"5"), CLOSE)


class Intake:
    def __init__(self, *, whatsapp: WhatsAppWebhook, payments: PaymentCallbacks, health: Health) -> None:
        self._whatsapp = whatsapp
        self._payments = payments
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope, receive)
        except BodyTooLarge:
            answer = TOO_LARGE
        except BodyIncomplete:
            answer = INCOMPLETE
        except Busy:
            answer = COME_AGAIN
        await send(answer.start)
        await send(answer.body)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        path, method = scope["path"], scope["method"]
        if path == WHATSAPP:
            if method == "POST":
                return (await self._whatsapp.take(scope, receive)) or COME_AGAIN
            return self._whatsapp.verify(scope) if method == "GET" else _not_allowed("GET, POST")
        if path == HEALTH:
            return self._health.tell() if method in {"GET", "HEAD"} else _not_allowed("GET")
        if found := PAYMENTS.fullmatch(path):
            if method != "POST":
                return _not_allowed("POST")
            return (await self._payments.take(found["token"], scope, receive)) or COME_AGAIN
        return NOT_FOUND


def _not_allowed(allowed: str) -> Response:
    return response(405, f"Only {allowed}.", (b"allow", allowed.encode()), CLOSE)
