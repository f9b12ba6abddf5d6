"""The command `rollback`. What a subcommand needs is loaded when it is called: `--help` waits for nothing."""

import sys
from collections.abc import Sequence

# What the shell sees tells apart what somebody on call must know first: has anything changed?
DONE, TROUBLE, REFUSED, HALFWAY, UNVERIFIED = 0, 1, 2, 3, 4


def main(arguments: Sequence[str] | None = None) -> int:
    from wabot_rollback.cli.parsing import parser

    given = parser().parse_args(arguments)
    from wabot_rollback.cli.calling import call

    return call(given, sys.stdout, sys.stderr)
