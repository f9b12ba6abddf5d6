"""`python -m config.stack.suite`: every level of the tests, with the count of each at the end.

The drills run alone: they kill servers and measure times, which neighbours would disturb.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from config import ROOT
from config.stack.levels import count_lines

NO_TESTS = 5
RUNS = (("-n", "2", "-m", "not drill"), ("-m", "drill and not rehearsal"))


def main(arguments: list[str]) -> int:
    counts: list[dict[str, Counter[str]]] = []
    codes: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, run in enumerate(RUNS):
            file = Path(folder) / f"{number}.json"
            command = [sys.executable, "-m", "pytest", "-q", "--counts", str(file), *run, *arguments]
            codes.append(subprocess.run(command, cwd=ROOT, check=False).returncode)
            if file.exists():
                counts.append(json.loads(file.read_text(encoding="utf-8")))
    print("\nAll levels", *count_lines(counts), sep="\n", flush=True)  # noqa: T201
    failed = [code for code in codes if code not in (0, NO_TESTS)]
    return failed[0] if failed else 0 if 0 in codes else NO_TESTS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
