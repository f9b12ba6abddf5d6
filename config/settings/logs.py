"""Where log lines go: the file (or the screen), and the database's table `logs`."""

from typing import Any

from config.env import Environment

LOGS = "apps.operations.logs"
# Libraries that write a line for each request, wake-up or beat.
QUIET = ("httpx", "httpx2", "celery.app.trace", "celery.worker.strategy", "celery.beat")
# gunicorn keeps its lines to itself unless told otherwise.
PASSED_ON = ("gunicorn.error",)


def logging_of(env: Environment) -> dict[str, Any]:
    handlers: dict[str, Any] = {
        "screen": {"class": "logging.StreamHandler", "formatter": env.WABOT_LOG_FORMAT}
    }
    if env.WABOT_LOG_FILE is not None:
        # what is wrong also goes to the screen, where the supervisor keeps it with the process's own last words
        handlers["screen"]["level"] = "WARNING"
        handlers["file"] = {
            "class": f"{LOGS}.file.SharedFileHandler",
            "filename": str(env.WABOT_LOG_FILE),
            "most_bytes": env.WABOT_LOG_BYTES,
            "formatter": env.WABOT_LOG_FORMAT,
        }
    if env.WABOT_LOG_TABLE:
        handlers["table"] = {"class": f"{LOGS}.table.TableHandler", "write": f"ext://{LOGS}.writing.Writer"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": f"{LOGS}.formatting.LineFormatter"},
            "json": {"()": f"{LOGS}.formatting.JsonFormatter"},
        },
        "handlers": handlers,
        "root": {"level": "INFO", "handlers": list(handlers)},
        "loggers": {
            **{name: {"level": "WARNING"} for name in QUIET},
            **{name: {"handlers": [], "propagate": True} for name in PASSED_ON},
            # Django's own handlers would write to the screen once more
            "django": {"handlers": [], "level": "INFO", "propagate": True},
        },
    }
