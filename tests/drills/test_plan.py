"""The plan's own lines, typed by an operator while everything runs: each works, or its reason stands in the list."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from config.stack.live import Stack
from tests.plan.lines import NOT_HERE, PYTHON, SHELL, SQL, Block
from tests.plan.running import Desk

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]
# What the lines' own programs say: grep that it found nothing, Celery that workers which stop do not answer.
OTHER_CODES = {"grep": 1, "control shutdown": 69}
PLAN = Path(os.environ.get("WABOT_SHARED_DATA", ROOT.parent / "shared" / "data")).parent / "seed"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("plan")
    log = folder / "application.log"
    with Stack.start(folder / "state", {"WABOT_LOG_FILE": str(log)}, durable=False) as stack:
        here = Desk(stack, folder / "desk", log)
        try:
            yield here
        finally:
            here.end_detached()


def _lines_of_the_plan() -> Iterator[str]:
    """Shell lines as they stand, comments and the inside of a quoted query left out."""
    for file in sorted(PLAN.glob("*.txt")):
        for block in re.findall(r"```bash\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL):
            is_open = False
            for line in block.splitlines():
                if is_open:
                    is_open = not line.startswith('"')
                elif line.strip() and not line.startswith("#"):
                    yield line.rstrip()
                    is_open = line.endswith('-c "')


def test_every_line_of_the_plan_is_in_the_list() -> None:
    lines = set(_lines_of_the_plan())
    if not lines:
        pytest.skip(f"the plan is not at {PLAN}")

    assert lines <= {*SHELL, *NOT_HERE}


@pytest.mark.parametrize("line", SHELL)
def test_a_shell_line_works_as_written(desk: Desk, line: str) -> None:
    done = desk.run(line)

    assert done.returncode in {0, *(code for word, code in OTHER_CODES.items() if word in line)}, done
    assert SHELL[line] in done.stdout + done.stderr


@pytest.mark.parametrize("block", SQL, ids=lambda block: block.lines[:50])
def test_a_query_works_as_written(desk: Desk, block: Block) -> None:
    done = desk.run(f'python manage.py dbshell -c "{block.lines}"')

    assert done.returncode == 0, done.stderr
    assert block.says in done.stdout


@pytest.mark.parametrize("block", PYTHON, ids=("failures", "disable", "defaults"))
def test_a_python_block_works_as_written(desk: Desk, block: Block) -> None:
    done = desk.python(block.lines)

    assert done.returncode == 0, done.stderr
    assert block.says in done.stdout
