"""A half-configured model is refused by name, before anything starts."""

import pytest

from config.env import BadEnvironment, read_environment

COMPLETE = {
    "DATABASE_URL": "postgresql:///wabot",
    "JOURNAL_DATABASE_URL": "postgresql:///journal",
    "REDIS_URL": "redis://127.0.0.1/0",
    "CELERY_BROKER_URL": "redis://127.0.0.1/1",
    "WABOT_SECRET_KEY": "x" * 40,
}


def test_without_an_endpoint_there_is_no_model() -> None:
    assert read_environment(COMPLETE).WABOT_MODEL_URL is None


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"WABOT_MODEL_URL": "https://models.test/v1"}, "WABOT_MODEL_NAME"),
        ({"WABOT_MODEL_URL": "https://models.test/v1", "WABOT_MODEL_NAME": " "}, "WABOT_MODEL_NAME"),
        ({"WABOT_MODEL_URL": "models.test"}, "WABOT_MODEL_URL"),
        ({"WABOT_MODEL_SECONDS": "25"}, "WABOT_MODEL_SECONDS"),
        ({"WABOT_METRICS_NETWORKS": "10.0.0.0/8,office"}, "WABOT_METRICS_NETWORKS"),
        ({"WABOT_METRICS_NETWORKS": "10.0.0.1/8"}, "WABOT_METRICS_NETWORKS"),
        ({"WABOT_MODEL_SECONDS": "soon"}, "WABOT_MODEL_SECONDS"),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, str], named: str) -> None:
    with pytest.raises(BadEnvironment) as refused:
        read_environment(COMPLETE | given)

    assert [line.split(" ")[0] for line in refused.value.lines] == [named]


def test_the_endpoints_key_is_not_shown() -> None:
    environment = read_environment(COMPLETE | {"WABOT_MODEL_KEY": "sk-secret"})

    assert "sk-secret" not in repr(environment)
