"""Wake-ups. What is to be done stands in the database: a task that is lost, doubled or late changes nothing."""

from datetime import timedelta
from functools import cache
from uuid import UUID

import psycopg
from celery import shared_task
from django.conf import settings

from apps.bot.services.harmonization import LEASE, MessageHarmonizationService
from apps.bot.services.listening import Ears
from apps.bot.services.maintenance import maintenance_state
from apps.bot.services.model import wordsmith_of_settings
from apps.bot.services.references import ReferenceContextManager
from apps.bot.services.take_turn import TurnTaker
from apps.messaging.services.typing import show_typing
from apps.messaging.whatsapp.graph import GraphClient
from apps.tenants.clock import DatabaseClock


@cache
def _taker() -> TurnTaker:
    # One for the process: it remembers whose turn it was.
    return TurnTaker(
        harmonization=MessageHarmonizationService(lease=_lease()),
        references=ReferenceContextManager(),
        ears=Ears(lambda: psycopg.connect(settings.JOURNAL_DATABASE_URL, autocommit=True, connect_timeout=2)),
        wordsmith=wordsmith_of_settings(),
        clock=DatabaseClock(),
    )


def _lease() -> timedelta:
    # a worker that waits for its model is not dead
    return LEASE + timedelta(seconds=settings.WABOT_MODEL_SECONDS if settings.WABOT_MODEL_URL else 0)


@cache
def _graph() -> GraphClient:
    return GraphClient(settings.WABOT_GRAPH_URL)


@shared_task
def take_turns() -> int:
    """Take whatever turns are due: the wake-up says that there may be one, not which."""
    return _taker().take_due()


@shared_task
def sweep_due_turns() -> int:
    """Find what a lost wake-up missed."""
    _taker().harmonization.find_forgotten(now=_taker().clock())
    return take_turns()


@shared_task
def type_to(message_id: str) -> bool:
    """Blue ticks and three dots, while the customer waits for the burst to be over; none where it will be long."""
    said = maintenance_state()
    if said is not None and said.is_on:
        return False
    return show_typing(UUID(message_id), graph=_graph())
