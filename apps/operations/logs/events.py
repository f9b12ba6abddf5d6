"""From a log record, whichever library wrote it, to one event: cleaned, with its context."""

import logging
from typing import Any

from structlog.contextvars import merge_contextvars
from structlog.processors import format_exc_info
from structlog.stdlib import ExtraAdder

from apps.operations.logs.process import process_name
from apps.operations.logs.redacting import redacted, redacted_value
from apps.tenants.log_context import PRIVATE

Event = dict[str, Any]
# Ours, of known form: nothing is to be taken out of them.
IDS = ("tenant_id", "turn_id")
_KEPT = "_wabot_event"
# structlog hands it on to each processor; none of ours asks it anything
_LOG = logging.getLogger("wabot.logs")
_extra = ExtraAdder()


def event_of(record: logging.LogRecord) -> Event:
    """The record as a mapping: `event` is what happened, `exception` its traceback if it has one.

    Made once per record, whoever asks first: file, screen and table say the same, at the cost of one.
    """
    kept: Event | None = record.__dict__.get(_KEPT)
    if kept is None:
        kept = record.__dict__[_KEPT] = _made(record)
    return kept


def _made(record: logging.LogRecord) -> Event:
    said: Any = {"event": record.getMessage(), "_record": record}
    if record.exc_info:
        said["exc_info"] = record.exc_info
    for process in (_extra, merge_contextvars, format_exc_info):
        said = process(_LOG, record.levelname.lower(), said)
    private = said.pop(PRIVATE, ())
    del said["_record"]
    head = {"level": record.levelname, "logger": record.name, "process": process_name()}
    ids = {name: str(said.pop(name)) for name in IDS if name in said}
    trace = {"exception": redacted(said.pop("exception"), private=private)} if "exception" in said else {}
    text = redacted(str(said.pop("event")), private=private)
    more = {name: redacted_value(name, value, private=private) for name, value in said.items()}
    return {**head, "event": text, **ids, **more, **trace}
