"""`python -m config.reference`: writes docs/reference/settings.md out of the code that reads the settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from wabot_edge.intake.settings import Settings as IntakeSettings
from wabot_rollback.cli.variables import VARIABLES as ENGINE

from config import ROOT
from config.env import Environment

PAGE = ROOT / "docs" / "reference" / "settings.md"
HEAD = """# Settings

Every environment variable, by the process that reads it. Each is read once, at start; what is missing or wrong is said on
one line that names it, and the process ends with 2. A secret may come as `<NAME>_FILE`, the path of a file that holds it.
`make up` sets all of them for the embedded stack (`make env` prints them). This page is written by
`python -m config.reference`; a test holds it to the code.

`DB_HOST`, `DB_PORT`, `DB_USER`, `DB_NAME` and `DB_PASSWORD` together stand for `DATABASE_URL`.
"""
STACK = """
## The embedded stack

| variable | default | what it is |
|---|---|---|
| `WABOT_HOST` | `127.0.0.1` | Address that web and simulator listen on; `0.0.0.0` opens them to your network. |
| `WABOT_WEB_PORT` | `8000` | Port of the web process. |
| `WABOT_SIMULATOR_PORT` | `8002` | Port of the simulator, whose own settings its README lists. |
| `WABOT_CONSOLE_PORT` | `8003` | Kept free for the rollback console. |
"""


def page() -> str:
    return (
        HEAD
        + "\n## The platform: web, projector, sender, workers, beat, commands\n\n"
        + "".join(_table(Environment.model_fields))
        + "\n## The intake\n\n"
        + "".join(_table(IntakeSettings.model_fields))
        + "\n## The rollback engine\n\nIn its own environment; the platform's variables besides, for its commands.\n\n"
        + "| variable | what it is |\n|---|---|\n"
        + "".join(f"| `{name}` | {what} |\n" for name, what in ENGINE.items())
        + STACK
    )


def _table(fields: dict[str, FieldInfo]) -> Iterator[str]:
    yield "| variable | default | what it is |\n|---|---|---|\n"
    for name, field in fields.items():
        yield f"| `{name}` | {_default(field.default)} | {field.description} |\n"


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "**required**"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    shown = str(value) if isinstance(value, Path) else value
    return "–" if shown in ("", None) else f"`{shown}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
