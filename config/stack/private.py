"""Files that are their owner's alone: secrets and tokens stand in them."""

import json
import os
from pathlib import Path


def write_json(file: Path, content: object) -> None:
    """Written aside and renamed, so that a kill in between leaves no half a file."""
    aside = file.with_suffix(".new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(content, out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    aside.rename(file)
