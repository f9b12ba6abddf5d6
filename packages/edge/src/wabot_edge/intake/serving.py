"""One process: the server, the writer and the keeper, from start to a clean stop."""

import asyncio
import gc
import logging
import os
import resource
import signal
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime

import uvicorn
import uvloop

from wabot_edge.intake.allowance import Allowance
from wabot_edge.intake.application import Intake
from wabot_edge.intake.asgi import BodyReader
from wabot_edge.intake.errors import JournalAway, PortTaken
from wabot_edge.intake.health import Health
from wabot_edge.intake.keeper import look_after
from wabot_edge.intake.link import JournalLink
from wabot_edge.intake.logs import NAME, Occasionally
from wabot_edge.intake.payments import AT_ONCE_BYTES, BYTES_PER_S, PaymentCallbacks
from wabot_edge.intake.settings import Settings
from wabot_edge.intake.signature import Signatures
from wabot_edge.intake.spool import Spool
from wabot_edge.intake.whatsapp import WhatsAppWebhook
from wabot_edge.intake.writer import Writer

# A stop has five seconds in all: open requests, then one statement without an answer, then the spool.
FINISH_REQUESTS_WITHIN_S = 3
JOURNAL_ANSWERS_WITHIN_S = 1.5
CONNECTIONS = 10_000
BACKLOG = 2_048
log = logging.getLogger(NAME)


def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT, which it takes over. Raises CannotStart."""
    with listen(settings.WABOT_INTAKE_HOST, settings.WABOT_INTAKE_PORT) as listener:
        spool = Spool(settings.spool_dir, limit_bytes=settings.WABOT_SPOOL_BYTES)
        _allow_connections()
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_serve(settings, listener, spool))
        finally:
            spool.close()


def listen(host: str, port: int) -> socket.socket:
    """Raises PortTaken."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except socket.gaierror as error:
        raise PortTaken(host=host, port=port, reason=error.strerror or str(error)) from error
    except OSError as error:
        raise PortTaken(host=host, port=port, reason=os.strerror(error.errno or 0)) from error


async def _serve(settings: Settings, listener: socket.socket, spool: Spool) -> None:
    link = JournalLink(
        settings.JOURNAL_DATABASE_URL,
        name=f"{socket.gethostname()}:{listener.getsockname()[1]}",
        answer_within_s=JOURNAL_ANSWERS_WITHIN_S,
        clock=time.monotonic,
    )
    writer = Writer(link, spool)
    server = uvicorn.Server(server_config(application(settings, link, spool, writer)))
    for number in (signal.SIGTERM, signal.SIGINT):
        # Now, not when it serves: a stop during the first connection must not be lost, nor end us half-way.
        signal.signal(number, server.handle_exit)
    try:
        await link.connect()
    except JournalAway:
        log.warning("starting without the journal")
    log.info("listening on http://%s:%d, %d records in the spool", *listener.getsockname()[:2], spool.records)
    writing = asyncio.create_task(writer.run())
    keeping = asyncio.create_task(look_after(link, writer, spool))
    serving = asyncio.create_task(server.serve([listener]))
    # What is there now stays: looking through it again and again would show in the slowest answers.
    gc.freeze()
    # None of the three ends before the others but by a fault, which must not look like a server at work.
    await asyncio.wait({writing, keeping, serving}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    writer.stop()
    await writing
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping
    await link.close()
    log.info("stopped, %d records in the spool", spool.records)


def application(settings: Settings, link: JournalLink, spool: Spool, writer: Writer) -> Intake:
    def now() -> datetime:
        return datetime.now(UTC)

    reader = BodyReader()
    return Intake(
        whatsapp=WhatsAppWebhook(
            writer,
            reader,
            signatures=Signatures(settings.app_secrets),
            verify_token=settings.WABOT_VERIFY_TOKEN.get_secret_value().encode(),
            clock=now,
            warn=Occasionally(log, clock=time.monotonic),
        ),
        payments=PaymentCallbacks(
            writer,
            reader,
            keys=settings.callback_keys,
            allowance=Allowance(bytes_per_s=BYTES_PER_S, at_once_bytes=AT_ONCE_BYTES, clock=time.monotonic),
            clock=now,
            warn=Occasionally(log, clock=time.monotonic),
        ),
        health=Health(link, spool, clock=time.monotonic),
    )


def server_config(application: Intake) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        interface="asgi3",
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=FINISH_REQUESTS_WITHIN_S,
    )


def _allow_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 100
    if resource.RLIM_INFINITY != soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
