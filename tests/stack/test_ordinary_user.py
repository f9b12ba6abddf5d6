import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from config import ROOT
from config.stack.live import Stack

pytestmark = pytest.mark.integration
USER = "nobody"
WHOLE_LIFE = """
import os, sys
from pathlib import Path
from config.stack.live import Stack
state, libraries = sys.argv[1:]
with Stack.start(
    Path(state), {"LD_LIBRARY_PATH": libraries}, programs=["intake", "redis"], durable=False
) as stack:
    stack.kill("postgres")
    stack.wait_healthy("postgres")
    print(os.geteuid(), stack.is_healthy("intake"), stack.is_healthy("redis"))
"""


def python_for_all(folder: Path) -> Path:
    """Ours, or a copy of it where it lies in root's own folder; either reads our libraries."""
    ours = Path(sys.executable).resolve()
    if all(parent.stat().st_mode & 0o001 for parent in ours.parents):
        return Path(sys.executable)
    version = f"python3.{sys.version_info.minor}"
    lib, left_out = folder / "lib" / version, shutil.ignore_patterns("site-packages", "test", "config-*")
    shutil.copytree(Path(sys.base_prefix) / "lib" / version, lib, ignore=left_out)
    for shared in (Path(sys.base_prefix) / "lib").glob("libpython*.so*"):
        shutil.copy(shared, folder / "lib")
    (lib / "site-packages").mkdir()
    (lib / "site-packages" / "ours.pth").write_text(sysconfig.get_path("purelib"))
    (folder / "bin").mkdir()
    return Path(shutil.copy(ours, folder / "bin" / version))


def test_it_needs_no_root(folder: Path) -> None:
    if os.geteuid() != 0:
        # Then every test of this folder shows it.
        return
    person = pwd.getpwnam(USER)
    python = python_for_all(folder / "python")
    os.chown(folder, person.pw_uid, -1)
    libraries = str(folder / "python" / "lib")

    found = subprocess.run(
        [str(python), "-c", WHOLE_LIFE, str(folder / "state"), libraries],
        user=person.pw_uid,
        group=person.pw_gid,
        extra_groups=[],
        env={
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "PYTHONPATH": str(ROOT),
            "LD_LIBRARY_PATH": libraries,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stderr
    assert found.stdout.split() == [str(person.pw_uid), "True", "True"]


def test_root_makes_way_for_the_databases_user(folder: Path) -> None:
    shut = folder / "shut"
    shut.mkdir(mode=0o700)

    with Stack.start(shut / "state", programs=["postgres"], durable=False) as stack:
        assert stack.is_healthy("postgres")
        # to pass through, not to look in
        assert shut.stat().st_mode & 0o066 == 0
