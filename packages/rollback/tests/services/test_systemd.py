"""The adapter against a stand-in for systemctl, and the units that it names."""

import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from wabot_rollback.errors import StepFailed
from wabot_rollback.services.manager import State
from wabot_rollback.services.services import Service
from wabot_rollback.services.systemd import UNITS, Systemd

DEPLOY = Path(__file__).parents[4] / "deploy" / "systemd"
OF_A_RELEASE = sorted(set(UNITS.values()) - {"wabot-intake"})
# Writes down how it was called, and answers as systemctl does.
STAND_IN = """#!/bin/sh
echo "$@" >> {calls}
case "$1" in
  show) printf 'ActiveState=%s\\nMainPID=%s\\n' "$(cat {state})" 4711 ;;
  start) [ "$3" = wabot-sender ] && {{ echo "Unit wabot-sender.service not found." >&2; exit 5; }} || exit 0 ;;
esac
"""


@pytest.fixture
def systemd(tmp_path: Path) -> Systemd:
    program = tmp_path / "systemctl"
    program.write_text(STAND_IN.format(calls=tmp_path / "calls", state=tmp_path / "state"))
    program.chmod(0o755)
    (tmp_path / "state").write_text("active")
    return Systemd((str(program),))


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text().splitlines()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("active", State.RUNNING),
        ("activating", State.STARTING),
        ("deactivating", State.STOPPING),
        ("failed", State.FAILED),
        ("inactive", State.STOPPED),
    ],
)
def test_it_knows_how_a_unit_stands(systemd: Systemd, tmp_path: Path, said: str, state: State) -> None:
    (tmp_path / "state").write_text(said)

    assert systemd.state(Service.BEAT) == (state, 4711)
    assert calls(tmp_path) == ["show --property=ActiveState,MainPID celery-beat"]


def test_it_stops_and_starts_by_the_units_own_names(systemd: Systemd, tmp_path: Path) -> None:
    for service in (Service.WEB, Service.WORKER):
        systemd.stop(service)
        systemd.start(service)
    assert systemd.reload(Service.WEB)
    # a worker knows no graceful reload
    assert not systemd.reload(Service.WORKER)

    assert calls(tmp_path) == [
        "stop --no-block gunicorn",
        "start --no-block gunicorn",
        "stop --no-block celery-worker",
        "start --no-block celery-worker",
        "reload gunicorn",
    ]


def test_it_says_what_systemctl_refused(systemd: Systemd) -> None:
    with pytest.raises(
        StepFailed, match=r"start --no-block wabot-sender: Unit wabot-sender.service not found"
    ):
        systemd.start(Service.SENDER)
    with pytest.raises(StepFailed, match="nowhere"):
        Systemd(("/nowhere/systemctl",)).stop(Service.WEB)


def test_there_is_a_unit_for_each_service_and_systemd_accepts_it() -> None:
    files = sorted(DEPLOY.glob("*.service"))
    assert [file.stem for file in files] == sorted(UNITS.values())
    if (analyze := shutil.which("systemd-analyze")) is None:
        pytest.skip("systemd-analyze is not installed")

    ran = subprocess.run(
        [analyze, "verify", *map(str, files)], capture_output=True, text=True, timeout=60, check=False
    )

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("unit", OF_A_RELEASE)
def test_a_unit_keeps_its_release_when_the_link_moves(tmp_path: Path, unit: str) -> None:
    """Its command, in a folder that is reached by a link, with a Python that says where it stands."""
    python = tmp_path / "one" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf \'["%s","%s","%s"]\' "$0" "$PWD" "$PYTHONPATH"\n')
    python.chmod(0o755)
    (tmp_path / "current").symlink_to("one")
    text = (DEPLOY / f"{unit}.service").read_text()
    [line] = [line for line in text.splitlines() if line.startswith("ExecStart=")]
    command = shlex.split(line.removeprefix("ExecStart=").replace("$$", "$"))

    ran = subprocess.run(
        command,
        cwd=tmp_path / "current",
        env={"PWD": str(tmp_path / "current")},
        capture_output=True,
        check=True,
    )

    one = str(tmp_path / "one")
    assert json.loads(ran.stdout) == [f"{one}/.venv/bin/python", one, f"{one}:{one}/packages/edge/src"]
    assert "WorkingDirectory=/srv/wabot/releases/current" in text
