from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from wabot_simulator.errors import BadSetting
from wabot_simulator.record import FILE_NAME, Record

Open = Callable[[float], Record]


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Open]:
    """Opens the record of `tmp_path` at a time, as a process that starts then would."""
    with ExitStack() as opened:
        yield lambda now: opened.enter_context(closing(Record(lambda: now, tmp_path)))


def test_facts_are_numbered_and_survive_the_process(at: Open) -> None:
    first = at(5.0)
    first.append("inbound", wamid="a")
    first.append("seen", wamid="a")

    again = at(6.0)
    third = again.append("inbound", wamid="b")

    assert [fact["seq"] for fact in again.since()] == [1, 2, 3]
    assert again.get(1) == {"seq": 1, "at": 5.0, "kind": "inbound", "wamid": "a"}
    assert third["at"] == 6.0


def test_half_a_line_of_a_killed_process_is_dropped(at: Open, tmp_path: Path) -> None:
    at(5.0).append("inbound", wamid="a")
    path = tmp_path / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"seq":2,"at":5.0,"ki')

    record = at(6.0)
    record.append("inbound", wamid="b")

    assert [fact["wamid"] for fact in at(7.0).since()] == ["a", "b"]
    assert path.read_bytes().startswith(whole)


def test_a_file_that_is_no_record_is_refused_by_line(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"seq":1}\nshopping list\n')

    with pytest.raises(BadSetting, match="line 2"):
        Record(lambda: 5.0, tmp_path)


def test_a_page_leaves_kinds_out_and_says_where_to_go_on() -> None:
    record = Record(lambda: 5.0)
    for number in range(10):
        record.append("inbound" if number % 2 else "status", number=number)

    facts, at = record.page(0, kinds={"inbound"}, limit=2)
    rest, end = record.page(at, kinds={"inbound"}, limit=100)

    assert (facts.count(b'"inbound"'), at) == (2, 4)
    assert (rest.count(b'"inbound"'), end) == (3, 10)


def test_starting_over_keeps_the_old_file_beside_the_new(at: Open, tmp_path: Path) -> None:
    record = at(5.0)
    record.append("inbound", wamid="a")

    record.start_over()
    record.append("inbound", wamid="b")

    assert len(record) == 1
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["record-5.000000.jsonl", "record.jsonl"]
