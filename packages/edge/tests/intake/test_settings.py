from pathlib import Path

import pytest
from wabot_edge.intake.errors import BadSettings
from wabot_edge.intake.settings import read_settings

GOOD = {
    "JOURNAL_DATABASE_URL": "postgresql://wabot:pass-word@db/journal",
    "WABOT_APP_SECRET": "new-secret, old-secret",
    "WABOT_VERIFY_TOKEN": "token",
}


def test_three_variables_are_enough() -> None:
    settings = read_settings(GOOD)

    assert settings.app_secrets == (b"new-secret", b"old-secret")
    assert settings.spool_dir == Path("state/spool")
    assert (settings.WABOT_INTAKE_HOST, settings.WABOT_INTAKE_PORT) == ("127.0.0.1", 8001)


def test_the_spool_lies_in_the_state_folder_unless_it_is_given_a_path_of_its_own() -> None:
    assert read_settings(GOOD | {"WABOT_STATE_DIR": "/srv"}).spool_dir == Path("/srv/spool")
    assert read_settings(GOOD | {"WABOT_STATE_DIR": "/srv", "WABOT_SPOOL_DIR": "/disk2"}).spool_dir == Path(
        "/disk2"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JOURNAL_DATABASE_URL", ""),
        ("JOURNAL_DATABASE_URL", "db.example.com with pass-word"),
        ("WABOT_APP_SECRET", ""),
        ("WABOT_APP_SECRET", "secret,,other"),
        ("WABOT_VERIFY_TOKEN", ""),
        ("WABOT_CALLBACK_KEYS", f"{'k' * 40},short"),
        ("WABOT_INTAKE_PORT", "eighty"),
        ("WABOT_INTAKE_PORT", "70000"),
        ("WABOT_SPOOL_BYTES", "1000"),
    ],
)
def test_a_wrong_variable_is_named_on_one_line_that_tells_no_secret(name: str, value: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read_settings(GOOD | {name: value})

    assert str(refused.value).startswith(f"{name}: ")
    assert "\n" not in str(refused.value)
    assert "pass-word" not in str(refused.value)


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(BadSettings, match=r"JOURNAL_DATABASE_URL.*; WABOT_APP_SECRET.*; WABOT_VERIFY_TOKEN"):
        read_settings({})


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file\n")
    given = {name: value for name, value in GOOD.items() if name != "WABOT_APP_SECRET"}

    settings = read_settings(given | {"WABOT_APP_SECRET_FILE": str(tmp_path / "secret")})

    assert settings.app_secrets == (b"from-a-file",)
    with pytest.raises(BadSettings, match="WABOT_APP_SECRET_FILE: cannot read"):
        read_settings(given | {"WABOT_APP_SECRET_FILE": str(tmp_path / "gone")})


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    printed = f"{read_settings(GOOD)!r} {read_settings(GOOD)}"

    assert not any(secret in printed for secret in ("pass-word", "new-secret", "old-secret", "'token'"))
