"""From a decision to what leaves: sentences above it, a model's draft if it holds, and the check of every claim."""

import re
from collections.abc import Sequence
from dataclasses import replace

from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.media import blindness
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.decide.shop_facts import sentences
from apps.bot.turn.decide.talk import greeting
from apps.bot.turn.grounding import ground
from apps.bot.turn.grounding.evidence import Evidence, Grounded
from apps.bot.turn.language import detect_language
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.model import CatalogTools, Wordsmith
from apps.bot.turn.replies.card import person_button
from apps.bot.turn.replies.parts import with_buttons
from apps.bot.turn.text import cleaned, shortened
from apps.bot.turn.types import Feature, NewList, ShownItem, TurnOutcome
from apps.catalog.facts import ProductFacts
from apps.messaging.whatsapp.outgoing import BODY_LIMIT, TEXT_LIMIT, Buttons, Image, List, Outgoing, Text

GREETING_LIMIT = 300
# What binds the shop or must be honest is never put into other words.
OURS_ALONE = frozenset(
    {"order", "handoff", "identity", "haggle", "fact", "fact_missing", "sold_out"}
    | {"cart", "ask_delivery", "order_summary", "order_placed", "order_known"}
)
# Facts of the shop are not put above these: "deliver to Rongai" then is an answer, "lipa" a wish to order.
SAYS_ITS_OWN = frozenset({"fact", "fact_missing", "ask_delivery", "order_summary", "order_placed"})
SHORTEST_ABOVE = 20
_FIRST_LINE = re.compile(r"(?:^|\n)1\. ")


def finished(moment: Moment, decision: Decision, wordsmith: Wordsmith | None) -> TurnOutcome:
    plain = _outcome(moment, decision, decision.replies)
    if not moment.config.enable_grounded_validation:
        return replace(plain, replies=_with_above(moment, decision, decision.replies))
    # Without the check a model is not even asked: unchecked words never leave.
    tools = CatalogTools(moment.catalog, moment.shop, moment.language)
    drafted = _drafted(moment, decision, plain, wordsmith, tools)
    rejected: Grounded | None = None
    if drafted:
        checked = _checked(moment, decision, drafted, tuple(tools.looked_up.values()))
        # One doubt is enough to fall back: a draft with a hole in it reads worse than our plain words.
        if not checked.findings:
            return replace(plain, replies=checked.replies)
        rejected = checked
    checked = _checked(moment, decision, decision.replies)
    findings = (*(rejected.findings if rejected else ()), *checked.findings)
    if decision.replies and not checked.replies:
        return replace(_nothing_held(moment, plain), findings=findings)
    kept = _still_shown(plain.shown, checked.replies) if checked.findings else plain.shown
    return replace(plain, replies=checked.replies, findings=findings, shown=kept)


def _outcome(moment: Moment, decision: Decision, replies: tuple[Outgoing, ...]) -> TurnOutcome:
    state = moment.state
    return TurnOutcome(
        replies=replies,
        topic=decision.topic,
        language=moment.language,
        shown=decision.shown,
        focus_product_id=decision.focus or (None if decision.clears_focus else state.focus_product_id),
        last_query=state.last_query if decision.last_query is None else decision.last_query,
        products=tuple(product.id for product in decision.products),
        features=decision.features | _features(moment) if replies else frozenset(),
        wants_person=decision.wants_person,
        cart=decision.cart,
        order=decision.order,
        is_done=decision.is_done,
    )


def _features(moment: Moment) -> frozenset[Feature]:
    used = {
        Feature.HARMONIZATION: moment.config.enable_message_harmonization and moment.heard.messages > 1,
        Feature.GROUNDED_VALIDATION: moment.config.enable_grounded_validation,
    }
    return frozenset(feature for feature, is_used in used.items() if is_used)


def _checked(
    moment: Moment, decision: Decision, replies: tuple[Outgoing, ...], looked_up: Sequence[ProductFacts] = ()
) -> Grounded:
    # The shop's own greeting counts as a fact of the shop, whole and as it may have been cut.
    own = greeting(moment)
    said = {("greeting", moment.language): own, ("welcome", moment.language): _welcome(own)}
    said |= {(f"order {place}", moment.language): words for place, words in enumerate(decision.own_words)}
    evidence = Evidence(
        products=tuple(dict.fromkeys([*decision.products, *looked_up])),
        shop=replace(moment.shop, facts=moment.shop.facts | said),
        language=moment.language,
        catalog=moment.catalog,
        extra_numbers=decision.numbers,
        customer_text=f"{moment.heard.text}\n{decision.quotes}".strip(),
        told_prices=decision.told_prices,
    )
    return ground(_with_above(moment, decision, replies), evidence)


def _with_above(moment: Moment, decision: Decision, replies: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
    """A welcome to who greets along with a first wish, the shop's facts that were asked along, and what could
    not be seen."""
    greets = moment.is_first_contact and moment.said.does(Act.GREETING)
    welcome = greets and decision.topic != "greeting"
    facts = sentences(moment) if decision.topic not in SAYS_ITS_OWN else []
    above = [
        _welcome(_in_their_language(moment)) if welcome else "",
        *facts,
        blindness(moment) if decision.topic != "media" else "",
    ]
    said = "\n".join(filter(None, above))
    if not said or not replies:
        return replies
    return (_under(replies[0], said), *replies[1:])


def _in_their_language(moment: Moment) -> str:
    """Above an answer in Swahili a shop's English greeting would stand strangely."""
    own = greeting(moment)
    is_theirs = detect_language(own, moment.language) == moment.language
    return own if is_theirs else moment.say("Welcome!")


def _welcome(text: str) -> str:
    return shortened(text, GREETING_LIMIT)


def _under(reply: Outgoing, above: str) -> Outgoing:
    """With as much of `above` as leaves what is below it whole."""
    body = _body(reply)
    limit = TEXT_LIMIT if isinstance(reply, Text) else BODY_LIMIT
    room = limit - len(body) - 2
    return _with_body(reply, f"{shortened(above, room)}\n\n{body}") if room >= SHORTEST_ABOVE else reply


def _body(reply: Outgoing) -> str:
    return reply.caption if isinstance(reply, Image) else reply.body


def _with_body(reply: Outgoing, body: str) -> Outgoing:
    if isinstance(reply, Image):
        return replace(reply, caption=body)
    return replace(reply, body=body)


def _drafted(
    moment: Moment, decision: Decision, plain: TurnOutcome, wordsmith: Wordsmith | None, tools: CatalogTools
) -> tuple[Outgoing, ...]:
    """The replies with a model's words in place of ours; numbered lines, rows and buttons stay. Empty if none."""
    if wordsmith is None or not decision.replies or decision.topic in OURS_ALONE:
        return ()
    draft = cleaned(wordsmith.reply(moment.turn, plain, decision.products, tools) or "").strip()
    first, *others = decision.replies
    body = _body(first)
    numbered = _FIRST_LINE.search(body) if isinstance(first, List | Buttons) else None
    text = f"{draft}\n{body[numbered.start() :].lstrip()}" if numbered else draft
    if not draft or len(text) > BODY_LIMIT:
        return ()
    return (_with_body(first, text), *others)


def _nothing_held(moment: Moment, plain: TurnOutcome) -> TurnOutcome:
    body = moment.say(
        "I am not sure enough to answer that, so I have asked a person from the shop to help you here."
    )
    reply = with_buttons(body, [person_button(moment.language)])
    # What the customer was not told does not count: no cart moves, and nothing is ordered.
    return replace(
        plain,
        replies=(reply,),
        topic="handoff",
        shown=None,
        products=(),
        wants_person=True,
        cart=None,
        order=None,
        is_done=False,
    )


def _still_shown(shown: NewList | None, replies: Sequence[Outgoing]) -> NewList | None:
    """Without the items whose row or button was taken out; positions stay as the customer reads them."""
    if shown is None:
        return None
    ids = " ".join(_tap_ids(replies))
    kept = tuple(item for item in shown.items if _key(item) in ids)
    return replace(shown, items=kept) if kept else None


def _tap_ids(replies: Sequence[Outgoing]) -> list[str]:
    rows = [row.id for reply in replies if isinstance(reply, List) for s in reply.sections for row in s.rows]
    return rows + [one.id for reply in replies if isinstance(reply, Buttons) for one in reply.buttons]


def _key(item: ShownItem) -> str:
    return str(item.variant_id or item.product_id or item.category)
