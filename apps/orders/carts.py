"""A cart as a value: what a turn reads and leaves behind, and what the journal keeps of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

# With "everything" and "another place" these fill WhatsApp's ten rows.
MOST_LINES = 8
MOST_PIECES = 999


@dataclass(frozen=True, slots=True)
class Line:
    """`price` of one piece, as the customer was told when it was put in."""

    product_id: UUID
    variant_id: UUID
    quantity: int
    price: Decimal

    @classmethod
    def of_json(cls, stored: Sequence[Any]) -> Self:
        product, variant, quantity, price = stored
        return cls(UUID(product), UUID(variant), quantity, Decimal(price))

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Cart:
    """`key` is set by the first line and goes with the order. Every verb returns another cart."""

    key: UUID | None = None
    lines: tuple[Line, ...] = ()
    delivery: str = ""

    @property
    def is_full(self) -> bool:
        return len(self.lines) >= MOST_LINES

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    def pieces_of(self, variant_id: UUID) -> int:
        return sum(line.quantity for line in self.lines if line.variant_id == variant_id)

    def with_line(self, line: Line, *, key: UUID) -> Self:
        """The line in place of the one of its variant, or at the end. `key` names the cart if it was empty."""
        others = [line if one.variant_id == line.variant_id else one for one in self.lines]
        kept = others if line in others else [*others, line]
        return replace(self, key=self.key if self.lines else key, lines=tuple(kept))

    def without(self, variant_id: UUID) -> Self:
        left = tuple(line for line in self.lines if line.variant_id != variant_id)
        return replace(self, key=self.key if left else None, lines=left)

    def digest(self) -> str:
        """What a button to confirm carries, so that it orders what stood above it and nothing else."""
        said = [f"{self.key}", self.delivery]
        said += [f"{line.variant_id} {line.quantity} {line.price.normalize():f}" for line in self.lines]
        return hashlib.blake2b("\x1f".join(said).encode(), digest_size=8).hexdigest()

    def as_json(self) -> dict[str, Any]:
        lines = [
            [str(one.product_id), str(one.variant_id), one.quantity, f"{one.price:f}"] for one in self.lines
        ]
        return {"key": str(self.key) if self.key else None, "lines": lines, "delivery": self.delivery}

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Self:
        lines = tuple(map(Line.of_json, stored["lines"]))
        return cls(UUID(stored["key"]) if stored["key"] else None, lines, stored["delivery"])


EMPTY = Cart()
