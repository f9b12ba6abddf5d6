"""The configuration file: shops and customers to start with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .directory import Directory, customer_from, shop_from
from .errors import BadRequest, BadSetting
from .starter import CUSTOMERS, SHOPS


def fill(directory: Directory, path: str) -> None:
    """Put the file's shops and customers in, or the invented ones. Raises BadSetting with file and field."""
    content = _read(Path(path)) if path else {"shops": SHOPS, "customers": CUSTOMERS}
    _put(content, "shops", lambda given: directory.put_shop(shop_from(given)), path)
    _put(content, "customers", lambda given: directory.put_customer(customer_from(given)), path)


def _put(content: dict[str, Any], key: str, put: Callable[[dict[str, Any]], None], path: str) -> None:
    for index, given in enumerate(content.get(key, [])):
        try:
            put(given)
        except BadRequest as error:
            raise BadSetting(f"--config: {path}: {key}[{index}].{error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except OSError as error:
        raise BadSetting(f"--config: {path} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise BadSetting(f"--config: {path} is not JSON ({error})") from error
    if not isinstance(content, dict) or set(content) - {"shops", "customers"}:
        raise BadSetting(f"--config: {path} must be an object with shops and customers")
    for key in ("shops", "customers"):
        entries = content.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            raise BadSetting(f"--config: {path}: {key} must be a list of objects")
    return content
