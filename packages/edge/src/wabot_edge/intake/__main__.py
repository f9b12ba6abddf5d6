"""`python -m wabot_edge.intake`: takes webhooks in until it is told to stop."""

import os
import sys

from wabot_edge.intake import logs
from wabot_edge.intake.errors import CannotStart
from wabot_edge.intake.serving import run
from wabot_edge.intake.settings import read_settings


def main() -> int:
    try:
        settings = read_settings(os.environ)
        logs.set_up()
        run(settings)
    except CannotStart as error:
        print(f"intake: {error}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
