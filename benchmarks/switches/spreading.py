"""How long the peers take, from the change at its source to the last of four processes that see it.

Each as its documentation sets it up and with its own intervals: Unleash and Flagsmith poll a double of their
server on the loopback, waffle's processes share a cache in Redis and a database.
"""

import multiprocessing
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from config.stack.redis import Redis
from config.stack.waiting import wait_until

PROCESSES = 4
LOOK_EVERY_S = 0.001
LONGEST_S = 150.0
SHOP = "00000000-0000-4000-8000-000000000001"

Ask = Callable[[], bool]
Seen = tuple[float, bool]


def unleash(url: str) -> Ask:
    from UnleashClient.clients.unleash_client import UnleashClient

    client = UnleashClient(url, "bench", disable_metrics=True, disable_registration=True)
    client.initialize_client()
    return lambda: bool(client.is_enabled("bench", {"userId": SHOP}))


def flagsmith(url: str) -> Ask:
    from flagsmith import Flagsmith

    client = Flagsmith(environment_key="ser.bench", api_url=f"{url}/", enable_local_evaluation=True)
    return lambda: bool(client.get_identity_flags(SHOP).is_feature_enabled("bench"))


def waffle(folder: str) -> Ask:
    from types import SimpleNamespace

    django_for_waffle(folder)
    from django.contrib.auth.models import AnonymousUser
    from waffle import flag_is_active

    def ask() -> bool:
        request: Any = SimpleNamespace(user=AnonymousUser(), GET={}, headers={}, COOKIES={}, waffles={})
        return bool(flag_is_active(request, "bench"))

    return ask


def django_for_waffle(folder: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "waffle"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/waffle.sqlite"}},
        CACHES={
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": _redis(Path(folder)).cache_url,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


def _redis(folder: Path) -> Redis:
    return Redis(folder / "redis", folder / "redis.sock")


def _watch(make: Callable[[str], Ask], where: str, seen: "Queue[Seen]") -> None:
    """In a process of its own: tells each change, with the moment by a clock that all processes share."""
    ask = make(where)
    said = None
    while True:
        if (now := ask()) != said:
            seen.put((time.monotonic(), now))
            said = now
        time.sleep(LOOK_EVERY_S)


def measured(
    make: Callable[[str], Ask], where: str, change: Callable[[bool], None], *, changes: int, interval_s: float
) -> list[float]:
    """Seconds from each change to the last process that answers by it. Raises TimeoutError."""
    context = multiprocessing.get_context("spawn")
    seen: Queue[Seen] = context.Queue()
    change(False)
    watchers = [
        context.Process(target=_watch, args=(make, where, seen), daemon=True) for _ in range(PROCESSES)
    ]
    for watcher in watchers:
        watcher.start()
    try:
        _all_say(seen, False)
        found = []
        for number in range(changes):
            # at another moment of the poll's interval each time
            time.sleep(interval_s * (number + 0.5) / changes)
            on = number % 2 == 0
            start = time.monotonic()
            change(on)
            found.append(_all_say(seen, on) - start)
        return found
    finally:
        for watcher in watchers:
            watcher.kill()


def _all_say(seen: "Queue[Seen]", wanted: bool) -> float:
    moments: list[float] = []
    while len(moments) < PROCESSES:
        moment, said = seen.get(timeout=LONGEST_S)
        if said is wanted:
            moments.append(moment)
    return max(moments)


class Double(BaseHTTPRequestHandler):
    """The two addresses that the clients poll, with one feature that is on or off for everybody."""

    on = False

    def do_GET(self) -> None:
        import json

        body = json.dumps(
            _flagsmith(self.on) if "environment-document" in self.path else _unleash(self.on)
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        return


def _unleash(on: bool) -> dict[str, Any]:
    everybody = [{"name": "default", "parameters": {}}]
    return {
        "version": 1,
        "features": [{"name": "bench", "type": "release", "enabled": on, "strategies": everybody}],
    }


def _flagsmith(on: bool) -> dict[str, Any]:
    state: dict[str, Any] = {
        "enabled": on,
        "feature_state_value": None,
        "feature": {"id": 1, "name": "bench", "type": "STANDARD"},
        "featurestate_uuid": SHOP,
        "multivariate_feature_state_values": [],
        "feature_segment": None,
    }
    return {
        "api_key": "bench",
        "name": "bench",
        "updated_at": datetime.now(UTC).isoformat(),
        "feature_states": [state],
        "identity_overrides": [],
        "project": {"segments": []},
    }


@contextmanager
def double() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Double)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()


@contextmanager
def waffle_home() -> Iterator[tuple[str, Callable[[bool], None]]]:
    """Its folder, and what changes the flag there as its documentation does: by saving it."""
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        server = _redis(Path(folder))
        server.prepare()
        with subprocess.Popen(server.command(), stdout=subprocess.DEVNULL) as running:
            try:
                wait_until(server.is_ready, what="Redis", deadline_s=10)
                django_for_waffle(folder)
                from django.core.management import call_command
                from waffle.models import Flag

                call_command("migrate", verbosity=0)
                flag = Flag.objects.create(name="bench", everyone=False)

                def change(on: bool) -> None:
                    flag.everyone = on
                    flag.save()

                yield folder, change
            finally:
                running.terminate()


def main(changes: int) -> None:
    """Polls are long: their changes are few."""
    with waffle_home() as (folder, change):
        _say(
            "django-waffle (cache shared in Redis)",
            measured(waffle, folder, change, changes=changes, interval_s=0.2),
        )

    def flip(on: bool) -> None:
        Double.on = on

    polling = (("Unleash", unleash, 5, 15.0), ("Flagsmith, local evaluation", flagsmith, 3, 60.0))
    for name, make, few, interval_s in polling:
        with double() as url:
            _say(name, measured(make, url, flip, changes=few, interval_s=interval_s))


def _say(name: str, seconds: list[float]) -> None:
    ms = sorted(1000 * each for each in seconds)
    print(
        f"{name:<38} {len(ms)} changes, to the last of {PROCESSES} processes:"
        f" median {ms[len(ms) // 2]:,.1f} ms, longest {ms[-1]:,.1f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
