"""Each defect still finds the words it breaks, and what comes of it is Python."""

import ast
import shutil
from pathlib import Path

import pytest

from config import ROOT
from tests.drills.defects.applying import Defect, Edit, Migrated, NoSuchWords
from tests.drills.defects.catalogue import DEFECTS


def copied(defect: Defect, to: Path) -> None:
    for edit in defect.edits:
        paths = (
            [ROOT / edit.path]
            if isinstance(edit, Edit)
            else sorted((ROOT / "apps" / edit.app / "migrations").glob("*.py"))
        )
        for path in paths:
            target = to / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_can_be_made_of_what_we_ship(defect: Defect, tmp_path: Path) -> None:
    copied(defect, tmp_path)
    before = {path: path.read_text() for path in tmp_path.rglob("*.py")}

    defect.apply(tmp_path)

    after = {path: path.read_text() for path in tmp_path.rglob("*.py")}
    assert after != before
    for text in after.values():
        ast.parse(text)


def test_a_defect_whose_words_are_gone_says_so(tmp_path: Path) -> None:
    (tmp_path / "there.py").write_text("other words\n")

    with pytest.raises(NoSuchWords, match="0 times"):
        Edit("there.py", "words of yesterday", "").apply(tmp_path)


def test_its_migration_stands_behind_the_newest(tmp_path: Path) -> None:
    folder = tmp_path / "apps" / "bot" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0007_last.py").write_text("")

    Migrated("bot", "migrations.RunSQL('SELECT 1'),").apply(tmp_path)

    assert '("bot", "0007_last")' in (folder / "0008_defect.py").read_text()
