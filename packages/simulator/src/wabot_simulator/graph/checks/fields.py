"""The few questions every check asks of a JSON object."""

from typing import Any
from urllib.parse import urlsplit

from ..errors import InvalidParameter, ParameterMissing, ParameterNotValid

Json = dict[str, Any]


def need_object(parent: Json, name: str, path: str) -> Json:
    value = parent.get(name)
    if value is None:
        raise ParameterMissing(f"The parameter {path} is required.")
    if not isinstance(value, dict):
        raise InvalidParameter(f"Param {path} must be a JSON object.")
    return value


def need_list(parent: Json, name: str, path: str, *, least: int, most: int, what: str) -> list[Json]:
    """A list of objects. The wording of a wrong count follows the published ones."""
    value = parent.get(name)
    if value is None:
        raise ParameterMissing(f"The parameter {path} is required.")
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise InvalidParameter(f"Param {path} must be an array of JSON objects.")
    if not least <= len(value) <= most:
        raise ParameterNotValid(
            f"Invalid {what} count. Min allowed {what}: {least}, Max allowed {what}: {most}",
        )
    return value


def need_text(parent: Json, name: str, path: str, *, most: int) -> str:
    value = parent.get(name)
    if value is None or value == "":
        raise ParameterMissing(f"The parameter {path} is required.")
    return _within(value, path, most)


def may_text(parent: Json, name: str, path: str, *, most: int) -> str | None:
    value = parent.get(name)
    return None if value is None else _within(value, path, most)


def _within(value: Any, path: str, most: int) -> str:
    if not isinstance(value, str):
        raise InvalidParameter(f"Param {path} must be a string.")
    if not value.strip():
        raise ParameterNotValid(f"Param {path} must not be empty.")
    if len(value) > most:
        raise ParameterNotValid(f"{path} is too long. Max length is {most}")
    return value


def need_link(parent: Json, name: str, path: str) -> str:
    link = need_text(parent, name, path, most=2048)
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InvalidParameter(f"Param {path} is not a valid URI.")
    return link


def need_number(parent: Json, name: str, path: str, low: float, high: float) -> float:
    value = parent.get(name)
    if value is None:
        raise ParameterMissing(f"The parameter {path} is required.")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InvalidParameter(f"Param {path} must be a number.") from None
    if not low <= number <= high:
        raise ParameterNotValid(f"{path} must lie between {low:g} and {high:g}.")
    return number


def need_unique(values: list[str], what: str) -> None:
    twice = next((value for index, value in enumerate(values) if value in values[:index]), None)
    if twice is not None:
        raise ParameterNotValid(f"Duplicated {what}: {twice!r}")
