"""What is said to be there, how much of it is left, and what is said to be gone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.attachment import subject_at
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.listed_options import as_listed
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.grounding.world import World
from apps.bot.turn.numbers import NumberSpan

_LEFT_BEHIND = re.compile(
    r"[ *_]*(?:tu |more |pcs |pieces? |units? |items? |pairs? |vipande |of (?:them|these|it) |is |are |still |only )*"
    r"(?:left|remaining|remain|in stock|available|zimebaki|imebaki|vimebaki|zimesalia|imesalia|in store|dukani)\b"
)
_LEFT_BEFORE = re.compile(
    r"\b(?:(?:zi|i|vi|ya|ki)me(?:baki|salia)|zilizobaki|vilivyobaki|tumebaki(?:wa)?(?: na)?|stock|quantity|qty|left"
    r"|remaining|in stock|stoki|available)(?:[ :=*_(-]|only|just|tu|vipande|is|are|ni|about|pcs)*$"
)
_LAST_ONE = re.compile(
    r"\b(?:the )?(?:last (?:one|piece|pair|item)|only one left|one left|moja tu imebaki)\b"
)
_FEW = re.compile(
    r"\b(?:(?:only )?a? ?few (?:left|remaining|pieces)|almost (?:sold out|gone|finished)|running (?:low|out)|low (?:on )?stock"
    r"|limited stock|(?:zimebaki|vimebaki|zimesalia) (?:kidogo|chache|vichache)|(?:ina|zina)karibia kuisha)\b"
)
_OUT = re.compile(
    r"\b(?:out[ -]of[ -]stock|(?:we're|we are|just) out of|r[ua]n out|sold[ -]out|not in stock|no longer (?:available|in stock|sold)|unavailable|none left"
    r"|(?:is|are|it's|they're|all) (?:gone|finished)|(?:im|zim|vim|yam|kim|lim|um)e(?:isha|kwisha)|tumeishiwa"
    r"|(?:hai|hazi|havi|haya|haki|hali|hau)(?:po|patikani)|hakuna stock|no stock|0 in stock)\b"
)
_IN = re.compile(
    r"\b(?:(?:back )?in stock|available(?! (?:in|sizes?|colou?rs?|options?|as|from)\b)|(?:i|zi|vi|ya|ki|li|u)(?:na|kinga)?patikana|in store now"
    r"|(?:tuna(?:yo|zo|vyo|cho|lo)|ipo|zipo|vipo|yapo|kipo|lipo|iko|ziko|viko)(?: (?:bado|kwa stock|stock|dukani|tayari))?"
    r"(?=\s*(?:sasa|tu|$|[.,;!?)·|\n*_✅]|kwa bei)))"
)
_YES = re.compile(
    r"\W*(?:yes|yeah|yep|sure|ndiyo|ndio|eeh)\W+(?:(?:we|i) (?:do )?have (?:it|them|that|this|those|these|some)"
    r"|tuna(?:yo|zo|vyo|cho|lo)(?=\W|$)(?! [a-z]))\b"
)
_MAY_CLAIM = re.compile(
    r"stock|stoki|sold|avail|left|remain|store|last|one left|few|gone|finish|running|isha|baki|salia|patikan|\w(?:po|ko)\b|tuna|have"
)
_NOT = re.compile(r"\b(?:not(?! only)|no longer|never|cannot|\w+n't|si|bila|hatuna|hakuna)\b(?![^,;]*[,;])")
_ENGLISH = re.compile(r"\b(?:out|stock|sold|available|left|gone|finished|remaining)\b")
_IS = re.compile(r"\b(?:is|are|it's|they're|now|still|currently|that's) $")
_ENDS = re.compile(r"[\s*_]*(?:$|[.,;!)·|\n]|(?:and|but|while|right now|now|at the moment|today)\b)")
# By whether it is English, whether it is there, and whether several are spoken of.
_IN_WORDS = {
    (True, True, False): "in stock",
    (True, False, False): "out of stock",
    (False, True, False): "ipo",
    (False, False, False): "imeisha",
    (False, True, True): "zipo",
    (False, False, True): "zimeisha",
}
_UNSAID = re.compile(r"[\W_]|\b(?:tu|only|just|now|sasa|sorry|samahani)\b")
_FEW_AT_MOST = 10


class _Says(Enum):
    IN = auto()
    YES = auto()
    OUT = auto()
    LEFT = auto()
    FEW = auto()


@dataclass(frozen=True, slots=True)
class _Claim:
    start: int
    end: int
    says: _Says
    count: int = 0
    number: NumberSpan | None = None


def check_stock(reading: Reading, world: World) -> Iterator[Doubt]:
    if not _MAY_CLAIM.search(reading.shape):
        return
    for claim in _claims(reading):
        if reading.is_answered(claim.start, claim.end) or mood.claims_nothing(reading, claim.start):
            continue
        if claim.number is not None:
            reading.answer_for(claim.number.start, claim.number.end)
        subject = as_listed(reading, subject_at(reading, claim.start, claim.end), claim.start)
        if not _holds(claim, subject):
            yield _doubt(reading, claim, subject)


def _claims(reading: Reading) -> Iterator[_Claim]:
    taken: list[_Claim] = [*_counted(reading)]
    for says, pattern in ((_Says.FEW, _FEW), (_Says.OUT, _OUT), (_Says.IN, _IN)):
        for found in pattern.finditer(reading.shape):
            if any(claim.start < found.end() and found.start() < claim.end for claim in taken):
                continue
            taken.append(_Claim(found.start(), found.end(), _turned(reading, found, says)))
    for sentence in reading.sentences:
        yes = _YES.match(reading.shape, sentence.start)
        if yes is not None:
            taken.append(_Claim(*yes.span(), _Says.YES))
    yield from sorted(taken, key=lambda claim: claim.start)


def _turned(reading: Reading, found: re.Match[str], says: _Says) -> _Says:
    """A "not" before it says the opposite."""
    clause = reading.clause_at(found.start())
    before = reading.shape[clause.start : found.start()]
    if says is _Says.FEW or not _NOT.search(before):
        return says
    return _Says.IN if says is _Says.OUT else _Says.OUT


def _counted(reading: Reading) -> Iterator[_Claim]:
    """ "only 3 left", "zimebaki tatu", "stock: 4", "the last one"."""
    priced = {number for span in reading.money for number in range(span.start, span.end)}
    for number in reading.numbers:
        if number.ordinal or number.value != int(number.value) or number.start in priced:
            continue
        if reading.is_named(number.start, number.end) or reading.is_answered(number.start, number.end):
            continue
        behind = _LEFT_BEHIND.match(reading.shape, number.end)
        before = _LEFT_BEFORE.search(reading.shape[max(0, number.start - 32) : number.start])
        if behind or before:
            start = number.start - (len(before.group()) if before else 0)
            end = behind.end() if behind else number.end
            says = _Says.LEFT if number.value else _Says.OUT
            yield _Claim(start, end, says, int(number.value), number)
    for found in _LAST_ONE.finditer(reading.shape):
        yield _Claim(found.start(), found.end(), _Says.LEFT, 1)


def _stocks(subject: Subject) -> list[int | None]:
    return [variant.stock for variant in subject.variants]


def _total(subject: Subject) -> int | None:
    """None where the shop does not count one of them."""
    counted = [stock for stock in _stocks(subject) if stock is not None]
    return sum(max(stock, 0) for stock in counted) if len(counted) == len(_stocks(subject)) else None


def _each_has(subject: Subject) -> list[bool]:
    return [any(variant.in_stock for variant in known.variants(only)) for known, only in subject.items]


def _holds(claim: _Claim, subject: Subject) -> bool:
    has = _each_has(subject)
    if not has:
        return False
    if claim.says in (_Says.IN, _Says.YES):
        return all(has) if subject.named else any(has)
    if claim.says is _Says.OUT:
        return not any(has) if subject.named or subject.is_one else not all(has)
    parts = [subject] if subject.named else [Subject((item,)) for item in subject.items]
    amounts = {_total(part) for part in parts} - {None}
    if claim.says is _Says.FEW:
        return any(amount is not None and 0 < amount <= _FEW_AT_MOST for amount in amounts)
    return claim.count in amounts


def _doubt(reading: Reading, claim: _Claim, subject: Subject) -> Doubt:
    total = _total(subject)
    counted = "not counted" if total is None else str(total)
    reason = f"stock of {subject.called} is {counted}" if subject.items else "no product bears out a stock"
    number, truth = claim.number, _truth(reading, claim, subject)
    if truth is not None:
        return Doubt("stock", claim.start, claim.end, reason, truth)
    if claim.says is _Says.LEFT and number is not None and subject.is_one and total:
        return Doubt("stock", number.start, number.end, reason, str(total))
    return Doubt("stock", claim.start, claim.end, reason)


def _truth(reading: Reading, claim: _Claim, subject: Subject) -> str | None:
    """The opposite, where the sentence stays a sentence with it."""
    has = any(_each_has(subject))
    if not subject.is_one or claim.says in (_Says.FEW, _Says.YES) or (has and claim.says is not _Says.OUT):
        return None
    said = reading.shape[claim.start : claim.end]
    english = _ENGLISH.search(said) is not None
    if _bare(reading.say(reading.clause_at(claim.start))) != _bare(said):
        before = reading.shape[max(0, claim.start - 24) : claim.start]
        leads_on = _IS.search(before) and _ENDS.match(reading.shape, claim.end)
        if claim.number is not None or (english and not leads_on):
            return None
    truth = _IN_WORDS[english, has, said.startswith(("z", "haz", "v", "hav"))]
    return truth.capitalize() if reading.text[claim.start].isupper() else truth


def _bare(said: str) -> str:
    return _UNSAID.sub("", said)
