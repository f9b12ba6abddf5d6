"""From a parsed command line to its end: what it needs, and what the shell sees."""

import json
import os
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from wabot_rollback.cli import HALFWAY, REFUSED, TROUBLE
from wabot_rollback.cli.environment import completed, login, plan_file, state_folder
from wabot_rollback.errors import Fenced, Refused, RollbackError

if TYPE_CHECKING:
    from wabot_rollback.plan.people import PersonSection
    from wabot_rollback.plan.schema import Plan
    from wabot_rollback.runs.engine import Engine, Listener
    from wabot_rollback.runs.run import Run

MODULES = {
    "assess": "assessing",
    "plan": "planning",
    "start": "starting",
    "approve": "approving",
    "resume": "going_on",
    "escalate": "going_on",
    "abort": "going_on",
    "undo": "going_on",
    "verify": "going_on",
    "status": "reading",
    "log": "reading",
    "history": "reading",
    "env": "telling",
    "release": "releasing",
    "drill": "drilling",
    "backup": "backing_up",
    "put-back": "putting_back",
}


@dataclass(frozen=True, slots=True)
class Session:
    """One call of the command."""

    given: Namespace
    out: TextIO
    err: TextIO
    environment: Mapping[str, str]

    @property
    def state(self) -> Path:
        return state_folder(self.given.state, self.environment)

    def plan(self) -> "Plan":
        """As the file says now. Raises Refused."""
        from wabot_rollback.plan.loading import load

        return load(plan_file(self.given.plan, self.environment))

    def engine(self, listener: "Listener | None" = None) -> "Engine":
        from wabot_rollback.cli.assembling import world_at
        from wabot_rollback.runs.engine import Engine, Silent
        from wabot_rollback.store.ledger import Ledger
        from wabot_rollback.strategies import steps_of

        return Engine(
            ledger=Ledger(self.state),
            steps_of=steps_of,
            world_of=world_at(self.state),
            listener=listener or Silent(),
        )

    def run(self, engine: "Engine") -> "Run":
        """The one that was named, else the newest that is not closed, else the newest."""
        from wabot_rollback.runs.run import CLOSED, runs_of

        if self.given.run is not None:
            return engine.run(self.given.run)
        runs = list(runs_of(engine.ledger.entries()).values())
        if not runs:
            raise Refused("there has been no run yet")
        return next((run for run in reversed(runs) if run.phase not in CLOSED), runs[-1])

    def speaker(self, plan: "Plan") -> "PersonSection":
        """Who gives this command: by name, else by the account."""
        from wabot_rollback.runs.approving import speaker

        account = login()
        if self.given.person is not None:
            return speaker(plan, self.given.person, account)
        if found := [person for person in plan.contacts.people if person.login == account]:
            return found[0]
        known = ", ".join(person.id for person in plan.contacts.people)
        raise Refused(
            f"nobody of the plan's contacts has the account {account}: say who you are by --as ({known})"
        )

    def tell(self, told: Any) -> None:
        """One JSON value."""
        self.out.write(json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n")

    def say(self, *lines: str) -> None:
        self.out.write("".join(f"{line}\n" for line in lines))


def call(given: Namespace, out: TextIO, err: TextIO) -> int:
    try:
        session = Session(given, out, err, completed(os.environ))
        code: int = import_module(f"wabot_rollback.cli.commands.{MODULES[given.verb]}").run(session)
    except Refused as error:
        return _failed(err, error, REFUSED)
    except Fenced as error:
        return _failed(err, error, HALFWAY)
    except RollbackError as error:
        return _failed(err, error, TROUBLE)
    except KeyboardInterrupt:
        # Of what only looked; who works on a run says more (`at_work`).
        return TROUBLE
    except BrokenPipeError:
        # Whoever read along has heard enough (`rollback log | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        return TROUBLE
    return code


def _failed(err: TextIO, error: RollbackError, code: int) -> int:
    err.write("".join(f"rollback: {line}\n" for line in str(error).splitlines()))
    return code
