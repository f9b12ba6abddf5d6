from collections.abc import Mapping
from pathlib import Path

import pytest
from wabot_rollback.cli.environment import completed, plan_file, state_folder
from wabot_rollback.errors import Refused


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://wabot_engine@/wabot\n")

    found = completed({"WABOT_ENGINE_DATABASE_URL_FILE": str(tmp_path / "url")})

    assert found["WABOT_ENGINE_DATABASE_URL"] == "postgresql://wabot_engine@/wabot"
    with pytest.raises(Refused, match=r"JOURNAL_DATABASE_URL_FILE: .*none: No such file"):
        completed({"JOURNAL_DATABASE_URL_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({"DB_NAME": "shop"}, "postgresql://127.0.0.1:5432/shop"),
        (
            {"DB_NAME": "shop", "DB_USER": "w@bot", "DB_PASSWORD": "a/b", "DB_HOST": "/run/pg", "DB_PORT": "5433"},
            "postgresql://w%40bot:a%2Fb@%2Frun%2Fpg:5433/shop",
        ),
        ({"DB_NAME": "shop", "DATABASE_URL": "postgresql:///other"}, "postgresql:///other"),
    ],
)  # fmt: skip
def test_the_parts_of_the_address_stand_for_the_whole(given: Mapping[str, str], url: str) -> None:
    assert completed(given)["DATABASE_URL"] == url


def test_an_option_goes_before_the_environment() -> None:
    environment = {"WABOT_ENGINE_STATE": "/srv/engine", "WABOT_ROLLBACK_PLAN": "/srv/plan.yaml"}

    assert state_folder(None, environment) == Path("/srv/engine")
    assert state_folder("/elsewhere", environment) == Path("/elsewhere")
    assert plan_file(None, environment) == Path("/srv/plan.yaml")
    assert plan_file("mine.yaml", environment) == Path("mine.yaml")
