"""Colours and sizes, each word with the one English word that catalogues use for it."""

_COLOURS = {
    "red": "nyekundu mwekundu jekundu mekundu vyekundu wekundu chekundu kiwekundu redi",
    "blue": "bluu buluu samawati",
    "navy": "",
    "green": "kijani",
    "yellow": "njano manjano",
    "black": "nyeusi mweusi jeusi meusi vyeusi weusi cheusi blacki",
    "white": "nyeupe mweupe jeupe meupe vyeupe weupe cheupe",
    "brown": "kahawia hudhurungi",
    "grey": "kijivu gray jivu",
    "purple": "zambarau",
    "pink": "waridi pinki",
    "orange": "",
    "gold": "dhahabu golden",
    "silver": "",
    "beige": "",
    "maroon": "",
    "khaki": "",
    "turquoise": "",
    "teal": "",
    "burgundy": "",
    "violet": "",
}
_SIZES = {
    "xs": "",
    "s": "small ndogo mdogo kidogo dogo vidogo",
    "m": "medium wastani",
    "l": "large big kubwa mkubwa kikubwa vikubwa makubwa",
    "xl": "",
    "xxl": "2xl",
    "xxxl": "3xl",
}
# Said of money or manners far more often than of a size.
NOT_A_SIZE_IN_A_WISH = frozenset({"kidogo", "big", "kubwa", "ndogo", "dogo", "mkubwa", "small", "large"})
SIZE_CUES = frozenset({"size", "sizes", "saizi", "saisi", "sizi", "ukubwa"})
COLOUR_CUES = frozenset({"colour", "color", "rangi", "colours", "colors"})
# After "rangi ya" these are colours; elsewhere they are fruit and money.
COLOURS_AFTER_CUE = {"machungwa": "orange", "chungwa": "orange", "fedha": "silver"}


def _by_word(families: dict[str, str]) -> dict[str, str]:
    return {word: name for name, others in families.items() for word in (name, *others.split())}


COLOURS = _by_word(_COLOURS)
SIZES = _by_word(_SIZES)
SIZES_IN_ORDER = tuple(_SIZES)
COLOURS_IN_SWAHILI = {name: others.split()[0] for name, others in _COLOURS.items() if others}
