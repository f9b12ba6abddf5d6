"""How the release is put together: settings, Celery, URLs."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The release carries the journal's package as a folder: pip cannot hash a folder, so
# `pip install -r requirements.txt` leaves it out and every entry point finds it here.
for _source in ("edge",):
    _path = str(ROOT / "packages" / _source / "src")
    if _path not in sys.path:
        sys.path.append(_path)

from config.celery import app as celery  # noqa: E402  (the path above comes first)

__all__ = ["ROOT", "celery"]
