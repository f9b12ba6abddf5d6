"""Template messages against the shop's own templates."""

import re
from collections.abc import Iterable
from typing import Any, Final

from ..errors import (
    TemplateFormatWrong,
    TemplateMissing,
    TemplateParamsWrong,
    TemplatePaused,
    TemplateTooLong,
)
from .fields import Json, need_object, need_text

_BODY_LIMIT: Final = 1024
_HOLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")


def holes(text: str) -> list[str]:
    """Names of the variables, each once, in order: ["1", "2"] or ["name"]."""
    return list(dict.fromkeys(_HOLE.findall(text)))


def check_template(payload: Json, templates: list[Json]) -> Json:
    """Check the filling and return the template it belongs to."""
    given = need_object(payload, "template", "template")
    name = need_text(given, "name", "template['name']", most=512)
    code = need_text(need_object(given, "language", "template['language']"), "code", "language code", most=16)
    # a template exists once for each language; another language's does not serve
    template = next((each for each in templates if each["name"] == name and each["language"] == code), None)
    if template is None:
        raise TemplateMissing(f"template name ({name}) does not exist in {code}")
    if template["status"] == "PAUSED":
        raise TemplatePaused(f"template {name} is paused")
    if template["status"] != "APPROVED":
        raise TemplateMissing(f"template {name} in {code} is not approved but {template['status'].lower()}")
    filled = _by_kind(given.get("components", []))
    for component in template["components"]:
        _check_component(component, filled)
    return template


def _by_kind(components: Any) -> dict[str, list[Json]]:
    """Parameters by component; those of buttons by their index."""
    if not isinstance(components, list) or not all(isinstance(each, dict) for each in components):
        raise TemplateFormatWrong("template['components'] must be an array of JSON objects.")
    filled: dict[str, list[Json]] = {}
    for component in components:
        kind = str(component.get("type", "")).lower()
        key = f"button {component.get('index', 0)}" if kind == "button" else kind
        parameters = component.get("parameters", [])
        if not isinstance(parameters, list) or not all(isinstance(each, dict) for each in parameters):
            raise TemplateFormatWrong(f"{kind}: parameters must be an array of JSON objects.")
        filled[key] = parameters
    return filled


def _check_component(component: Json, filled: dict[str, list[Json]]) -> None:
    kind = str(component.get("type", "")).lower()
    if kind == "buttons":
        for index, button in enumerate(component.get("buttons", [])):
            _match(f"button {index}", holes(str(button.get("url", ""))), filled)
        return
    # a header is text unless it says what else
    media_kind = str(component.get("format", "TEXT")).lower()
    if kind == "header" and media_kind != "text":
        sent = [each.get("type") for each in filled.get("header", [])]
        if sent != [media_kind]:
            raise TemplateFormatWrong(f"header: Format mismatch, expected {media_kind.upper()}")
        return
    _match(kind, holes(str(component.get("text", ""))), filled)
    _check_length(kind, str(component.get("text", "")), filled.get(kind, []))


def _match(where: str, wanted: list[str], filled: dict[str, list[Json]]) -> None:
    given = filled.get(where, [])
    # a quick reply's payload fills no hole
    given = [each for each in given if each.get("type") != "payload"]
    if len(given) != len(wanted):
        raise TemplateParamsWrong(
            f"{where}: number of localizable_params ({len(given)}) does not match the expected number of params "
            f"({len(wanted)})"
        )
    named = [name for name in wanted if not name.isdigit()]
    if named and {each.get("parameter_name") for each in given} != set(named):
        raise TemplateParamsWrong(f"{where}: parameter names must be {', '.join(named)}")


def _check_length(where: str, text: str, given: Iterable[Json]) -> None:
    # WhatsApp counts the text as the customer reads it
    length = len(_HOLE.sub("", text))
    for parameter in given:
        if parameter.get("type") == "text":
            value = parameter.get("text")
            if not isinstance(value, str) or not value:
                raise TemplateFormatWrong(f"{where}: a text parameter must not be empty")
            length += len(value)
    if length > _BODY_LIMIT:
        raise TemplateTooLong(f"{where}: {length} characters, at most {_BODY_LIMIT}")
