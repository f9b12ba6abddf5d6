"""The sizes that keep code readable: of files and of functions, over all sources."""

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"migrations", "tests", "build"}


def sources() -> list[Path]:
    files = [path for folder in ("apps", "config", "packages") for path in (ROOT / folder).rglob("*.py")]
    return [path for path in files if not LEFT_OUT & set(path.relative_to(ROOT).parts)]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def ninth_tenth(lengths: list[int]) -> int:
    return sorted(lengths)[int(len(lengths) * 0.9)]


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}

    assert [str(path) for path, lines in lengths.items() if lines > 400] == []
    assert median(lengths.values()) <= 100
    assert ninth_tenth(list(lengths.values())) <= 250


def test_functions_are_short() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}:{each.name}": (each.end_lineno or each.lineno) - each.lineno + 1
        for path in sources()
        for each in functions(path)
    }

    assert [name for name, lines in lengths.items() if lines > 60] == []
    assert median(lengths.values()) <= 10
    assert ninth_tenth(list(lengths.values())) <= 30
