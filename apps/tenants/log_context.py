"""Whose work a log line is about, for whatever is logged meanwhile by whatever library."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from structlog.contextvars import bound_contextvars

# What is bound under this name is never written: it is what is to be taken out of the lines.
PRIVATE = "_private"


@contextmanager
def log_context(
    *, tenant_id: UUID | None = None, turn_id: UUID | None = None, private: Iterable[str] = ()
) -> Iterator[None]:
    """Lines logged within, in this thread, carry the ids; the `private` texts (customers' words) are taken out."""
    bound: dict[str, Any] = {
        "tenant_id": tenant_id,
        "turn_id": turn_id,
        PRIVATE: tuple(filter(None, private)),
    }
    with bound_contextvars(**{name: value for name, value in bound.items() if value}):
        yield
