"""How a sentence is meant: as a question, a denial, an echo of a wish, or with doubt. None of these claims."""

import re

from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import Span

_IDIOMS = re.compile(
    r"\b(?:no (?:problem|worries|doubt|need to|matter)|not only|why not|hakuna (?:shida|matata|tatizo)|usijali|si hivyo)\b"
)
DENIAL = re.compile(
    r"\b(?:no|not|none|nothing|never|cannot|neither|without|instead of|\w+n't|out of|lacks?|lacking|absent|missing|hakuna|hatuna|hamna|haipo"
    r"|hazipo|hakipo|havipo|hayapo|haina|hazina|hakina|havina|haiji|haziji|hatuuzi|hatufanyi|hatu\w{3,}|bila|sina|si"
    r"|haipatikani|hazipatikani|havipatikani|sikupata|sijapata|badala ya)\b"
)
_SOON_BEHIND = 24
_TURN = re.compile(r"\b(?:but|however|instead(?! of)|though|yet|lakini|ila|ingawa|bali)\b|, (?:only|just)\b")
_UNSURE = re.compile(
    r"\b(?:i'll ask|(?:let me|i'll|i will|we'll|we will) (?:ask|check|find out|confirm)"
    r"|(?:i|we) (?:don't|do not|can't|cannot|am not|'m not|aren't) (?:know|say|confirm|promise|sure|certain)"
    r"|not sure|the (?:shop|team|owner|seller) (?:will|can) (?:confirm|tell|answer|reply|check|help|let you know)"
    r"|someone (?:from|will)|if (?:it|you|we|there|they)\b|whether|may be able|sijui|nitauliza|sina uhakika"
    r"|(?:duka|muuzaji) (?:litakujibu|atakujibu|litathibitisha|atathibitisha)|atakujibu|tutathibitisha|kama una|ikiwa)"
)
# Offers to tell, and examples of what to write, say nothing about the shop.
_TO_YOU = r"^\W*(?:you can |please |just |feel free to |or |unaweza |au )?"
_INVITES = re.compile(
    _TO_YOU
    + r"(?:ask|tell (?:me|us)|let (?:me|us) know|type|write|say|search|want to|need to know|uliza|niulize"
    r"|kuuliza|niambie|andika|kuandika|sema)\b"
)
_EXAMPLES = re.compile(
    r"\b(?:e\.g|for example|for instance|such as|like|kama|kwa mfano|mfano|try|reply|send|tap|tuma|jibu|gusa|jaribu|bonyeza)\b"
)
_OURSELVES = re.compile(r"\W*(?:(?:i am|i'm) (?:an?|the|not an?)|mimi (?:ni|si))\b")
_WISH = re.compile(
    r"\b(?:you(?:'re| are|'ve| have|'d)? (?:asked|want|wanted|looking|said|wrote|searching|mentioned|need|like|told)"
    r"|your (?:search|wish|request|message|budget|question|words)|(?:found|results?|matches|matching|searched) for"
    r"|uli(?:uliza|ulizia|taka|sema|andika|tafuta|omba|niuliza)\w*|una(?:taka|tafuta|uliza|hitaji|ulizia)"
    r"|ombi lako|swali lako|bajeti yako)\b"
)


def is_question(reading: Reading, sentence: Span) -> bool:
    return reading.say(sentence).rstrip().rstrip("*_~\"')").endswith("?")


def is_unsure(reading: Reading, sentence: Span) -> bool:
    return _UNSURE.search(reading.shape, sentence.start, sentence.end) is not None


def invites(reading: Reading, sentence: Span) -> bool:
    return _INVITES.match(reading.say(sentence)) is not None


def is_about_us(reading: Reading, sentence: Span) -> bool:
    """ "I am an automatic service": the bot speaks of itself."""
    return _OURSELVES.match(reading.shape, sentence.start, sentence.end) is not None


def gives_example(reading: Reading, start: int) -> bool:
    """Of quoted words: they are what a customer may write."""
    sentence = reading.sentence_at(start)
    return invites(reading, sentence) or _EXAMPLES.search(reading.shape, sentence.start, start) is not None


def claims_nothing(reading: Reading, sentence: Span) -> bool:
    return is_question(reading, sentence) or is_unsure(reading, sentence) or invites(reading, sentence)


def is_denied(reading: Reading, start: int, end: int) -> bool:
    """Whether a "no" stands before it in its stretch of the sentence, or directly behind it."""
    sentence = reading.sentence_at(start)
    turns = [turn.end() for turn in _TURN.finditer(reading.shape, sentence.start, start)]
    before = _IDIOMS.sub("", reading.shape[turns[-1] if turns else sentence.start : start])
    clause = reading.clause_at(max(start, end - 1))
    behind = DENIAL.search(reading.shape, end, clause.end)
    return DENIAL.search(before) is not None or (behind is not None and behind.start() - end < _SOON_BEHIND)


def is_wish(reading: Reading, start: int) -> bool:
    sentence = reading.sentence_at(start)
    return _WISH.search(reading.shape, sentence.start, start) is not None
