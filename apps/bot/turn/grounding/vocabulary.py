"""Words of the trade in both languages, by what they claim."""

import re
from collections.abc import Iterator, Sequence

from apps.bot.turn.grounding.words import Word
from apps.bot.turn.lexicon.attributes import COLOURS
from apps.bot.turn.lexicon.fillers import FILLERS

# Materials and properties that a seller may not make up, each with its name in the other language.
_PROPERTIES = (
    "leather ngozi|suede|denim|cotton pamba|wool sufu|silk hariri|linen kitani|polyester|nylon|plastic plastiki|"
    "steel|stainless|chuma|iron|aluminium aluminum alumini|copper shaba|brass|glass kioo|ceramic kauri|porcelain|"
    "wooden wood mbao|bamboo mianzi|rubber raba|silicone|canvas|velvet|fleece|cashmere|acrylic|sisal|ankara|kitenge|"
    "waterproof|water-resistant|windproof|fireproof|shockproof|wireless|bluetooth|rechargeable|cordless|foldable|"
    "washable|organic|halal|vegan|gluten-free|sugar-free|handmade handwoven|imported|genuine original|refurbished|"
    "second-hand mtumba|recycled|biodegradable|unbreakable|antibacterial|hypoallergenic|breathable|reversible|"
    "adjustable|insulated|scented|fragrance-free|dairy-free|fortified|wholegrain|decaffeinated|non-stick|automatic|"
    "solar|touchscreen|dual-sim|fast-charging|amoled|oled|lcd|5g|4g|nfc|gps|wifi wi-fi wlan|infrared|loudspeaker|certified|tested|award-winning|unisex|"
    "dishwasher-safe|microwave-safe|lifetime|eco-friendly|orthopedic|premium|luxury|limited-edition|fresh|ripe|"
    "sweet|spicy|low-fat|unsweetened|frozen|natural|pure|fingerprint|warranty guarantee guaranteed waranti dhamana"
)
PROPERTIES = {word: group.split()[0] for group in _PROPERTIES.split("|") for word in group.split()}
_JOINED = {word.replace("-", ""): name for word, name in PROPERTIES.items()}
COLOUR_NAMES = frozenset(COLOURS.values()) | frozenset(
    "cream olive lilac lavender charcoal ivory magenta mustard peach mint coral lime indigo bronze copper".split()
)


def properties_in(words: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """(start, end, the property's English name); "gluten free" and "gluten-free" are one."""
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else None
        if following and following.start == word.end + 1:
            name = _JOINED.get(word.word + following.word)
            if name:
                yield word.start, following.end, name
        name = _JOINED.get(word.word) or _JOINED.get(word.stem)
        if name:
            yield word.start, word.end, name


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
# Makers whose name is a claim in whatever letters it is written.
BRANDS = frozenset(
    """
    nike adidas puma reebok asics converse vans fila gucci prada zara samsung iphone apple xiaomi redmi tecno
    infinix itel oppo vivo realme nokia huawei oneplus google pixel sony lg hisense hotpoint ramtons philips
    panasonic bosch dell lenovo hp asus acer toshiba canon nikon jbl anker oraimo bose casio rolex nivea dove
    colgate sensodyne pampers huggies ketepa kericho nescafe milo omo ariel dettol geisha cerelac nido
    """.split()
)
# Ordinary words of shop talk: none of them is a thing for sale, a place or a maker.
_GENERAL = frozenset(
    """
    mwisho mhz ghz khz sold version versions edition editions storage memory track tracking status opening location directions
    return policy faq feedback language english kiswahili swahili main home start human agent owner assistant bot refund
    exchange methods ongea mtu binadamu zungumza muuzaji mhudumu fuatilia lugha eneo njia msaidizi boti
    able above absolutely account actual add added address affordable afternoon again ahead along already alright
    although always amazing among answer anytime app appreciate arrivals arrive asked assist assistance assistant
    attached attractive average away awesome bargain basic beautiful beautifully become begin below bestseller
    better big bit body both bottom brand-new bring bundle business button bye can't cannot care careful carefully
    carry casual catalog catalogue certainly change cheap cheaper cheapest cheers chat chosen classic classy clean
    clear clearly clever click close closest collect collection collections combo comes comfort comfortable comfy
    complete completely confirmed considering contact convenient cool correct course cosy cozy customer customers
    cute daily date day days deal deals dear decide definitely delight delighted depending describe described design
    designed designs detail details didn't difference different direct directly doesn't don't done double down durable
    during early easily easy either elegant else email emails end enough ensure entire especially etc even evening
    event everyday everyone everything exact exactly example excellent exclusive expect explore extra fabulous facebook
    fact fair family fantastic fashion fast favorite favourite feature features feel feels few fine finish
    fit fits flexible follow following form formal found frequently friend friends front full fun further general
    generous gentle gladly gorgeous greetings grab group guide half handy happen happy hard having heavy high
    highly hold home hope hour however huge human idea ideal imagine immediately important included includes
    including inside instagram instead interest interested introduce item items join keep kind kinds kindly known
    large largest later latest least left less level lightweight likely limit line link list little live lively
    local long longer look looks lot lots love lovely low lower lowest made main make makes many market match matches
    matching matter maximum maybe mean medium meet mention mentioned middle might mind minimum minute modern
    moment money month morning mostly move much multiple must name named near nearest neat neither never nicely night
    none normal note nothing number occasion often old once ones online onto opposite original ourselves outdoor
    outside overall own pack package packed pair pairs part particular party past people per perfect perfectly person
    personal piece pieces place places plain plan plenty plus point popular possible practical prefer present
    pretty previous probably problem provide purchase purpose put quality quantity quick quickly quite range rare
    rather real really reason recent recently recommend recommended regular related relax reliable remember remind
    remove rest room round safe said sale save saving savings scroll season seasonal section seems selection selected
    selling send sent separate serve service set several showing shown side similar simple simply since
    single sir madam small smaller smallest smart smooth soft solid someone something soon sort special specific
    spring stand standard start started starting stay step still stocked strong stuff stunning sturdy style styles
    stylish such suggest suggestion suit suitable summer super support surely sweetly take taken team text thanks
    themselves thing think though thought through tick till time times together told too total touch toward
    traditional tried trendy truly trust turn type types typical under unfortunately unique until update upgrade upto
    usual usually vacation value variety various versatile via video wait wants warm way ways wear wearing
    website wedding week weekend weeks weekly whatever whether whole wide winner winter wish within without wonderful
    word words work works world worry worth wrong year years yet young yours yourself zero
    hizi hivi hivyo huyu hayo haya kabisa kamili kadhaa kando karibuni kawaida kiasi kidogo kikamilifu kila kimoja
    kingine kitu kizuri kweli kwanini maarufu mahali maridadi maswali mbalimbali mbali mchana mfano mwingine mzuri
    nafasi namba nambari nyingi nyote nzuri nafuu ndani nje pamoja pekee pendeza penda poa rahisi safi sawasawa
    sehemu tayari tofauti ubora ukihitaji ukitaka uko usiku utapenda vifaa vile vizuri wakati wateja wengi wengine
    wetu yafuatayo yetu zaidi zenye zifuatazo zilizopo zote zuri asubuhi jioni bora mpango msaada msimu mtindo
    mitindo chaguo machaguo orodha ujumbe duka letu kwenu nanyi nasi hapo ziada jozi kipande vipande seti kwamba
    """.split()
)
# Swahili says with one word what English says with several: verbs, and adjectives that agree.
_SWAHILI_SHAPE = re.compile(
    r"(?:(?:ni|u|a|tu|m|wa|i|zi|ya|li|ki|vi)(?:na|li|ta|me|ka|nge|ki)[a-z]{3,}[aeiu]|ku[a-z]{3,}[aeiu]|ha[a-z]{5,}[aeiu]"
    r"|[iuyz][a-z]{0,2}(?:liyo|lizo|lio|navyo|nazo|nayo)[a-z]*"
    r"|(?:m|wa|mi|ki|vi|ma|n|ny|zi|ji|li|pa|ku)?(?:zuri|kubwa|dogo|pya|ingi|engi|refu|fupi|embamba|nene|ema|bora|safi|ote"
    r"|enye|ngine|ingine|ako|angu|etu|enu|ao|ake))"
)


# What covers several kinds of goods: true of a shop that has one of them.
_UMBRELLAS = {
    "clothing clothes clothe wear apparel nguo mavazi outfit fashion": "dress shirt skirt trouser jacket jean sweater tshirt top gown",
    "footwear viatu": "shoe sneaker sandal boot heel slipper",
    "electronic gadget vifaa": "phone charger earphone laptop speaker television tablet camera",
    "grocery food chakula vyakula": "flour rice sugar milk bread oil juice vegetable fruit tea egg",
    "jewellery jewelry vito mapambo": "ring necklace bracelet earring bangle",
}
UMBRELLAS = {word: frozenset(kinds.split()) for words, kinds in _UMBRELLAS.items() for word in words.split()}


def says_nothing(word: Word) -> bool:
    """Whether it is a word of grammar, courtesy or shop talk, that names nothing."""
    return (
        word.word in COMMON
        or word.word in _GENERAL
        or word.word in FILLERS
        or word.stem in _GENERAL
        or word.stem in COMMON
        or len(word.word) < 2
        or _SWAHILI_SHAPE.fullmatch(word.word) is not None
    )
