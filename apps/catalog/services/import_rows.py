"""What every import format is read into, before anything is written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ANY_CURRENCY = ""


class BadValue(Exception):
    """A field or row that cannot be taken; its text is the reason in the report."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """`line` counts from 1 as an editor shows it; in JSON it is the product's place in the list."""

    line: int
    reason: str
    handle: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {"line": self.line, "handle": self.handle, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Price:
    amount: Decimal
    compare_at: Decimal | None = None


@dataclass(frozen=True, slots=True)
class VariantRow:
    """`prices` by currency code, under ANY_CURRENCY where the file names none."""

    line: int
    options: tuple[tuple[str, str], ...]
    prices: Mapping[str, Price]
    sku: str = ""
    retailer_id: str = ""
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class ImageRow:
    source: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """`category` is the path from the top; `position` the place in the file unless it says another."""

    line: int
    handle: str
    name: str
    variants: tuple[VariantRow, ...]
    description: str = ""
    vendor: str = ""
    category: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    link: str = ""
    images: tuple[ImageRow, ...] = ()
    is_published: bool = True
    position: int = 0


@dataclass(slots=True)
class ReadFile:
    """`products` in file order. `damaged` are handles with a rejected row: what they had is left in place."""

    products: list[ProductRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def reject(self, line: int, reason: str, handle: str = "") -> None:
        self.bad.append(BadRow(line=line, reason=reason, handle=handle))
        if handle:
            self.damaged.add(handle)

    @contextmanager
    def rejecting(self, line: int, handle: str = "") -> Iterator[None]:
        """A BadValue within becomes a row of the report, and the reading goes on."""
        try:
            yield
        except BadValue as error:
            self.reject(line, str(error), handle)

    def add(self, product: ProductRow) -> None:
        """Raises BadValue where nothing can be sold and no variant's own row has said why."""
        if product.variants:
            self.products.append(product)
        elif product.handle not in self.damaged:
            raise BadValue("the product has no variant that can be sold")
