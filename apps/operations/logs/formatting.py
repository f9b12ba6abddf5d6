"""An event as a line that a person greps, or as a line of JSON that a program reads."""

import logging
import time

import orjson
from structlog.processors import JSONRenderer

from apps.operations.logs.events import Event, event_of

HEAD = ("event", "level", "logger", "process", "exception")
_json = JSONRenderer(serializer=orjson.dumps, default=str)


class LineFormatter(logging.Formatter):
    """`2026-03-02T09:00:00.000Z ERROR wabot.sender sender:81 what happened tenant_id=…`, a traceback below it.

    What happened stays on its line and a traceback is set in, so no text can pass for a line of its own.
    """

    def format(self, record: logging.LogRecord) -> str:
        event = event_of(record)
        fields = "".join(f" {name}={_one_line(value)}" for name, value in event.items() if name not in HEAD)
        head = f"{_time(record)} {event['level']} {event['logger']} {event['process']}"
        return f"{head} {_one_line(event['event'])}{fields}{_set_in(event)}"


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        rendered = _json(None, "", {"created_at": _time(record), **event_of(record)})
        return rendered if isinstance(rendered, str) else rendered.decode()


def _time(record: logging.LogRecord) -> str:
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z"


def _one_line(value: object) -> str:
    return "\\n".join(str(value).splitlines())


def _set_in(event: Event) -> str:
    return "".join(f"\n    {line}" for line in event.get("exception", "").splitlines())
