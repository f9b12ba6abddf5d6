class UnknownTenant(LookupError):
    def __init__(self, named: str) -> None:
        super().__init__(f"there is no shop with the id or slug {named!r}")


class UnusableToken(ValueError):
    def __init__(self) -> None:
        super().__init__(
            "this cannot be an access token: it has letters, digits and signs of ASCII only, and no spaces;"
            " copy it anew from WhatsApp's page"
        )


class NumberTaken(Exception):
    """WhatsApp's phone_number_id tells shops apart, so that two cannot share one."""

    def __init__(self, *, phone_number_id: str, holder: str) -> None:
        super().__init__(f"the number {phone_number_id} belongs to the shop {holder!r} already")
