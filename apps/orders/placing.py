"""An order as the journal keeps it: told to the customer, so it stands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlacedLine:
    product_id: UUID
    variant_id: UUID
    name: str
    quantity: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Placed:
    """`key` is that of the cart it was."""

    key: UUID
    number: str
    currency: str
    delivery: str
    lines: tuple[PlacedLine, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.price * line.quantity for line in self.lines), Decimal(0))

    def as_json(self) -> dict[str, Any]:
        lines = [
            [str(one.product_id), str(one.variant_id), one.name, one.quantity, f"{one.price:f}"]
            for one in self.lines
        ]
        return {
            "key": str(self.key),
            "number": self.number,
            "currency": self.currency,
            "delivery": self.delivery,
            "lines": lines,
        }

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Self:
        return cls(
            key=UUID(stored["key"]),
            number=stored["number"],
            currency=stored["currency"],
            delivery=stored["delivery"],
            lines=tuple(
                PlacedLine(UUID(product), UUID(variant), name, quantity, Decimal(price))
                for product, variant, name, quantity, price in stored["lines"]
            ),
        )
