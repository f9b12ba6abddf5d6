"""Every environment variable the release reads: typed, read once, failing by name."""

import os
import sys
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

PostgresUrl = Annotated[str, StringConstraints(pattern=r"^postgres(ql)?://")]
RedisUrl = Annotated[str, StringConstraints(pattern=r"^(rediss?|unix)://")]
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^/]+")]


class BadEnvironment(Exception):
    """One line for each variable that is missing or wrong."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Environment(BaseModel):
    """The variables by their own names; a secret may come as `<NAME>_FILE` instead."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    DATABASE_URL: PostgresUrl = Field(description="The platform's PostgreSQL database.")
    JOURNAL_DATABASE_URL: PostgresUrl = Field(description="The journal's own PostgreSQL database.")
    REDIS_URL: RedisUrl = Field(description="The cache's Redis database.")
    CELERY_BROKER_URL: str = Field(min_length=1, description="Celery's broker: Redis or RabbitMQ.")
    WABOT_SECRET_KEY: SecretStr = Field(min_length=32, description="Signs sessions; at least 32 characters.")
    WABOT_DATA_KEYS: SecretStr = Field(
        default=SecretStr(""), description="Fernet keys for stored tokens, newest first, by comma."
    )
    WABOT_GRAPH_URL: HttpUrl = Field(
        default="https://graph.facebook.com/v23.0", description="WhatsApp's Graph API with its version."
    )
    WABOT_PUBLIC_URL: HttpUrl = Field(
        default="http://127.0.0.1:8000", description="Address under which pictures and pages are reached."
    )
    WABOT_ALLOWED_HOSTS: str = Field(
        default="127.0.0.1,localhost", description="Host names served, by comma."
    )
    WABOT_STATE_DIR: Path = Field(default=Path("state"), description="Folder for media, spools and sockets.")
    WABOT_LOG_FILE: Path | None = Field(
        default=None,
        description="The log file, in production /var/log/wabot/application.log; unset writes to stderr.",
    )
    WABOT_LOG_FORMAT: Literal["line", "json"] = Field(
        default="line", description="A line for people (`line`) or a JSON object for programs (`json`)."
    )
    WABOT_LOG_BYTES: int = Field(
        default=0, ge=0, description="Size at which the log file is moved aside; 0 leaves that to logrotate."
    )
    WABOT_LOG_TABLE: bool = Field(
        default=True, description="Whether log lines also go into the database's table `logs`."
    )
    WABOT_LOG_DAYS: int = Field(default=14, gt=0, description="Days that the table `logs` keeps.")
    WABOT_METRICS_DIR: Path | None = Field(
        default=None,
        description="Folder in which this host's processes keep their counts together, best in memory (/run, /dev/shm);"
        " default $WABOT_STATE_DIR/metrics.",
    )
    WABOT_METRICS_NETWORKS: str = Field(
        default="127.0.0.0/8,::1/128",
        description="Networks that may read /metrics, by comma. What a proxy passes on is refused whatever it says.",
    )
    WABOT_DB_ROLE: str = Field(
        default="", pattern=r"^(|wabot_app|wabot_system)$", description="Database role this process takes on."
    )
    WABOT_JOURNAL_DAYS: int = Field(
        default=90, gt=0, description="Days that the journal keeps what nobody needs any more."
    )
    WABOT_UNCERTAIN_RESEND_S: float = Field(
        default=300, gt=0, description="Seconds before an uncertain send may be repeated once (rule 10)."
    )
    WABOT_MAIL_URL: SecretStr = Field(
        default=SecretStr(""),
        description="Server for the platform's own e-mail, as `mailtos://user:password@host?from=name@host`.",
    )
    WABOT_MODEL_URL: HttpUrl | None = Field(
        default=None, description="OpenAI-compatible endpoint; unset = no model."
    )
    WABOT_MODEL_NAME: str = Field(
        default="", validate_default=True, description="The model's name at that endpoint."
    )
    WABOT_MODEL_KEY: SecretStr = Field(default=SecretStr(""), description="The endpoint's key.")
    WABOT_MODEL_SECONDS: float = Field(
        default=4, gt=0, le=20, description="Seconds a model may take for a reply."
    )

    @field_validator("WABOT_MAIL_URL")
    @classmethod
    def _a_mail_server(cls, url: SecretStr) -> SecretStr:
        given = url.get_secret_value()
        if given and not (given.startswith(("mailto://", "mailtos://")) and "from=" in given):
            raise ValueError("it begins with mailto:// or mailtos:// and names the sender in from=")
        return url

    @field_validator("WABOT_METRICS_NETWORKS")
    @classmethod
    def _networks(cls, given: str) -> str:
        for network in filter(None, given.split(",")):
            ip_network(network.strip())
        return given

    @field_validator("WABOT_MODEL_NAME")
    @classmethod
    def _named_where_there_is_an_endpoint(cls, name: str, others: ValidationInfo) -> str:
        if others.data.get("WABOT_MODEL_URL") and not name.strip():
            raise ValueError("WABOT_MODEL_URL is set, and the endpoint must be told which model")
        return name


def database_url_of_parts(source: Mapping[str, str]) -> str | None:
    """DATABASE_URL out of DB_HOST, DB_PORT, DB_USER, DB_NAME and DB_PASSWORD, when DB_NAME is set."""
    if not source.get("DB_NAME"):
        return None
    user, password = quote(source.get("DB_USER", ""), safe=""), quote(source.get("DB_PASSWORD", ""), safe="")
    host = quote(source.get("DB_HOST", "127.0.0.1"), safe="")
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"postgresql://{login}{host}:{source.get('DB_PORT', '5432')}/{source['DB_NAME']}"


def _value(name: str, source: Mapping[str, str]) -> str | None:
    if name in source:
        return source[name]
    if path := source.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadEnvironment([f"{name}_FILE: cannot read {path} ({error.strerror})"]) from error
    return database_url_of_parts(source) if name == "DATABASE_URL" else None


def read_environment(source: Mapping[str, str] | None = None) -> Environment:
    """Raises BadEnvironment."""
    variables = os.environ if source is None else source
    values: dict[str, Any] = {}
    for name in Environment.model_fields:
        if (value := _value(name, variables)) is not None:
            values[name] = value
    try:
        return Environment(**values)
    except ValidationError as error:
        raise BadEnvironment([_line(problem) for problem in error.errors(include_input=False)]) from None


def environment_or_exit() -> Environment:
    """What is wrong goes to stderr, one clear line for each variable, and the process ends with 2."""
    try:
        return read_environment()
    except BadEnvironment as error:
        print(error, file=sys.stderr)  # noqa: T201  (there is no logging yet)
        raise SystemExit(2) from None


def _line(problem: Any) -> str:
    name = str(problem["loc"][0])
    field = Environment.model_fields[name]
    said = "is not set" if problem["type"] == "missing" else f"is wrong: {problem['msg']}"
    return f"{name} {said}. {field.description} (`make up` sets it for the embedded stack.)"
