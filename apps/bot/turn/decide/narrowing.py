"""What was said beside a product's name chooses among its variants: "Kanzu white L", "Pishori 2kg"."""

from apps.bot.turn.lexicon.fillers import PIECES
from apps.bot.turn.numbers import parse_numbers
from apps.bot.turn.references import NOTHING, Resolution, Signal, Target
from apps.bot.turn.references.fits import read_for
from apps.bot.turn.references.options import with_options
from apps.bot.turn.references.pointer import read_pointer
from apps.bot.turn.understand import Understanding
from apps.catalog.text import name_key, words


def in_options_said(said: Understanding, target: Target, currency: str) -> Resolution:
    """The variants that have all the options said; nothing where none were, or no variant has them together."""
    options = read_for(read_pointer(said, currency), (target,))[1]
    # "Samsung A15", "Gold Rice": what is its name says nothing of its options.
    name = set(name_key(target.product.name).split())
    wanted = tuple(option for option in dict.fromkeys(options) if option not in name)
    narrowed = with_options(target, wanted) if wanted else None
    return Resolution(Signal.WORDS, targets=(narrowed,), options=wanted) if narrowed else NOTHING


def without_pieces(text: str) -> str:
    """ "3 bunches sukuma wiki" → "sukuma wiki": how many are wanted is no part of what is."""
    # As the catalogue reads it, so that "1 litre" is a measure and no count.
    kept = [word for word in words(text) if word not in PIECES and not _is_count(word)]
    return " ".join(kept) if kept and len(kept) < len(words(text)) else text


def _is_count(word: str) -> bool:
    numbers = parse_numbers(word)
    return len(numbers) == 1 and numbers[0].start == 0 and numbers[0].end == len(word)
