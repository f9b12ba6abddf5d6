"""How customers ask about a part of one product: "how big is the battery?", "iko na torch?", "does it have 4G?"."""

import re

from apps.bot.turn.lexicon.matching import any_of
from apps.catalog.text import stem

# Of one thing, whatever comes behind: what is asked for need not be a part that everything has.
HAS_IT = any_of(
    r"(?:does|do|can|will|has|is) (?:it|this|that|they|these)(?: one| phone)?(?: (?:have|has|got|support|come|use|do|take|work)(?: with)?)?",
    r"(?:does|do) (?!(?:you|u|we|i) )(?P<name>(?:\w+ ){1,6}?)(?:have|has|support|come with|use)",
    r"(?:it|this|that) (?:has|have|got|supports)|(?:i|z|li|ki|vi|y)(?:ko|na) na|inakuja na|ina(?= \w)|zina(?= \w)|inasupport|inashika",
)
# Of anything: it takes the name of a part to make a question about a product of these.
HOW_IT_IS = any_of(
    r"how (?:big|long|large|good|strong|many|much|heavy|tall|fast|wide|clear|bright|powerful)(?: (?:is|are|does))?",
    r"(?:what|which)(?:'s|s| is| are| kind of| type of| sort of)*(?: the| its)?|what about|how about|and|also|tell me about",
    r"yake|zake|its|je|ni|of|gani|ngapi|kiasi gani|aina|na|aje|nini",
)
# Parts that are asked of a thing whether or not the catalogue tells of them, each with its other names.
_PARTS = {
    "battery": "betri battery chaji mah",
    "camera": "kamera camera megapixel mp selfie",
    "display": "screen skrini kioo inch",
    "network": "mtandao lte",
    "sim": "laini",
    "storage": "memory rom hifadhi",
    "material": "fabric kitambaa made imetengenezwa",
    "torch": "tochi flashlight",
    "radio": "redio fm",
    "ram": "",
    "processor": "cpu chip",
    "bluetooth": "",
    "power": "watt wati",
    "care": "wash inaoshwa kuosha kufua inafuliwa",
    "length": "urefu",
    "weight": "uzito",
}
PARTS = {stem(word): part for part, others in _PARTS.items() for word in (part, *others.split())}
# A part by the way its values are written.
GENERATION = re.compile(r"(?P<number>[2-6])g")
# Said around a question and of no part.
AROUND = frozenset(
    """
    big long large good strong heavy tall fast wide clear bright powerful capacity life size quality work works come
    comes support supports use uses take phone device kind inakuja inasupport kubwa ndefu nzuri hold yake zake aje
    """.split()
)
# What asks for a price besides "ngapi", which counts other things too.
PRICE = any_of(r"bei|pesa|price|prices|cost|costs|how much|shilingi|shillings|ksh|bob")
DENIED = re.compile(r"\b(?:no|not|without|non|never|bila|hakuna|haina|si)\b")
