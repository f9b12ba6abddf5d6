"""What the whole embedded stack takes of memory when idle: `python -m benchmarks.memory`.

Megabytes (10⁶ bytes) of proportional set size, so that shared pages count once; the supervisor and the process
in the foreground count too.
"""

import tempfile
import time
from pathlib import Path

from config.stack.live import Stack
from config.stack.memory import megabytes_by_program
from config.stack.record import read_record
from config.stack.supervisor import Supervisor

TARGET_MB = 900
SETTLING_S = 20


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wabot-") as folder, Stack.start(Path(folder) / "state") as stack:
        time.sleep(SETTLING_S)
        record = read_record(stack.plan.layout)
        if record is None:
            raise SystemExit("the stack was stopped by somebody else")
        megabytes = megabytes_by_program(record, Supervisor(stack.plan.layout))
    for name, each in sorted(megabytes.items(), key=lambda pair: -pair[1]):
        print(f"{name:12} {each:7.1f} MB")
    total = sum(megabytes.values())
    print(f"{'in all':12} {total:7.1f} MB, {total / TARGET_MB:.2f} of the target (≤ {TARGET_MB} MB)")


if __name__ == "__main__":
    main()
