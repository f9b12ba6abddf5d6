"""Pictures, voice notes and other things that cannot be read, honestly."""

from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.replies.card import browse_button, categories_button, person_button
from apps.bot.turn.replies.parts import with_buttons
from apps.bot.turn.wording import sentence

_SEEN = sentence("I cannot look at pictures, videos or files.")
_HEARD = sentence("I cannot listen to voice notes.")
BLIND_TO = {
    "image": _SEEN,
    "video": _SEEN,
    "document": _SEEN,
    "audio": _HEARD,
    "voice": _HEARD,
    "location": sentence("Thank you for the location. I cannot read maps, but a person from the shop can."),
    "contacts": sentence("Thank you for the contact. I cannot use it, but a person from the shop can."),
}
# Stickers are a kindness, and answered with one.
_KIND = sentence("Nice one!")
_UNSUPPORTED = sentence("That kind of message does not reach me here, sorry.")


def wordless(moment: Moment) -> Decision | None:
    """Something came, but no words with it."""
    heard = moment.heard
    if moment.said.tokens or moment.pointed.found or not (heard.media or heard.unknown_kinds):
        return None
    said = [moment.say(text) for text in dict.fromkeys(_sentence(kind) for kind in heard.media)]
    if heard.unknown_kinds:
        said.append(moment.say(_UNSUPPORTED))
    body = f"{' '.join(said)} {moment.say('Tell me in words what you need, or tap:')}"
    taps = [
        browse_button(moment.language),
        categories_button(moment.language),
        person_button(moment.language),
    ]
    return Decision("media", (with_buttons(body, taps),))


def blindness(moment: Moment) -> str:
    """Said above an answer that had to go by the words alone."""
    kinds = [kind for kind in moment.heard.media if kind in BLIND_TO]
    return moment.say(BLIND_TO[kinds[0]]) if kinds and moment.said.tokens else ""


def _sentence(kind: str) -> str:
    return BLIND_TO.get(kind, _KIND)
