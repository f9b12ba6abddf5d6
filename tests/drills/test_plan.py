"""The plan's own lines, typed by an operator while everything runs: each works, or its reason stands in the list."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from config.stack.live import Stack
from config.stack.waiting import wait_until
from tests.plan import standing_in
from tests.plan.lines import MACHINE, NOT_HERE, PYTHON, SHELL, SQL, Block
from tests.plan.running import Desk

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]
# What the lines' own programs say: grep that it found nothing, Celery that workers which stop do not answer.
OTHER_CODES = {"grep": 1, "control shutdown": 69}
# Programs that not every machine has.
NEEDED = {"aws": "the AWS command line is not installed", "chown": "only root may give files away"}
PLAN = Path(os.environ.get("WABOT_SHARED_DATA", ROOT.parent / "shared" / "data")).parent / "seed"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("plan")
    log = folder / "application.log"
    with Stack.start(folder / "state", {"WABOT_LOG_FILE": str(log)}, durable=False) as stack:
        here = Desk(stack, folder / "desk", log)
        standing_in.recovery_database(stack)
        try:
            with standing_in.bucket(folder) as variables:
                here.environment |= variables
                yield here
        finally:
            here.clear_away()


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

    assert lines <= {*SHELL, *MACHINE, *NOT_HERE}


@pytest.mark.parametrize("line", SHELL)
def test_a_shell_line_works_as_written(desk: Desk, line: str) -> None:
    done = desk.run(line)

    assert done.returncode in {0, *(code for word, code in OTHER_CODES.items() if word in line)}, done
    assert SHELL[line] in done.stdout + done.stderr


@pytest.mark.parametrize("line", MACHINE)
def test_a_line_of_the_machine_works_as_written(desk: Desk, line: str) -> None:
    program = line.split()[0]
    if program in NEEDED and not (os.geteuid() == 0 if program == "chown" else shutil.which(program)):
        pytest.skip(NEEDED[program])
    # each by itself, whichever ran before
    if program == "aws":
        desk.run("echo a backup > $BACKUP_FILE")
    if "import_lost_messages" in line:
        desk.run(next(line for line in MACHINE if "temp_recovery_db" in line))
    if program == "pkill":
        desk.run("celery -A config beat --loglevel=info --detach")
        wait_until(lambda: desk.is_running("celery beat"), what="beat", deadline_s=30)

    done = desk.run(line)

    assert done.returncode == 0, done
    assert MACHINE[line] in done.stdout + done.stderr
    if program == "sudo":
        assert line.removeprefix("sudo ") in desk.asked().splitlines()
    if program == "pkill":
        wait_until(lambda: not desk.is_running("celery beat"), what="beat's end", deadline_s=30)


def test_what_was_dumped_and_uploaded_can_be_read_whole(desk: Desk) -> None:
    if not shutil.which("aws"):
        pytest.skip(NEEDED["aws"])
    lines = [line for line in MACHINE if line.startswith(("pg_dump", "aws s3 cp $BACKUP_FILE"))]

    assert [desk.run(line).returncode for line in lines] == [0, 0]

    back = desk.run("aws s3 cp s3://wabot-backups/production/rollbacks/$BACKUP_FILE back.sql")
    assert back.returncode == 0, back.stderr
    assert desk.run("cmp back.sql $BACKUP_FILE && pg_restore -f /dev/null back.sql").returncode == 0


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
