"""The subcommands and their options. Imports nothing that takes time."""

import argparse
from argparse import ArgumentParser

from wabot_rollback.cli.variables import VARIABLES
from wabot_rollback.database.cli import add as add_backup
from wabot_rollback.releases.cli import add as add_release
from wabot_rollback.salvage.cli import add as add_put_back

EPILOG = """\
exit codes:
  0  done, and seen to help
  2  wrong usage, or refused: nothing was changed (or what was done is undone)
  3  halfway: `rollback status` says where; resume, escalate, abort or undo
  4  done, but not seen to help: treat the platform as ill, then `rollback verify`
  1  the engine itself cannot go on; the line on standard error says why

environment (with the platform's own, which its commands need):
"""
RUN_HELP = "the run, as in `rollback history`; without it the newest"


def parser() -> ArgumentParser:
    top = ArgumentParser(
        prog="rollback",
        description="Takes a release of Wabot back: a feature, a configuration, the code, a whole database.",
        epilog=EPILOG + "".join(f"  {name:26} {what}\n" for name, what in VARIABLES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    common = _common()
    for add in (
        _assess,
        _plan,
        _start,
        _approve,
        _status,
        _resume,
        _escalate,
        _ending,
        _log,
        _history,
        _env,
        _drill,
    ):
        add(verbs, common)
    add_release(verbs, common)
    add_backup(verbs, common)
    add_put_back(verbs, common)
    return top


Verbs = argparse._SubParsersAction  # the type that add_subparsers returns has no public name


def _common() -> ArgumentParser:
    common = ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON for a program to read")
    common.add_argument("--plan", metavar="FILE", help="the plan's file (WABOT_ROLLBACK_PLAN)")
    common.add_argument("--state", metavar="FOLDER", help="the engine's own folder (WABOT_ENGINE_STATE)")
    return common


def _assess(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser("assess", parents=[common], help="how bad it is, and which strategy fits")
    verb.add_argument("--users-percent", type=float, metavar="N", help="share of the users that are hit")
    verb.add_argument(
        "--yes", action="append", default=[], metavar="FACT", help="one-feature, data-corrupted, …: it is so"
    )
    verb.add_argument("--no", action="append", default=[], metavar="FACT", help="it is not so")
    verb.add_argument(
        "--ask", action="store_true", help="ask for what was not given, also without a terminal"
    )


def _plan(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser(
        "plan", parents=[common], help="dry run: every check, how long it takes, the hash to approve"
    )
    verb.add_argument(
        "--example", action="store_true", help="print the annotated example plan, and nothing else"
    )
    _request(verb, strategy_required=False)


def _start(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser("start", parents=[common], help="ask for a rollback, and begin it once approved")
    _request(verb, strategy_required=True)
    _who(verb, why=True)
    verb.add_argument("--hash", metavar="HASH", help="refuse unless the dry run's hash begins so")
    verb.add_argument(
        "--escalate-to",
        type=int,
        metavar="N",
        help="when it does not help, go on by itself up to strategy 2 or 3",
    )
    verb.add_argument(
        "--break-glass", action="store_true", help="begin without approvals; recorded, and for a short time"
    )


def _request(verb: ArgumentParser, *, strategy_required: bool) -> None:
    verb.add_argument("--strategy", type=int, choices=(1, 2, 3, 4), required=strategy_required)
    verb.add_argument(
        "--feature", action="append", default=[], metavar="NAME", help="of strategy 1; again for more"
    )
    verb.add_argument(
        "--tenant", action="append", default=[], metavar="ID", help="only this shop; again for more"
    )
    verb.add_argument("--release", metavar="ID", help="the release to go back to (the one before)")
    verb.add_argument("--backup", metavar="NAME", help="the backup to restore; `defaults` in strategy 2")
    verb.add_argument("--severity", choices=("critical", "high", "medium", "low"), help="of the matrix")
    verb.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME[=JSON]",
        help="of a strategy, e.g. reverse_migrations",
    )


def _who(verb: ArgumentParser, *, why: bool) -> None:
    verb.add_argument(
        "--as", dest="person", metavar="PERSON", help="id in the plan's contacts (by your account)"
    )
    if why:
        verb.add_argument(
            "--reason", required=True, metavar="WORDS", help="for the log, and for whoever reads it"
        )


def _approve(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser("approve", parents=[common], help="agree to a run, by its hash")
    _run(verb)
    _who(verb, why=False)
    verb.add_argument("--role", help="approve as this one of your roles")
    verb.add_argument("--hash", metavar="HASH", help="refuse unless the run's hash begins so")
    verb.add_argument("--revoke", metavar="NAME", help="end the plan's standing approval of that name, now")


def _status(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser("status", parents=[common], help="where a run stands")
    _run(verb)
    verb.add_argument("--follow", action="store_true", help="until no process is at work on it")


def _resume(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser("resume", parents=[common], help="go on with a run, wherever its process ended")
    _run(verb)


def _escalate(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser("escalate", parents=[common], help="go on with another strategy in the same run")
    _run(verb)
    verb.add_argument("--to", type=int, choices=(2, 3, 4), required=True, metavar="STRATEGY")
    _who(verb, why=True)


def _ending(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    abort = verbs.add_parser("abort", parents=[common], help="end a run where it stands; nothing is undone")
    undo = verbs.add_parser("undo", parents=[common], help="take a whole run back, last step first")
    for verb in (abort, undo):
        _run(verb)
        _who(verb, why=True)
    _run(verbs.add_parser("verify", parents=[common], help="look once more whether a run has helped"))


def _log(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser(
        "log", parents=[common], help="every line about a run; checks the whole chain first"
    )
    _run(verb)
    verb.add_argument("--all", action="store_true", help="of all runs")
    verb.add_argument(
        "--markdown", action="store_true", help="the run's rollback log, to complete and to sign"
    )


def _history(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verbs.add_parser("history", parents=[common], help="all runs, newest last")


def _env(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verbs.add_parser(
        "env", parents=[common], help="DB_HOST, DB_PORT, DB_USER, DB_NAME, DB_PASSWORD for a shell"
    )


def _drill(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser(
        "drill", parents=[common], help="break a release on a stack of its own, and roll it back there"
    )
    verb.add_argument(
        "strategy",
        nargs="?",
        type=int,
        choices=(1, 2, 3, 4),
        help="begin with it, whatever `assess` would choose",
    )
    verb.add_argument(
        "--defect", metavar="NAME", help="one of the plan's (the first that this strategy brings back)"
    )
    verb.add_argument("--customers", type=int, metavar="N", help="who write throughout (the plan's)")
    verb.add_argument(
        "--escalate", action="store_true", help="when it does not help, go on by itself, up to strategy 3"
    )
    verb.add_argument(
        "--kill-at", metavar="STEP", help="end the run's process with -9 in that step; another goes on"
    )
    verb.add_argument("--log", metavar="FILE", help="write the rollback log there, as a page for people")


def _run(verb: ArgumentParser) -> None:
    verb.add_argument("run", nargs="?", metavar="RUN", help=RUN_HELP)
