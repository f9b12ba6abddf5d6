"""`python -m config.stack up|down|reset|status|logs|env|memory`; `make` has a command for each."""

import argparse
import os
import sys

from rich.console import Console

from config.stack import commands
from config.stack.errors import StackError


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m config.stack", description="Everything of Wabot on this machine."
    )
    verbs = made.add_subparsers(dest="verb", required=True, metavar="VERB")
    up = verbs.add_parser("up", help="start everything and stay in the foreground; Ctrl-C stops it")
    up.add_argument("--only", metavar="NAME,…", help="these programs and what they need")
    verbs.add_parser("down", help="stop what `up` started, from another terminal")
    reset = verbs.add_parser("reset", help="delete the state folder")
    reset.add_argument("--force", action="store_true", help="without asking")
    for verb, what in (
        ("status", "what runs, where"),
        ("memory", "megabytes of each program, shared pages once"),
    ):
        verbs.add_parser(verb, help=what).add_argument(
            "--json", dest="as_json", action="store_true", help="for programs"
        )
    logs = verbs.add_parser("logs", help="follow the logs")
    logs.add_argument("program", nargs="?", help="of this program alone")
    verbs.add_parser("env", help="the running stack's variables, for `eval`")
    return made


def main(arguments: list[str] | None = None) -> int:
    given = vars(parser().parse_args(arguments))
    verb = given.pop("verb")
    try:
        return int(commands.VERBS[verb](os.environ, Console(), **given))
    except StackError as error:
        for line in str(error).splitlines():
            print(line, file=sys.stderr)  # noqa: T201
        return error.exit_code
    except TimeoutError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
