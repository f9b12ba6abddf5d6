"""The sentences that the code says, read from its syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

CODE = Path(__file__).parents[2]


def said_in_code() -> Iterator[tuple[str, ...]]:
    """The msgid of each `say` and `sentence`; both forms of each `say_count`."""
    for path in sorted(path for path in CODE.rglob("*.py") if "tests" not in path.parts):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                yield from _said(call)


def _said(call: ast.Call) -> Iterator[tuple[str, ...]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if name in ("say", "sentence") and texts:
        yield (texts[0],)
    elif name == "say_count" and texts:
        yield tuple(texts)
