"""What a customer may point at, and what pointing comes out at."""

from dataclasses import dataclass
from enum import StrEnum

from apps.catalog.facts import ProductFacts, VariantFacts


class Signal(StrEnum):
    """By what it was understood, the surest first."""

    TAP = "tap"
    REFERRED = "referred"
    QUOTE = "quote"
    POSITION = "position"
    ALL = "all"
    OTHER = "other"
    EXTREME = "extreme"  # the cheapest or the dearest of those shown
    PRICE = "price"
    WORDS = "words"  # a name or an attribute
    FOCUS = "focus"  # "it"


@dataclass(frozen=True, slots=True)
class Target:
    """`variants` are those that fit what was said: all of them where nothing narrows."""

    product: ProductFacts
    variants: tuple[VariantFacts, ...]

    @classmethod
    def whole(cls, product: ProductFacts) -> "Target":
        return cls(product, product.variants)

    @property
    def variant(self) -> VariantFacts | None:
        """The one that is certainly meant."""
        return self.variants[0] if len(self.variants) == 1 else None

    @property
    def is_narrowed(self) -> bool:
        return len(self.variants) < len(self.product.variants)


@dataclass(frozen=True, slots=True)
class Resolution:
    """`targets` are certain; `candidates`, two or more, fit equally well, so the customer is asked.

    `beyond` is how many items the newest list had when a position behind its end was named, 0 where no list
    is remembered any more. `gone`: what was pointed at was shown then and is not sold now. `unmet` are the
    options said of a target that it does not come in; `unknown` words said of it that its facts lack.
    `options` are those that narrowed a target, remembered ones included; `quantity` is set where a bare number counts pieces instead of naming a position.
    """

    signal: Signal | None = None
    targets: tuple[Target, ...] = ()
    candidates: tuple[Target, ...] = ()
    category: str = ""
    beyond: int | None = None
    gone: bool = False
    unmet: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    quantity: int | None = None
    options: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        return self.signal is not None

    @property
    def target(self) -> Target | None:
        return self.targets[0] if len(self.targets) == 1 else None

    @property
    def is_typed(self) -> bool:
        return self.signal not in (None, Signal.TAP, Signal.REFERRED)


NOTHING = Resolution()
