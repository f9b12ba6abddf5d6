"""What the shop says of itself, in its own sentences only."""

from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references import Signal
from apps.bot.turn.replies.card import browse_button, person_button
from apps.bot.turn.replies.parts import with_buttons
from apps.bot.turn.text import cleaned, shortened
from apps.bot.turn.wording import LANGUAGES, sentence
from apps.messaging.whatsapp.outgoing import BODY_LIMIT

MISSING = {
    "hours": sentence("The shop has not told me its opening hours."),
    "location": sentence("The shop has not told me where it is."),
    "delivery": sentence("The shop has not told me how it delivers."),
    "payment": sentence("The shop has not told me how you can pay."),
    "returns": sentence("The shop has not told me how returns work."),
    "contact": sentence("The shop has not told me another contact."),
    "warranty": sentence("The shop has not told me about its warranty."),
}
OF_GOODS = (Act.BUY, Act.COMPARE, Act.PRICE, Act.STOCK, Act.OPTIONS, Act.ABOUT, Act.PICTURE, Act.SIMILAR)


def told(moment: Moment) -> Decision | None:
    """The facts alone; where goods were asked for too, they stand above those instead (`sentences`)."""
    if not moment.said.facts or _asks_of_goods(moment):
        return None
    # One answer to all that was asked, and one offer for whatever of it is missing.
    missing = any(_own(moment, key) == "" for key in moment.said.facts)
    body = shortened("\n".join(sentences(moment)), BODY_LIMIT)
    if missing:
        offer = moment.say("Shall I ask a person from the shop?")
        taps = [person_button(moment.language), browse_button(moment.language)]
        return Decision("fact_missing", (with_buttons(f"{body}\n{offer}", taps),))
    return Decision("fact", (with_buttons(body, [browse_button(moment.language)]),))


def sentences(moment: Moment) -> list[str]:
    return [_own(moment, key) or moment.say(MISSING[key]) for key in moment.said.facts]


def _own(moment: Moment, key: str) -> str:
    """In the customer's language, else in the one the shop has written it in."""
    order = (moment.language, *LANGUAGES)
    found = (cleaned(moment.shop.facts.get((key, language), "")).strip() for language in order)
    return next(filter(None, found), "")


def _asks_of_goods(moment: Moment) -> bool:
    pointed = moment.pointed
    if moment.said.wish.words and moment.said.asks:
        return True
    # "Do you deliver it?" has a product in mind but asks for the shop's word.
    certain = pointed.found and pointed.signal is not Signal.FOCUS
    return certain or (pointed.found and moment.said.does(*OF_GOODS))
