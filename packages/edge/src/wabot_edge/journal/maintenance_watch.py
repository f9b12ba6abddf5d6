"""Bringing what the journal says of maintenance to this host's file, and what was said here alone to the journal."""

import fcntl
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg

from wabot_edge.journal import maintenance
from wabot_edge.journal.errors import JournalError
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile

LOOK_EVERY_S = 1.0
KEEPER = "maintenance.keeper"
log = logging.getLogger("wabot.maintenance")


def say(
    file: MaintenanceFile, said: Maintenance, connect: Callable[[], psycopg.Connection]
) -> tuple[Maintenance, str]:
    """Put `said` into force on this host, then into the journal for all others.

    Returns what stands now, and why the journal does not have it yet ("" where it has): the host's file holds
    by itself, and whoever keeps it tells the journal once that is back.
    """
    with file.held():
        file.write(said)
    try:
        with connect() as journal:
            recorded = maintenance.record(journal, said)
    except (psycopg.Error, JournalError) as error:
        return said, str(error).strip() or type(error).__name__
    with file.held():
        file.write(recorded)
    return recorded, ""


def reconcile(file: MaintenanceFile, journal: psycopg.Connection) -> None:
    """The later word wins. Raises psycopg.Error or JournalError, and has changed nothing then."""
    there = maintenance.newest(journal)
    with file.held():
        here = file.last_readable()
        if there is not None and (here is None or here.at < there.at):
            file.write(there)
            return
    if here is not None and here.offset is None and (there is None or there.at < here.at):
        recorded = maintenance.record(journal, here)
        with file.held():
            if (now := file.last_readable()) is not None and replace(now, offset=recorded.offset) == recorded:
                file.write(recorded)
        log.warning("maintenance %s, said while the journal was away, is told", "on" if here.is_on else "off")


class Watch(threading.Thread):
    """Keeps the file of one host. Of all the host's processes one looks; when it dies another takes over."""

    def __init__(self, folder: Path, journal_url: str) -> None:
        super().__init__(name="maintenance", daemon=True)
        self._file = MaintenanceFile(folder)
        self._folder, self._journal_url = folder, journal_url
        self._stopped = threading.Event()
        self._is_away = False

    def run(self) -> None:
        descriptor = self._mine()
        if descriptor is None:
            return
        try:
            while not self._stopped.is_set():
                try:
                    self._look()
                except (psycopg.Error, JournalError, OSError) as error:
                    if not self._is_away:
                        log.warning("maintenance is not looked for: %s", str(error).strip())
                    self._is_away = True
                    self._stopped.wait(LOOK_EVERY_S)
        finally:
            os.close(descriptor)

    def stop(self) -> None:
        self._stopped.set()

    def _mine(self) -> int | None:
        """Waits until this process is the one that looks; None when it is to stop before that."""
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._folder / KEEPER, os.O_RDONLY | os.O_CREAT, 0o644)
        while not self._stopped.is_set():
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._stopped.wait(LOOK_EVERY_S)
            else:
                return descriptor
        os.close(descriptor)
        return None

    def _look(self) -> None:
        with psycopg.connect(
            self._journal_url,
            autocommit=True,
            connect_timeout=3,
            application_name="wabot maintenance",
            options="-c statement_timeout=3s",
        ) as journal:
            while not self._stopped.is_set():
                reconcile(self._file, journal)
                self._is_away = False
                self._stopped.wait(LOOK_EVERY_S)
