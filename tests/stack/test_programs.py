import pytest

from apps.messaging.whatsapp.graph import TIMEOUT
from config.stack.errors import Refused
from config.stack.programs import NAMES, PROGRAMS, chosen, command_line


def test_everything_starts_after_what_it_needs() -> None:
    for place, program in enumerate(PROGRAMS):
        assert set(program.after) <= set(NAMES[:place]), program.name


def test_people_are_cut_off_first_and_the_servers_stop_last() -> None:
    stops = [program.name for program in reversed(PROGRAMS) if not program.is_task]

    assert stops == [
        "web",
        "beat",
        "worker",
        "projector",
        "sender",
        "simulator",
        "intake",
        "redis",
        "postgres",
    ]


def test_a_program_brings_what_it_needs() -> None:
    names = [program.name for program in chosen(["worker"], left_out=frozenset())]

    assert names == ["postgres", "redis", "journal-schema", "schema", "worker"]


def test_a_server_of_ones_own_takes_the_place_of_ours() -> None:
    names = [program.name for program in chosen(["intake"], left_out={"postgres"})]

    assert names == ["journal-schema", "intake"]


def test_a_sender_is_given_the_time_that_a_call_under_way_may_take() -> None:
    [sender] = [program for program in PROGRAMS if program.name == "sender"]

    assert TIMEOUT.connect is not None
    assert TIMEOUT.read is not None
    assert sender.stop_within_s > TIMEOUT.connect + TIMEOUT.read


def test_it_names_the_program_that_is_not_there() -> None:
    with pytest.raises(Refused, match="no program 'wokrer'; there are postgres, redis"):
        chosen(["wokrer"], left_out=frozenset())


def test_a_folder_with_spaces_stays_one_argument() -> None:
    beat = next(program for program in PROGRAMS if program.name == "beat")

    line = command_line(beat, {"state": "/home/a b/state"})

    assert "/home/a b/state/work/beat-schedule" in line
