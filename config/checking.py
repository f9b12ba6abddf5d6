"""Settings for the type checker alone, which reads models and needs no server."""

import os

for _name, _value in {
    "DATABASE_URL": "postgresql:///wabot",
    "JOURNAL_DATABASE_URL": "postgresql:///wabot_journal",
    "REDIS_URL": "redis://127.0.0.1/0",
    "CELERY_BROKER_URL": "redis://127.0.0.1/1",
    "WABOT_SECRET_KEY": "only-for-the-type-checker-only-for-the-type-checker",
}.items():
    os.environ.setdefault(_name, _value)

from config.settings import *  # noqa: E402, F403  (the environment comes first; all of it is meant)
