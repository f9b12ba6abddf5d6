"""Where everything of one stack lies: one state folder."""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.stack.errors import Refused
from config.stack.postgres import Postgres
from config.stack.redis import Redis

# The system's limit is 107 bytes; the supervisor binds to a longer temporary name first.
LONGEST_SOCKET_BYTES = 95
# The supervisor's configuration takes these for a comment or a name to fill in, whatever quotes stand around them.
UNWRITABLE = re.compile(r"\s[;#]|\n|%")
# In a list of hosts, as PostgreSQL's clients read it, a comma would part the path in two; URLs have their own.
UNADDRESSABLE = re.compile(r"[^\w /.+-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Layout:
    """`root` is absolute, without links. `sockets` lies elsewhere when no address could name it there."""

    root: Path
    sockets: Path
    durable: bool = True

    @classmethod
    def of(cls, folder: Path, *, durable: bool = True) -> "Layout":
        """Touches nothing. Raises Refused when the folder's name cannot be used."""
        root = folder.expanduser().resolve()
        if UNWRITABLE.search(str(root)):
            raise Refused(
                f"WABOT_STATE_DIR: {root} holds '%', ' #', ' ;' or a line break: choose another folder"
            )
        sockets = root / "run"
        is_long = len(os.fsencode(sockets / "pg" / ".s.PGSQL.5432")) > LONGEST_SOCKET_BYTES
        if is_long or UNADDRESSABLE.search(str(root)):
            mark = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
            sockets = Path(tempfile.gettempdir()) / f"wabot-{os.geteuid()}-{mark}"
        return cls(root, sockets, durable)

    def make_folders(self) -> None:
        for folder in (self.root, self.sockets, self.logs, self.work):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _refuse_foreign(self.sockets)
        for folder in (self.root, self.sockets, self.work):
            # As root, PostgreSQL's user passes through.
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)

    def empty_metrics(self) -> None:
        """Counts begin anew with the stack, not with a release: Prometheus knows a counter that was reset."""
        shutil.rmtree(self.root / "metrics", ignore_errors=True)

    def drop_sockets(self) -> None:
        """Where they lie outside the state folder, nobody else would ever remove them."""
        if not self.sockets.is_relative_to(self.root):
            shutil.rmtree(self.sockets, ignore_errors=True)

    @property
    def postgres(self) -> Postgres:
        return Postgres(self.root / "postgres", self.sockets / "pg", durable=self.durable)

    @property
    def redis(self) -> Redis:
        return Redis(self.root / "redis", self.sockets / "redis.sock")

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def work(self) -> Path:
        """The programs' working folder: by it, processes that outlived their supervisor are told from others."""
        return self.root / "work"

    @property
    def lock(self) -> Path:
        return self.root / "stack.lock"

    @property
    def record(self) -> Path:
        return self.root / "stack.json"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def supervisor_config(self) -> Path:
        return self.root / "supervisor.conf"

    @property
    def supervisor_socket(self) -> Path:
        return self.sockets / "supervisor.sock"

    def log_of(self, program: str) -> Path:
        return self.logs / f"{program}.log"


def _refuse_foreign(folder: Path) -> None:
    """The system's temporary folder is everybody's: what lies there under our name may be a trap."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Refused(
            f"WABOT_STATE_DIR: {folder} belongs to somebody else: choose a folder with a shorter path"
        )
