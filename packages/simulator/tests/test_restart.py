"""A simulator with a state folder goes on where it was ended."""

import json
from pathlib import Path

import pytest
from wabot_simulator.errors import BadSetting
from wabot_simulator.testing import Receiver, ShopProgram, running_simulator

from .conftest import DUKA


def test_what_had_not_arrived_arrives_after_the_restart(
    callback: Receiver, tmp_path: Path, amina: str
) -> None:
    with running_simulator("http://127.0.0.1:9/down", state=str(tmp_path)) as running:
        sent = running.client.say_many([(amina, DUKA, str(number)) for number in range(3)])

    with running_simulator(callback.url, state=str(tmp_path)):
        callback.wait_for(messages=3)

    assert [message["id"] for message in callback.messages()] == [each.wamid for each in sent]


def test_what_had_arrived_does_not_come_again(callback: Receiver, tmp_path: Path, amina: str) -> None:
    with running_simulator(callback.url, state=str(tmp_path)) as running:
        first = running.client.say(amina, DUKA, "habari")
        callback.message(first.wamid)

    with running_simulator(callback.url, state=str(tmp_path)) as running:
        second = running.client.say(amina, DUKA, "upo?")
        callback.message(second.wamid)

        assert [message["id"] for message in callback.messages()] == [first.wamid, second.wamid]
        assert [bubble.text for bubble in running.client.conversation(amina, DUKA)] == ["habari", "upo?"]


def test_people_shops_and_files_are_still_there(callback: Receiver, tmp_path: Path) -> None:
    with running_simulator(callback.url, state=str(tmp_path)) as running:
        juma = running.client.add_customer(name="Juma", wa_id="254711000055")
        running.client.add_shop(phone_number_id="1000777", access_token="kona-token", name="Kona")
        kona = ShopProgram(running.url, "1000777", "kona-token")
        media_id = kona.upload(b"menu", "application/pdf", "menu.pdf")
        kona.close()

    with running_simulator(callback.url, state=str(tmp_path)) as running:
        kona = ShopProgram(running.url, "1000777", "kona-token")
        running.client.say(juma, "1000777", "habari")
        kona.send(juma, "document", {"id": media_id, "filename": "menu.pdf"}).raise_for_status()

        assert kona.http.get(f"/{media_id}").json()["file_size"] == 4
        kona.close()


def test_a_changed_file_counts_and_what_was_put_goes_over_it(callback: Receiver, tmp_path: Path) -> None:
    file, state = tmp_path / "simulator.json", str(tmp_path / "state")

    def write(name: str, customers: list[dict[str, str]]) -> None:
        shops = [
            {
                "phone_number_id": number,
                "display_phone_number": number,
                "waba_id": "1",
                "name": name,
                "access_token": "t",
            }
            for number in ("1000777", "1000888")
        ]
        file.write_text(json.dumps({"shops": shops, "customers": customers}))

    write("before", [])
    with running_simulator(callback.url, config=str(file), state=state) as running:
        running.client.add_shop(phone_number_id="1000888", access_token="t", name="put")
        running.client.add_customer(name="Juma", wa_id="254711000055", user_id="KE.55")

    write("after", [])
    with running_simulator(callback.url, config=str(file), state=state) as running:
        assert [shop["name"] for shop in running.client.state()["shops"]] == ["after", "put"]

    write("after", [{"name": "Neema", "wa_id": "254711000066", "user_id": "KE.55"}])
    with (
        pytest.raises(BadSetting, match=r"KE\.55"),
        running_simulator(callback.url, config=str(file), state=state),
    ):
        pass


def test_a_ladder_under_way_goes_on(callback: Receiver, tmp_path: Path, amina: str) -> None:
    with running_simulator(callback.url, state=str(tmp_path), sent_after_ms=600_000) as running:
        running.client.say(amina, DUKA, "habari")
        duka = ShopProgram(running.url, DUKA, "simulator-token-1")
        wamid = duka.say(amina, "Karibu")
        duka.close()

    with running_simulator(callback.url, state=str(tmp_path)):
        callback.wait_for(statuses=3)

    assert {status["id"] for status in callback.statuses()} == {wamid}


def test_a_day_that_was_skipped_stays_skipped(callback: Receiver, tmp_path: Path, amina: str) -> None:
    with running_simulator(callback.url, state=str(tmp_path)) as running:
        running.client.say(amina, DUKA, "habari")
        later = running.client.skip_time(86_500)

    with running_simulator(callback.url, state=str(tmp_path)) as running:
        duka = ShopProgram(running.url, DUKA, "simulator-token-1")
        duka.say(amina, "Still there?")
        callback.wait_for(statuses=1)
        duka.close()

        assert running.client.state()["now"] >= later
    assert callback.statuses()[0]["errors"][0]["code"] == 131047


def test_starting_over_forgets_messages_and_keeps_people(
    callback: Receiver, tmp_path: Path, amina: str
) -> None:
    with running_simulator(callback.url, state=str(tmp_path)) as running:
        juma = running.client.add_customer(name="Juma", wa_id="254711000055")
        running.client.say(amina, DUKA, "habari")
        running.client.fault("delay")

        running.client.reset()

        assert running.client.conversation(amina, DUKA) == []
        assert running.client.faults()["active"] == []

    with running_simulator(callback.url, state=str(tmp_path)) as running:
        assert running.client.say(juma, DUKA, "nipo").seq > 0
        assert running.client.conversation(amina, DUKA) == []
