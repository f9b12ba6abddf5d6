"""How log lines are set up, by what the environment says."""

from pathlib import Path

from config.env import read_environment
from config.settings.logs import logging_of


def test_without_a_file_all_goes_to_the_screen_and_with_one_only_what_is_wrong(tmp_path: Path) -> None:
    usual = {
        "DATABASE_URL": "postgresql:///a",
        "JOURNAL_DATABASE_URL": "postgresql:///b",
        "REDIS_URL": "redis://c",
        "CELERY_BROKER_URL": "redis://d",
        "WABOT_SECRET_KEY": "x" * 40,
    }

    assert "level" not in logging_of(read_environment(usual))["handlers"]["screen"]
    with_file = logging_of(read_environment({**usual, "WABOT_LOG_FILE": str(tmp_path / "a.log")}))
    assert with_file["handlers"]["screen"]["level"] == "WARNING"
    assert with_file["handlers"]["file"]["filename"] == str(tmp_path / "a.log")
    assert set(with_file["root"]["handlers"]) >= {"screen", "file"}
