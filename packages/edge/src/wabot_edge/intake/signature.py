"""X-Hub-Signature-256: HMAC-SHA256 of the raw body, keyed with the app secret."""

import hmac
from collections.abc import Iterable


class Signatures:
    """Made by one of several app secrets, so that a secret can be replaced without a gap."""

    def __init__(self, app_secrets: Iterable[bytes]) -> None:
        # Keyed once and copied for each body: that is cheaper than keying each time.
        self._keyed = [hmac.new(secret, digestmod="sha256") for secret in app_secrets]

    def vouch_for(self, body: bytes, signature: bytes) -> bool:
        """How much of a wrong signature is right does not show in the time."""
        given = signature.lower()
        for keyed in self._keyed:
            mac = keyed.copy()
            mac.update(body)
            if hmac.compare_digest(given, b"sha256=" + mac.hexdigest().encode()):
                return True
        return False


def sign(body: bytes, app_secret: bytes) -> bytes:
    """The header's value, for tests and load."""
    return b"sha256=" + hmac.digest(app_secret, body, "sha256").hex().encode()
