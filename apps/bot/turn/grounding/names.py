"""Names of things: what is offered by name, in quotes or in a list must be in the catalogue."""

import re
from collections.abc import Iterator, Sequence

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.promises import PLACES
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import LINE_NUMBER, Span, Stretch
from apps.bot.turn.grounding.vocabulary import COLOUR_NAMES, PROPERTIES, says_nothing
from apps.bot.turn.grounding.words import Word
from apps.bot.turn.grounding.world import World
from apps.bot.turn.lexicon.attributes import SIZES

_ONE_NAME = re.compile(r"[ \-&'/.*_]{1,3}|(?: (?:of|de|and|&) )")
_QUOTED = re.compile(r"[\"“«]([^\"”»\n]{2,60})[\"”»]")
_GREETED = re.compile(
    r"\W*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|habari|hujambo|mambo|karibu|jambo|thanks|thank you|asante)(?: ya| yako)?,? $"
)
# What is offered stands behind these.
_OFFER = re.compile(
    r"(?<!do )\b(?:we|i|shop|duka)(?:'ve| also| now| do| currently| still| only| just)*"
    r" (?:have|got|sell|stock|carry|offer|recommend|suggest)\b(?: got| also| in stock| the following| for you)*"
    r"|\b(?:tuna|tunauza|tunazo|tunayo|tunavyo|tumepata|kuna|napendekeza|ninapendekeza)\b(?: pia| bado)*"
    r"|\b(?:here is|here's|here are|try|check out|how about|meet|see) (?:our|the|this|these)\b"
)
_OFFER_ENDS = re.compile(
    r"[.!?;:\n(]|,? (?:for|at|from|in|on|with|which|that|who|ready|starting|available|priced|under|below|between|to|as|by"
    r"|kwa|kuanzia|chini|kati|zinazo\w+|zenye|yenye|ambazo|ambayo|that's|it's|and (?:it|they|we|the)|na (?:ni|ina|tuna))\b"
    r"| [-—–@] "
)
_ITEMS = re.compile(r"\s*,\s*(?:and |na |or |au )?|\s+(?:and|na|or|au|&|plus|pamoja na)\s+")
# What is said of an echoed name makes a claim of it: "you wanted the X, it is KES 900".
_GOES_ON = re.compile(r"[,;-] *(?:and |but |na |lakini )?(?:it|it's|they|which|ina|inauzwa|ipo|iko|ni)\b")
# A label that an amount follows: "Leather wallet - KES 500", "the leather wallet costs KES 500".
_LABEL = re.compile(
    r"(?:[\s*_]+|(?<=\w))(?:[-:=@|·]|\bat\b|\bfor\b|\bni\b|\bis\b|\bcosts?\b|\bkwa\b|\bgoes for\b|\binauzwa\b|\()[\s*_]*$"
)
_LABEL_BREAKS = re.compile(
    r"[,;:!?\n(]|\.\s|\b(?:in|of|from|with|by|on|to|and|na|ya|wa|za|la|cha|vya|but|lakini|get|have|is|are|per|kila)\b"
)

# Not things but how they are: "handcrafted", "beautiful".
_DESCRIBES = re.compile(r"^.{3,}(?:ed|ful|ous|able|ible|ish|ive|ly|est)$")


def check_names(reading: Reading, world: World) -> Iterator[Doubt]:
    found: list[Span] = []
    strict = [(words, False) for words in (*_capitalised(reading), *_quoted(reading))]
    loose = [(words, True) for words in (*_offered(reading), *_labels(reading))]
    for words, is_loose in (*strict, *loose):
        span = _unexplained(reading, world, words, loose=is_loose)
        if span is None or any(span.meets(*other) for other in found):
            continue
        found.append(span)
        name = reading.text[span.start : span.end]
        yield Doubt("name", span.start, span.end, f"no product, option or fact of the shop is called {name}")


def _capitalised(reading: Reading) -> Iterator[Sequence[Word]]:
    """Runs of words with a capital or a model's number, without one common word at a sentence's head."""
    run: list[Word] = []
    for word in reading.words:
        joined = run and _ONE_NAME.fullmatch(reading.shape, run[-1].end, word.start)
        if not joined and run:
            yield run
            run = []
        if _is_proper(reading, word) or (run and word.is_figure):
            run = [*run, word]
        elif run and not (joined and word.word in ("of", "de")):
            yield run
            run = []
    if run:
        yield run


def _is_proper(reading: Reading, word: Word) -> bool:
    said = reading.text[word.start : word.end]
    if _is_model(said):
        return True
    if not any(char.isupper() for char in said):
        return False
    sentence = reading.sentence_at(word.start)
    head = LINE_NUMBER.match(reading.shape, sentence.start)
    before = reading.shape[head.end() if head else sentence.start : word.start]
    opens = not any(char.isalnum() for char in before)
    return not opens or said[1:] != said[1:].lower() or _names_seller(reading, word)


def _is_model(said: str) -> bool:
    """ "A54", "X200": letters and digits, but no "2nd", "9am", "3x", "500ml"."""
    return re.fullmatch(r"(?=\w*\d)[A-Za-z]+\d\w*", said) is not None


def _names_seller(reading: Reading, word: Word) -> bool:
    """A sentence's first word is a name where another follows it, or a price or "is" does."""
    behind = reading.text[word.end : word.end + 24]
    return (
        re.match(r"[ \-][A-Z0-9]\w|[*_]? (?:is|are|costs?|ni|inauzwa|zinauzwa|goes|[-—–:]) ", behind)
        is not None
    )


def _quoted(reading: Reading) -> Iterator[Sequence[Word]]:
    for found in _QUOTED.finditer(reading.text):
        yield _words_in(reading, found.start(1), found.end(1))


def _offered(reading: Reading) -> Iterator[Sequence[Word]]:
    for found in _OFFER.finditer(reading.shape):
        sentence = reading.sentence_at(found.start())
        if mood.claims_nothing(reading, found.start()):
            continue
        stop = _OFFER_ENDS.search(reading.shape, found.end(), sentence.end)
        end = stop.start() if stop else sentence.end
        yield from _split(reading, found.end(), end)


def _labels(reading: Reading) -> Iterator[Sequence[Word]]:
    """What stands before an amount, back to the last comma, preposition or amount."""
    for money in reading.money:
        sentence = reading.sentence_at(money.start)
        start = max((m.end for m in reading.money if m.end <= money.start), default=0)
        start = max(start, sentence.start)
        label = _LABEL.search(reading.shape, start, money.start)
        if label and not mood.claims_nothing(reading, money.start):
            breaks = [b.end() for b in _LABEL_BREAKS.finditer(reading.shape, start, label.start())]
            yield _words_in(reading, breaks[-1] if breaks else start, label.start())


def _split(reading: Reading, start: int, end: int) -> Iterator[Sequence[Word]]:
    at = start
    for gap in _ITEMS.finditer(reading.shape, start, end):
        yield _words_in(reading, at, gap.start())
        at = gap.end()
    yield _words_in(reading, at, end)


def _words_in(reading: Reading, start: int, end: int) -> list[Word]:
    return [word for word in reading.words if start <= word.start and word.end <= end]


def _unexplained(reading: Reading, world: World, words: Sequence[Word], *, loose: bool) -> Span | None:
    """From the first to the last word that no one product, category or fact explains; None if all is well.

    `loose` of words without capitals: beside a product's name they only describe it.
    """
    named = [
        m for m in reading.mentions if words and words[0].start <= m.start < words[-1].end and not m.option
    ]
    if loose and any(not m.part for m in named):
        return None
    left = [word for word in words if not _needs_no_name(reading, word, loose=loose)]
    if not left or _is_no_claim(reading, world, left):
        return None
    beside = [known for m in named for known, _ in m.items]
    if _explained_together(world, [word.stem for word in left], beside):
        return None
    if loose and world.sells(" ".join(word.word for word in left)):
        return None
    return Span(left[0].start, left[-1].end)


def _needs_no_name(reading: Reading, word: Word, *, loose: bool) -> bool:
    if reading.is_answered(word.start, word.end) or says_nothing(word) or word.is_figure:
        return True
    if (
        word.stem in COLOUR_NAMES
        or word.word in PROPERTIES
        or word.word in SIZES
        or (loose and _DESCRIBES.search(word.word))
    ):
        return True
    spans: list[Stretch] = [*reading.money, *reading.measures, *(m for m in reading.mentions if not m.part)]
    return any(span.start <= word.start and word.end <= span.end for span in spans)


def _is_no_claim(reading: Reading, world: World, words: Sequence[Word]) -> bool:
    start, end = words[0].start, words[-1].end
    sentence = reading.sentence_at(start)
    if mood.is_unsure(reading, start) or mood.invites(reading, start):
        return True
    if mood.is_denied(reading, start, end) or _GREETED.match(reading.shape, sentence.start, start):
        return True
    if mood.is_question(reading, start) and all(word.word in PLACES for word in words):
        return True
    echoed = all(word.stem in world.customer_stems for word in words)
    quoted = reading.shape[max(0, start - 1) : start] in ('"', "«")
    if echoed and _GOES_ON.search(reading.shape, end, sentence.end):
        return False
    return echoed and (quoted or mood.is_wish(reading, start) or mood.is_question(reading, start))


def _explained_together(world: World, stems: Sequence[str], beside: Sequence[Known]) -> bool:
    """By one product and the shop's own words, or by categories; a name of several things is none of them."""
    shop = world.shop_stems
    for known in beside or [*world.known, *world.others]:
        if all(stem in shop or known.explains(stem) for stem in stems):
            return True
    return all(stem in shop or world.is_category_word(stem) for stem in stems)
