"""`rollback env`: the platform's database as the plan's shell lines name it."""

import shlex

from wabot_rollback.cli import DONE
from wabot_rollback.cli.calling import Session
from wabot_rollback.errors import Refused

# PGPASSWORD besides: pg_dump and psql ask for it otherwise.
NAMES = {
    "DB_HOST": ("host", "127.0.0.1"),
    "DB_PORT": ("port", "5432"),
    "DB_USER": ("user", ""),
    "DB_NAME": ("dbname", ""),
    "DB_PASSWORD": ("password", ""),
    "PGPASSWORD": ("password", ""),
}


def run(session: Session) -> int:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    url = session.environment.get("DATABASE_URL") or session.environment.get("WABOT_ENGINE_DATABASE_URL")
    if not url:
        raise Refused("DATABASE_URL: not set, nor WABOT_ENGINE_DATABASE_URL; one of them says where it is")
    try:
        found = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise Refused(f"DATABASE_URL: {str(error).strip()}") from error
    told = {name: str(found.get(key) or default) for name, (key, default) in NAMES.items()}
    if session.given.json:
        session.tell(told)
    else:
        session.say(*(f"export {name}={shlex.quote(value)}" for name, value in told.items()))
    return DONE
