"""How customers point at what they were shown, over folded tokens joined by single spaces."""

import re

from apps.bot.turn.lexicon.matching import any_of

_COUNT = r"two|three|four|2|3|4|mbili|tatu|nne|viwili|vitatu|vinne|wawili|watatu"
COUNTS = {
    word: count
    for count, words in {
        2: "two 2 mbili viwili wawili",
        3: "three 3 tatu vitatu watatu",
        4: "four 4 nne vinne",
    }.items()
    for word in words.split()
}
FIRST_OR_LAST = any_of(
    rf"(?P<en>first|last) (?P<en_count>{_COUNT})",
    rf"(?P<sw_count>{_COUNT}) (?:za|vya|wa|ya) (?P<sw>kwanza|mwisho)",
)
BOTH = any_of(
    r"both(?: of (?:them|these|those))?|(?:the|those|these|all|them) (?:two|2)(?: of them)?",
    r"(?:zote|yote|vyote|wote|hizo|hizi|zile|hivyo|hivi|hao) (?:mbili|viwili|wawili|2)",
)
ALL = any_of(
    rf"all (?:of )?(?:them|these|those|{_COUNT})|every one of them",
    rf"(?:hizo |hizi |zile )?(?:zote|vyote|yote)(?: (?:{_COUNT}))?",
)
OTHER = any_of(
    r"(?:the|that) other(?: (?:one|\w+))?|other one",
    r"(?:ile|hiyo|hii|hicho|kile|yule|hilo|lile) (?:ingine|nyingine|kingine|mwingine|jingine|lingine)|yenye ingine",
)
NOT = any_of(
    r"not (?:that|this|the|those|these)|isn't (?:that|this|the)|(?:don't|do not|dont) (?:want|like) (?:that|this|the|it)",
    r"except(?: for)?|anything but|instead of",
    r"(?:si|sio|siyo) (?:hiyo|hii|hizo|hizi|ile|zile|hicho|kile|ya|yule|hilo|lile)",
    r"sitaki (?:hiyo|hii|ile|hizo|ya|kile|hicho)|isipokuwa|badala ya",
)
# Where a "not that one" ends and what is wanted begins.
BUT = re.compile(r"[,;.!\n]+|\b(?:but|i want|i meant?|give me|rather|lakini|bali|nataka|nipe)\b")
AND = re.compile(r"[,;\n]|\b(?:and|or|vs|versus|with|between|na|ama|au|kati ya)\b")
THE_CHEAPER = any_of(
    r"(?:the )?(?:cheap(?:er|est)?|affordable|less expensive|least expensive|lower priced) one",
    r"the (?:cheap(?:er|est)|least expensive|less expensive)(?: (?:one|\w+))?|the one with the lowest price|lowest priced",
    r"(?:which|what)(?: one)?(?:'s| is| are)? (?:the )?(?:cheap(?:er|est)?|less expensive)",
    r"(?:ile |hiyo |nataka |nipe |naomba )?ya (?:bei )?(?:ya )?(?:nafuu|rahisi|chini|poa)(?: zaidi)?",
    r"(?:ile|ipi)(?: \w+)?(?: (?:ni|iko|yenye|ya))? (?:bei )?(?:ya )?(?:nafuu|rahisi|chini)(?: zaidi)?",
)
THE_DEARER = any_of(
    r"(?:the )?(?:(?:most |more )expensive|dear(?:er|est)|pric(?:ier|iest|ey)|expensive) one",
    r"the (?:(?:most |more )expensive|dear(?:er|est)|pric(?:ier|iest))(?: one)?",
    r"(?:which|what)(?: one)?(?:'s| is)? (?:the )?(?:most |more )expensive",
    r"(?:ile |hiyo |nataka |nipe )?ya (?:bei )?(?:ya )?(?:ghali|juu)(?: zaidi)?",
    r"(?:ile|ipi)(?: \w+)?(?: (?:ni|iko|yenye|ya))? (?:bei )?(?:ya )?(?:ghali|juu)(?: zaidi)?",
)
_END = r"(?:cheap|dear|pric)(?:i)?est|(?:most|least) expensive"
# The end of all that is sold, whatever was shown or searched before.
OF_THE_SHOP = any_of(
    rf"your (?:{_END})",
    rf"(?:{_END}) (?:items?|products?|things?|stuff)(?! of)",
    rf"(?:{_END})(?: \w+)? (?:you (?:have|sell|got)|you've got|in (?:the|your) (?:shop|store))",
    r"(?:kitu|vitu|bidhaa)(?: \w+)? (?:cha|vya|ya|za|yenye|chenye|zenye) bei (?:ya )?(?:rahisi|chini|nafuu|juu|ghali)(?: (?:zaidi|kabisa))?",
)
# Of another thing than the one in focus, and not of the cheapest of a list.
CHEAPER_THAN_IT = any_of(
    r"(?:a|any|anything|something|one|another) (?:\w+ )?cheaper(?: one| than (?:this|that|it))?|cheaper (?:one|than (?:this|that|it))|cheaper$",
    r"(?:nyingine |ingine |kitu |moja )?(?:ya|cha|yenye) bei (?:ya )?(?:chini|nafuu|rahisi) (?:zaidi|kuliko (?:hii|hiyo))|(?:ya )?(?:rahisi|nafuu) (?:zaidi|kuliko (?:hii|hiyo))",
)
DEFINITE = any_of(
    r"the|that|this|one",
    r"ile|hiyo|hii|hicho|kile|hiki|yule|huyo|hilo|lile|yenye|ipi",
    r"(?:^|(?:nataka|nipe|naomba|nachukua|nitachukua|nionyeshe|onyesha|bei|ni|chagua|nichukue) )(?:ya|la|cha|wa)",
)
PLURAL = any_of(r"ones|those|these|zile|hizo|hizi|zenye|vyenye|za")
IT = any_of(
    r"it|its|it's|this one|that one|(?:this|that|the) (?:product|item)|yake|zake|hiyo|hii|hiki|hicho|hili|hilo|hio|iyo"
)
THAT = any_of(r"this|that|these|those|them|they|ile|zile|hizo|hizi|kile|lile|iko|ziko|ipo|ina|zina|inakuja")
THE_MIDDLE = any_of(r"the middle(?: one)?|middle one|(?:ile |hiyo )?ya kati(?! ya)|ya katikati")
FOR_SO_MANY = any_of(rf"for (?:{_COUNT}|\d+)|kwa (?:{_COUNT}|\d+)")
# "The second", "second one": a position; "a second phone" is none.
POSITION_BEHIND = re.compile(r"\s*(?:ones?|item|option|product|picture|choice|please|$)")
POINTING_WORDS = frozenset(
    """
    both all two three four first second third fourth fifth sixth seventh eighth ninth tenth last other one
    kwanza pili tatu nne tano sita saba nane tisa kumi mwisho middle kati katikati mbili viwili wawili vitatu zote yote vyote wote
    sitaki siyo sio isipokuwa badala except ingine nyingine lile hilo kile hicho hiki yule yenye zenye ipi
    nipee nipeni buda bana bro manze basi aki ati ata hata poa naam cheaper dearer expensive number ile
    nichukue nachukua nitachukua chagua pick choose chosen prefer select selected napenda nimependa
    """.split()
)
