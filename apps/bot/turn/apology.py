"""What is said where we failed: the truth, and that a person will help."""

from apps.bot.turn.types import TurnInput, TurnOutcome
from apps.bot.turn.wording import say
from apps.messaging.whatsapp.outgoing import Text


def apology(turn: TurnInput) -> TurnOutcome:
    language = turn.state.language or "en"
    words = say(
        language,
        "Sorry, something went wrong on our side. Someone from {shop} will answer you here.",
        shop=turn.shop.name,
    )
    return TurnOutcome(replies=(Text(words),), topic="failure", language=language, wants_person=True)
