"""A question about a part of one product is answered from what the catalogue says of that part, with yes or no
only where it says so."""

from collections.abc import Iterable
from dataclasses import replace

from apps.bot.turn.decide.answers import card_of
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.details import Detail, Verdict, detail_of, has_part, is_part_of
from apps.bot.turn.lexicon import details, pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.lexicon.fillers import FILLERS
from apps.bot.turn.references import Signal, Target
from apps.bot.turn.references.matching import covers_name
from apps.bot.turn.replies.parts import DETAIL_LIMIT, named
from apps.catalog.facts import ProductQuery
from apps.catalog.text import name_key, stem, words

# Of the whole product, its options or its price, which other rules answer.
OF_SOMETHING_ELSE = (
    *(
        Act.STOCK,
        Act.OPTIONS,
        Act.BUY,
        Act.SIMILAR,
        Act.COMPARE,
        Act.HAGGLE,
        Act.OFFER,
        Act.PICTURE,
        Act.MORE,
    ),
    *(Act.PERSON, Act.HISTORY, Act.ORDER_STATUS, Act.ASKS_IF_BOT, Act.NONE_OF_THESE, Act.BROWSE),
)
MOST_DETAILS = 4


def detail_asked(moment: Moment) -> Decision | None:
    said = moment.said
    shape = " ".join(said.tokens)
    if moment.taps or said.wish.options or said.facts or said.does(*OF_SOMETHING_ELSE):
        return None
    asked = _asked(shape)
    if not asked or details.PRICE.search(shape):
        return None
    has_it = details.HAS_IT.search(shape) is not None
    target = _meant(moment, asked, has_it=has_it)
    parts = tuple(word for word in asked if target and not _is_of_name(word, target))[:MOST_DETAILS]
    if target is None or not parts:
        return None
    if has_it or _asks_of(shape, parts, target):
        return _told(moment, target, parts)
    return None


def _asks_of(shape: str, parts: tuple[str, ...], target: Target) -> bool:
    """Words that are parts, in a question; a word alone only where the product has such a part: "camera"."""
    if details.HOW_IT_IS.search(shape):
        return all(is_part_of(word, target) for word in parts)
    return all(has_part(word, target) for word in parts)


def _asked(shape: str) -> tuple[str, ...]:
    """The words that are left of the question: the part that is asked for, and a name if one is said."""
    # "Does Tivuka S5 have": the frame holds a name.
    without = details.HAS_IT.sub(lambda found: found["name"] or "", shape)
    kept = (word for word in words(without) if word not in FILLERS and word not in details.AROUND)
    return tuple(dict.fromkeys(kept))


def _meant(moment: Moment, asked: tuple[str, ...], *, has_it: bool) -> Target | None:
    """What is pointed at or named; what was spoken of last only where no other thing may be meant."""
    pointed = moment.pointed
    if pointed.target and pointed.signal is not Signal.FOCUS:
        return pointed.target
    is_part = [word for word in asked if word in details.PARTS or details.GENERATION.fullmatch(word)]
    others = tuple(word for word in asked if word not in is_part and stem(word) not in details.PARTS)
    named_one = _named(moment, others) if others and (is_part or stem(asked[-1]) in details.PARTS) else None
    focus = moment.remembered.spoken_of
    if named_one or not focus:
        return named_one
    points = has_it or (moment.said.tokens and pointing.IT.search(" ".join(moment.said.tokens)))
    return focus if points or all(is_part_of(word, focus) for word in asked) else None


def _named(moment: Moment, others: tuple[str, ...]) -> Target | None:
    whole = moment.catalog.named(moment.heard.text, limit=1)
    if whole:
        return Target.whole(whole[0])
    page = moment.catalog.search(ProductQuery(words=" ".join(others), limit=2))
    fitting = [Target.whole(product) for product in page.products if not page.missed]
    fitting = [target for target in fitting if covers_name(others, target)]
    return fitting[0] if len(fitting) == 1 else None


def _is_of_name(word: str, target: Target) -> bool:
    return stem(word) in set(map(stem, name_key(target.product.name).split()))


def _told(moment: Moment, target: Target, parts: Iterable[str]) -> Decision:
    found = [(part, detail_of(part, target)) for part in parts]
    unknown = [part for part, detail in found if detail is None]
    answers = [_said(moment, detail) for _, detail in found if detail]
    above = []
    if unknown:
        sentence = "You asked about “{words}”: the shop has not told me that about this one."
        above = [moment.say(sentence, words=named(" ".join(unknown)))]
    # Where nothing answers, all that is known stands below.
    only = list(dict.fromkeys(answers)) or None
    decision = card_of(moment, target, above=above, only=only)
    return replace(decision, topic="product")


def _said(moment: Moment, detail: Detail) -> str:
    text = named(detail.text, DETAIL_LIMIT)
    if detail.verdict is Verdict.YES:
        return moment.say("Yes. {detail}", detail=text)
    return moment.say("No. {detail}", detail=text) if detail.verdict is Verdict.NO else text
