"""Reading the plan's file: what does not fit is said by line, with what was probably meant."""

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from wabot_rollback.errors import Refused
from wabot_rollback.plan.references import Unknown, unknown_references
from wabot_rollback.plan.schema import Plan
from wabot_rollback.plan.schema_of import keys_at

EXAMPLE = Path(__file__).with_name("example.yaml")
Where = tuple[int | str, ...]


class BadPlan(Refused):
    """One line for each thing to mend: `plan.yaml:42: matrix.1.strategies: …`."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


def load(path: Path) -> Plan:
    """Raises BadPlan."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        says = error.strerror if isinstance(error, OSError) else str(error)
        raise BadPlan([f"{path}: {says}; name the plan with --plan or WABOT_ROLLBACK_PLAN"]) from error
    return parse(text, path.name)


def parse(text: str, name: str) -> Plan:
    try:
        document = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise BadPlan([f"{name}:{line}: {(error.problem or 'not YAML').splitlines()[0]}"]) from error
    if not isinstance(document, dict):
        raise BadPlan([f"{name}:1: it has no keys; `rollback plan --example` prints a whole one"])
    try:
        plan = Plan.model_validate(document)
    except ValidationError as error:
        raise BadPlan(sorted(_lines(error, document, name), key=_number)) from error
    if unknown := list(unknown_references(plan)):
        raise BadPlan(sorted((_reference(each, document, name) for each in unknown), key=_number))
    return plan


def _lines(error: ValidationError, document: Any, name: str) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        yield f"{name}:{line_of(document, detail['loc'])}: {_path(detail['loc'])}{_says(detail)}"


def _says(detail: ErrorDetails) -> str:
    where = detail["loc"]
    match detail["type"]:
        case "extra_forbidden":
            known = keys_at(Plan, where[:-1])
            return f"no such key{_meant(str(where[-1]), known)}; there are {', '.join(known)}"
        case "missing":
            return "must be given"
        case "enum" | "literal_error":
            expected = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
            return f"{detail['input']!r} is none of {expected}{_meant(str(detail['input']), expected.split(', '))}"
        case "value_error":
            return str(detail["ctx"]["error"])
        case _:
            return f"{_lower(detail['msg'])}, not {detail['input']!r}"


def line_of(document: Any, where: Where) -> int:
    """From 1. Of what is missing, where its parent begins."""
    line = 1
    for key in where:
        try:
            place = document.lc.key(key) if isinstance(document, CommentedMap) else document.lc.item(key)
        except (AttributeError, KeyError, IndexError, TypeError):
            break
        line, document = place[0] + 1, document[key]
    return line


def _reference(unknown: Unknown, document: Any, name: str) -> str:
    known = ", ".join(unknown.known) or "none"
    return (
        f"{name}:{line_of(document, unknown.where)}: {_path(unknown.where)}{unknown.name!r} is no {unknown.kind}"
        f"{_meant(unknown.name, unknown.known)}; there are {known}"
    )


def _path(where: Where) -> str:
    return f"{'.'.join(map(str, where))}: " if where else ""


def _meant(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f", did you mean {close[0]}?" if close else ""


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _number(line: str) -> int:
    return int(line.split(":", 2)[1])
