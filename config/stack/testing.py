"""pytest plugin (`-p config.stack.testing`): real servers for the run, started before Django reads its settings."""

import os
from contextlib import ExitStack

import pytest

from config.stack.throwaway import running

_STACK = ExitStack()
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "WABOT_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    "WABOT_APP_SECRET": "app-secret-for-tests",
    "WABOT_VERIFY_TOKEN": "verify-token-for-tests",
    "WABOT_GRAPH_URL": "http://127.0.0.1:9/v23.0",
}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    os.environ.update(SETTINGS)
    # Workers of a parallel run inherit the servers; each has databases of its own on them.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        servers = _STACK.enter_context(running())
        os.environ.update(servers.environment())


def pytest_unconfigure() -> None:
    _STACK.close()
