"""A defect is a few edits of the source, found by their words, and perhaps a migration behind the newest."""

from dataclasses import dataclass
from pathlib import Path

MIGRATION = '''"""What a defective release did to the data."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("{app}", "{after}")]

    operations = [
{operations}
    ]
'''


class NoSuchWords(Exception):
    """The source has changed: the defect must be written anew."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`new` may hold `{old}`."""

    path: str
    old: str
    new: str

    def apply(self, checkout: Path) -> None:
        file = checkout / self.path
        text = file.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise NoSuchWords(
                f"{self.path}: {self.old!r} stands there {text.count(self.old)} times, not once"
            )
        file.write_text(text.replace(self.old, self.new.replace("{old}", self.old)), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Migrated:
    """`operations` are lines of Python, without indentation."""

    app: str
    operations: str

    def apply(self, checkout: Path) -> None:
        folder = checkout / "apps" / self.app / "migrations"
        newest = max(file.stem for file in folder.glob("[0-9]*.py"))
        body = "\n".join(f"        {line}" for line in self.operations.strip().splitlines())
        name = f"{int(newest[:4]) + 1:04}_defect.py"
        text = MIGRATION.format(app=self.app, after=newest, operations=body)
        (folder / name).write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """`strategy` is the one that brings it back, 0 where the release never gets that far."""

    name: str
    does: str
    strategy: int
    edits: tuple[Edit | Migrated, ...]

    def apply(self, checkout: Path) -> None:
        """Raises NoSuchWords."""
        for edit in self.edits:
            edit.apply(checkout)
