"""`python3 config/venv` makes .venv as the requirements files say. Standard library only: nothing else is there yet."""

from __future__ import annotations  # an older Python must get as far as the check below

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
# uv comes here where the machine has none: systems refuse pip in their own folders (PEP 668), not in ours.
PRIVATE = ROOT / ".uv"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
UV_REQUIREMENTS = ROOT / "requirements-uv.txt"
PACKAGES = ("edge", "rollback", "simulator")
OLDEST = (3, 11)


class SetupError(Exception):
    """Says what is missing and what to type."""


def main() -> int:
    try:
        made = make_environment()
    except SetupError as error:
        print(f"make setup: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except subprocess.CalledProcessError as error:
        print(f"make setup: `{error.cmd[0]}` failed, see above", file=sys.stderr)  # noqa: T201
        return 1
    if made:
        print(f".venv is ready (Python {sys.version.split()[0]})")  # noqa: T201
    return 0


def make_environment() -> bool:
    """Whether there was anything to do."""
    if sys.version_info < OLDEST:
        found, wanted = sys.version.split()[0], ".".join(map(str, OLDEST))
        raise SetupError(
            f"Python {wanted} or newer is needed, {sys.executable} is {found}: PYTHON=python3.12 make setup"
        )
    stamp, wanted = VENV / "made-of", fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted and runs(VENV / "bin" / "python"):
        return False
    uv = find_uv()
    if not runs(VENV / "bin" / "python"):
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)], check=True)
    files = [part for name in REQUIREMENTS for part in ("--requirement", str(ROOT / name))]
    python = ["--python", str(VENV / "bin" / "python")]
    subprocess.run([uv, "pip", "install", "--quiet", "--require-hashes", *python, *files], check=True)
    point_at_packages()
    stamp.write_text(wanted)
    return True


def fingerprint() -> str:
    """Of everything that decides what .venv holds."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (*REQUIREMENTS, "config/venv/__main__.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def point_at_packages() -> None:
    """The packages are read where they lie: pip cannot hash a folder. Relative, so that a moved checkout works."""
    for folder in VENV.glob("lib/python3*/site-packages"):
        up = os.path.relpath(ROOT, folder)
        lines = [f"{up}/packages/{name}/src\n" for name in PACKAGES]
        (folder / "wabot-packages.pth").write_text("".join(lines))


def find_uv() -> str:
    for candidate in (os.environ.get("UV"), shutil.which("uv"), str(PRIVATE / "bin" / "uv")):
        if candidate and runs(Path(candidate)):
            return candidate
    print("uv is missing: installing it into .uv", file=sys.stderr)  # noqa: T201
    pip = [sys.executable, "-m", "pip"]
    target = ["--target", str(PRIVATE)]
    if not works([*pip, "--version"]):
        # Debian parts pip from Python; a virtual environment brings its own where that is installed.
        if not works([sys.executable, "-m", "venv", "--clear", str(PRIVATE)]):
            raise SetupError(
                f"{sys.executable} has neither pip nor venv to fetch uv with: install one (Debian, Ubuntu: "
                "apt-get install python3-venv), or put uv on the PATH"
            )
        pip, target = [str(PRIVATE / "bin" / "python"), "-m", "pip"], []
    subprocess.run(
        [*pip, "install", "--quiet", "--upgrade", *target, "--require-hashes", "-r", str(UV_REQUIREMENTS)],
        check=True,
    )
    return str(PRIVATE / "bin" / "uv")


def runs(program: Path) -> bool:
    return works([str(program), "--version"])


def works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
