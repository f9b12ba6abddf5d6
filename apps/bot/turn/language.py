"""Which of the shop's two languages a customer writes; Sheng and mixtures go by their Swahili frame."""

import re
from functools import cache
from typing import Literal

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]  # ships no types

Language = Literal["en", "sw"]

_WORD = re.compile(r"[a-z']+")
FEWEST_TO_GUESS = 3
# Words that settle it: grammar and trade, not greetings, which people borrow both ways.
_SWAHILI = frozenset(
    "ni na ya wa za la kwa cha vya si je ndio ndiyo hapana hapo hii hizi hiyo hizo ile zile huyu "
    "hao hivi hivyo "
    "iko ziko yako yenu niko mko uko ako wako kuna hakuna ipo zipo yapo gani ngapi nini wapi lini "
    "vipi kiasi bei "
    "nataka nipe nione naomba nahitaji natafuta ningependa naeza naweza unaweza mnauza mna "
    "mnafungua mnafunga "
    "nitumie tuma leta chukua nunua kununua kuuza uza pia kama lakini tu bado sana kidogo zaidi "
    "chini juu rahisi "
    "ghali nafuu nyekundu nyeusi nyeupe bluu kijani njano viatu nguo simu shati gauni suruali mkoba "
    "unga sukari "
    "maziwa mafuta mchele sabuni kwanza pili tatu nne tano mbili moja mwisho elfu mia ingine "
    "nyingine wengine "
    "zingine aje buda msee manze kitu vitu hamna sina nina tuna wana ana aina saizi rangi duka "
    "dukani leo kesho "
    "jana siku pesa lipa kulipa malipo usafiri mpaka hadi kutoka yote zote wote yangu langu wangu "
    "yule yenye zenye ambayo ambao nisaidie nisaidieni tafadhali ofa punguzo punguza nikuulize "
    "niambie nimeona "
    "nimelipa nimetuma nimepata sijapata sitaki hapa huko pale kule sasa ngapi mwaka wiki dakika".split()
)
_ENGLISH = frozenset(
    "the is are was do does did you your have has had how what which when where who why much many "
    "this that these "
    "those it its they them there can could would should will i i'm i'd i'll me my we our with "
    "without for from of "
    "on at by an and or but not no yes want need show give get buy sell looking like under over below above "
    "cheap cheaper cheapest expensive price cost available stock first second third last one other "
    "another any "
    "some more less open close pay send deliver ship order tell about please help find see next "
    "tomorrow today "
    "red black white blue green shoes shoe dress shirt bag phone any anything something too also just".split()
)
# Said by everybody whatever they write otherwise: they count only where nothing was said before.
_COURTESY_SW = frozenset(
    "asante sawa poa karibu habari hujambo sijambo mambo shikamoo niaje sasa safi freshi ahsante sema".split()
)
_COURTESY_EN = frozenset("hi hello hey thanks thank ok okay bye morning afternoon evening good".split())
# Verbs carry subject, tense and root in one word: ninataka, tunauza, mtaleta, nimepata, hawajafika.
_VERB = re.compile(
    r"(?:ni|u|a|tu|m|wa|i|zi|ya|li|ki|vi)(?:na|li|ta|me|ka|nge|ki)[a-z]{2,}[aeiu]"
    r"|(?:si|hu|ha|hatu|ham|hawa|hai|hazi)(?:ja|ta|ku)?[a-z]{3,}[aeiu]|ku[a-z]{3,}a|na[a-z]{4,}a"
)
_ENGLISH_SHAPE = re.compile(
    r"[a-z]*(?:th|ck|gh|ea|oo|ou|qu|x|ll|ss|tt|pp|ff|rr)[a-z]*|[a-z]+(?:ing|ed|tion|s|t|d|r|l|n)"
)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "sw"])
    return identifier


def detect_language(text: str, previous: str = "") -> Language:
    """`previous` is the conversation's language so far ("" when none); a text that settles nothing "
    "keeps it."""
    words = _WORD.findall(text.lower().replace("\u2019", "'"))
    swahili, english = _weight_sw(words), _weight_en(words)
    if swahili or english:
        # One borrowed word does not turn a conversation.
        margin = {1: 1.5, 2: 1.0}.get(len(words), 0.0) if previous in ("en", "sw") else 0.0
        if abs(swahili - english) > margin or (previous not in ("en", "sw") and swahili != english):
            return "sw" if swahili > english else "en"
    if previous in ("en", "sw") and (len(words) <= 3 or not swahili + english):
        known = previous
    elif set(words) & _COURTESY_SW:
        known = "sw"
    elif sum(len(word) > 2 for word in words) < FEWEST_TO_GUESS or set(words) <= _COURTESY_EN:
        # A name or two, which shops write in English whatever their customers speak.
        known = "en"
    else:
        known = _identifier().classify(" ".join(words))[0]
    return "sw" if known == "sw" else "en"


def _weight_sw(words: list[str]) -> float:
    """Swahili grammar around English nouns is Swahili, so its frame weighs more than a loanword."""
    return sum(1.5 if word in _SWAHILI else 1.5 if _is_verb(word) else 0 for word in words)


def _weight_en(words: list[str]) -> float:
    return float(sum(word in _ENGLISH for word in words))


def _is_verb(word: str) -> bool:
    return word not in _ENGLISH and _VERB.fullmatch(word) is not None and not _ENGLISH_SHAPE.fullmatch(word)
