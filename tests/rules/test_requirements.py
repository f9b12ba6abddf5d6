import re
import site
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_pinned_with_its_hashes(name: str) -> None:
    entries = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()

    assert entries
    for entry in entries:
        assert PIN.match(entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("name", FILES)
def test_no_requirement_says_where_it_comes_from(name: str) -> None:
    content = (ROOT / name).read_text(encoding="utf-8")

    assert not re.search(r"://|--index|--find-links|@ ", content)


def test_tests_run_on_the_versions_that_releases_have() -> None:
    release, development = pins("requirements.txt"), pins("requirements-dev.txt")

    assert release.items() <= development.items()


@pytest.mark.parametrize("package", ["wabot_edge", "wabot_simulator"])
def test_the_environment_reads_the_packages_where_they_lie(package: str) -> None:
    lines = [
        (Path(folder) / line).resolve()
        for folder in site.getsitepackages()
        for file in Path(folder).glob("wabot-packages.pth")
        for line in file.read_text().splitlines()
    ]

    assert any((source / package / "__init__.py").is_file() for source in lines)


def test_an_old_python_is_told_what_is_needed() -> None:
    pretend = (
        "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path('config/venv', run_name='__main__')"
    )

    found = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert found.returncode == 2
    assert found.stderr.startswith("make setup: Python 3.11 or newer is needed")
