from typing import Any

import pytest
from wabot_simulator.directory import Shop
from wabot_simulator.graph.checks import check
from wabot_simulator.graph.errors import GraphError

TEMPLATES: list[dict[str, Any]] = [
    {
        "name": "order_ready",
        "language": "en",
        "category": "UTILITY",
        "status": "APPROVED",
        "components": [
            {"type": "HEADER", "format": "IMAGE"},
            {"type": "BODY", "text": "Hello {{1}}, order {{2}} is ready, {{1}}."},
            {
                "type": "BUTTONS",
                "buttons": [{"type": "URL", "text": "See", "url": "https://duka.example/{{1}}"}],
            },
        ],
    },
    {
        "name": "named",
        "language": "sw",
        "category": "UTILITY",
        "status": "APPROVED",
        "components": [{"type": "BODY", "text": "Habari {{name}}"}],
    },
    {"name": "code", "language": "en", "category": "AUTHENTICATION", "status": "APPROVED", "components": []},
    {"name": "tired", "language": "en", "category": "MARKETING", "status": "PAUSED", "components": []},
    {"name": "new", "language": "en", "category": "MARKETING", "status": "PENDING", "components": []},
]
SHOP = Shop(
    phone_number_id="10001",
    access_token="t",
    name="Duka",
    display_phone_number="254700000101",
    waba_id="waba",
    templates=TEMPLATES,
)
IMAGE = {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://duka.example/a.jpg"}}]}
BUTTON = {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "77"}]}


def words(*texts: str) -> dict[str, Any]:
    return {"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}


def template(name: str, language: str, *components: Any, **to: str) -> dict[str, Any]:
    content = {"name": name, "language": {"code": language}, "components": list(components)}
    to = to or {"to": "254711000001"}
    return {"messaging_product": "whatsapp", "type": "template", "template": content, **to}


def test_a_template_filled_right_goes_under_its_category() -> None:
    outgoing = check(template("order_ready", "en", IMAGE, words("Amina", "77"), BUTTON), SHOP, lambda _: None)

    assert outgoing.category == "utility"
    assert outgoing.template == TEMPLATES[0]


def test_named_holes_are_filled_by_name() -> None:
    body = {"type": "body", "parameters": [{"type": "text", "parameter_name": "name", "text": "Amina"}]}

    assert check(template("named", "sw", body), SHOP, lambda _: None).template == TEMPLATES[1]


@pytest.mark.parametrize(
    ("code", "payload"),
    [
        (132001, template("order_ready", "sw")),
        (132001, template("nowhere", "en")),
        (132001, template("new", "en")),
        (132015, template("tired", "en")),
        (132000, template("order_ready", "en", IMAGE, words("Amina"), BUTTON)),
        (132000, template("order_ready", "en", IMAGE, words("Amina", "77"))),
        (132000, template("named", "sw", words("Amina"))),
        (132012, template("order_ready", "en", words("Amina", "77"), BUTTON)),
        (132012, template("order_ready", "en", IMAGE, words("Amina", ""), BUTTON)),
        (132012, template("order_ready", "en", "body")),
        (132005, template("order_ready", "en", IMAGE, words("A" * 1024, "77"), BUTTON)),
        (131062, template("code", "en", recipient="KE.44120988123477")),
    ],
)
def test_a_template_filled_wrong_is_refused(code: int, payload: dict[str, Any]) -> None:
    with pytest.raises(GraphError) as caught:
        check(payload, SHOP, lambda _: None)

    assert caught.value.code == code
