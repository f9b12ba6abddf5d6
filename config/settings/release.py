"""Which release this is, as health, logs and the process registry say it."""

import json
import tomllib
from pathlib import Path

MANIFEST = "release.json"


def release_of(root: Path) -> str:
    """The id that the engine wrote into a built release; of a checkout, the project's version."""
    manifest = root / MANIFEST
    if manifest.is_file():
        return str(json.loads(manifest.read_text(encoding="utf-8"))["id"])
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
