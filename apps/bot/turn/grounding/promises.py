"""Sentences by which a shop binds itself, by the kind of fact that must bear them out."""

import re

_WE = r"\bwe(?:'ll| will| can| also| do| usually| always|'re| are)*"
_SOON = r"(?:today|tomorrow|tonight|by|within|in|on|same day|next day|leo|kesho|ndani)"

CLAIMS: dict[str, re.Pattern[str]] = {
    key: re.compile("|".join(patterns))
    for key, patterns in {
        "delivery": (
            rf"{_WE} (?:deliver|ship|send|dispatch|bring|delivering|shipping)\b",
            (
                r"\bdeliver(?:y|ies)(?: (?!and\b|or\b|,)\w+){0,3} (?:is|are|takes?|costs?|within|fees?|charges?|available"
                r"|to|in|across|free|at|by|on|tomorrow|today|inachukua|inagharimu|ni|bure|kwa|ndani)\b|\bdelivery ?: ?\S"
            ),
            (
                r"\b(?:free|fast|same[- ]day|next[- ]day|express|quick|country ?wide|nation ?wide|world ?wide|overnight"
                r"|instant) (?:\w+ )?(?:delivery|shipping|courier|pick ?up)\b|\b(?:delivery|usafiri) (?:ya )?(?:free|bure)\b"
            ),
            (
                rf"\b(?:delivered|shipped|dispatched|arrives?|arriving|reach(?:es)? you|receive it|with you"
                rf"|itakufikia|utaipata|utazipata|itafika|zitafika|ready for (?:pick ?up|collection))(?: \w+){{0,2}} {_SOON}\b"
            ),
            (
                r"\b(?:get|have|collect) (?:it|them|yours|your \w+) (?:\w+ )?(?:today|tomorrow|tonight|by|within|in \d"
                r"|same day|next day|on \w+day|leo|kesho|ndani)\b"
            ),
            r"\b(?:delivered|shipped|brought) (?:to|free|for free|across|anywhere|straight)\b",
            r"\b(?:delivery|shipping|usafiri)(?: fees?| costs?| charges?)?[ :=-]*(?:kes|kshs?|sh|\d)",
            r"\bwe use (?:a |an )?(?:courier|rider|g4s|matatu|bus)\b|\bcourier (?:at|for|is|costs|takes)\b",
            r"\bshipping (?:\w+ )?(?:is|costs?|takes?|fees?|to|free|available)\b|\bpick ?up (?:is|available|from|at|in)\b",
            r"\btu(?:na|ta|me)(?:ku)?(?:leta|letea|tuma|tumia|safirisha|peleka|pelekea|deliver)\b|\butaletewa\b|\bkuletewa (?:ni|bure)\b",
            r"\b(?:usafiri|uwasilishaji|usafirishaji)(?: \w+){0,3} (?:ni|bure|inagharimu|unagharimu|inachukua|unachukua|kwa)\b",
        ),
        "hours": (
            r"\b(?:we|we're|(?:shop|store|office|duka|showroom) is)(?: \w+){0,2} (?:open|opens|close|closes|closed)\b",
            r"\b(?:our|the) hours\b|\bhours ?: ?\S",
            r"\bopen(?:s|ed|ing)? (?:from|until|till|at|on|daily|every|24|all|late|mon|tue|wed|thu|fri|sat|sun|\d)",
            r"\bclose[sd]? (?:at|on|by|mon|tue|wed|thu|fri|sat|sun)",
            r"\b(?:opening|business|working|shop|store) hours(?: are| is| ?:) ?\S",
            r"\btu(?:na|ta)?(?:fungua|funga|fungwa)\b|\btu(?:ko|po) wazi\b|\bduka (?:letu )?(?:huf|lina|ha)\w*fung\w+|\bduka (?:letu )?liko wazi\b",
            r"\bmasaa (?:yetu|ya kazi)(?: ni| ?:)",
        ),
        "payment": (
            r"\bwe (?:also |only |do )?(?:accept|take|receive)\b|\btuna(?:kubali|pokea|chukua) (?:malipo|m-?pesa|kadi|pesa|visa|cash)",
            (
                r"\b(?:you can|can|may|unaweza|please|kindly)(?: \w+)? (?:pay|kulipa|lipa) (?:with|by|via|using|on|in|to|through|later"
                r"|kwa|cash|after|kupitia|baada|m-?pesa|upon|half|before)\b|(?:^|(?<=[.!?\n] )|(?<=\n))(?:pay|lipa) (?:with|by|via|on|kwa|na|to|later|after)\b"
            ),
            r"\bcash on delivery\b|\bpay(?:ment)? on delivery\b|\bmalipo (?:ni|kwa|baada|ya kadi|yote)\b|\blipa (?:mdogo|pole)",
            r"\bpayments? (?:is|are|via|by|through|upon|accepted|methods? (?:are|is)|options? (?:are|is))\b|\bpayment ?: ?\S",
            r"\b(?:in ?stal?lments?|on credit|kwa mkopo|buy now,? pay later)\b",
        ),
        "returns": (
            r"\bwe (?:\w+ )?(?:accept|offer|give|allow|refund|exchange|replace)(?: \w+){0,3} (?:returns?|refunds?|exchanges?|replacements?)\b",
            r"\bwe (?:refund|exchange|replace|will refund|will exchange|will replace)\b",
            r"\b(?:you can|can be|may|unaweza|free to) (?:\w+ )?(?:return(?:ed)?|exchange[d]?|refund(?:ed)?|kurudisha|kubadilisha|rudisha)\b",
            r"\breturns? (?:\w+ )?(?:are|is|within|accepted|policy (?:is|allows)|free)\b|\b(?:full|free|instant|money[- ]back) (?:refunds?|returns?|guarantee|exchange)\b",
            r"\b(?:days?|weeks?|hours?|time) to (?:return|exchange)\b|\b(?:siku|wiki) \w+ (?:za |ya )?(?:kurudisha|kubadilisha)\b",
            r"\brefund(?:ed|s)? (?:within|if|in full|is|are)\b|\btuna(?:rudisha|badilisha|rejesha)\b|\but(?:a)?rudishiwa\b|\brudisha (?:ndani|bure)\b",
        ),
        "location": (
            (
                r"\b(?:we(?:'re| are)|located|find us|visit us|our (?:\w+ )?(?:shop|store|office|branch|showroom)(?: is)?|based|come (?:to us|see us))"
                r"(?: (?:located|situated|based|right|just))* (?:in|at|on|along|opposite|near|next to|behind)"
                r"(?! (?:stock|touch|your|a hurry|business|this|it|whatsapp|here|any|all|the (?:process|middle)))\b"
            ),
            r"\b(?:tuko|tupo|tunapatikana|duka (?:letu )?(?:liko|lipo)|njoo)(?: (?:hapa|pale))? (?:katika|kwenye|jijini|mtaa|karibu|barabara|mjini|town)\b",
            r"\b(?:branch(?:es)?|outlets?|tawi|matawi) (?:\w+ )?(?:in|at|katika|kwenye|huko)\b",
        ),
        "promise": (
            r"\b(?:zawadi|bonus|buy (?:one|1|two|2),? get|bogo|cash ?back|loyalty points|vouchers?|coupons?|kuponi|promo(?:tion(?:al)?)? codes?)\b",
            r"\b(?:discount|gift|offer) codes?\b|\b(?:use|with|enter|kwa|tumia) (?:the )?code\b|\bmsimbo wa punguzo\b",
            r"\bprice[- ]match|\b(?:lowest|best) prices? (?:in|guarantee\w*|anywhere)\b|\b(?:money|satisfaction)[- ](?:back )?guarantee",
            r"\b(?:limited[- ]time|today only|only today|offer (?:ends|valid)|sale ends|leo tu|ofa (?:inaisha|ya leo)|while stocks? lasts?|flash sale|black friday)\b",
            r"\b(?:i|we)(?:'ll| will| can| have)? (?:give|gave|offer|reserved?|hold|held|keep) (?:it|you|this|one|them|a|an)\b(?! (?:choice|moment|list|few))",
            (
                r"(?<!feel )(?<!-)\bfree (?!size|of\b|to\b|from\b|range|time|and\b|for\b|delivery|shipping|pick ?up|returns?|refund)[a-z]+"
                r"|\bfor free\b|\b(?:comes?|is|are|yours|ships?|delivers?|travels?) free\b"
            ),
            r"\brestock\w*|\bnew stock\b|\bback in stock (?:on|by|in|next|tomorrow|this|soon)\b|\bcoming soon\b",
            r"\b(?:get|pata) (?:one|the second|another|moja) (?:free|bure)\b|\btuta(?:kupa|kuwekea|kupunguzia)\b|\b(?:gift|free)[- ]wrap\w*",
            r"\b(?:award[- ]winning|number one|no\.? ?1|best[- ]selling|best ?sellers?|most popular|top[- ]rated|customers? (?:love|favou?rite))\b",
            r"\b(?:rated|reviews?|ratings?) (?:\w+ )?\d|\b\d(?:\.\d)? (?:stars?|nyota)\b|\b\d(?:\.\d)? ?/ ?5\b",
        ),
    }.items()
}
# Without one of these no pattern above can match; asked first, since most texts have none.
MAY_BIND = re.compile(
    r"deliver|ship|dispatch|send|bring|courier|pick ?up|arriv|reach|receive|with you|tomorrow|today|tonight|kesho|leo|\bget\b"
    r"|collect|uta|tuta|tuna|tume|tuko|tupo|usafiri|uwasilish|kuletewa|itafika|zitafika|itakufikia|open|close|hours|fung|masaa"
    r"|wazi|accept|take|pay|lipa|cash|malipo|credit|mkopo|ment|return|refund|exchange|replace|kurudisha|kubadilisha|rudish"
    r"|locat|find us|visit us|we are|we're|our |based|come|duka|njoo|branch|outlet|taw|free|zawadi|bonus|buy|bogo|points"
    r"|voucher|coupon|kuponi|promo|code|msimbo|match|best|lowest|guarantee|limited|only|offer|ofa|sale|while|flash|black"
    r"|give|gave|reserve|hold|held|keep|wrap|award|number one|no\.? ?1|popular|rated|love|favou?rite|review|rating|star|nyota"
    r"|/ ?5|within|have it|bure|ready for|restock|new stock|back in|coming soon"
)
_TELLING = {
    "free": "free bure",
    "today": "today leo tonight same",
    "tomorrow": "tomorrow kesho next",
    "country": "countrywide nationwide nchini kote country anywhere popote",
    "world": "worldwide international abroad",
    "express": "express fast instant overnight quick haraka",
    "cash": "cash taslimu",
    "mpesa": "mpesa",
    "card": "card cards kadi visa mastercard amex debit",
    "bank": "bank benki transfer cheque",
    "airtel": "airtel",
    "paypal": "paypal bitcoin crypto",
    "later": "later after baadaye baada instalment installment instalments installments credit mkopo mdogo",
    "before": "before upfront deposit kabla",
    "refund": "refund refunded refunds rudishiwa kurudishiwa moneyback",
    "exchange": "exchange exchanged exchanges replace replaced replacement kubadilisha tunabadilisha",
    "courier": "courier g4s fargo sendy rider boda matatu shuttle bus",
    "pickup": "pickup collect collection kuchukua",
    "gift": "gift gifts zawadi bonus sample samples",
    "code": "code codes coupon coupons voucher vouchers kuponi msimbo",
    "guarantee": "guarantee guaranteed warranty waranti dhamana",
    "always": "always anytime",
    "elsewhere": "elsewhere upcountry outside mikoani mashinani nje",
    "popular": "popular selling seller sellers rated favourite favorite",
}
TELLING = {word: name for name, words in _TELLING.items() for word in words.split()}
PLACES = frozenset(
    """
    nairobi mombasa kisumu nakuru eldoret thika machakos nyeri meru kakamega kisii kitale malindi naivasha garissa
    kericho nanyuki embu kiambu ruiru kikuyu ngong rongai kitengela syokimau athi juja westlands kilimani karen
    lavington langata kasarani umoja embakasi donholm buruburu eastleigh cbd parklands kileleshwa roysambu
    kampala arusha dar kigali kenya uganda tanzania rwanda upcountry coast pwani mkoani mashinani town mjini
    moi kenyatta tom mboya ronald luthuli
    """.split()
)
