import configparser
from pathlib import Path

import pytest
from django.apps import apps
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / ".importlinter"


def test_no_import_points_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(config_filename=str(CONTRACTS), no_cache=True) == 0, capsys.readouterr().out


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
