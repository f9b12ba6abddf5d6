"""`python -m tests.without`: takes each rule of the journal out of a copy of the code and shows which test fails.

Prints one line per rule: what was taken out, and whether its test missed it. Exit code 1 if one did not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.without.entry import Without
from tests.without.rules import RULES

ROOT = Path(__file__).resolve().parent.parent.parent
FAILED = 1


def main() -> int:
    missed = 0
    print(f"{'rule':>4}  {'its test fails without it':<27} what was taken out")
    for without in RULES:
        fails = _test_fails(without)
        missed += not fails
        print(f"{without.rule:>4}  {'yes' if fails else 'NO':<27} {without.what}", flush=True)
    print(f"{len(RULES) - missed} of {len(RULES)} rules are missed by their tests when taken out")
    return 1 if missed else 0


def _test_fails(without: Without) -> bool:
    with tempfile.TemporaryDirectory(prefix="wabot-without-") as folder:
        copy = Path(folder)
        _copy_tracked(copy)
        changed = copy / without.file
        text = changed.read_text(encoding="utf-8")
        if text.count(without.there) != 1:
            raise SystemExit(f"rule {without.rule}: {without.file} does not hold once: {without.there!r}")
        changed.write_text(text.replace(without.there, without.instead), encoding="utf-8")
        return _run(copy, without.test) == FAILED


def _copy_tracked(to: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source = ROOT / name
        if source.is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to / name)


def _run(copy: Path, test: str) -> int:
    """pytest's exit code: 0 passed, 1 failed; anything else is no answer and ends this with its output."""
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode not in (0, FAILED):
        raise SystemExit(f"{test}\n{found.stdout}\n{found.stderr}")
    return found.returncode


if __name__ == "__main__":
    sys.exit(main())
