"""Settings: command line first, then environment, then defaults. Read once, refused loudly by name."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from .errors import BadSetting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    app_secret: str
    verify_token: str
    host: str = "127.0.0.1"
    port: int = 8002
    callback_url: str = "http://127.0.0.1:8001/v1/webhooks/whatsapp"
    config: str = ""
    state: str = ""
    allow_remote: bool = False
    rules: str = "window,pair_rate,throughput"
    throughput_per_s: float = 80.0
    retry_first_s: float = 0.2
    retry_longest_s: float = 5.0
    retry_give_up_s: float = 7 * 86_400.0
    delivery_timeout_s: float = 10.0
    deliveries_at_once: int = 32
    sent_after_ms: int = 15
    delivered_after_ms: int = 40
    read_after_ms: int = 120
    reading_s: float = 60.0
    fetch_links: bool = True
    seed: int = 0

    @property
    def state_dir(self) -> Path | None:
        return Path(self.state) if self.state else None

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"


HELP: Final = {
    "app_secret": "secret that webhooks are signed with; of several, parted by commas, the first (required)",
    "verify_token": "token of the handshake (required)",
    "host": "address to listen on",
    "port": "port to listen on",
    "callback_url": "where webhooks go",
    "config": "JSON file with shops and customers; without it, invented ones",
    "state": "folder that keeps the record and the media over a restart",
    "allow_remote": "serve clients of other machines too (yes or no)",
    "rules": "WhatsApp's rules in force, of: window, pair_rate, throughput; none with an empty text",
    "throughput_per_s": "messages a second that one number takes",
    "retry_first_s": "pause before a webhook that was not answered 200 comes again; it doubles each time",
    "retry_longest_s": "the longest such pause",
    "retry_give_up_s": "simulated seconds after which a webhook is given up",
    "delivery_timeout_s": "how long the callback may take to answer",
    "deliveries_at_once": "webhooks on the wire at the same time",
    "sent_after_ms": "from acceptance to `sent`",
    "delivered_after_ms": "from `sent` to `delivered`",
    "read_after_ms": "from `delivered` to `read`, when the customer is looking",
    "reading_s": "how long a customer who wrote keeps looking, while no page shows the phone",
    "fetch_links": "fetch media that shops send by link, and fail the message where that fails (yes or no)",
    "seed": "seed of ids and faults; 0 takes a new one each time",
}
_PLAIN_ENV: Final = {"app_secret": "WABOT_APP_SECRET", "verify_token": "WABOT_VERIFY_TOKEN"}
_WORDS: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_LEAST: Final = {"port": 1, "deliveries_at_once": 1, "throughput_per_s": 1, "delivery_timeout_s": 0.01}
RULES: Final = ("window", "pair_rate", "throughput")


def env_name(field: str) -> str:
    return _PLAIN_ENV.get(field, f"WABOT_SIMULATOR_{field.upper()}")


def _option(field: str) -> str:
    return "--" + field.replace("_", "-")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m wabot_simulator",
        description="A WhatsApp Cloud API on this machine. Each option is also an environment variable.",
    )
    for each in fields(Settings):
        # a switch may stand alone or be given yes or no, as its variable must be
        flag: dict[str, Any] = {"nargs": "?", "const": "yes"} if each.type is bool else {}
        made.add_argument(
            _option(each.name),
            dest=each.name,
            metavar="X",
            help=f"{HELP[each.name]} [{env_name(each.name)}]",
            **flag,
        )
    return made


def read_settings(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises BadSetting naming option and variable; argparse itself ends with code 2 on unknown options."""
    given = vars(parser().parse_args(arguments))
    values: dict[str, Any] = {}
    for each in fields(Settings):
        raw = given[each.name] if given[each.name] is not None else _from_environment(each.name, environment)
        if raw is not None:
            values[each.name] = _convert(
                each.name, str(each.type if isinstance(each.type, str) else each.type.__name__), raw
            )
        elif each.name in _PLAIN_ENV:
            # no default: a bot that checks signatures against a well-known secret checks nothing
            raise BadSetting(f"{_option(each.name)} is missing; give it, or set {env_name(each.name)}")
    return _checked(Settings(**values))


def _from_environment(field: str, environment: Mapping[str, str]) -> str | None:
    name = env_name(field)
    if name in environment:
        return environment[name]
    # secrets may be mounted as files, as containers and systemd do
    if field in _PLAIN_ENV and (path := environment.get(f"{name}_FILE")):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE: {path} cannot be read ({error.strerror})") from error
    return None


def _convert(field: str, type_name: str, raw: str) -> Any:
    where = f"{_option(field)} ({env_name(field)})"
    if type_name == "bool":
        if raw.lower() not in _WORDS:
            raise BadSetting(f"{where}: {raw!r} is neither yes nor no")
        return _WORDS[raw.lower()]
    if type_name == "str":
        return raw
    try:
        number: float = int(raw) if type_name == "int" else float(raw)
    except ValueError:
        raise BadSetting(f"{where}: {raw!r} is not a number") from None
    # "nan" is a float to Python, and fails this comparison
    if not _LEAST.get(field, 0) <= number < float("inf"):
        raise BadSetting(f"{where}: {raw} is less than {_LEAST.get(field, 0)} or not finite")
    return number


def _checked(settings: Settings) -> Settings:
    if settings.port > 65535:
        raise BadSetting(f"--port ({env_name('port')}): {settings.port} is above 65535")
    parts = urlsplit(settings.callback_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(
            f"--callback-url ({env_name('callback_url')}): {settings.callback_url!r} is not an http address"
        )
    for name in ("app_secret", "verify_token"):
        if not getattr(settings, name).split(",")[0].strip():
            raise BadSetting(f"{_option(name)} ({env_name(name)}) is empty")
    if strange := set(filter(None, settings.rules.split(","))) - set(RULES):
        raise BadSetting(
            f"--rules ({env_name('rules')}): no rule {min(strange)!r}; there are {', '.join(RULES)}"
        )
    return settings
