"""Celery carries wake-ups only; what must be done stands in the database."""

import logging.config
import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_ready
from django.conf import settings

from config.processes import prepare_processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("wabot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_default_queue="wabot",
    worker_consumer="config.parking:ParkingConsumer",
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        # kombu looks for lost messages every interval x throttle seconds (measured: 100 s by default)
        "visibility_timeout": 60,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    },
    beat_schedule={
        "sweep-due-turns": {
            "task": "apps.bot.tasks.sweep_due_turns",
            "schedule": 1.0,
            "options": {"expires": 5},
        },
        "sweep-media": {
            "task": "apps.messaging.tasks.sweep_media",
            "schedule": 10.0,
            "options": {"expires": 20},
        },
        "end-silent-conversations": {
            "task": "apps.messaging.tasks.end_silent_conversations",
            "schedule": 60.0,
            "options": {"expires": 120},
        },
        "forget-idle-limits": {
            "task": "apps.messaging.tasks.forget_idle_limits",
            "schedule": crontab(minute=40),
            "options": {"expires": 1800},
        },
        "pulse": {
            "task": "apps.operations.tasks.pulse",
            "schedule": 5.0,
            "options": {"expires": 10},
        },
        "tend-logs": {
            "task": "apps.operations.tasks.tend_logs_hourly",
            "schedule": crontab(minute=20),
            "options": {"expires": 1800},
        },
        "give-up-gone-notices": {
            "task": "apps.operations.tasks.give_up_gone_notices",
            "schedule": 60.0,
            "options": {"expires": 120},
        },
        "apply-erasures": {
            "task": "apps.operations.tasks.apply_erasures_nightly",
            "schedule": crontab(hour=1, minute=0),
            "options": {"expires": 6 * 3600},
        },
        "prune-journal": {
            "task": "apps.operations.tasks.prune_journal_nightly",
            # UTC: before the shops open in Nairobi
            "schedule": crontab(hour=1, minute=30),
            "options": {"expires": 6 * 3600},
        },
        "check-integrity": {
            "task": "apps.operations.tasks.check_integrity_nightly",
            "schedule": crontab(hour=2, minute=0),
            "options": {"expires": 6 * 3600},
        },
    },
)
app.autodiscover_tasks()


@setup_logging.connect
def _log_as_all_do(**_: object) -> None:
    """Celery would put its own form and its own destination in the place of the settings'."""
    logging.config.dictConfig(settings.LOGGING)


@worker_ready.connect
def _take_what_waited_for_this_release(**_: object) -> None:
    from config.parking import unpark

    unpark(app)


prepare_processes()
