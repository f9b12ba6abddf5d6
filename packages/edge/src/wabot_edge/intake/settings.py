"""The intake's environment variables: typed, read once, failing by name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from wabot_edge.intake.errors import BadSettings

MiB = 1024 * 1024
LEAST_KEY_CHARACTERS = 32


class Settings(BaseModel):
    """The variables by their own names; a secret may come as `<NAME>_FILE` instead."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    JOURNAL_DATABASE_URL: SecretStr = Field(description="The journal's own PostgreSQL database.")
    WABOT_APP_SECRET: SecretStr = Field(
        description="WhatsApp app secrets, newest first, by comma: while one is replaced, both are valid."
    )
    WABOT_VERIFY_TOKEN: SecretStr = Field(
        min_length=1, description="The token typed into WhatsApp's webhook form."
    )
    WABOT_CALLBACK_KEYS: SecretStr = Field(
        default=SecretStr(""),
        description="Keys that tokens in the addresses of payment callbacks are made with, newest first, by comma,"
        " each at least 32 characters; unset takes no callbacks in.",
    )
    WABOT_INTAKE_HOST: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    WABOT_INTAKE_PORT: int = Field(
        default=8001, ge=0, le=65535, description="Port to listen on; 0 takes a free one."
    )
    WABOT_STATE_DIR: Path = Field(default=Path("state"), description="Folder for media, spools and sockets.")
    WABOT_SPOOL_DIR: Path | None = Field(
        default=None,
        description="Folder that keeps webhooks while the journal is away; default $WABOT_STATE_DIR/spool.",
    )
    WABOT_SPOOL_BYTES: int = Field(
        default=1024 * MiB, ge=16 * MiB, description="Most bytes the spool may take up; at least 16 MiB."
    )

    @field_validator("JOURNAL_DATABASE_URL")
    @classmethod
    def _is_an_address(cls, value: SecretStr) -> SecretStr:
        try:
            parts = conninfo_to_dict(value.get_secret_value())
        except ProgrammingError:
            parts = {}
        if not parts:
            # Without its own text: that may quote the password.
            raise ValueError("not an address such as postgresql://user@host/database")
        return value

    @field_validator("WABOT_APP_SECRET")
    @classmethod
    def _has_no_empty_secret(cls, value: SecretStr) -> SecretStr:
        if not all(secret.strip() for secret in value.get_secret_value().split(",")):
            # Anybody can sign with an empty secret.
            raise ValueError("one of the secrets is empty")
        return value

    @field_validator("WABOT_CALLBACK_KEYS")
    @classmethod
    def _has_no_weak_key(cls, value: SecretStr) -> SecretStr:
        keys = value.get_secret_value()
        if keys and min(len(key.strip()) for key in keys.split(",")) < LEAST_KEY_CHARACTERS:
            raise ValueError(f"one of the keys is shorter than {LEAST_KEY_CHARACTERS} characters")
        return value

    @property
    def callback_keys(self) -> tuple[bytes, ...]:
        keys = self.WABOT_CALLBACK_KEYS.get_secret_value()
        return tuple(key.strip().encode() for key in keys.split(",")) if keys else ()

    @property
    def app_secrets(self) -> tuple[bytes, ...]:
        return tuple(
            secret.strip().encode() for secret in self.WABOT_APP_SECRET.get_secret_value().split(",")
        )

    @property
    def spool_dir(self) -> Path:
        return self.WABOT_SPOOL_DIR or self.WABOT_STATE_DIR / "spool"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Raises BadSettings."""
    values: dict[str, Any] = {}
    for name in Settings.model_fields:
        if value := environ.get(name) or _from_file(f"{name}_FILE", environ):
            values[name] = value
    try:
        return Settings(**values)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        raise BadSettings("; ".join(map(_said, problems))) from None


def _from_file(name: str, environ: Mapping[str, str]) -> str:
    path = environ.get(name)
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{name}: cannot read {path} ({error})") from error


def _said(problem: Any) -> str:
    name = str(problem["loc"][0])
    what = "is not set" if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
    return f"{name}: {what} ({Settings.model_fields[name].description})"
