"""Names of databases and of backups. Which databases are there tells how far a run has come: names carry the run."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

# Of a PostgreSQL identifier; longer ones are cut off without a word.
LONGEST = 63
SIDE, CONDEMNED = "side", "condemned"


@dataclass(frozen=True, slots=True)
class Names:
    """`live` is the name that the platform connects to; it never changes, what stands behind it does."""

    live: str
    side: str
    condemned: str

    @classmethod
    def of(cls, live: str, run: str) -> "Names":
        return cls(live, _name(live, SIDE, run), _name(live, CONDEMNED, run))


def _name(live: str, part: str, run: str) -> str:
    """Two runs whose ids differ only in what a name cannot hold have names of their own all the same."""
    plain = re.sub(r"[^a-z0-9]+", "_", run.lower()).strip("_")
    name = f"{live}_{part}_{plain}"
    if len(name.encode()) <= LONGEST and plain == run:
        return name
    digest = hashlib.sha256(run.encode()).hexdigest()[:8]
    room = LONGEST - len(f"_{part}_{digest}_".encode())
    return f"{(live + '_' + plain).encode()[:room].decode(errors='ignore')}_{part}_{digest}"


def rollback_backup(at: datetime) -> str:
    """Of the condemned database."""
    return f"backup_rollback_{at:%Y%m%d_%H%M%S}.sql"


def release_backup(release: str, at: datetime) -> str:
    """Made when `release` was deployed: what it is gone back to."""
    plain = re.sub(r"[^A-Za-z0-9]+", "_", release).strip("_")
    return f"backup_{plain}_{at:%Y%m%d_%H%M%S}.sql"
