"""Which of the house's processes this one is, as its log lines name it."""

import os
import sys
from pathlib import Path

_named: tuple[int, str] = (0, "")


def process_name() -> str:
    """`worker:1234`: the program and this process's id."""
    global _named
    pid = os.getpid()
    if _named[0] != pid:
        _named = (pid, f"{program(sys.argv)}:{pid}")
    return _named[1]


def program(argv: list[str]) -> str:
    """Of the command line: `worker`, `beat`, `web`, `sender`, `projector`, or a management command's own name."""
    words = [Path(word).name for word in argv if not word.startswith("-")]
    if not words:
        return "python"
    if "celery" in Path(argv[0]).as_posix() and (verb := {"worker", "beat"} & set(words)):
        return verb.pop()
    if any("gunicorn" in word for word in (argv[0], words[0])):
        return "web"
    if words[0] in ("manage.py", "django-admin") and len(words) > 1:
        return words[1].removeprefix("run_")
    return words[0].removesuffix(".py")
