"""`python -m tests.drills.defects NAME CHECKOUT`; without arguments it lists them."""

import sys
from pathlib import Path

from tests.drills.defects.catalogue import BY_NAME, DEFECTS


def main() -> int:
    if len(sys.argv) == 1:
        for defect in DEFECTS:
            print(
                f"{defect.name:<20} {defect.does} (strategy {defect.strategy or 'none: refused at deploy'})"
            )
        return 0
    if len(sys.argv) != 3 or sys.argv[1] not in BY_NAME:
        print(f"a defect ({', '.join(BY_NAME)}) and a checkout's folder are needed", file=sys.stderr)
        return 2
    BY_NAME[sys.argv[1]].apply(Path(sys.argv[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
