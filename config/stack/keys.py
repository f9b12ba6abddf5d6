"""Secrets of one stack: made once, kept in its state folder, readable by its owner alone."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from config.stack.errors import Refused
from config.stack.private import write_json

# What the programs read from their environment; the admin's password is for a person.
FIRST = ("WABOT_SECRET_KEY", "WABOT_APP_SECRET", "WABOT_VERIFY_TOKEN")
# A stack that was made before one of these was needed gets it at its next start.
LATER = ("WABOT_CALLBACK_KEYS",)
VARIABLES = (*FIRST, *LATER)
ADMIN_PASSWORD = "admin_password"  # noqa: S105  (the name of an entry, not a password)


@dataclass(frozen=True, slots=True)
class Keys:
    values: dict[str, str]
    are_new: bool

    def variables(self) -> dict[str, str]:
        return {name: self.values[name] for name in VARIABLES}

    @property
    def admin_password(self) -> str:
        return self.values[ADMIN_PASSWORD]


def kept_keys(file: Path) -> Keys:
    """Makes the file where there is none. Raises Refused when it is there but cannot be used."""
    if not file.exists():
        return Keys(_made(file), are_new=True)
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(
            f"{file} cannot be read ({error}): restore it, or start afresh with `make reset`"
        ) from error
    for name in (*FIRST, ADMIN_PASSWORD):
        if not isinstance(values, dict) or not isinstance(values.get(name), str):
            raise Refused(f"{file} lacks {name}: restore it, or start afresh with `make reset`")
    if lacking := {name: secrets.token_urlsafe(40) for name in LATER if name not in values}:
        values |= lacking
        write_json(file, values)
    return Keys(values, are_new=False)


def _made(file: Path) -> dict[str, str]:
    values = {name: secrets.token_urlsafe(40) for name in VARIABLES}
    values[ADMIN_PASSWORD] = secrets.token_urlsafe(9)
    write_json(file, values)
    return values
