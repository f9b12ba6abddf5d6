class UnknownTenant(LookupError):
    def __init__(self, named: str) -> None:
        super().__init__(f"there is no shop with the id or slug {named!r}")
