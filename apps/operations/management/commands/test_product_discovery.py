from typing import Any

from apps.operations.canary.checks import Script, discovery
from apps.operations.management.canary import CanaryCommand


class Command(CanaryCommand):
    help = (
        "Let a customer who does not exist ask what the shop sells, and then for one product by its name. Nothing is"
        " sent to anybody. Exit code 1 when no products are shown or the named one is not found."
    )

    def script(self, options: dict[str, Any]) -> Script:
        return discovery
