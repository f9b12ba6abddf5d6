"""One turn: from what a customer sent to what the shop answers. Pure, and it never raises for any message."""

from dataclasses import replace

from apps.bot.turn.decide.browsing import categories_asked, cheaper_asked, more_asked, none_liked
from apps.bot.turn.decide.buying import bought
from apps.bot.turn.decide.carting import cart_asked, counted_anew, removed
from apps.bot.turn.decide.checkout import checked_out, confirmed, delivery_given
from apps.bot.turn.decide.choosing import asked_which, beyond_the_list, gone, opened_category, unpointed
from apps.bot.turn.decide.comparing import compared
from apps.bot.turn.decide.decision import Decision, Rule
from apps.bot.turn.decide.details import detail_asked
from apps.bot.turn.decide.discovery import browsed, wished
from apps.bot.turn.decide.finish import finished
from apps.bot.turn.decide.history import recalled
from apps.bot.turn.decide.media import wordless
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.offers import haggled, offers_asked
from apps.bot.turn.decide.orders import ordered
from apps.bot.turn.decide.people import asked_if_bot, person_asked
from apps.bot.turn.decide.products import about_target
from apps.bot.turn.decide.shop_facts import told
from apps.bot.turn.decide.talk import greeted, helped, said_no, said_yes, thanked, unclear
from apps.bot.turn.decide.taps import tapped
from apps.bot.turn.model import Wordsmith
from apps.bot.turn.types import Feature, TurnInput, TurnOutcome
from apps.catalog.facts import CatalogView

__all__ = ["decide"]

# In this order: the first that has something to say says it. Certain things come first (an order, a tap), then
# what is about the talk itself, then what points at something shown, then wishes, and courtesies last: "hi, do
# you have shoes" is a wish.
RULES: tuple[Rule, ...] = (
    ordered,
    tapped,
    delivery_given,
    confirmed,
    gone,
    wordless,
    recalled,
    asked_if_bot,
    person_asked,
    cart_asked,
    removed,
    counted_anew,
    checked_out,
    told,
    compared,
    offers_asked,
    haggled,
    detail_asked,
    asked_which,
    bought,
    about_target,
    opened_category,
    beyond_the_list,
    none_liked,
    more_asked,
    cheaper_asked,
    browsed,
    categories_asked,
    wished,
    unpointed,
    thanked,
    said_yes,
    said_no,
    helped,
    greeted,
)
# Those whose answer rests on what was pointed at, so that switching references off takes it back.
OF_WHAT_IS_MEANT = frozenset(
    {
        gone,
        removed,
        compared,
        haggled,
        detail_asked,
        asked_which,
        bought,
        about_target,
        opened_category,
        beyond_the_list,
    }
)


def decide(turn: TurnInput, catalog: CatalogView, wordsmith: Wordsmith | None = None) -> TurnOutcome:
    """What to answer and what to remember; `replies` is empty where nothing should be said.

    `focus_product_id` and `last_query` of the outcome are the whole of what is remembered from now on, kept
    ones included. Asks the catalogue at most seven times (a WhatsApp order: once per line, up to thirty; a
    list of wishes: once more per thing, up to six), grounding and a model's tools apart, each answer bounded by
    what can be shown: the cost of a turn does not grow with the shop.
    """
    moment = Moment.of(turn, catalog)
    if moment.heard.says_nothing or _is_mere_emotion(moment):
        return finished(moment, Decision("silent", ()), None)
    return finished(moment, _decided(moment), wordsmith)


def _decided(moment: Moment) -> Decision:
    for rule in RULES:
        decision = rule(moment)
        if decision:
            rests_on_it = rule in OF_WHAT_IS_MEANT and moment.pointed.is_typed and decision.products
            return _with_reference(decision) if rests_on_it else decision
    return unclear(moment)


def _with_reference(decision: Decision) -> Decision:
    return replace(decision, features=decision.features | {Feature.REFERENCE_RESOLUTION})


def _is_mere_emotion(moment: Moment) -> bool:
    """A heart or a thumb between people who have met asks for nothing."""
    heard = moment.heard
    other = heard.row_ids or heard.media or heard.unknown_kinds or heard.ordered or heard.referred
    text = heard.text.strip()
    wordless_text = bool(text) and not moment.said.tokens and not set(text) & set("?!.,;:…¿؟")
    return wordless_text and not other and not moment.is_first_contact and not greeted(moment)
