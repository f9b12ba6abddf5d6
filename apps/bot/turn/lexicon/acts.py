"""What customers do with words, as they say it in Kenya: English, Swahili and both at once.

Patterns run over folded tokens joined by single spaces, so punctuation and case are gone.
"""

import re
from enum import StrEnum

from apps.bot.turn.lexicon.matching import any_of


class Act(StrEnum):
    GREETING = "greeting"
    HOW_ARE_YOU = "how_are_you"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ASKS_IF_BOT = "asks_if_bot"
    PERSON = "person"
    HISTORY = "history"
    HELP = "help"
    BROWSE = "browse"
    CATEGORIES = "categories"
    MORE = "more"
    NONE_OF_THESE = "none_of_these"
    SIMILAR = "similar"
    BUY = "buy"
    CART = "cart"
    REMOVE = "remove"
    EMPTY_CART = "empty_cart"
    SET_QUANTITY = "set_quantity"
    CHECKOUT = "checkout"
    CONFIRM = "confirm"
    PRICE = "price"
    STOCK = "stock"
    OPTIONS = "options"
    ABOUT = "about"
    PICTURE = "picture"
    COMPARE = "compare"
    HAGGLE = "haggle"
    OFFER = "offer"
    ORDER_STATUS = "order_status"
    YES = "yes"
    NO = "no"


WISH_VERB = any_of(
    r"(?:can|could|may) (?:i|you) (?:please )?(?:see|show|get|have|send)",
    r"show (?:me|us)|let me see|i (?:would|'d)? ?(?:want|need|like)|i'd like|i'm looking for|im looking for",
    r"i am looking for|looking for|look for|find me|searching for|do you (?:still )?(?:have|sell|stock)",
    r"you have|have you got|got any|any|send me|give me|want|need|wish to (?:buy|see)",
    r"n(?:in)?ataka|ningependa|ningetaka|na?omba|n(?:in)?atafuta|n(?:in)?ahitaji|nipe|nipatie|nionyeshe|nionyesheni",
    r"onyesha|nitumie|nitafutie|niletee|mna(?:yo|zo|vyo)?|una(?:yo|zo|vyo)?|mko na|uko na|kuna|mnauza|unauza|tuonyeshe",
    r"nataka kuona|nataka kununua|natamani|nisaidie na|iko|ziko",
)

GREETING_WORDS = re.compile(
    r"^(?:(?:hi+|hello+|hey+|hall?o+|helo|good (?:morning|afternoon|evening|day)|greetings|wassup|sup|yo"
    r"|h(?:u)?jambo|mambo(?: vipi)?|habari(?: (?:yako|zenu|yenu|zako|[yz]a (?:leo|asubuhi|mchana|jioni|saa hizi|kazi)|gani))?"
    r"|(?:uko|mko|upo|mpo) (?:poa|sawa|aje|salama|vizuri)|niaje|sasa|salama|salaam|shikamoo|vipi|poa|sema|asalam \w+"
    r"|how (?:are|r) (?:you|u)(?: (?:doing|today|guys))*|how is it going|hope you are well|karibuni"
    r"|there|team|sir|madam|boss|bro|dear|ndugu|dada|kaka|rafiki|everyone|guys)(?:$| ))+"
)

ACTS: dict[Act, re.Pattern[str]] = {
    Act.HOW_ARE_YOU: any_of(
        r"how (?:are|r) (?:you|u)(?: (?:doing|today))?|how is it going|(?:uko|mko|upo|mpo) (?:poa|sawa|aje|salama|vizuri)|mambo(?: vipi)?|niaje|habari (?:yako|zenu|yenu|zako|gani)"
    ),
    Act.THANKS: any_of(
        r"thanks?|thank you|thx|tnx|asante(?:ni)?(?: sana)?|shukran|shukrani|ahsante|nashukuru|much appreciated"
    ),
    Act.GOODBYE: any_of(
        r"bye+(?: bye)?|good ?bye|good night|see you|kwaheri|kwa heri|usiku mwema|tutaonana|baadaye|later then"
    ),
    Act.ASKS_IF_BOT: any_of(
        r"(?:are|r) (?:you|u) (?:an? )?(?:ro)?(?:bot|human|person|machine|ai|real|computer|automated)(?: person)?",
        r"(?:is this|am i (?:talking|chatting|speaking) (?:to|with)) an? (?:\w+ )?(?:ro)?(?:bot|human|person|machine|ai|computer)",
        r"(?:wewe|we) ni (?:ro)?(?:bot|boti|mtu|binadamu|mashine|ai)|(?:ni|je) (?:wewe )?(?:mtu|boti|bot|roboti|mashine)(?: kweli)?$",
        r"unaongea na (?:mtu|mashine)|ni mtu ama (?:bot|mashine)|(?:who|what) (?:are|r) (?:you|u)|who(?:'s| is) this|who am i (?:talking|speaking|chatting) (?:to|with)|wewe ni nani|nani huyu",
    ),
    Act.PERSON: any_of(
        r"(?:talk|speak|chat|connect|transfer)(?: me)? (?:to|with) (?:an? |the |your |some ?)?(?:real )?(?:\w+ )?(?:person|human|agent|someone|somebody|manager|owner|attendant|representative|one|staff)",
        r"(?:real|live) (?:person|human|agent)|human being|customer (?:care|service|support)|call me|(?:want|need) an? (?:human|person|agent)",
        r"(?:ongea|kuongea|niongee|nizungumze|zungumza|kuzungumza) na (?:mtu|binadamu|muuzaji|mhudumu|meneja|mwenye duka|mwenyewe)",
        r"mtu (?:halisi|wa kweli)|nipigie(?:ni)?(?: simu)?|mhudumu|huduma kwa wateja|nataka mtu|nipe mtu|ask a person|uliza mtu",
    ),
    Act.HISTORY: any_of(
        r"what (?:have|did|were) we (?:been )?(?:talk|discuss|say|chat)\w*(?: about)?|what (?:have|did) i (?:ask|say)\w*",
        r"(?:our|the) (?:conversation|chat) (?:so far|summary)|summar(?:y|ise|ize)(?: (?:our|this|the) (?:chat|conversation))?|remind me what we",
        r"tu(?:me|li)ongea (?:kuhusu )?nini|tu(?:me|li)zungumza (?:kuhusu )?nini|tu(?:me|li)ongelea nini|tulisema nini|nilisema nini|nilikuuliza nini|muhtasari",
    ),
    Act.HELP: any_of(
        r"help(?: me)?|what can you do|how does this work|menu|msaada|nisaidie|unaweza kufanya nini|inafanyaje|start"
    ),
    Act.CATEGORIES: any_of(
        r"categor(?:y|ies)|departments?|types of (?:products|goods|things)|aina (?:gani )?za bidhaa|kategoria|aina zote|departments"
    ),
    Act.BROWSE: any_of(
        r"what (?:do|else do|all do|can) (?:you|u|i) (?:guys )?(?:sell|have|stock|offer|got|buy)|what(?:'s| is) (?:available|in stock|new|there|in the shop)",
        r"(?:your|the|all|see|view|any|more) (?:products?|items?|catalog(?:ue)?s?|collections?|stock|goods)|catalog(?:ue)?|products?|price list|pricelist",
        r"show me(?: (?:everything|all|what you have|something))?$|what have you got|everything you have",
        r"m(?:na|nauza|ko na|nayo|nazo)(?: (?:bidhaa|vitu))? (?:nini|gani|zipi)(?: (?:nini|hapa))?|una(?:uza)? nini|uko na nini|(?:kuna|iko) nini",
        r"(?:bidhaa|vitu)(?: (?:zenu|zako|yenu|vyenu|zote|vyote|mlizo nazo|mnazo|gani|zipi|mnauza))+|bidhaa|nionyeshe (?:vitu|bidhaa|kila kitu)|orodha(?: ya bei)?",
        r"mnauza (?:vitu|bidhaa) gani|mnafanya biashara gani",
    ),
    Act.NONE_OF_THESE: any_of(
        r"none(?: of (?:these|them|those))?|neither(?: of (?:these|them))?|not (?:these|those|any of these)|hakuna (?:hata moja|nimependa)|si hizi|sizitaki|sijapenda (?:hizi|hata moja)"
    ),
    Act.MORE: any_of(
        r"(?:show (?:me )?|see |any |some |view )?more(?: (?:please|options|choices|of (?:these|them)))?$|next(?: page)?$|what else(?: do you have)?|any others?|(?:show (?:me )?)?others?$|something else",
        r"(?:nionyeshe |onyesha |ona )?(?:zaidi|zingine|nyingine|vingine|mengine)(?: (?:tafadhali|zipi))?$|endelea|kuna (?:zingine|nyingine|zaidi)|zinazofuata",
    ),
    Act.SIMILAR: any_of(
        r"(?:more |others? |something |anything )?(?:like (?:this|that|it)|similar)(?: (?:one|ones|to (?:this|that|it)))?|alternatives?|(?:zaidi |nyingine |zingine )?kama hi[iyz]\w*|zinazofanana|inayofanana|kama hiyo"
    ),
    Act.ORDER_STATUS: any_of(
        r"where(?:'s| is| are) my (?:order|package|parcel|delivery|things?|items?|stuff)|track (?:my )?(?:order|package|parcel)|order status|my order|when will (?:it|my \w+) (?:arrive|come|be delivered)",
        r"(?:oda|order|mzigo|parcel|bidhaa) y?w?z?angu|mzigo wangu|oda yangu|nili(?:order|agiza|nunua)\w*|haijafika|haujafika|itafika lini|utafika lini",
        r"i (?:ordered|bought|paid)|(?:it|this|that)(?:'s| is| was| came| arrived) (?:broken|damaged|fake|wrong)|nimelipa|nililipa|complain\w*|malalamiko|wrong (?:item|order|size)|(?:came|arrived|is|are|was) (?:torn|faulty|defective|spoil(?:t|ed))|(?:not|stopped) working|scam(?:mers?)?|thie(?:f|ves)|conmen|wezi|matapeli|mmeniibia|haifanyi kazi",
        r"(?:broke|broken|tore|ripped|faded|leaked|shrank|peeled|died)(?: (?:after|in|within|already|down|on the|the (?:first|same)|last)\b|$)|fell apart|falling apart|(?:bad|poor|low|terrible) quality|disappoint\w+|refuse[ds]? to (?:work|charge|switch on)",
        r"(?:i|zi|vi|ki|li|ya|u)me(?:haribika|vunjika|raruka|pasuka|chanika|toboka|fifia|kufa)|mmenidanganya|mbovu|mbaya sana",
    ),
    Act.HAGGLE: any_of(
        r"discounts?|last price|best price|final price|lower (?:the )?price|reduce (?:the )?price|negotia\w+|too expensive",
        r"(?:bei|price) ya mwisho|punguz\w+|nipunguzie|niachie kwa|unaniachia|bei iko juu|ni ghali(?: sana)?|discount\w*",
    ),
    Act.OFFER: any_of(
        r"on (?:an? )?(?:offer|sale|promo(?:tion)?|discount)|(?:any |special |current |today's )*(?:offers?|deals?|promo(?:tion)?s?)(?: (?:today|now))?|(?:reduced|discounted) (?:items?|products?|goods|things?|prices?)|clearance",
        r"ofa(?: (?:gani|zipi|leo|yoyote|zozote))*|(?:kuna|mna|mko na|iko na|ina|ziko na|iko kwa|ziko kwa) (?:punguzo|promo(?:tion)?)|imepunguzwa|zimepunguzwa|(?:zili|ili)(?:yo)?punguzwa|bei iliyopungu\w+",
    ),
    Act.BUY: any_of(
        r"i(?:'ll| will| wanna|'d like to| want to| would like to)? (?:take|buy|order|purchase)(?: (?:it|this|that|them|one|these|those|both|the))?|(?:buy|order|take|purchase|get) (?:it|this|that|them|these|now)",
        r"i(?:'ll| will) (?:have|get) (?:it|this|that|the|one|both)|^(?:please |and )?add(?= )|add (?:it|this|that|them|one|these|those|both|the|\d+|two|three|four|five)(?: to (?:my |the )?(?:cart|basket|bag))?|i want (?:it|this|that|the)(?= |$)|reserve (?:it|this)|how (?:do|can) i (?:buy|order)(?: it| this)?",
        r"n(?:in)?ataka kununua|kununua|ninunue|nitanunua|n(?:it|in)?achukua|na?ichukua|nitaichukua|nichukue|nitazichukua|naagiza|kuagiza|niagizie|nataka (?:hiyo|hii|ile|hizo|zote)|nipe (?:hiyo|hii|ile|hizo)|n?i?ongez(?:a|ee) (?:hiyo|hii|ile|hizo|zote|moja|mbili|tatu)|weka (?:hiyo |hii |ile )?(?:kwa |kwenye )?(?:cart|kikapu|oda)|niwekee(?: (?:hiyo|hii))?|nataka ku ?order|naitaka",
    ),
    Act.CART: any_of(
        r"(?:what(?:'s| is) in |show (?:me )?|see |view |open |check )(?:my |the )?(?:cart|basket|bag)|^(?:my )?(?:cart|basket)$",
        r"(?:onyesha |nionyeshe |ona |fungua )?(?:kikapu|cart) (?:changu|yangu)|(?:nini|kuna nini|iko nini) (?:kwa|kwenye|katika) (?:kikapu|cart)|^kikapu$",
    ),
    Act.REMOVE: any_of(
        r"(?:remove|delete|take out|take off)(?= |$)|(?:don't|dont|do not) want (?:it|this|that|the \w+) (?:any ?more|after all)",
        r"(?:i?ondoa|u?toa|niondolee|nitolee)(?= |$)|sitaki (?:tena )?(?:hiyo|hii|ile)(?: tena)?",
    ),
    Act.EMPTY_CART: any_of(
        r"(?:empty|clear|cancel) (?:my |the )?(?:whole )?(?:cart|basket|order)|remove (?:everything|all)(?: of (?:it|them))?|start over",
        r"(?:futa|toa|ondoa|safisha) (?:vyote|kila kitu|zote|kikapu(?: changu)?|oda(?: yangu)?)",
    ),
    Act.SET_QUANTITY: any_of(
        r"(?:make|change) (?:it|that|them|this)(?: to)?(?= (?:\d|one|two|three|four|five|six|seven|eight|nine|ten))|change (?:the )?quantity",
        r"(?:badilisha |fanya )?(?:iwe|ziwe|viwe)(?= (?:\d|moja|mbili|tatu|nne|tano|sita|saba|nane|tisa|kumi))",
    ),
    Act.CHECKOUT: any_of(
        r"check ?out|place (?:an |my |the )?order|^(?:i (?:want to|would like to|am ready to) |let me |can i )?(?:order|pay)(?: now| please)?$|^that(?:'s| is) (?:all|it)$|complete (?:my |the )?order",
        r"^(?:nataka |ninataka |naomba )?(?:ku)?lipa(?: sasa| tafadhali)?$|nilipe(?: sasa)?|maliza (?:oda|ununuzi)|kamilisha (?:oda|ununuzi)|^(?:agiza|kuagiza)(?: sasa)?$|^ni hayo tu$",
    ),
    Act.CONFIRM: any_of(
        r"(?:i )?confirm(?:ed)?(?: (?:it|order|my order|the order))?|thibitisha|nathibitisha|nimekubali|nakubali"
    ),
    Act.PRICE: any_of(
        r"how much(?: (?:is|are|does|do|for))?(?: (?:it|this|that|they|these))?(?: cost)?|price[sd]?|pricing|what(?:'s| is) the (?:price|cost)|costs?|how many (?:shillings|bob)",
        r"(?:ni |iko |kwa )?bei(?: (?:gani|ni|yake|zake|ngapi|zenu))*|(?:ni )?pesa ngapi|shilingi ngapi|(?:ni|inauzwa|mnauza|zinauzwa|hii|hiyo|inaenda) ngapi|gharama|bei",
    ),
    Act.STOCK: any_of(
        r"in stock|(?:still |is it |are they |it is )?available|availability|do you still have (?:it|this|that|them)|(?:how many|any|are there any) (?:are )?(?:left|remaining)|sold out|out of stock|(?:is|are) (?:it|this|that|they|these) (?:still )?there",
        r"(?:bado )?(?:ipo|zipo|vipo|yapo)|bado (?:iko|mnayo|mko nayo|ziko)|(?:ina|zina)patikana|zimebaki(?: ngapi)?|imebaki|ziko ngapi|mnayo|mnazo|iko stock|imeisha|zimeisha",
    ),
    Act.OPTIONS: any_of(
        r"(?:what|which|other|more|any other|different|available|all)(?: \w+)? (?:colou?rs?|sizes?|options|variants?|models|flavou?rs?)|(?:see |show )?(?:options|variants|colou?rs|sizes)(?: available)?|what (?:colou?r|size)",
        r"(?:rangi|saizi|size|sizes|aina|colou?rs?|ladha|ukubwa)(?: \w+)? (?:gani|zipi|zingine|nyingine|ngapi|zote)|rangi zilizopo|saizi zilizopo|ona chaguo|chaguo",
    ),
    Act.ABOUT: any_of(
        r"(?:tell me |know |say |info |information )?more about|tell me about|(?:more )?(?:details|info|information|specs|specifications)|describe|what is (?:it|this)|maelezo(?: zaidi)?|nieleze|niambie (?:zaidi )?kuhusu|eleza|kuhusu"
    ),
    Act.PICTURE: any_of(
        r"(?:photos?|pictures?|pics?|images?)(?: of (?:it|this|that|the))?|picha(?: yake| zake)?|see it|nione"
    ),
    Act.COMPARE: any_of(
        r"compar(?:e|ison)|differen(?:ce|t)s?(?: between)?|which (?:one )?is (?:better|best|cheaper)|better|versus|vs|linganisha|tofauti|ipi (?:ni )?(?:bora|nzuri|afadhali|poa)"
    ),
    Act.YES: any_of(
        r"^(?:(?:wow|oh|ooh) )?(?:yes+|yeah|yep|yup|sure|of course|please do|yes please|ndio|ndiyo|naam|eeh?|sawa(?: sawa)?|ok(?:ay|ie)?|okey|poa|fine|alright|great|perfect|nice|cool|good|haya|fiti|wow|lovely|beautiful|safi)(?: (?:sana|one|please|tafadhali|then|basi))?$"
    ),
    Act.NO: any_of(
        r"^(?:no+|nope|nah|not now|hapana|la|sio|si sasa|no need|cancel(?: it| that)?|never ?mind|forget it|sitaki(?: tena)?|achana nayo|ghairi)(?: (?:thanks?|thank you|asante|please))?$"
    ),
}
