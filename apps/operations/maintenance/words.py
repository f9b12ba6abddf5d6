"""What people are told meanwhile, in the shop's two languages."""

from collections.abc import Mapping
from math import ceil

from django.utils.translation import get_language_from_request

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "We are doing some work on Wabot",
        "says": "These pages are closed for a short while. Customers can go on writing: every message is kept"
        " and will be answered as soon as we are done.",
        "soon": "We expect to be back within a few minutes.",
        "minutes": "We expect to be back in about {count} minutes.",
        "hours": "We expect to be back in about {count} hours.",
        "again": "Try again",
        "customer": "Thank you for your message. We are doing some work on our system just now. Your message is"
        " safe, and we will answer it as soon as we are done.",
    },
    "sw": {
        "title": "Tunafanya marekebisho kwenye Wabot",
        "says": "Kurasa hizi zimefungwa kwa muda mfupi. Wateja wanaweza kuendelea kuandika: kila ujumbe"
        " unahifadhiwa na utajibiwa mara tu tutakapomaliza.",
        "soon": "Tunatarajia kurudi baada ya dakika chache.",
        "minutes": "Tunatarajia kurudi baada ya dakika {count} hivi.",
        "hours": "Tunatarajia kurudi baada ya saa {count} hivi.",
        "again": "Jaribu tena",
        "customer": "Asante kwa ujumbe wako. Kwa sasa tunafanya marekebisho kwenye mfumo wetu. Ujumbe wako uko"
        " salama, na tutakujibu mara tu tutakapomaliza.",
    },
}
FEW_MINUTES = 5
MINUTES_SAID = 100


def language_of(request: object) -> str:
    """English or Swahili, as the browser asks. Looks at no session and no account."""
    return "sw" if get_language_from_request(request) == "sw" else "en"  # type: ignore[arg-type]


def back_in(language: str, seconds: float) -> str:
    """Without a clock time: who reads may be in any zone."""
    words, minutes = WORDS[language], ceil(seconds / 60)
    if minutes <= FEW_MINUTES:
        return words["soon"]
    if minutes <= MINUTES_SAID:
        # to the next five: a promise that moves with every look is none
        return words["minutes"].format(count=ceil(minutes / 5) * 5)
    return words["hours"].format(count=ceil(minutes / 60))
