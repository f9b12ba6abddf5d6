"""Releases out of a small repository, whose requirements are none: nothing is fetched."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from wabot_rollback.errors import Refused
from wabot_rollback.releases.building import build
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.releases.pruning import planned_pruning, prune

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MANAGE = """
import pathlib, sys
static = pathlib.Path("staticfiles")
static.mkdir()
(static / "admin.css").write_text("a {}")
"""


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    command = ["/usr/bin/env", "git", *who, "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "apps").mkdir(parents=True)
    (folder / "apps" / "__init__.py").write_text("WORD = 'first'\n")
    (folder / "manage.py").write_text(MANAGE)
    (folder / "requirements.txt").touch()
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "First")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> KeptReleases:
    return KeptReleases(tmp_path / "releases")


def test_a_release_is_the_revision_with_an_environment_of_its_own(
    repository: Path, kept: KeptReleases
) -> None:
    first = git(repository, "rev-parse", "HEAD")
    (repository / "apps" / "__init__.py").write_text("WORD = 'second'\n")
    git(repository, "commit", "--quiet", "--all", "--message", "Second")
    (repository / "apps" / "__init__.py").write_text("WORD = 'not committed'\n")

    release = build(kept, repository, "HEAD~1", now=NOON)

    said = subprocess.run(
        [release.python, "-c", "import apps, sys; print(apps.WORD, sys.prefix)"],
        cwd=release.folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said == f"first {release.folder}/.venv\n"
    assert (release.id, release.revision) == (f"20261124-120000-{first[:8]}", first)
    assert release.manifest["requirements_sha256"].startswith("e3b0c442")
    assert (release.folder / "staticfiles" / "admin.css").exists()
    assert list((release.folder / "apps" / "__pycache__").glob("__init__*.pyc"))
    assert kept.list() == [release]


def test_nobody_writes_into_a_release(repository: Path, kept: KeptReleases) -> None:
    release = build(kept, repository, "HEAD", now=NOON)

    writable = [
        path
        for path in [release.folder, *release.folder.rglob("*")]
        if not path.is_symlink() and path.stat().st_mode & 0o222 and path.stat().st_nlink == 1
    ]
    assert writable == []
    # and yet it can be deleted when nobody needs it
    prune(kept, planned_pruning(kept, keep=2))
    for second in range(1, 3):
        build(kept, repository, "HEAD", now=NOON.replace(second=second))
    prune(kept, planned_pruning(kept, keep=2))
    assert not release.folder.exists()


def test_a_build_that_fails_or_dies_is_no_release(
    repository: Path, kept: KeptReleases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        build(kept, repository, "HEAD", now=NOON)
    monkeypatch.undo()

    assert kept.list() == []
    assert [each.name[-9:] for each in planned_pruning(kept, keep=2).unfinished] == [".building"]
    # the same again goes over what lies there
    assert kept.list() == [] != [build(kept, repository, "HEAD", now=NOON)]


def test_what_cannot_be_built_is_said_before_anything_is_made(repository: Path, kept: KeptReleases) -> None:
    with pytest.raises(Refused, match="no revision 'v9'"):
        build(kept, repository, "v9", now=NOON)
    with pytest.raises(Refused, match="no revision '--help'"):
        build(kept, repository, "--help", now=NOON)
    assert not kept.root.exists()

    (repository / "requirements.txt").write_text("django\n")
    git(repository, "commit", "--quiet", "--all", "--message", "Without checksums")
    with pytest.raises(Refused, match=r"building .*hash"):
        build(kept, repository, "HEAD", now=NOON)
    assert kept.list() == []


def test_a_release_that_cannot_start_is_built_all_the_same(repository: Path, kept: KeptReleases) -> None:
    """Its preflight says so; a drill wants one."""
    (repository / "manage.py").write_text("raise ImportError('no such module')\n")
    migrations = repository / "apps" / "bot" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_initial.py").write_text("import nothing_of_that_name\n")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--all", "--message", "Broken")

    release = build(kept, repository, "HEAD", now=NOON)

    assert "No module named" in release.manifest["migrations_unread"]
    assert list(release.manifest["migration_files"]) == ["apps/bot/migrations/0001_initial.py"]
