import json
from pathlib import Path
from typing import Any

import pytest
from wabot_simulator.configfile import fill
from wabot_simulator.directory import Directory
from wabot_simulator.errors import BadSetting
from wabot_simulator.settings import Settings, read_settings

SECRETS = {"WABOT_APP_SECRET": "s1,s0", "WABOT_VERIFY_TOKEN": "v"}


def test_the_command_line_goes_before_the_environment() -> None:
    environment = SECRETS | {
        "WABOT_SIMULATOR_PORT": "9001",
        "WABOT_SIMULATOR_RULES": "",
        "WABOT_SIMULATOR_FETCH_LINKS": "no",
    }

    settings = read_settings(["--port", "9002", "--allow-remote"], environment)

    assert settings == Settings(
        app_secret="s1,s0", verify_token="v", port=9002, allow_remote=True, rules="", fetch_links=False
    )


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("from-file\n")

    settings = read_settings([], {"WABOT_APP_SECRET_FILE": str(path), "WABOT_VERIFY_TOKEN": "v"})

    assert settings.app_secret == "from-file"


@pytest.mark.parametrize(
    ("arguments", "changes", "named"),
    [
        ([], {"WABOT_APP_SECRET": ""}, "WABOT_APP_SECRET"),
        ([], {"WABOT_SIMULATOR_PORT": "eighty"}, "WABOT_SIMULATOR_PORT"),
        (["--port", "70000"], {}, "--port"),
        (["--callback-url", "127.0.0.1:8001"], {}, "--callback-url"),
        (["--rules", "window,manners"], {}, "manners"),
        (["--allow-remote", "perhaps"], {}, "--allow-remote"),
        (["--deliveries-at-once", "0"], {}, "--deliveries-at-once"),
        (["--retry-first-s", "nan"], {}, "--retry-first-s"),
    ],
)
def test_a_wrong_setting_is_named(arguments: list[str], changes: dict[str, str], named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        read_settings(arguments, SECRETS | changes)


@pytest.mark.parametrize("missing", SECRETS)
def test_a_missing_secret_is_named(missing: str) -> None:
    with pytest.raises(BadSetting, match=missing):
        read_settings([], {name: value for name, value in SECRETS.items() if name != missing})


SHOP = {
    "phone_number_id": "1000555",
    "display_phone_number": "254700000555",
    "waba_id": "2000",
    "name": "Kona",
    "access_token": "t",
}


def test_a_configuration_file_brings_shops_and_customers(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    customers = [
        {"wa_id": "254711000009", "name": "Neema"},
        {"user_id": "KE.77", "name": "Juma", "username": "juma"},
    ]
    path.write_text(json.dumps({"shops": [SHOP], "customers": customers}))
    directory = Directory()

    fill(directory, str(path))

    assert [shop.name for shop in directory.shops.values()] == ["Kona"]
    assert directory.customer("KE.77").contact() == {
        "profile": {"name": "Juma", "username": "juma"},
        "user_id": "KE.77",
    }
    neema = directory.customer("254711000009")
    assert directory.customer(neema.user_id) is neema


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"shops": [SHOP | {"access_token": ""}]}, r"shops\[0\].access_token"),
        ({"shops": [SHOP | {"phone_number_id": "x"}]}, r"shops\[0\].phone_number_id"),
        ({"shops": [SHOP | {"colour": "red"}]}, r"shops\[0\].colour"),
        ({"customers": [{"name": "Neema"}]}, r"customers\[0\].wa_id"),
        ({"customers": [{"name": "Neema", "user_id": "neema"}]}, r"customers\[0\].user_id"),
        ({"customers": {}}, "customers must be a list"),
        ({"clients": []}, "shops and customers"),
    ],
)
def test_a_wrong_configuration_file_is_refused_by_field(tmp_path: Path, content: Any, named: str) -> None:
    path = tmp_path / "simulator.json"
    path.write_text(json.dumps(content))

    with pytest.raises(BadSetting, match=named):
        fill(Directory(), str(path))
