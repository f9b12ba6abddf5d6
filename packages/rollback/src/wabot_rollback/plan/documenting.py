"""`python -m wabot_rollback.plan.documenting > docs/reference/rollback-plan.md`: the page, out of schema and example."""

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from wabot_rollback.plan.loading import EXAMPLE
from wabot_rollback.plan.schema import Plan
from wabot_rollback.plan.schema_of import fields_of, section_in

HEAD = """# The rollback plan

One YAML file says everything that the engine decides by: what can be switched, what is watched, how bad is how bad, who
approves, what each strategy is for, where things lie. `WABOT_ROLLBACK_PLAN` or `--plan` names it;
`rollback plan --example` prints the one below. A key that is not known, a value of the wrong kind or a name that stands
nowhere else in it is refused with its line:

    plan.yaml:47: releases.kep: no such key, did you mean keep?; there are folder, repository, keep, free_mb

A run keeps the plan that it was asked for with: an edit changes nothing that was approved, and makes another hash for what
is asked for next.

## The example, which is the documentation
"""
KEYS = """
## Every key

A dot stands for "in it", or "in each of them". What has no default must be given. Where the last column is empty, the name
says it, or the comment above it in the example.

| key | what it takes | default | what it is |
|---|---|---|---|
"""


def page() -> str:
    example = EXAMPLE.read_text(encoding="utf-8")
    return f"{HEAD}\n```yaml\n{example}```\n{KEYS}{''.join(_rows())}"


def _rows() -> Iterator[str]:
    for path, field in fields_of(Plan):
        told = [f"`{path}`", _kind(field.annotation), _default(field), field.description or "–"]
        yield f"| {' | '.join(each.replace('|', '/') for each in told)} |\n"


def _kind(annotation: Any) -> str:
    """As somebody says who writes YAML."""
    if section_in(annotation) is not None:
        return "list of sections" if get_origin(annotation) is tuple else "section"
    if get_origin(annotation) is tuple:
        items = [each for each in get_args(annotation) if each is not Ellipsis]
        return f"list of {_kind(items[0])}" if len(set(items)) == 1 else "two numbers"
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{each}`" if each else "nothing" for each in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{each.value}`" for each in annotation)
    inner = [each for each in get_args(annotation) if each is not type(None)]
    if inner:
        return _kind(inner[0])
    return NAMES.get(getattr(annotation, "__name__", ""), "text")


NAMES = {
    "int": "whole number",
    "float": "number",
    "bool": "`true` or `false`",
    "Path": "path",
    "date": "date",
}


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "**must be given**"
    if value is None or value in ("", ()):
        return "–"
    if section_in(field.annotation) is not None:
        return "that of its keys"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{value if isinstance(value, PurePath | str) else str(value).lower()}`"


if __name__ == "__main__":
    sys.stdout.write(page())
