"""How much one sender may have kept: so many bytes at once, and so many a second from then on."""

from collections.abc import Callable

# What a record takes up beside its body, roughly; it bounds their number too.
RECORD_BYTES = 2_048
FEW_NAMES = 1_000


class Allowance:
    """The generic cell rate algorithm, one bucket for each name. Only names that are known to be few may come here."""

    def __init__(self, *, bytes_per_s: float, at_once_bytes: int, clock: Callable[[], float]) -> None:
        self._bytes_per_s = bytes_per_s
        self._at_once_s = at_once_bytes / bytes_per_s
        self._clock = clock
        self._full_at: dict[str, float] = {}
        self._swept_at_names = FEW_NAMES

    def take(self, name: str, size_bytes: int) -> bool:
        """Whether that much more may be kept; then it is counted."""
        now = self._clock()
        if len(self._full_at) >= self._swept_at_names:
            self._forget_idle(now)
        full_at = max(self._full_at.get(name, now), now) + (RECORD_BYTES + size_bytes) / self._bytes_per_s
        if full_at - now > self._at_once_s:
            return False
        self._full_at[name] = full_at
        return True

    def _forget_idle(self, now: float) -> None:
        """Names whose bucket is full again say nothing. Looked for rarely: only when they have doubled since."""
        self._full_at = {name: at for name, at in self._full_at.items() if at > now}
        self._swept_at_names = max(FEW_NAMES, 2 * len(self._full_at))
