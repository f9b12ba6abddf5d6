"""Where the processes of one host keep their counts, so that any of them can tell those of all."""

import os
from contextlib import suppress
from pathlib import Path

from config.env import Environment


def metrics_dir(env: Environment) -> Path:
    """Must be asked before anything imports prometheus_client, which looks at its variable once.

    Where the folder cannot be made each process counts for itself alone, and goes on.
    """
    folder = (env.WABOT_METRICS_DIR or env.WABOT_STATE_DIR / "metrics").absolute()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if os.access(folder, os.W_OK):
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    else:
        os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    return folder
