"""What is said around buying and selling: greetings, thanks, yes and no, and what was not understood."""

from apps.bot.turn.decide.buying import buying
from apps.bot.turn.decide.checkout import check_out
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.people import handed_over
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.replies.card import browse_button, card, categories_button, person_button
from apps.bot.turn.replies.parts import named, with_buttons
from apps.bot.turn.text import cleaned
from apps.messaging.whatsapp.outgoing import Button

# After these a "yes" accepts the person that was offered.
OFFERED_A_PERSON = frozenset({"fact_missing", "haggle", "empty", "sold_out"})
SHOWED_ONE = frozenset({"product", "similar"})
SERVED = frozenset({"browse", "product", "options", "compare", "similar", "fact", "cart", "order_placed"})
# A greeting without a word.
WAVES = frozenset("👋🙋🤝")


def greeting(moment: Moment) -> str:
    """The shop's own, or ours by its name."""
    own = cleaned(moment.config.custom_bot_greeting).strip()
    if own:
        return own
    if moment.config.use_business_name_as_identity and moment.shop.name.strip():
        return moment.say("Hello, welcome to {shop}!", shop=named(moment.shop.name))
    return moment.say("Hello and welcome!")


def _taps(moment: Moment) -> list[Button]:
    language = moment.language
    return [browse_button(language), categories_button(language), person_button(language)]


def greeted(moment: Moment) -> Decision | None:
    waves = not moment.said.tokens and bool(WAVES & set(moment.heard.text))
    # WhatsApp says that somebody opened the chat for the first time.
    welcomed = "request_welcome" in {message.kind for message in moment.turn.messages}
    if not (moment.said.does(Act.GREETING) or waves or welcomed):
        return None
    asks = moment.said.does(Act.HOW_ARE_YOU)
    # Who is greeted once more has read the whole of it before.
    short = moment.say("I am well, thank you!") if asks else moment.say("Hello again!")
    said = short if not moment.is_first_contact else greeting(moment)
    body = f"{said} {moment.say('What can I show you?')}"
    return Decision("greeting", (with_buttons(body, _taps(moment)),))


def thanked(moment: Moment) -> Decision | None:
    if moment.said.does(Act.THANKS):
        body = moment.say("You are welcome! Write to me whenever you need something.")
    elif moment.said.does(Act.GOODBYE):
        body = moment.say("Goodbye, and come again!")
    else:
        return None
    reply = with_buttons(body, [browse_button(moment.language)])
    return Decision("thanks", (reply,), is_done=was_served(moment))


def was_served(moment: Moment) -> bool:
    """Whether a thank-you or a goodbye now means that the customer has what they came for."""
    return any(past.outbound and past.topic in SERVED for past in moment.state.past)


def said_yes(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.YES):
        return None
    # What a "yes" agrees to is whatever was said last.
    if moment.last_topic in OFFERED_A_PERSON:
        return handed_over(moment)
    focus = moment.remembered.focus
    if moment.last_topic == "cart" and moment.state.cart.lines:
        return check_out(moment)
    if moment.last_topic == "choice_buy" and focus:
        return buying(moment, focus)
    if moment.last_topic in SHOWED_ONE and focus:
        above = [moment.say("Tap “Buy” and I will put it in your cart.")]
        listed = card(moment.language, focus, above=above)
        return Decision.listing("product", listed, (focus.product,), focus=focus.product.id)
    return Decision(
        "acknowledged", (with_buttons(moment.say("All right! What would you like next?"), _taps(moment)),)
    )


def said_no(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.NO):
        return None
    body = moment.say("No problem. I am here when you need something.")
    return Decision("acknowledged", (with_buttons(body, [browse_button(moment.language)]),))


def helped(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.HELP):
        return None
    body = moment.say(
        "Write what you are looking for, say “red shoes under 2,000”, and I will show you. You can ask for prices, "
        "sizes and stock, write “2” for the second one, or talk to a person."
    )
    return Decision("help", (with_buttons(body, _taps(moment)),))


def unclear(moment: Moment) -> Decision:
    body = moment.say("I did not quite get that. Write what you are looking for, or tap:")
    return Decision("unclear", (with_buttons(body, _taps(moment)),))
