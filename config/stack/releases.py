"""A folder of releases side by side, and `current`, the link that says which one the platform's programs run from.

Who is asked over the journal and the servers (intake, simulator, PostgreSQL, Redis) stays with what started the stack.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from config.stack.errors import Refused

VARIABLE = "WABOT_RELEASES"
CURRENT = "current"
# Resolved when a program starts, so that a running one keeps its release when the link moves: `cd -P` leaves the link
# behind, and everything after it is named by the folder itself. {python} stands for what comes before the arguments.
ENTER = (
    'cd -P "$0" && PYTHONPATH="$PWD:$PWD/packages/edge/src:$PWD/packages/simulator/src" '
    'exec "$PWD/.venv/bin/python" "$@"'
)


def releases_from(source: Mapping[str, str]) -> Path | None:
    """None where the platform runs from this checkout. Touches nothing."""
    given = source.get(VARIABLE)
    return Path(given).expanduser().resolve() if given else None


def refuse_unusable(releases: Path) -> None:
    if not (releases / CURRENT / ".venv" / "bin" / "python").exists():
        raise Refused(
            f"{VARIABLE}: {releases / CURRENT} is no release: build and activate one, "
            "or unset the variable to run this checkout"
        )


def entering(releases: Path, command: Sequence[str]) -> list[str]:
    """`command` as a program of the current release: its first part, the Python, is the release's own."""
    return ["/bin/sh", "-c", ENTER, str(releases / CURRENT), *command[1:]]


def environment_of(release: Path) -> dict[str, str]:
    """What a command of one release needs beside the stack's own variables."""
    sources = [release, release / "packages/edge/src", release / "packages/simulator/src"]
    return {"PYTHONPATH": os.pathsep.join(map(str, sources))}
