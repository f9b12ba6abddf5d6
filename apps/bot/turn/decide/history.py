""" "What have we talked about?", answered from what is remembered and nothing else."""

from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.replies.card import browse_button
from apps.bot.turn.replies.parts import lines, named, with_buttons
from apps.bot.turn.text import one_line, shortened, unformatted
from apps.catalog.facts import ProductFacts
from apps.messaging.whatsapp.outgoing import BODY_LIMIT

MOST_QUOTES = 4
MOST_NAMES = 6
QUOTE_LIMIT = 60
PASSED_ON = frozenset({"handoff", "order"})


def recalled(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.HISTORY):
        return None
    asked = _asked(moment)
    products = _products(moment)
    focus = moment.seen.focus
    if not asked and not products:
        body = moment.say("We have not talked about anything yet. What can I show you?")
        return Decision("history", (with_buttons(body, [browse_button(moment.language)]),))
    quotes = ", ".join(f"“{shortened(unformatted(text), QUOTE_LIMIT)}”" for text in asked)
    names = ", ".join(named(product.name) for product in products)
    passed_on = any(past.topic in PASSED_ON for past in moment.state.past if past.outbound)
    parts = [
        moment.say("This is what we have talked about:"),
        moment.say("• You wrote: {quotes}", quotes=quotes) if quotes else "",
        moment.say("• I showed you: {names}", names=names) if names else "",
        moment.say("• Last we looked at {name}.", name=named(focus.product.name)) if focus else "",
        moment.say("• I have called a person from the shop for you.") if passed_on else "",
    ]
    reply = with_buttons(lines(parts, BODY_LIMIT), [browse_button(moment.language)])
    return Decision("history", (reply,), products, quotes="\n".join(asked))


def _asked(moment: Moment) -> list[str]:
    inbound = [one_line(past.text) for past in moment.state.past if not past.outbound]
    return [text for text in inbound if text][-MOST_QUOTES:]


# Names as they are today: what was called otherwise when it was shown could not be checked.
def _products(moment: Moment) -> tuple[ProductFacts, ...]:
    shown = [target.product for seen in moment.seen.lists for target in seen.targets]
    focus = [moment.seen.focus.product] if moment.seen.focus else []
    return tuple(dict.fromkeys([*focus, *shown]))[:MOST_NAMES]
