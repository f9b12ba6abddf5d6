"""What a simulator without a configuration file starts with. Everybody here is invented."""

from typing import Any

SHOPS: list[dict[str, Any]] = [
    {
        "phone_number_id": "106540352242922",
        "display_phone_number": "254700000101",
        "waba_id": "102290129340398",
        "name": "Duka la Majaribio",
        "access_token": "simulator-token-1",
        "catalog_id": "194836987003835",
        "products": [
            {
                "retailer_id": "KIKOI-01",
                "name": "Kikoi, sea blue",
                "price": 1200,
                "description": "Woven cotton, 150 cm",
            },
            {"retailer_id": "SABUNI-07", "name": "Coconut soap", "price": 180, "description": "Bar of 120 g"},
            {
                "retailer_id": "KIKAPU-03",
                "name": "Sisal basket",
                "price": 2450,
                "description": "Leather handles",
            },
        ],
    },
    {
        "phone_number_id": "106540352242933",
        "display_phone_number": "254700000102",
        "waba_id": "102290129340399",
        "name": "Mto Phones",
        "access_token": "simulator-token-2",
    },
]

CUSTOMERS: list[dict[str, Any]] = [
    {"wa_id": "254711000001", "name": "Amina Wanjiku"},
    {"wa_id": "254711000002", "name": "Otieno Baraka"},
    {"wa_id": "254711000003", "name": "Grace Mwende"},
    {"user_id": "KE.44120988123477", "username": "zawadi.k", "name": "Zawadi"},
]


def _template(name: str, language: str, body: str, *buttons: dict[str, str]) -> dict[str, Any]:
    components: list[dict[str, Any]] = [{"type": "BODY", "text": body}]
    if buttons:
        components.append({"type": "BUTTONS", "buttons": list(buttons)})
    return {
        "name": name,
        "language": language,
        "category": "UTILITY",
        "status": "APPROVED",
        "components": components,
    }


_REPLY_EN, _REPLY_SW = (
    {"type": "QUICK_REPLY", "text": "Yes, go on"},
    {"type": "QUICK_REPLY", "text": "Ndiyo, endelea"},
)

TEMPLATES: list[dict[str, Any]] = [
    _template("hello_world", "en_US", "Hello! This number belongs to a shop on WhatsApp."),
    _template("order_update", "en", "Hello {{1}}, your order {{2}} is {{3}}."),
    _template("order_update", "sw", "Habari {{1}}, agizo lako {{2}} sasa ni {{3}}."),
    _template("pick_up_again", "en", "Hello {{1}}, shall we go on where we stopped?", _REPLY_EN),
    _template("pick_up_again", "sw", "Habari {{1}}, tuendelee tulipoachia?", _REPLY_SW),
]
