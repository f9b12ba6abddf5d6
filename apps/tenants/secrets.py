"""Secrets at rest: closed with the newest key, opened with any; redacted wherever they are printed."""

import base64
import re
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from apps.tenants.errors import UnusableToken

# What a header takes: anything else would fail only when a customer is to be answered.
_TOKEN = re.compile("[!-~]+")


class Secret(str):
    """A string that shows itself only to those who use it as one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('***')"


class UnopenableSecret(Exception):
    def __init__(self) -> None:
        super().__init__(
            "a stored secret was closed with a key that is no longer given: add that key to WABOT_DATA_KEYS"
        )


def access_token(given: str) -> Secret:
    """Raises UnusableToken, which does not say what was given."""
    if not _TOKEN.fullmatch(given):
        raise UnusableToken
    return Secret(given)


def closed(secret: str) -> str:
    return _keys().encrypt(secret.encode()).decode() if secret else ""


def opened(sealed: str) -> Secret:
    """Raises UnopenableSecret when none of the keys fits."""
    try:
        return Secret(_keys().decrypt(sealed).decode() if sealed else "")
    except InvalidToken as error:
        raise UnopenableSecret from error


@cache
def _keys() -> MultiFernet:
    given: list[str] = settings.WABOT_DATA_KEYS
    return MultiFernet([Fernet(key) for key in given] or [Fernet(_derived_key())])


def _derived_key() -> bytes:
    # Where WABOT_DATA_KEYS is not set; a key of its own, so that neither use weakens the other.
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"wabot data keys")
    return base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode()))
