"""How a sentence is meant: as a question, a denial, an echo of a wish, or with doubt. None of these claims."""

import re

from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import Span, Stretch

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
    r"|someone (?:from (?:the )?\w+ )?will (?:answer|reply|help|confirm|tell|call|contact|take|get back)"
    r"|(?:sure|know|ask|asked|check|confirm|tell you|see) (?:\w+ ){0,2}(?:if|whether)|may be able|sijui|nitauliza|sina uhakika"
    r"|(?:duka|muuzaji) (?:litakujibu|atakujibu|litathibitisha|atathibitisha)|atakujibu|tutathibitisha|kama una)"
)
# A clause that begins so asks; what was said before it in the sentence is said all the same.
_ASKS = re.compile(
    r"\W*(?:(?:so|and|but|or|na|au|je),? )?(?:would|will|do|does|did|is|are|was|were|shall|should|can|could|may|which|what|how"
    r"|who|when|where|why|have|has|any|interested|want|need|okay|ok|right|deal|je|una\w*|unge\w*|niku\w+|tuku\w+|ni(?:andik|let|tum)\w+"
    r"|gani|ipi|nini|ngapi|lini|wapi|vipi|uko|upo|sawa)\b"
)
_OFFERS = re.compile(
    r"\b(?:would you (?:like|prefer)|do you (?:want|prefer)|shall i|should i|can i (?:get|add)|ungependa|unataka|niku\w+)\b"
)
_RHETORICAL = re.compile(r"\W*(?:did you know|have you heard|guess what|wajua|ulijua)\b")
# So a clause begins that speaks of the shop or its goods again, after an invitation.
_TELLS = re.compile(
    r"[\s*_(]*(?:(?:but|and|lakini|na|however)\W+)?(?:we|it|it's|the|our|they|this|these|tuna\w*|tuta\w*|ina|ni|bei)\b"
)
# Offers to tell, and examples of what to write, say nothing about the shop.
_TO_YOU = r"\W*(?:you can |please |just |feel free to |or |unaweza |au )?"
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


def claims_nothing(reading: Reading, place: int) -> bool:
    return is_question(reading, place) or is_unsure(reading, place) or invites(reading, place)


def is_question(reading: Reading, place: int) -> bool:
    """Of "It is waterproof, shall I add it?" only the second half is."""
    sentence = reading.sentence_at(place)
    if not reading.say(sentence).rstrip().rstrip("*_~\"')").endswith("?"):
        return False
    if _RHETORICAL.match(reading.shape, *sentence):
        return False
    asking = [clause for clause in _clauses(reading, sentence) if _ASKS.match(reading.shape, *clause)]
    return not asking or asking[0].start <= place


def is_offer(reading: Reading, place: int) -> bool:
    """A question that holds something out: "would you like it in red?"."""
    return (
        is_question(reading, place) and _OFFERS.search(reading.shape, *reading.sentence_at(place)) is not None
    )


def is_unsure(reading: Reading, place: int) -> bool:
    """From the clause on that says so, until one tells of the shop again."""
    sentence = reading.sentence_at(place)
    unsure = _UNSURE.search(reading.shape, *sentence)
    if unsure is None or reading.clause_at(unsure.start()).start > place:
        return False
    return not _is_told_since(reading, unsure.end(), place)


def _is_told_since(reading: Reading, start: int, place: int) -> bool:
    """Whether a clause between the two begins to speak of the shop or its goods."""
    return any(
        start <= clause.start <= place and _TELLS.match(reading.shape, *clause)
        for clause in _clauses(reading, reading.sentence_at(place))
    )


def invites(reading: Reading, place: int) -> bool:
    sentence = reading.sentence_at(place)
    if _INVITES.match(reading.shape, *sentence) is None:
        return False
    return not any(
        clause.start <= place and _TELLS.match(reading.shape, *clause)
        for clause in _clauses(reading, sentence)[1:]
    )


def _clauses(reading: Reading, sentence: Span) -> list[Span]:
    return [clause for clause in reading.clauses if sentence.holds(*clause)]


def is_about_us(reading: Reading, place: int) -> bool:
    """ "I am an automatic service": the bot speaks of itself."""
    return _OURSELVES.match(reading.shape, *reading.sentence_at(place)) is not None


def gives_example(reading: Reading, place: int) -> bool:
    """Of quoted words: they are what a customer may write."""
    sentence = reading.sentence_at(place)
    return invites(reading, place) or _EXAMPLES.search(reading.shape, sentence.start, place) is not None


def is_denied(reading: Reading, start: int, end: int) -> bool:
    """Whether a "no" stands before it in its stretch of the sentence, or directly behind it."""
    sentence = reading.sentence_at(start)
    turns = [turn.end() for turn in _TURN.finditer(reading.shape, sentence.start, start)]
    clause = reading.clause_at(max(start, end - 1))
    soon = min(clause.end, end + _SOON_BEHIND)
    return _denies(reading, turns[-1] if turns else sentence.start, start) or _denies(reading, end, soon)


def _denies(reading: Reading, start: int, end: int) -> bool:
    """ "No" may also be the value of an option ("Red / No"), or part of "no problem"."""
    idle: list[Stretch] = [Span(*found.span()) for found in _IDIOMS.finditer(reading.shape, start, end)]
    idle += [mention for mention in reading.mentions if mention.option]
    for found in DENIAL.finditer(reading.shape, start):
        if found.start() >= end:
            return False
        if not any(span.start <= found.start() < span.end for span in idle):
            return True
    return False


def is_wish(reading: Reading, start: int) -> bool:
    """What the customer asked for, until a clause tells of the shop ("you asked for a bag; it is leather")."""
    sentence = reading.sentence_at(start)
    wish = _WISH.search(reading.shape, sentence.start, start)
    return wish is not None and not _is_told_since(reading, wish.end(), start)
