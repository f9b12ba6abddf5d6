"""Identifiers shaped like WhatsApp's own."""

import base64
import random

# As seen in published payloads: a length-prefixed party, a direction byte, then an uppercase hex token.
_HEAD = b"\x1c\x18"
_FROM_CUSTOMER = (b"\x15\x02\x00\x12\x18\x14", 20)
_FROM_SHOP = (b"\x15\x02\x00\x11\x18\x12", 18)
_TRACE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


class Ids:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def inbound_wamid(self, party: str) -> str:
        return self._wamid(party, *_FROM_CUSTOMER)

    def outbound_wamid(self, party: str) -> str:
        return self._wamid(party, *_FROM_SHOP)

    def _wamid(self, party: str, marker: bytes, length: int) -> str:
        token = f"{self._rng.getrandbits(4 * length):0{length}X}".encode()
        # one byte holds the length
        name = party.encode()[:127]
        raw = _HEAD + bytes([len(name)]) + name + marker + token + b"\x00"
        return "wamid." + base64.b64encode(raw).decode()

    def number(self, digits: int = 16) -> str:
        return str(self._rng.randrange(10 ** (digits - 1), 10**digits))

    def trace(self) -> str:
        return "A" + "".join(self._rng.choices(_TRACE_ALPHABET, k=22))

    def hex(self, length: int) -> str:
        return f"{self._rng.getrandbits(4 * length):0{length}x}"
