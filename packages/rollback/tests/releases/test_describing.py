"""What the script says of migrations, run as a build runs it: by another Python, on files alone."""

import sys
from pathlib import Path
from typing import Any

import pytest
from wabot_rollback.releases.manifest import describe_migrations

SETTINGS = "INSTALLED_APPS = ['shop']\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"
HEAD = """
from django.db import migrations, models
def forwards(apps, editor): ...
class Migration(migrations.Migration):
    dependencies = {dependencies}
    {more}
    operations = [{operations}]
"""
FIRST = (
    "migrations.CreateModel('Item', [('id', models.BigAutoField(primary_key=True)),"
    " ('name', models.CharField(max_length=20)), ('note', models.TextField(null=True))])"
)
TABLE = "migrations.CreateModel('Extra', [('id', models.BigAutoField(primary_key=True))])"


def described(project: Path, operations: str, more: str = "") -> dict[str, Any]:
    (project / "config").mkdir()
    (project / "config" / "__init__.py").touch()
    (project / "config" / "checking.py").write_text(SETTINGS)
    (project / "shop" / "migrations").mkdir(parents=True)
    for package in ("shop", "shop/migrations"):
        (project / package / "__init__.py").touch()
    # a release whose models cannot be read still tells
    (project / "shop" / "models.py").write_text("raise ImportError\n")
    for name, body, dependencies, claim in (
        ("0001_initial", FIRST, "[]", ""),
        ("0002_more", operations, "[('shop', '0001_initial')]", more),
    ):
        text = HEAD.format(dependencies=dependencies, more=claim, operations=body)
        (project / "shop" / "migrations" / f"{name}.py").write_text(text)
    found, why = describe_migrations(project, Path(sys.executable))
    assert why == ""
    assert [each["name"] for each in found] == ["0001_initial", "0002_more"]
    return found[1]


@pytest.mark.parametrize(
    ("operations", "verdict"),
    [
        ("", "compatible"),
        (TABLE, "compatible"),
        ("migrations.AddField('item', 'size', models.IntegerField(null=True))", "compatible"),
        ("migrations.AddField('item', 'size', models.IntegerField(db_default=1))", "compatible"),
        # Django drops the default again once the rows there are have it
        ("migrations.AddField('item', 'size', models.IntegerField(default=1))", "reversible"),
        ("migrations.RemoveField('item', 'note')", "lossy"),
        ("migrations.DeleteModel('Item')", "lossy"),
        ("migrations.RenameField('item', 'note', 'remark')", "reversible"),
        ("migrations.AlterField('item', 'name', models.CharField(max_length=30))", "compatible"),
        (
            "migrations.AlterField('item', 'name', models.CharField(max_length=20, help_text='x'))",
            "compatible",
        ),
        ("migrations.AlterField('item', 'name', models.CharField(max_length=10))", "lossy"),
        ("migrations.AlterField('item', 'name', models.IntegerField())", "lossy"),
        ("migrations.AlterField('item', 'note', models.TextField())", "reversible"),
        ("migrations.AddIndex('item', models.Index(fields=['name'], name='i'))", "compatible"),
        (
            "migrations.AddConstraint('item', models.UniqueConstraint(fields=['name'], name='u'))",
            "reversible",
        ),
        ("migrations.RunPython(forwards)", "one-way"),
        ("migrations.RunPython(forwards, forwards)", "reversible"),
        ("migrations.RunSQL('UPDATE shop_item SET name = 1')", "one-way"),
        (f"{TABLE}, migrations.RunSQL('ALTER TABLE shop_extra ENABLE ROW LEVEL SECURITY', '')", "compatible"),
        ("migrations.RunSQL('ALTER TABLE shop_item ENABLE ROW LEVEL SECURITY', '')", "reversible"),
        (
            "migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel('Item')])",
            "compatible",
        ),
        ("migrations.RenameField('item', 'note', 'remark'), migrations.RemoveField('item', 'name')", "lossy"),
    ],
)
def test_each_operation_is_judged_by_what_the_code_before_would_meet(
    tmp_path: Path, operations: str, verdict: str
) -> None:
    assert described(tmp_path, operations)["verdict"] == verdict


def test_an_author_may_claim_that_the_code_before_runs_on_it(tmp_path: Path) -> None:
    found = described(tmp_path, "migrations.RunPython(forwards)", "old_code_runs = True")

    assert (found["verdict"], found["claimed"], found["operations"][0]["verdict"]) == (
        "compatible",
        True,
        "one-way",
    )
