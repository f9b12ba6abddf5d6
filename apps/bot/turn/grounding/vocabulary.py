"""Words of the trade in both languages, by what they claim."""

import re

COLOURS = {
    "red": "red",
    "nyekundu": "red",
    "black": "black",
    "nyeusi": "black",
    "mweusi": "black",
    "white": "white",
    "nyeupe": "white",
    "mweupe": "white",
    "blue": "blue",
    "bluu": "blue",
    "buluu": "blue",
    "samawati": "blue",
    "green": "green",
    "kijani": "green",
    "yellow": "yellow",
    "njano": "yellow",
    "manjano": "yellow",
    "pink": "pink",
    "waridi": "pink",
    "purple": "purple",
    "zambarau": "purple",
    "brown": "brown",
    "kahawia": "brown",
    "hudhurungi": "brown",
    "grey": "grey",
    "gray": "grey",
    "kijivu": "grey",
    "orange": "orange",
    "beige": "beige",
    "navy": "navy",
    "maroon": "maroon",
    "silver": "silver",
    "fedha": "silver",
    "gold": "gold",
    "dhahabu": "gold",
    "cream": "cream",
    "turquoise": "turquoise",
    "khaki": "khaki",
    "olive": "olive",
    "burgundy": "burgundy",
    "teal": "teal",
    "lilac": "lilac",
    "lavender": "lavender",
    "charcoal": "charcoal",
    "ivory": "ivory",
}

# Materials and properties that a seller may not make up, each with its name in the other language.
_PROPERTIES = (
    "leather ngozi|suede|denim|cotton pamba|wool sufu|silk hariri|linen kitani|polyester|nylon|plastic plastiki|"
    "steel|stainless|chuma|iron|aluminium aluminum alumini|copper shaba|brass|glass kioo|ceramic kauri|porcelain|"
    "wooden wood mbao|bamboo mianzi|rubber raba|silicone|canvas|velvet|fleece|cashmere|acrylic|sisal|ankara|kitenge|"
    "waterproof|water-resistant|windproof|fireproof|shockproof|wireless|bluetooth|rechargeable|cordless|foldable|"
    "washable|organic|halal|vegan|gluten-free|sugar-free|handmade handwoven|imported|genuine original|refurbished|"
    "second-hand mtumba|recycled|biodegradable|unbreakable|antibacterial|hypoallergenic|breathable|reversible|"
    "adjustable|insulated|scented|fragrance-free|dairy-free|fortified|wholegrain|decaffeinated|non-stick|automatic|"
    "solar|touchscreen|dual-sim|fast-charging|amoled|oled|lcd|5g|4g|nfc|certified|tested|award-winning|unisex|"
    "dishwasher-safe|microwave-safe|lifetime|eco-friendly|orthopedic|premium|luxury|limited-edition|fresh|ripe|"
    "sweet|spicy|low-fat|unsweetened|frozen|natural|pure|fingerprint|warranty guarantee guaranteed waranti dhamana"
)
PROPERTIES = {word: group.split()[0] for group in _PROPERTIES.split("|") for word in group.split()}

# Not facts about a thing but names of what is being talked of.
NEGATION = re.compile(
    r"\b(?:no|not|none|nothing|never|cannot|without|neither|sorry|unfortunately|\w+n't|hakuna|hatuna|hamna|haipo"
    r"|hazipo|hakipo|havipo|hayapo|haina|hazina|hakina|haiji|haziji|hatuuzi|hatufanyi|samahani|bila|sina|si"
    r"|haipatikani|hazipatikani|hatujapata|sikupata|sijapata|hatukupata|isn|don|doesn)\b"
)
UNSURE = re.compile(
    r"\b(?:i'll ask|let me (?:ask|check)|i (?:don't|do not|can't|cannot) (?:know|say|confirm|promise)|we will confirm"
    r"|the shop will (?:confirm|tell|answer|reply)|someone (?:from|will)|ask(?:ing)? (?:the shop|about|us|me)|if\b"
    r"|sijui|nitauliza|sina uhakika|duka litakujibu|atakujibu|niulize|uliza|kama una)"
)
# Words that begin a sentence or a heading with a capital and name nothing.
COMMON = frozenset(
    """
    a about after all also am an and any anything are as ask at available back be because best but buy by
    call can cart category categories check checkout choose come compare confirm contact cost costs could
    deliver delivery did do does each enjoy every find first for from get give go good great had has have
    hello help here hey hi hours how i i'd i'll i'm i've if image in is it it's its just know last let
    let's like list look looking main may me menu message more most my nairobi kenya need new next nice no
    not now of off offer offers ok okay on one only open option options or order orders other our out over
    page pay payment photo pick picture please price prices product products read ready reply results
    returns reviews right same say search second see sell send shall share shop show size sizes so some
    sorry stock stop store sure tap talk tell thank thanks that that's the their them then there these
    they thing things this those three to today tomorrow total try two type us use very view visit want
    was we we'd we'll we're we've welcome well were what what's when where which while who why will with
    would yes yesterday you you'd you'll you're you've your variant variants colour colours color colors
    material warranty capacity weight brand sku code from note agiza aina ama asante au bado bei bidhaa
    bila bonyeza chagua chini duka dukani gharama habari haipo hakuna hapa hata hatuna hayo hazipo hii
    hiyo hizi hizo huduma iko ile imeisha ingine ipo jambo je jibu jina jumla kama karibu kati kila kiasi
    kila kuhusu kuna kutoka kwa kwanza kwenye lakini leo lipa maelezo malipo mambo mbili mimi mpya mteja
    mtu muda na nani naomba ndio ndiyo ngapi ni nina nini niambie nipe nyingine ofa oda ona orodha pia
    picha pili pole poa punguzo rangi sana sasa sawa saizi samahani sehemu si siku simu sisi tafadhali
    tafuta tatu tazama tena tu tuko tuma tumepata tuna tunauza uliza una unaweza usafirishaji vingine vipi
    vitu wapi wasiliana wewe yako ya yenu yote zaidi zetu ziko zile zimeisha zingine zipo zote monday
    tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili mpesa
    m-pesa whatsapp kes ksh usd eur gbp tzs ugx sh bob till paybill visa mastercard
    """.split()
)
