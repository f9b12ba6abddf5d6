"""Why a canary's talk ended early."""


class Stuck(Exception):
    """A stage was not reached in time; `remedy` says what to look at."""

    def __init__(self, *, stage: str, remedy: str) -> None:
        super().__init__(f"stuck at “{stage}”: {remedy}")
        self.stage = stage


class NoNumber(Exception):
    def __init__(self, shop: str) -> None:
        super().__init__(f"{shop} has no WhatsApp number: add one in the admin, under the shop")
