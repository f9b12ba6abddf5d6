"""Wake-ups. What is to be done stands in the database: a task that is lost, doubled or late changes nothing."""

from functools import cache
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.bot.services.harmonization import MessageHarmonizationService
from apps.bot.services.model import wordsmith_of_settings
from apps.bot.services.references import ReferenceContextManager
from apps.bot.services.take_turn import take_due_turns
from apps.messaging.services.typing import show_typing
from apps.messaging.whatsapp.graph import GraphClient


@cache
def _harmonization() -> MessageHarmonizationService:
    # Remembers whose turn it was, so one for the process.
    return MessageHarmonizationService()


@cache
def _graph() -> GraphClient:
    return GraphClient(settings.WABOT_GRAPH_URL)


@shared_task
def take_turns() -> int:
    """Take whatever turns are due: the wake-up says that there may be one, not which."""
    return take_due_turns(
        harmonization=_harmonization(),
        references=ReferenceContextManager(),
        wordsmith=wordsmith_of_settings(),
        clock=timezone.now,
    )


@shared_task
def sweep_due_turns() -> int:
    """Find what a lost wake-up missed."""
    _harmonization().find_forgotten(now=timezone.now())
    return take_turns()


@shared_task
def type_to(message_id: str) -> bool:
    """Blue ticks and three dots, while the customer waits for the burst to be over."""
    return show_typing(UUID(message_id), graph=_graph())
