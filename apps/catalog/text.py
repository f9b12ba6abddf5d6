"""From what people type to what the index holds: words, stems, and text without markup."""

import re
import unicodedata
from html.parser import HTMLParser

WORD = re.compile(r"\d+\.\d+\w*|\w+(?:['’]\w+)*")  # 6.1inch is one word, a full stop elsewhere parts two
MEASURE = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s*(gb|tb|mb|kg|g|ml|ltr|litres?|liters?|l|mah|inch(?:es)?|in|mm|cm|mp|w|pcs)\b"
)
UNITS = {"litre": "l", "litres": "l", "liter": "l", "liters": "l", "ltr": "l", "in": "inch", "inches": "inch"}
JOINED = re.compile(r"(?<=\w)-(?=\w)")
BLOCKS = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"})


class _TextOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in ("script", "style")))
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain(markup: str) -> str:
    """The text a reader of the HTML would see; scripts and styles are dropped, blocks become lines."""
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    parser = _TextOnly()
    parser.feed(markup)
    parser.close()
    return tidy("".join(parser.parts))


def tidy(text: str) -> str:
    """Without control characters (PostgreSQL refuses NUL) and runs of space; single line breaks stay."""
    kept = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C")
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)


def folded(text: str) -> str:
    """Lower case, accents gone, measures joined to their unit: `1.5 Litres` and `1.5l` become the same."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return MEASURE.sub(lambda found: found[1] + UNITS.get(found[2], found[2]), bare)


def words(text: str) -> list[str]:
    """The words in order. `t-shirt` gives one word, tshirt; `Jane's` gives jane."""
    joined = JOINED.sub("", folded(text)).replace("_", " ")
    return [found.split("'")[0].split("’")[0] for found in WORD.findall(joined)]


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


def stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]


def name_key(name: str) -> str:
    return " ".join(words(name))


def slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", folded(text)).strip("-_")
