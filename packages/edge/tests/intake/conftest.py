"""An intake, in the test's process or in one of its own, on a journal of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from pydantic import SecretStr
from wabot_edge.intake.application import Intake
from wabot_edge.intake.link import JournalLink
from wabot_edge.intake.serving import application
from wabot_edge.intake.settings import read_settings
from wabot_edge.intake.spool import Spool
from wabot_edge.intake.writer import Writer

from .running import RunningIntake, environ_of


@dataclass
class Parts:
    link: JournalLink
    spool: Spool
    writer: Writer
    application: Intake
    client: httpx.AsyncClient


@pytest.fixture
async def parts(journal: psycopg.Connection, journal_url: str, tmp_path: Path) -> AsyncIterator[Parts]:
    """Connected, writing, and answering `client` without a socket."""
    link = JournalLink(SecretStr(journal_url), name="intake", answer_within_s=1.0, clock=time.monotonic)
    spool = Spool(tmp_path / "spool", limit_bytes=1_000_000, segment_bytes=2_000)
    writer = Writer(link, spool)
    await link.connect()
    writing = asyncio.create_task(writer.run())
    app = application(read_settings(environ_of(journal_url, tmp_path)), link, spool, writer)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://intake") as client:
        yield Parts(link, spool, writer, app, client)
    writer.stop()
    await writing
    await link.close()
    spool.close()


@pytest.fixture
def intakes(tmp_path: Path) -> Iterator[Callable[..., RunningIntake]]:
    """Makes intakes; those that are still there at the end are ended."""
    made: list[RunningIntake] = []

    def make(journal_url: str, **changes: str) -> RunningIntake:
        made.append(RunningIntake(environ_of(journal_url, tmp_path, **changes), tmp_path / "intake.log"))
        return made[-1]

    yield make
    for intake in made:
        if intake.process and intake.process.poll() is None:
            intake.process.kill()
            intake.process.wait()
