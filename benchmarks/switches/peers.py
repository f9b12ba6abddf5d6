"""The peers, each set up as its own documentation says, with its rules in memory and nothing to ask over a network."""

import inspect
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import django
from django.conf import settings
from django.core.management import call_command
from flagsmith import Flagsmith
from flagsmith.offline_handlers import LocalFileHandler
from UnleashClient.cache import FileCache
from UnleashClient.clients.unleash_client import UnleashClient

Ask = Callable[[UUID], bool]
NOWHERE = "http://127.0.0.1:9/api"


def _default(of: Any, name: str) -> Any:
    return inspect.signature(of.__init__).parameters[name].default


# As the libraries are set when nobody says otherwise.
SPREAD = {
    "wabot": "announced; see below",
    "django-waffle (cache in memory)": "one cache for each process: when its entry ends; a shared one: at once",
    "Unleash": f"with the next poll: every {_default(UnleashClient, 'refresh_interval')} s",
    "Flagsmith, local evaluation": (
        f"with the next poll: every {_default(Flagsmith, 'environment_refresh_interval_seconds')} s"
    ),
}


def waffle(listed: Sequence[UUID], shops: Sequence[UUID], percentage: int) -> Ask:
    """A shop stands as the user; its percentage is a lot drawn once and kept in a cookie, as waffle has it."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "waffle"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth.models import User
    from waffle import flag_is_active
    from waffle.models import Flag

    flag = Flag.objects.create(name="bench", percent=percentage)
    users: dict[UUID, Any] = {shop: User.objects.create(username=str(shop)) for shop in shops}
    members: Any = flag
    members.users.set([users[shop] for shop in listed])
    drawn = shops[10 : 10 + percentage]
    requests: dict[UUID, Any] = {
        shop: SimpleNamespace(
            user=user, GET={}, headers={}, COOKIES={"dwf_bench": str(shop in drawn)}, waffles={}
        )
        for shop, user in users.items()
    }

    def ask(shop: UUID) -> bool:
        request = requests[shop]
        request.waffles = {}  # another request each time
        return bool(flag_is_active(request, "bench"))

    return ask


@contextmanager
def unleash(listed: Sequence[UUID], percentage: int) -> Iterator[Ask]:
    strategies = [
        {"name": "userWithId", "parameters": {"userIds": ",".join(map(str, listed))}},
        {
            "name": "flexibleRollout",
            "parameters": {"rollout": str(percentage), "stickiness": "userId", "groupId": "bench"},
        },
    ]
    feature = {"name": "bench", "type": "release", "enabled": True, "strategies": strategies}
    with tempfile.TemporaryDirectory() as folder:
        cache = FileCache("bench", directory=folder)
        cache.bootstrap_from_dict({"version": 1, "features": [feature]})
        client = UnleashClient(NOWHERE, "bench", cache=cache, disable_metrics=True, disable_registration=True)
        client.initialize_client(fetch_toggles=False)
        yield lambda shop: bool(client.is_enabled("bench", {"userId": str(shop)}))
        client.destroy()


def flagsmith(listed: Sequence[UUID], percentage: int) -> Ask:
    def state(enabled: bool, number: int) -> dict[str, Any]:
        return {
            "enabled": enabled,
            "feature_state_value": None,
            "feature": {"id": 1, "name": "bench", "type": "STANDARD"},
            "featurestate_uuid": str(UUID(int=number)),
            "multivariate_feature_state_values": [],
            "feature_segment": {"priority": 0} if enabled else None,
        }

    share = {"operator": "PERCENTAGE_SPLIT", "property_": "", "value": str(percentage)}
    rule = {"type": "ALL", "rules": [], "conditions": [share]}
    document = {
        "api_key": "bench",
        "name": "bench",
        "feature_states": [state(False, 1)],
        "identity_overrides": [
            {"identifier": str(shop), "identity_features": [state(True, 2)]} for shop in listed
        ],
        "project": {
            "segments": [{"id": 1, "name": "share", "rules": [rule], "feature_states": [state(True, 3)]}]
        },
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(json.dumps(document))
        file.flush()
        handler = LocalFileHandler(str(Path(file.name)))
    client = Flagsmith(offline_mode=True, offline_handler=handler)
    return lambda shop: bool(client.get_identity_flags(str(shop)).is_feature_enabled("bench"))
