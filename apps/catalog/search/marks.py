"""A small Bloom filter per product, so that walking one term's postings needs no look at the others' rows.

Two bits for each term out of 126, in two integers of 63 bits (PostgreSQL's are signed). A product with twenty
terms that lacks one passes for having it in about one case of thirteen; the exact look comes afterwards.
"""

import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

BITS = 63
SECOND = 0x9E3779B9  # any other start of the checksum gives another bit


class Marks(NamedTuple):
    low: int
    high: int


def marks_of(terms: Iterable[str]) -> Marks:
    low = high = 0
    for term in terms:
        found = _bits(term)
        low |= found.low
        high |= found.high
    return Marks(low, high)


@lru_cache(maxsize=20_000)
def _bits(term: str) -> Marks:
    # not hash(): that differs from one process to the next
    written = term.encode()
    both = (1 << zlib.crc32(written) % (2 * BITS)) | (1 << zlib.crc32(written, SECOND) % (2 * BITS))
    return Marks(both & ((1 << BITS) - 1), both >> BITS)
