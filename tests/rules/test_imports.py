import configparser
import subprocess
import sys
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / ".importlinter"


def test_no_import_points_up() -> None:
    # In a process of its own: it would disable the loggers of this one.
    lint = Path(sys.executable).parent / "lint-imports"
    found = subprocess.run(
        [lint, "--config", CONTRACTS, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert found.returncode == 0, found.stdout


def floors() -> dict[str, int]:
    """App → floor, the top one 0, as the import contract states them."""
    parser = configparser.ConfigParser()
    parser.read(CONTRACTS)
    layers = parser["importlinter:contract:floors"]["layers"].split("\n")
    named = [
        layer.replace("|", " ").replace(":", " ").replace("(", " ").replace(")", " ").split()
        for layer in layers
    ]
    return {app: floor for floor, layer in enumerate(filter(None, named)) for app in layer}


def test_foreign_keys_point_down_as_imports_do() -> None:
    floor_of = floors()

    up = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in floor_of
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        if (other := field.related_model._meta.app_label) in floor_of and other != model._meta.app_label
        if floor_of[other] <= floor_of[model._meta.app_label]
    ]

    assert up == []
