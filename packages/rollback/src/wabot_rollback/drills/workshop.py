"""Releases for a drill: a good one of HEAD, and one with a defect of the plan's making."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wabot_rollback.drills.commanding import Commands
from wabot_rollback.drills.places import Places, filled
from wabot_rollback.drills.settings import DefectSection, DrillsSection
from wabot_rollback.errors import Refused, StepFailed

WHO = ("-c", "user.name=drill", "-c", "user.email=drill@example.org")
BUILD_WITHIN_S = 1800.0


@dataclass(frozen=True, slots=True)
class Workshop:
    """`base` is the commit that good releases are built from."""

    section: DrillsSection
    places: Places
    commands: Commands
    base: str

    @classmethod
    def open(cls, section: DrillsSection, places: Places, commands: Commands) -> "Workshop":
        """Raises Refused where the checkout is none."""
        git(section.checkout, "clone", "--quiet", "--shared", str(section.checkout), str(places.clone))
        return cls(section, places, commands, git(places.clone, "rev-parse", "HEAD"))

    def build(self, revision: str) -> str:
        """The new release's id. Raises StepFailed."""
        python = str(self.section.python)
        said = self.commands.give("release", "build", revision, "--python", python, longest_s=BUILD_WITHIN_S)
        if said.code != 0 or said.told is None:
            raise StepFailed(f"the release cannot be built: {said.line}")
        return str(said.told["id"])

    def spoil(self, defect: DefectSection) -> str:
        """The id of a release that has it. Raises Refused where the defect finds nothing to break."""
        git(self.places.clone, "checkout", "--quiet", "--force", "-B", "drill", self.base)
        command = filled(
            self.section.defect, python=self.section.python, defect=defect.name, checkout=self.places.clone
        )
        ran = subprocess.run(command, cwd=self.places.clone, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            said = (ran.stderr or ran.stdout).strip().splitlines()
            raise Refused(f"{defect.name}: {' '.join(command[1:])}: {said[-1] if said else ran.returncode}")
        git(self.places.clone, "add", "--all")
        git(
            self.places.clone,
            *WHO,
            "commit",
            "--quiet",
            "--no-verify",
            "--message",
            f"Break it: {defect.name}",
        )
        return self.build("HEAD")


def git(folder: Path, *arguments: str) -> str:
    """What it prints. Raises Refused."""
    if (program := shutil.which("git")) is None:
        raise Refused("git is not installed: drills build releases from a git repository")
    ran = subprocess.run(
        [program, "-C", str(folder), *arguments], capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        said = ran.stderr.strip().splitlines()
        raise Refused(f"git {arguments[0]} in {folder}: {said[-1] if said else ran.returncode}")
    return ran.stdout.strip()
