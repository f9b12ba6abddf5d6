"""Words and digit groups, the letters that the number grammars read."""

import re
from dataclasses import dataclass
from decimal import Decimal

# Digits glued behind letters ("A54", "iPhone15") name a model and are no number.
DIGITS = r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_TOKEN = re.compile(rf"(?P<digits>{DIGITS})|[^\W\d_]+(?:'[^\W\d_]+)*")
_JOINT = re.compile(r"[ \n]*[-,]?[ \n]*")


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    word: str
    value: Decimal | None


class Tokens:
    """A text's tokens; asking beyond the end, or across a full stop, gives the empty word."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.items = [
            Token(
                found.start(),
                found.end(),
                found.group(),
                Decimal(found["digits"].replace(",", "")) if found["digits"] else None,
            )
            for found in _TOKEN.finditer(text)
        ]

    def __len__(self) -> int:
        return len(self.items)

    def word(self, index: int) -> str:
        return self.items[index].word if 0 <= index < len(self.items) else ""

    def next_word(self, index: int) -> str:
        """The word at `index` where only a space, a hyphen or a comma parts it from the one before."""
        return self.word(index) if self.joined(index) else ""

    def joined(self, index: int) -> bool:
        if not 0 < index < len(self.items):
            return index == 0 and bool(self.items)
        gap = self.text[self.items[index - 1].end : self.items[index].start]
        return _JOINT.fullmatch(gap) is not None

    def digits(self, index: int) -> Decimal | None:
        return self.items[index].value if 0 <= index < len(self.items) else None
