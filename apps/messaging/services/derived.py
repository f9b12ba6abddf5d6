"""Writing what can be had again from the journal: such a transaction need not wait for the disk.

The journal waits, always. If the machine loses its last moments, the rows written here are missing as a whole and
in their order; projector, worker and sender come to the same ones again, and a claim keeps each reply from
leaving twice. See docs/decisions/0005.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

NO_WAIT = "SET LOCAL synchronous_commit = off"


@contextmanager
def derived_rows(*more: str) -> Iterator[None]:
    """A transaction of its own; `more` are settings for it, said in the same round trip."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("; ".join((NO_WAIT, *more)))
        yield
