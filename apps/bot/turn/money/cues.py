"""What stands around a number and makes it a price, or something else."""

import re

# A size, a weight, a time or a count.
_UNIT = re.compile(
    r" ?-?(?:%|\"|''|(?:percent|asilimia|kwa mia|kgs?|g|gms?|grams?|gramu|kilos?|mg|ml|l|lt|ltrs?"
    r"|lit\w*|cl|cm|mm|m|metres?"
    r"|meters?|mita|inch\w*|inchi|in|ft|feet|gb|tb|mb|ram|mah|w|watts?|v|volts?|k?hz|mhz|ghz|mp"
    r"|megapixels?|hours?"
    r"|hrs?|mins?|minutes?|days?|weeks?|months?|years?|yrs?|siku|saa|masaa|dakika|wiki|miezi|mwezi"
    r"|mwaka|miaka|am|pm"
    r"|pieces?|pcs|pairs?|items?|units?|products?|left|bidhaa|vipande|of|people|watu|x|stars?|nits|pixels?"
    r"|pages|sheets|colou?rs|sizes|sims?|more|others?|results?|options?|shops?|remaining|available|zimebaki"
    r"|zimesalia|zipo|ziko|zingine|aina)\b)"
)
# "for"/"kwa" close to the number, and nothing but the end behind it.
_WEAK = re.compile(r"(?:\b(?:for|at|only|kwa|now|was|from|just|is|are|ni)|@) ?$")
_CLOSED = re.compile(r" ?(?:$|[.,;!?)\n](?!\d)|only\b|each\b|tu\b|per\b|kila\b|now\b|sasa\b|net\b|cash\b)")
_STRONG = re.compile(
    r"\b(?:prices?|priced|costs?|costing|cost|bei|gharama\w*|[iukvzy]\w{0,2}nagharimu|\w*nauzwa|lipa"
    r"|utalipa|pay"
    r"|totals?|jumla|amount|kiasi|save|okoa)\b(?:[ :=*_~@-]|is|are|ni|ya|yake|its?|the|at|just|only"
    r"|of|be|will|now|you|tu"
    r"|about|around|kama|takriban|from|kuanzia|mpya|comes|to|sasa|hii|this|[iz]?(?:ime|zime)(?:pungua|shuka)|kutoka)*$"
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|circa|nearly|almost|kama|takriban|karibu)|[~≈]) ?$"
)
# "under 2,000" and its kin quote a bound that a customer gave, not a price.
_BOUND = re.compile(
    r"\b(?:under|below|less than|at most|max(?:imum)?(?: of)?|up to|cheaper than|not more than"
    r"|within|over|above"
    r"|more than|at least|budget(?: of| is)?|between|chini ya|zaidi ya|juu ya|isiyozidi|zisizozidi"
    r"|kati ya|bajeti(?: ya)?)"
    r" ?$"
)


def has_unit(shape: str, end: int) -> bool:
    return _UNIT.match(shape, end) is not None


def price_word_before(shape: str, start: int) -> bool:
    return _STRONG.search(shape[max(0, start - 48) : start]) is not None


def sold_for(shape: str, start: int, end: int) -> bool:
    return _WEAK.search(shape[max(0, start - 8) : start]) is not None and closed(shape, end)


def closed(shape: str, end: int) -> bool:
    return _CLOSED.match(shape, end) is not None


def is_approximate(shape: str, start: int) -> bool:
    return _ABOUT.search(shape[max(0, start - 16) : start]) is not None


def is_bound(shape: str, start: int) -> bool:
    return _BOUND.search(shape[max(0, start - 18) : start]) is not None
