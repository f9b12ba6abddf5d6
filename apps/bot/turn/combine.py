"""Harmonization: what a customer sent in one burst, as one message."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from apps.bot.turn.lexicon.attributes import COLOURS, SIZES
from apps.bot.turn.numbers import parse_numbers
from apps.bot.turn.text import cleaned, folded, tokens
from apps.bot.turn.types import InboundMessage, OrderedItem

SILENT_KINDS = frozenset({"reaction", "system", "revoke", "ephemeral"})
MEDIA_KINDS = frozenset({"image", "video", "audio", "voice", "document", "sticker", "location", "contacts"})
TYPED_KINDS = frozenset({"text", "interactive", "button", "order", "edit", "request_welcome"})
# Their text is the name of a place or a person, and nothing that the customer said.
NAMED_KINDS = frozenset({"location", "contacts"})
LONGEST_TEXT = 2_000
# A word is put right ("*shoes" after "shose") only where one looks like it.
LIKENESS = 60

_CORRECTION = re.compile(
    r"^\s*(?:\*+(?=\w)|(?:(?:oh|oops|ah|aki|ai)[\s,]+)?(?:no|nope|sorry|actually|i mean[t]?|wait|hapana|la|samahani|pole|yaani"
    r"|namaanisha|nilimaanisha|nimekosea|si hivyo|sio hivyo)(?:[\s,.!:-]+(?:no|sorry|i mean[t]?|make it|nilimaanisha|namaanisha))*"
    r"[\s,.!:-]+)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# "No problem" and "la pili" correct nothing.
_NO_CORRECTION = re.compile(
    r"^(?:no|la)\s+(?:problem|thanks?|thank you|need|one|idea|worries|asante|kwanza|pili|tatu|nne|tano|mwisho|\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Combined:
    """One turn's words and taps. Tapped titles are left out of `text`: their ids say more."""

    text: str
    row_ids: tuple[str, ...] = ()
    quoted_wa_ids: tuple[str, ...] = ()
    referred: tuple[str, ...] = ()
    ordered: tuple[OrderedItem, ...] = ()
    media: tuple[str, ...] = ()
    unknown_kinds: tuple[str, ...] = ()
    messages: int = 0

    @property
    def says_nothing(self) -> bool:
        return self.messages == 0


def combine(messages: Sequence[InboundMessage]) -> Combined:
    heard = [message for message in messages if message.kind not in SILENT_KINDS]
    texts = [
        cleaned(message.text).strip()
        for message in heard
        if not message.row_id and message.kind not in NAMED_KINDS
    ]
    return Combined(
        text=joined([text for text in texts if text])[:LONGEST_TEXT],
        row_ids=_each(message.row_id for message in heard),
        quoted_wa_ids=_each(message.quoted_wa_id for message in heard),
        referred=_each(message.referred_retailer_id for message in heard),
        ordered=tuple(item for message in heard for item in message.ordered),
        media=_each(message.kind for message in heard if message.kind in MEDIA_KINDS),
        unknown_kinds=_each(m.kind for m in heard if m.kind not in MEDIA_KINDS | TYPED_KINDS),
        messages=len(heard),
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def joined(texts: Sequence[str]) -> str:
    """Texts in order; a later one that corrects takes the place of what it corrects."""
    said: list[str] = []
    for text in texts:
        correction = correction_in(text)
        if correction and said:
            said = _corrected(said, correction)
        else:
            said.append(text)
    return "\n".join(said)


def correction_in(text: str) -> str:
    """What a text puts right, without its "no" or "sorry"; empty when it corrects nothing."""
    if _NO_CORRECTION.match(text.strip()):
        return ""
    found = _CORRECTION.match(text)
    rest = found["rest"].strip().rstrip("*").strip() if found else ""
    return rest if tokens(rest) else ""


def _corrected(said: list[str], correction: str) -> list[str]:
    """The same kind of word is exchanged where there is one; else the last text gives way as a whole."""
    *before, last = said
    for words in (COLOURS, SIZES):
        exchanged = _exchanged(last, correction, words)
        if exchanged:
            return [*before, exchanged]
    exchanged = _number_exchanged(last, correction)
    if not exchanged:
        exchanged = _spelling_exchanged(last, correction)
    return [*before, exchanged or correction]


def _exchanged(text: str, correction: str, words: dict[str, str]) -> str:
    right = [word for word in tokens(correction) if word in words]
    wrong = [word for word in re.findall(r"\w+", text) if folded(word) in words]
    alone = len(tokens(correction)) <= 3
    if not right or not wrong or not alone:
        return ""
    return re.sub(rf"\b{re.escape(wrong[-1])}\b", right[-1], text)


def _number_exchanged(text: str, correction: str) -> str:
    right, wrong = parse_numbers(correction), parse_numbers(text)
    if not right or not wrong or len(tokens(correction)) > 4:
        return ""
    old = next((span for span in reversed(wrong) if span.ordinal == right[-1].ordinal), wrong[-1])
    new = correction[right[-1].start : right[-1].end]
    return text[: old.start] + new + text[old.end :]


def _spelling_exchanged(text: str, correction: str) -> str:
    words = tokens(correction)
    typed = re.findall(r"\w+", text)
    if len(words) != 1 or len(typed) < 2:
        return ""
    folds = [folded(word) for word in typed]
    likest = process.extractOne(words[0], folds, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return re.sub(rf"\b{re.escape(typed[likest[2]])}\b", words[0], text) if likest else ""
