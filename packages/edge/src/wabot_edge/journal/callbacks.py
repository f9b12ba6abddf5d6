"""Addresses for payment callbacks: a token says by itself that we made it.

Intake knows no shop and asks no database, so a stranger's token must show at once. A token is 24 random characters
and 20 that follow from them and a key of the house. It says nothing about a shop, and none can be reckoned from
another.
"""

import base64
import hmac
import secrets
from collections.abc import Callable, Sequence

_RANDOM_BYTES = 18
_RANDOM_CHARACTERS = 24
_MAC_BYTES = 15
TOKEN_CHARACTERS = 44


def mint_token(keys: Sequence[bytes], *, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A new token, made with the newest key: the first. Remember whose it is; the provider is given its address."""
    drawn = _text(random_bytes(_RANDOM_BYTES))
    return drawn + _mac(keys[0], drawn)


def is_minted(token: str, keys: Sequence[bytes]) -> bool:
    """Whether one of `keys` made it. How much of a wrong one is right does not show in the time."""
    if len(token) != TOKEN_CHARACTERS or not token.isascii():
        return False
    drawn, mac = token[:_RANDOM_CHARACTERS], token[_RANDOM_CHARACTERS:]
    return any(hmac.compare_digest(mac, _mac(key, drawn)) for key in keys)


def _mac(key: bytes, drawn: str) -> str:
    return _text(hmac.digest(key, b"wabot.callback:" + drawn.encode(), "sha256")[:_MAC_BYTES])


def _text(content: bytes) -> str:
    # both lengths are multiples of three, so there is no padding and only one way to write them
    return base64.urlsafe_b64encode(content).decode()
