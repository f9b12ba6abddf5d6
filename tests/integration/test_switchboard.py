"""Other processes follow every change, and say so; what they are asked for they answer from memory."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.bot.models import AgentConfiguration
from apps.bot.services.authoring import newest_version
from apps.bot.services.configuration import configuration_of
from apps.bot.services.holding import hold, release
from apps.bot.services.rollouts import end_rollout, roll_out
from apps.bot.services.switchboard.board import Source, Switchboard, SwitchesUnknown, UnknownShop
from apps.bot.services.switchboard.snapshot import State
from apps.bot.services.switching import switch
from apps.bot.turn.types import BotConfig, Feature
from apps.operations.models import Process, ProcessKind
from apps.operations.services.acknowledging import Acknowledged, acknowledging
from apps.operations.services.liveness import Life, known_processes
from apps.operations.services.registry import ProcessRegistry
from apps.operations.services.switches import listening_connection
from apps.tenants.models import Tenant
from config.stack.waiting import wait_until
from tests.web import as_role, process_environment

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
FEATURE = Feature.HARMONIZATION

OTHER = """
import os, sys
from uuid import UUID
import django
django.setup()
from apps.bot.services.switchboard.board import BOARD
from apps.operations.models import ProcessKind
from apps.operations.services.switches import obey_switches
obey_switches(ProcessKind.WEB, "other", restarts_in_children=sys.argv[1] == "eager")
for line in sys.stdin:
    what, *of = line.split()
    if what == "fork":
        if child := os.fork():
            os.waitpid(child, 0)
            break
        print(os.getpid(), flush=True)
    else:
        print(BOARD.is_on(of[0], UUID(of[1])), flush=True)
"""


class Other:
    """A process of its own, which answers what it is asked."""

    def __init__(self, environment: dict[str, str], mode: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", OTHER, mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )

    def ask(self, *words: object) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def says_on(self, shop: Tenant) -> bool:
        return self.ask("is", FEATURE.value, shop.pk) == "True"

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(journal_url: str, tmp_path: Path) -> Iterator[Callable[..., Other]]:
    started = []

    def other(mode: str = "eager") -> Other:
        started.append(Other(process_environment(journal_url, tmp_path), mode))
        count = len(started)
        wait_until(lambda: len(live()) == count, what="the process to acknowledge", deadline_s=20)
        return started[-1]

    yield other
    for one in started:
        one.end()


@pytest.fixture
def board() -> Iterator[Switchboard]:
    made = Switchboard()
    registry = ProcessRegistry(kind=ProcessKind.WEB, name="here", release="1")
    made.start(Source(lambda: listening_connection("test board"), registry))
    yield made
    made.stop()


def live() -> list[Any]:
    return [one for one in known_processes() if one.life is Life.LISTENING and one.config_version is not None]


def change(act: Callable[[], object], within_s: float = 5.0) -> Acknowledged:
    return acknowledging(act, within_s=within_s)[1]


def off(shop: Tenant) -> None:
    AgentConfiguration.objects.filter(tenant=shop).update(**{FEATURE.value: False})


def test_another_process_follows_a_change_of_one_shop_and_acknowledges_it(
    alice: Tenant, bob: Tenant, start: Callable[..., Other]
) -> None:
    other = start()
    assert other.says_on(alice)

    heard = change(lambda: off(alice))

    assert (len(heard.by), heard.missing) == (1, ())
    assert heard.seconds < 1
    assert not other.says_on(alice)
    assert other.says_on(bob)


def test_raw_sql_a_hold_and_a_rollout_reach_it_as_well(
    alice: Tenant, bob: Tenant, start: Callable[..., Other]
) -> None:
    other = start()

    change(lambda: hold([FEATURE], tenant_id=None, by="amina"))
    assert (other.says_on(alice), other.says_on(bob)) == (False, False)
    change(lambda: release([FEATURE], tenant_id=None, by="amina"))
    change(lambda: roll_out(FEATURE, percentage=0, tenant_ids=[bob.pk], by="amina"))
    assert (other.says_on(alice), other.says_on(bob)) == (False, True)
    change(lambda: end_rollout(FEATURE, by="amina"))
    with connection.cursor() as cursor:
        change(
            lambda: cursor.execute("UPDATE bot_agentconfiguration SET enable_message_harmonization = false")
        )
    assert (other.says_on(alice), other.says_on(bob)) == (False, False)


def test_after_its_connection_was_killed_it_listens_again_and_catches_up(
    alice: Tenant, start: Callable[..., Other]
) -> None:
    other = start()

    def kill_and_change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'wabot switches%%'"
            )
        off(alice)

    heard = change(kill_and_change)

    # its session is gone, but it runs: it is waited for
    assert (len(heard.by), heard.missing) == (1, ())
    assert not other.says_on(alice)
    assert Process.objects.count() == 1


@pytest.mark.parametrize("mode", ["eager", "lazy"])
def test_a_forked_child_is_a_process_of_its_own_and_follows(
    alice: Tenant, start: Callable[..., Other], mode: str
) -> None:
    """An eager one at once; a lazy one when it first asks."""
    other = start(mode)
    child = int(other.ask("fork"))
    if mode == "lazy":
        other.says_on(alice)
    wait_until(lambda: len(live()) == 2, what="the child", deadline_s=5)

    heard = change(lambda: off(alice))

    assert {one.pid for one in heard.by} == {other.process.pid, child}
    assert not other.says_on(alice)
    # the child holds nothing of the parent's: when that dies, it is gone
    os.kill(other.process.pid, signal.SIGKILL)
    wait_until(lambda: [one.pid for one in live()] == [child], what="the parent to be gone", deadline_s=5)
    os.kill(child, signal.SIGKILL)


def test_the_dead_are_not_waited_for(alice: Tenant, start: Callable[..., Other]) -> None:
    start().end()

    heard = change(lambda: off(alice))

    assert heard.of == 0
    assert heard.seconds < 1
    assert "recorded, nobody alive" in str(heard)


def test_one_that_stands_still_is_named_and_the_command_fails(
    alice: Tenant, start: Callable[..., Other], capsys: pytest.CaptureFixture[str]
) -> None:
    other, well = start(), start()
    os.kill(other.process.pid, signal.SIGSTOP)

    with pytest.raises(SystemExit) as ended:
        call_command("configure_ux_features", "--disable-harmonization", "--wait", "0.5")

    os.kill(other.process.pid, signal.SIGCONT)
    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert f"1 of 2 processes after 0.5 s; no answer from other (pid {other.process.pid} on" in told
    assert not well.says_on(alice)
    wait_until(lambda: not other.says_on(alice), what="the other to follow", deadline_s=5)


def test_the_processes_are_shown_with_their_versions(
    alice: Tenant, start: Callable[..., Other], capsys: pytest.CaptureFixture[str]
) -> None:
    other = start()
    change(lambda: off(alice))

    call_command("show_ux_config", "--processes")

    told = capsys.readouterr().out
    assert str(other.process.pid) in told
    assert f"version {newest_version()}: 1 of 1 processes run on it." in told


def test_a_board_that_was_never_started_says_that_it_does_not_know(alice: Tenant) -> None:
    with pytest.raises(SwitchesUnknown):
        Switchboard().is_on(FEATURE, alice.pk)


def test_a_shop_made_since_is_looked_up_and_a_stranger_is_unknown(alice: Tenant, board: Switchboard) -> None:
    assert board.is_on(FEATURE, alice.pk)
    new = Tenant.objects.create(slug="new", name="New")

    assert board.is_on(FEATURE, new.pk)
    with pytest.raises(UnknownShop):
        board.is_on(FEATURE, uuid4())


def test_many_threads_may_ask_while_shops_come_and_change(alice: Tenant, board: Switchboard) -> None:
    board.is_on(FEATURE, alice.pk)
    wrong: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(3000):
                board.is_on(FEATURE, alice.pk)
        except (SwitchesUnknown, UnknownShop, RuntimeError) as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10):
        switch({FEATURE: bool(number % 2)}, by="amina")
    for thread in threads:
        thread.join()

    assert wrong == []


def test_it_acknowledges_only_when_what_it_began_before_has_ended(alice: Tenant, board: Switchboard) -> None:
    board.is_on(FEATURE, alice.pk)
    wait_until(lambda: len(live()) == 1, what="the board", deadline_s=5)

    with board.deciding():
        early = change(lambda: off(alice), within_s=0.3)
        assert len(early.missing) == 1
        assert not board.is_on(FEATURE, alice.pk)
    wait_until(lambda: live()[0].runs_on(early.version), what="the acknowledgement", deadline_s=5)


def test_a_busy_loop_of_decisions_keeps_no_acknowledgement_waiting(alice: Tenant, board: Switchboard) -> None:
    board.is_on(FEATURE, alice.pk)
    wait_until(lambda: len(live()) == 1, what="the board", deadline_s=5)
    done = threading.Event()

    def decide() -> None:
        while not done.is_set():
            with board.deciding():
                done.wait(0.002)

    busy = threading.Thread(target=decide)
    busy.start()
    heard = change(lambda: off(alice))
    done.set()
    busy.join()

    assert (len(heard.by), heard.missing) == (1, ())
    assert heard.seconds < 1


def test_the_webs_role_may_read_switches_and_write_no_hold(alice: Tenant) -> None:
    with as_role(), connection.cursor() as cursor:
        cursor.execute("SELECT wabot_switches(NULL) -> 'shops' -> %s IS NOT NULL", [str(alice.pk)])
        assert cursor.fetchone()[0]


RULES = st.fixed_dictionaries(
    {
        "row": st.sampled_from([None, True, False]),
        "held": st.booleans(),
        "held_for_all": st.booleans(),
        "percentage": st.sampled_from([None, 0, 1, 50, 99, 100]),
        "listed": st.booleans(),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(rules=RULES, tenant=st.uuids())
def test_a_feature_is_on_when_the_row_has_it_and_nothing_holds_it_and_it_is_rolled_out(
    board: Switchboard, rules: dict[str, Any], tenant: UUID
) -> None:
    release([FEATURE], tenant_id=None, by="amina")
    end_rollout(FEATURE, by="amina")
    Tenant.objects.all().delete()
    shop = Tenant.objects.create(pk=tenant, slug="s", name="S")
    if rules["row"] is not None:
        AgentConfiguration.objects.create(tenant=shop, **{FEATURE.value: rules["row"]})
    for where, tenant_id in (("held", shop.pk), ("held_for_all", None)):
        if rules[where]:
            hold([FEATURE], tenant_id=tenant_id, by="amina")
    if rules["percentage"] is not None:
        listed = [shop.pk] if rules["listed"] else []
        roll_out(FEATURE, percentage=rules["percentage"], tenant_ids=listed, by="amina")

    is_on = configuration_of(shop.pk).enable_message_harmonization

    row, held = rules["row"] in (None, True), rules["held"] or rules["held_for_all"]
    if rules["percentage"] not in (1, 50, 99) or rules["listed"] or not row or held:
        rolled = rules["percentage"] in (None, 100) or rules["listed"]
        assert is_on == (row and not held and rolled)
    wait_until(lambda: board.version == newest_version(), what="the board", deadline_s=5, every_s=0.005)
    assert board.is_on(FEATURE, shop.pk) == is_on
    assert (board.shop(shop.pk).states[FEATURE] in (State.ON, State.CHOSEN)) == is_on


def test_a_percentage_lets_in_its_share_and_who_is_in_stays_in() -> None:
    Tenant.objects.bulk_create([Tenant(slug=f"s{number}", name="S") for number in range(400)])

    let_in: list[set[UUID]] = []
    for percentage in (0, 10, 25, 60, 100):
        roll_out(FEATURE, percentage=percentage, by="amina")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tenant_id FROM bot_effective_configuration WHERE enable_message_harmonization"
            )
            let_in.append({row[0] for row in cursor.fetchall()})

    assert len(let_in[0]) == 0
    assert 70 <= len(let_in[2]) <= 130
    assert len(let_in[4]) == 400
    assert all(fewer <= more for fewer, more in pairwise(let_in))


def test_a_shop_without_a_row_has_the_models_defaults(alice: Tenant) -> None:
    AgentConfiguration.objects.all().delete()
    fields = {field.name: field.get_default() for field in AgentConfiguration._meta.fields}

    told = asdict(configuration_of(alice.pk))

    assert {name: fields[name] for name in told if name != "version"} | {"version": 0} == told
    assert told == asdict(BotConfig(version=0))
