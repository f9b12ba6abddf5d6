"""Numbers written out, the other way round from the parser and by other rules."""

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
seventeen eighteen nineteen".split()
)
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_MOJA = "sifuri moja mbili tatu nne tano sita saba nane tisa".split()
_KUMI = "sifuri kumi ishirini thelathini arobaini hamsini sitini sabini themanini tisini".split()


def english(number: int) -> str:
    if number >= 1000:
        rest = f" {english(number % 1000)}" if number % 1000 else ""
        return f"{english(number // 1000)} thousand{rest}"
    if number >= 100:
        rest = f" and {english(number % 100)}" if number % 100 else ""
        return f"{_ONES[number // 100]} hundred{rest}"
    if number < 20:
        return _ONES[number]
    return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")


def swahili(number: int) -> str:
    """As spoken for prices: laki, elfu, mia, then the rest with "na"."""
    if number >= 100_000:
        rest = f" {swahili(number % 100_000)}" if number % 100_000 else ""
        return f"laki {_MOJA[number // 100_000]}{rest}"
    if number >= 1000:
        left = number % 1000
        # "elfu kumi na tano" is fifteen thousand, so ten thousand and five is said the long way.
        clash = 0 < left < 10 and number // 1000 % 10 == 0
        tail = f"{',' if clash else ''} {swahili(left)}" if left else ""
        return f"elfu {swahili(number // 1000)}{tail}"
    if number >= 100:
        rest = f" na {swahili(number % 100)}" if number % 100 else ""
        return f"mia {_MOJA[number // 100]}{rest}"
    if number < 10:
        return _MOJA[number]
    return _KUMI[number // 10] + (f" na {_MOJA[number % 10]}" if number % 10 else "")
