from argparse import ArgumentParser
from typing import Any

from apps.operations.canary.checks import Script, one_message, one_tap
from apps.operations.management.canary import CanaryCommand


class Command(CanaryCommand):
    help = (
        "Let a customer who does not exist write one message to the shop, through journal, projector, worker and"
        " sender. Nothing is sent to anybody. Prints the reply, the time of each stage and the verdict; exit code"
        " 1 when it was not answered, with the stage that hangs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        said = parser.add_mutually_exclusive_group()
        said.add_argument("--message", default="Hello, what do you sell?", metavar="TEXT")
        said.add_argument(
            "--tap", action="store_true", help="tap “Browse” instead: no quiet time is waited for"
        )

    def script(self, options: dict[str, Any]) -> Script:
        return one_tap if options["tap"] else one_message(options["message"])
