"""A wish for several things at once ("2kg rice and 1 litre milk", "nataka sukuma na nyanya"): what fits each."""

import re
from dataclasses import replace

from apps.bot.turn import query_code
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.narrowing import in_options_said, without_pieces
from apps.bot.turn.references import Target
from apps.bot.turn.references.matching import unknown_words
from apps.bot.turn.replies.lists import target_list
from apps.bot.turn.replies.parts import lines, named
from apps.bot.turn.understand import Understanding, understand
from apps.catalog.text import words
from apps.messaging.whatsapp.outgoing import ROWS_LIMIT

MOST_THINGS = 6
MOST_OF_EACH = 3
# "Mko na", "iko na" is a having and no "and".
BETWEEN = re.compile(
    r"[,;+&\n]|\b(?:and|also|plus|pia|pamoja na|(?<!mko )(?<!uko )(?<!iko )(?<!niko )(?<!ziko )na)\b",
    re.IGNORECASE,
)


def several_wished(moment: Moment) -> Decision | None:
    """None where one thing answers to all that was said ("black and white shoes"), or nothing to any part."""
    things = _things(moment)
    if len(things) < 2:
        return None
    whole = moment.catalog.search(replace(moment.said.wish, limit=1))
    if "words" not in whole.missed:
        return None
    each = min(MOST_OF_EACH, max(1, (ROWS_LIMIT - 1) // len(things)))
    found = [(thing, _fitting(moment, thing, each)) for thing in things]
    targets = tuple(dict.fromkeys(target for _, targets in found for target in targets))
    if not targets:
        return None
    missing = [
        moment.say("I found nothing for “{wish}”.", wish=named(thing.wish.words))
        for thing, targets in found
        if not targets
    ]
    head = lines([*missing, moment.say("Here is what fits each of the things you asked for:")])
    listed = target_list(moment.language, head=head, targets=targets)
    return Decision.listing(
        "browse",
        listed,
        tuple(dict.fromkeys(target.product for target in targets)),
        last_query=query_code.remembered(moment.said.wish, shown_until=0),
    )


def _things(moment: Moment) -> list[Understanding]:
    parts = (understand(part, moment.shop.currency) for part in BETWEEN.split(moment.said.text) if part)
    return [part for part in parts if part.wish.words][:MOST_THINGS]


def _fitting(moment: Moment, thing: Understanding, most: int) -> tuple[Target, ...]:
    wish = replace(thing.wish, words=without_pieces(thing.wish.words), limit=most)
    # A weight that a thing does not come in does not make it another thing.
    asked = [word for word in words(wish.words) if not word[0].isdigit()]
    page = moment.catalog.search(wish)
    if not asked or (page.corrected_words and "words" in page.missed):
        return ()
    whole = [Target.whole(product) for product in page.products]
    fits = [one for one in whole if "words" not in page.missed or not unknown_words(asked, one)]
    return tuple(in_options_said(thing, one, moment.shop.currency).target or one for one in fits)
