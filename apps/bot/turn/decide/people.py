"""Handing over to a person: asked for, complained, about an order; and honesty about who is answering."""

from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.replies.card import browse_button, person_button
from apps.bot.turn.replies.parts import named, with_buttons
from apps.messaging.whatsapp.outgoing import Text


def person_asked(moment: Moment) -> Decision | None:
    # "place my order", "confirm my order" ask for no news of one
    if moment.said.does(Act.ORDER_STATUS) and not moment.said.does(Act.CHECKOUT, Act.CONFIRM):
        if moment.state.last_order:
            known = moment.say("Your last order has number {number}.", number=moment.state.last_order)
            passed_on = moment.say(
                "I have passed this on. Someone from the shop will answer you here as soon as they can."
            )
            return Decision(
                "handoff",
                (Text(f"{known} {passed_on}"),),
                wants_person=True,
                own_words=(moment.state.last_order,),
            )
        body = moment.say(
            "I cannot see orders or settle problems myself, so I have passed this on. Someone from the shop will answer you here."
        )
        return Decision("handoff", (Text(body),), wants_person=True)
    return handed_over(moment) if moment.said.does(Act.PERSON) else None


def handed_over(moment: Moment) -> Decision:
    body = moment.say(
        "I have passed this on. Someone from the shop will answer you here as soon as they can."
    )
    return Decision("handoff", (Text(body),), wants_person=True)


def asked_if_bot(moment: Moment) -> Decision | None:
    if not moment.said.does(Act.ASKS_IF_BOT):
        return None
    if moment.config.use_business_name_as_identity and moment.shop.name.strip():
        # The business's name, never a person's.
        who = moment.say(
            "I am the bot of {shop}, not a person.",
            shop=named(moment.shop.name),
        )
    else:
        who = moment.say("I am a bot, not a person.")
    body = f"{who} {moment.say('I can show you products and prices, and call a person for you.')}"
    return Decision(
        "identity", (with_buttons(body, [browse_button(moment.language), person_button(moment.language)]),)
    )
