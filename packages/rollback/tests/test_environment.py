"""The engine is installed apart: it needs what its own requirements bring, and nothing that the platform happens to have."""

import ast
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import wabot_rollback

PACKAGE = Path(wabot_rollback.__file__).parent
REQUIREMENTS = PACKAGE.parents[1] / "requirements.txt"
# Run by a release's own Python, among what that release brings.
BY_THE_RELEASE = "scripts"


def imported() -> Iterator[tuple[str, str]]:
    """Each file and the name of the package that it imports from when it runs."""
    for path in PACKAGE.rglob("*.py"):
        if BY_THE_RELEASE not in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in running(tree):
                if isinstance(node, ast.Import):
                    yield from ((path.name, each.name.split(".")[0]) for each in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield path.name, node.module.split(".")[0]


def running(tree: ast.AST) -> Iterator[ast.AST]:
    """Without what stands there for the type checker alone."""
    if isinstance(tree, ast.If) and ast.unparse(tree.test) == "TYPE_CHECKING":
        return
    yield tree
    for node in ast.iter_child_nodes(tree):
        yield from running(node)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_it_imports_nothing_but_its_own_requirements() -> None:
    brought = {
        plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", REQUIREMENTS.read_text(), re.MULTILINE)
    }
    where = packages_distributions()
    own = {"wabot_rollback", "wabot_edge"} | sys.stdlib_module_names

    strange = [
        f"{file} imports {name}"
        for file, name in imported()
        if name not in own and not brought & {plain(each) for each in where.get(name, [])}
    ]

    assert strange == []


def test_help_waits_for_no_library() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "wabot_rollback", "--help"],
        env={"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sys.stdout.write(f"rollback --help: {took_s:.2f} s of CPU\n")

    names = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in loaded.splitlines()}
    assert "wabot_rollback" in names
    assert names.isdisjoint({"pydantic", "psycopg", "rich", "httpx", "boto3", "ruamel", "psutil"})
