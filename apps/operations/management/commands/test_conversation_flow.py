from typing import Any

from apps.operations.canary.checks import Script, whole_flow
from apps.operations.management.canary import CanaryCommand


class Command(CanaryCommand):
    help = (
        "Let a customer who does not exist browse, point at something shown, put it in the cart, check out and"
        " confirm. Nothing is sent to anybody, the order keeps no stock and counts in no figure. Exit code 1 when a"
        " step does not lead to the next."
    )
    # two typed messages wait for their quiet window, and more where the shop sets a longer one
    default_timeout_s = 60.0

    def script(self, options: dict[str, Any]) -> Script:
        return whole_flow
