"""A release out of a revision: its files, its own environment, compiled, its static files, its manifest.

Everything happens in `<id>.building`; the last act renames it. Killed before, nothing of it is ever listed.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from wabot_rollback.errors import Refused
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.kept import BUILDING, MANIFEST, KeptReleases, sync_folder, write_json
from wabot_rollback.releases.manifest import checking_environment, manifest_of

Say = Callable[[str], None]
INSTALL_WITHIN_S = 1800.0


def build(
    kept: KeptReleases,
    repository: Path,
    revision: str,
    *,
    now: datetime,
    say: Say = lambda _words: None,
    python: str = sys.executable,
) -> Release:
    """`python` makes the release's environment: it stays out of the engine's own. Raises Refused."""
    commit = commit_of(repository, revision)
    release = f"{now:%Y%m%d-%H%M%S}-{commit[:8]}"
    final, building = kept.root / release, kept.root / f"{release}{BUILDING}"
    kept.root.mkdir(parents=True, exist_ok=True)
    if final.exists():
        raise Refused(f"release {release} is there already: wait a second, and build again")
    shutil.rmtree(building, ignore_errors=True)
    say(f"files of {commit[:8]}")
    _unpack(repository, commit, building)
    say("its own environment")
    _install(building, python)
    say("static files")
    _ran(
        [str(building / ".venv/bin/python"), "manage.py", "collectstatic", "--noinput"],
        building,
        is_vital=False,
    )
    _rename_inside(building, final)
    say("bytecode")
    _compile(building, final)
    manifest = manifest_of(building, release, revision=commit, built_at=now)
    write_json(building / MANIFEST, manifest)
    _close(building)
    building.rename(final)
    sync_folder(kept.root)
    return kept.named(release)


def commit_of(repository: Path, revision: str) -> str:
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    ran = subprocess.run([*_git(repository), *asked], capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise Refused(f"{repository} has no revision {revision!r}: give a commit, a tag or a branch of it")
    return ran.stdout.strip()


def _git(repository: Path) -> list[str]:
    if (git := shutil.which("git")) is None:
        raise Refused("git is not installed: releases are built from a git repository")
    return [git, "-C", str(repository)]


def _unpack(repository: Path, commit: str, to: Path) -> None:
    with subprocess.Popen(
        [*_git(repository), "archive", "--format=tar", commit], stdout=subprocess.PIPE
    ) as git:
        assert git.stdout is not None  # noqa: S101  (PIPE was asked for)
        with tarfile.open(fileobj=git.stdout, mode="r|") as archive:
            archive.extractall(to, filter="data")
    if git.returncode != 0:
        raise Refused(f"git archive of {commit} in {repository} ended with code {git.returncode}")


def _install(folder: Path, python: str) -> None:
    """By uv, whose cache makes it a matter of seconds; by pip where there is none. Checksums are asked for by both."""
    own, wanted = folder / ".venv/bin/python", ["--require-hashes", "--requirement", "requirements.txt"]
    if uv := os.environ.get("UV") or shutil.which("uv"):
        _ran([uv, "venv", "--quiet", "--python", python, ".venv"], folder)
        _ran([uv, "pip", "install", "--quiet", "--python", str(own), *wanted], folder)
    else:
        _ran([python, "-m", "venv", ".venv"], folder)
        _ran([str(own), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted], folder)


def _rename_inside(building: Path, final: Path) -> None:
    """Scripts of an environment name its Python by its full path: from now on the one it will have."""
    old, new = os.fsencode(building), os.fsencode(final)
    for file in [*(building / ".venv/bin").iterdir(), building / ".venv/pyvenv.cfg"]:
        if file.is_symlink() or not file.is_file() or old not in (content := file.read_bytes()):
            continue
        mode = file.stat().st_mode
        # beside, not over it: uv may have linked it from its cache
        file.unlink()
        file.write_bytes(content.replace(old, new))
        file.chmod(mode)


def _compile(building: Path, final: Path) -> None:
    """So that starting it costs no compiling, with the paths that it will have in its tracebacks."""
    command = [
        ".venv/bin/python",
        "-m",
        "compileall",
        "-qq",
        "-j",
        "0",
        "-s",
        str(building),
        "-p",
        str(final),
    ]
    skipped = re.escape("/tests/")
    _ran([*command, "-x", skipped, "apps", "config", "packages", ".venv"], building, is_vital=False)


def _close(folder: Path) -> None:
    """Nobody's to write into, as far as that is the folder's to say. Files that uv linked are its cache's too."""
    for root, folders, files in os.walk(folder):
        for name in files:
            file = Path(root, name)
            found = file.lstat()
            if not file.is_symlink() and found.st_nlink == 1:
                file.chmod(found.st_mode & ~0o222)
        for name in folders:
            inside = Path(root, name)
            if not inside.is_symlink():
                inside.chmod(inside.stat().st_mode & ~0o222)
    folder.chmod(folder.stat().st_mode & ~0o222)


def open_again(folder: Path) -> None:
    """The opposite, for deleting it."""
    for root, _folders, _files in os.walk(folder):
        Path(root).chmod(Path(root).stat().st_mode | 0o700)


def _ran(command: Sequence[str], folder: Path, *, is_vital: bool = True) -> None:
    """What is not vital: a defective release is built too, and shows what it lacks at its preflight."""
    ran = subprocess.run(
        command,
        cwd=folder,
        env=checking_environment(folder) | _proxies(),
        capture_output=True,
        text=True,
        timeout=INSTALL_WITHIN_S,
        check=False,
    )
    if ran.returncode != 0 and is_vital:
        said = (ran.stderr or ran.stdout).strip().splitlines()
        raise Refused(
            f"building {folder.name}: {' '.join(command[:3])} …: {said[-1] if said else ran.returncode}"
        )


def _proxies() -> dict[str, str]:
    """How packages are fetched is the machine's own affair."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(("UV_", "PIP_"))
        or name.upper().endswith("_PROXY")
        or name == "SSL_CERT_FILE"
    }
