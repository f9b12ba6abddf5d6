"""From WhatsApp into the store: whoever dies on the way, it is fetched once more and kept once."""

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from apps.messaging.errors import MediaDamaged, MediaDelayed, MediaGone, MediaRefused
from apps.messaging.models import MediaState
from apps.messaging.services.media.claiming import Claim, Claims, end, put_off
from apps.messaging.services.media.keeping import keep, keep_known
from apps.messaging.services.media.store import Incoming, MediaStore
from apps.messaging.whatsapp.media_client import Located, MediaClient
from apps.tenants.secrets import UnopenableSecret

# WhatsApp's own limit for documents, the largest of all kinds.
MOST_BYTES = 100 * 1024 * 1024
AT_ONCE = 4
# A file that arrives damaged again and again will not arrive whole.
MOST_DAMAGED = 3
log = logging.getLogger("wabot.media")


@dataclass(frozen=True, slots=True)
class Fetcher:
    """`most_bytes` is the largest file taken in."""

    store: MediaStore
    client: MediaClient
    clock: Callable[[], datetime]
    most_bytes: int = MOST_BYTES

    def fetch_due(self, *, most: int = 50) -> int:
        """Fetch what is due, a few at once, at most `most`; return how many were tried.

        Rows are claimed and settled by the calling thread; in the others only bytes move.
        """
        claims, running, tried = Claims(), dict[Future[Incoming], Claim](), 0
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="media") as pool:
            while True:
                while tried < most and len(running) < AT_ONCE:
                    claim = claims.next(now=self.clock())
                    if claim is None:
                        break
                    tried += 1
                    if not keep_known(claim, store=self.store, now=self.clock()):
                        running[pool.submit(self._fetch, claim)] = claim
                if not running:
                    return tried
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    self._settle(running.pop(future), future)

    def _fetch(self, claim: Claim) -> Incoming:
        number = claim.number
        try:
            token = number.access_token
        except UnopenableSecret as error:
            raise MediaDelayed(str(error)) from error
        located = self.client.locate(
            media_id=claim.media_id, phone_number_id=number.phone_number_id, token=token
        )
        if (located.size_bytes or 0) > self.most_bytes:
            raise MediaRefused(f"{located.size_bytes} bytes are more than {self.most_bytes}")
        with ExitStack() as undo:
            incoming = self.store.begin()
            undo.callback(incoming.forget)
            self.client.download(located.url, token=token, most_bytes=self.most_bytes, write=incoming.write)
            incoming.finish()
            _check(claim, located, incoming)
            undo.pop_all()
        return incoming

    def _settle(self, claim: Claim, future: Future[Incoming]) -> None:
        now = self.clock()
        try:
            incoming = future.result()
        except MediaGone as gone:
            end(claim, state=MediaState.GONE, reason=str(gone), now=now)
        except MediaRefused as refused:
            end(claim, state=MediaState.REFUSED, reason=str(refused), now=now)
        except MediaDamaged as damaged:
            if claim.attempt >= MOST_DAMAGED:
                end(claim, state=MediaState.REFUSED, reason=str(damaged), now=now)
            else:
                put_off(claim, reason=str(damaged), now=now)
        except (MediaDelayed, OSError) as delayed:
            log.warning("file of message %s is to be had later: %s", claim.message_id, delayed)
            put_off(claim, reason=str(delayed), now=now)
        else:
            try:
                keep(claim, incoming, store=self.store, now=now)
            finally:
                incoming.forget()


def _check(claim: Claim, located: Located, incoming: Incoming) -> None:
    said = {claim.said_sha256, located.sha256} - {""}
    if said - {incoming.sha256}:
        raise MediaDamaged(f"its SHA-256 is {incoming.sha256}, announced was {', '.join(sorted(said))}")
    if located.size_bytes not in (None, incoming.size_bytes):
        raise MediaDamaged(f"{incoming.size_bytes} bytes came, {located.size_bytes} were announced")
