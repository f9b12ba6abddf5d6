"""Leases and due times go by the database's clock: two hosts would not agree on theirs."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Whoever takes leases, or reads whether one has ended.
LEASING = {"Projector", "Sender", "TurnTaker", "Fetcher", "catch_up"}


def clocks_handed_out() -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "apps").rglob("*.py")):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in LEASING:
                for given in node.keywords:
                    if given.arg == "clock":
                        yield str(file.relative_to(ROOT)), ast.unparse(given.value)


def test_whoever_takes_leases_is_given_the_databases_clock() -> None:
    found = list(clocks_handed_out())

    assert {file.rpartition("/")[2] for file, _ in found} >= {"run_sender.py", "run_projector.py", "tasks.py"}
    # `clock` hands on what its caller was given
    assert [(file, clock) for file, clock in found if clock not in {"DatabaseClock()", "clock"}] == []
