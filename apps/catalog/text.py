"""From what people type to what the index holds: words, stems, and text without markup."""

import re
import unicodedata
from html import unescape

import nh3

WORD = re.compile(r"\d+\.\d+\w*|\w+(?:'\w+)*")  # 6.1inch is one word, a full stop elsewhere parts two
MEASURE = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s*(gb|tb|mb|kg|g|ml|ltr|litres?|liters?|l|mah|inch(?:es)?|(?<=\d)in|mm|cm|mp|w|pcs)\b"
)
UNITS = {"litre": "l", "litres": "l", "liter": "l", "liters": "l", "ltr": "l", "in": "inch", "inches": "inch"}
JOINED = re.compile(r"(?<=\w)-(?=\w)")
HYPHENATED = re.compile(r"\w+(?:-\w+)+")
BLOCKS = {"p", "br", "div", "li", "ul", "ol", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
BARE_TAG = re.compile(r"</?[a-z][a-z0-9]*>")
SILENT = {"script", "style"}
JOINERS = "\u200c\u200d"  # they hold emoji and some scripts' letters together
NAME_KEY_LENGTH = 600


def plain(markup: str) -> str:
    """The text a reader of the HTML would see; scripts and styles are dropped, blocks become lines."""
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    # what comes back is escaped text and bare block tags alone, so that a pattern may take those off
    kept = nh3.clean(markup, tags=BLOCKS, clean_content_tags=SILENT, attributes={}, link_rel=None)
    return tidy(unescape(BARE_TAG.sub("\n", kept)))


def tidy(text: str) -> str:
    """Without control characters (PostgreSQL refuses NUL) and runs of space; single line breaks stay."""
    lines = (" ".join(_visible(line).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _visible(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(
        letter
        for letter in line
        if letter.isspace() or letter in JOINERS or unicodedata.category(letter)[0] != "C"
    )


def folded(text: str) -> str:
    """Lower case, accents gone, measures joined to their unit: `1.5 Litres` and `1.5l` become the same."""
    bare = text.casefold()
    if not bare.isascii():
        # letters made for typesetting become plain capitals only here, so the case is folded again
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
        bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return MEASURE.sub(lambda found: found[1] + UNITS.get(found[2], found[2]), bare)


def words(text: str) -> list[str]:
    """The words in order. `t-shirt` gives one word, tshirt; `Jane's` gives jane, `ng'ombe` ngombe."""
    joined = JOINED.sub("", folded(text)).replace("_", " ").replace("’", "'")
    return [found.removesuffix("'s").replace("'", "") for found in WORD.findall(joined)]


def parts(text: str) -> list[str]:
    """The halves of hyphenated words, which people type apart: long and sleeve of `long-sleeve`."""
    joined = (found.split("-") for found in HYPHENATED.findall(folded(text)))
    return [part for halves in joined for part in halves if len(part) > 2]


def stem(word: str) -> str:
    """The singular of an English plural, as a guess: rules only, so that equal words stay equal."""
    if len(word) < 4 or word[-1] != "s" or word.endswith(("ss", "us", "is")) or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("oes") and len(word) > 5:
        return word[:-2]
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def name_key(name: str) -> str:
    """The name as bare words; cut where some letters fold into so many that no column would hold them."""
    return " ".join(words(name))[:NAME_KEY_LENGTH]


def slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", folded(text)).strip("-_")
