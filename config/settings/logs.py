"""Log lines that a person greps: time, level name, the service's name, then what happened."""

from pathlib import Path
from typing import Any

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"


def logging_of(file: Path | None) -> dict[str, Any]:
    handler: dict[str, Any] = {"class": "logging.StreamHandler", "formatter": "line"}
    if file is not None:
        # WatchedFileHandler: several processes write, logrotate rotates.
        handler = {"class": "logging.handlers.WatchedFileHandler", "filename": str(file), "formatter": "line"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": LINE}},
        "handlers": {"main": handler},
        "root": {"level": "INFO", "handlers": ["main"]},
        "loggers": {
            "httpx": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }
