"""Which of the shop's own sentences a customer asks for, by the key the shop files it under."""

import re

FACTS: dict[str, re.Pattern[str]] = {
    key: re.compile(r"(?<![\w'])(?:" + "|".join(patterns) + r")(?![\w'])")
    for key, patterns in {
        "hours": (
            r"(?:opening|business|working|closing) (?:hours|times?)|what time|when (?:do|are|will) (?:you|u) (?:\w+ )?(?:open|close|closed)|(?:are|r) (?:you|u)(?: guys)? (?:still |now )?(?:open|closed)|your hours|open (?:on|today|now|tomorrow|sundays?|saturdays?|till|until)|do you (?:open|close)|hours",
            r"m(?:na|ta)?fung(?:u)?a(?: \w+)? (?:saa ngapi|lini|leo|kesho)|saa ngapi|mnafungua|mnafunga|mko wazi|mmefungua|mmefunga|masaa ya kazi|saa za kazi|saa za kufungua|siku gani|mko open|mnaopen|mnaclose",
        ),
        "location": (
            r"where (?:are|r) (?:you|u)(?: guys)?(?: (?:located|based))?|where(?:'s| is) (?:your |the )?(?:shop|store|location|office)|location|located|address|directions?|your (?:shop|store|branch)|physical (?:shop|store|address)|branch(?:es)?|where (?:can|do) i (?:find|get|come|visit|pick)",
            r"(?:mko|muko|uko|upo|mpo|mnapatikana|duka (?:lenu |lako )?(?:liko|lipo)|ofisi iko|shop iko) (?:wapi|sehemu gani|area gani)|(?:ni )?wapi (?:mko|duka)|anwani|mahali mlipo|location yenu|tawi|matawi|naweza kuwapata wapi|niwapate wapi|nakujaje|mko town|mko wapi",
        ),
        "delivery": (
            r"deliver(?:y|ies|s|ed|ing)?(?: (?:fee|fees|cost|charges?|time|to))*|ship(?:ping|s|ped|ment)?(?: (?:fee|cost|to))*|courier|bring it to|send it to|how long (?:does it|will it|to) \w+|pick ?up|rider|boda",
            r"mna(?:leta|tuma|peleka|safirisha|deliver|fanya delivery)|una(?:leta|tuma|peleka|deliver)|kuletewa|niletewe|mniletee|usafiri(?:shaji)?|mtaleta|kutumiwa|mnaweza (?:kuleta|kutuma|kunitumia|kuniletea)|uwasilishaji|mkoani|itafika saa ngapi",
        ),
        "payment": (
            r"pay(?:ment|ments|ing)?(?: (?:method|methods|options|on delivery|with|by|via))*|m ?pesa|lipa na mpesa|till(?: number)?|pay ?bill|cash on delivery|cash|credit cards?|visa|mastercard|card payments?|installments?|instalments?|airtel money|bank transfer|lipa mdogo mdogo",
            r"malipo|kulipa|nalipa(?:je)?|ninalipa(?:je)?|nitalipa(?:je)?|naweza kulipa|lipa|nambari ya till|njia za malipo|mnapokea",
        ),
        "returns": (
            r"returns?(?: policy)?|refund(?:s|ed|able)?|exchange|money back|send (?:it )?back|if it (?:doesn't|does not|doesnt) fit",
            r"(?:ku)?rudisha|ikinikataa|ikikataa|isiponifit|nirudishe|narudisha|nikirudisha|rudishiwa|kurudishiwa|kubadilisha|nibadilishe|nikibadilisha|mnabadilisha|mnarudisha|ikinikosa|isiponitosha",
        ),
        "contact": (
            r"(?:phone|telephone|your|contact|mobile|whatsapp) number|contacts?|(?:call|reach) you|email(?: address)?|your website|website|web site|instagram|facebook|tiktok",
            r"na(?:mba|mbari) (?:yenu|yako|ya simu|ya kupiga)|niwapigie|nawapigia|mawasiliano|barua pepe|tovuti|niwasiliane",
        ),
        "warranty": (r"warrant(?:y|ies)|guarantees?|udhamini|dhamana|waranti|garantii",),
    }.items()
}
