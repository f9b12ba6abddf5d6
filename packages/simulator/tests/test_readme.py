"""What the README promises exists, and what exists is in it."""

import json
import re
import threading
from dataclasses import fields
from pathlib import Path

import pytest
from wabot_simulator.configfile import fill
from wabot_simulator.directory import Directory
from wabot_simulator.faults import KINDS
from wabot_simulator.settings import Settings, env_name
from wabot_simulator.testing import Receiver, Running, ShopProgram
from wabot_simulator.webhooks.inbound import MEDIA_KINDS, PLAIN

README = (Path(__file__).parents[1] / "README.md").read_text()


@pytest.mark.parametrize("setting", [each.name for each in fields(Settings)])
def test_a_setting_is_in_the_readme(setting: str) -> None:
    assert f"`--{setting.replace('_', '-')}`" in README
    assert f"`{env_name(setting)}`" in README


@pytest.mark.parametrize("fault", KINDS)
def test_a_fault_is_in_the_readme_as_it_is_in_the_code(fault: str) -> None:
    does = KINDS[fault][0].removesuffix(", session expired")

    assert f"| `{fault}` | {does} |" in README


@pytest.mark.parametrize("kind", [*PLAIN, *MEDIA_KINDS])
def test_a_kind_of_message_is_in_the_readme(kind: str) -> None:
    assert f"`{kind}`" in README


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_configuration_of_the_readme_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    path.write_text(block("json"))
    directory = Directory()

    fill(directory, str(path))

    assert list(directory.shops) == [json.loads(block("json"))["shops"][0]["phone_number_id"]]
    assert len(directory.customers) == 2


def test_the_drill_of_the_readme_runs(
    running: Running, callback: Receiver, duka: ShopProgram, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer() -> None:
        callback.wait_for(messages=1)
        rows = [{"id": "p1", "title": "Kikoi"}]
        content = {
            "type": "list",
            "body": {"text": "We sell"},
            "action": {"button": "See", "sections": [{"rows": rows}]},
        }
        duka.send(callback.messages()[0]["from"], "interactive", content).raise_for_status()

    shop = threading.Thread(target=answer)
    shop.start()
    exec(block("python").replace("http://127.0.0.1:8002", running.url), {})  # noqa: S102 - the documented lines
    shop.join()

    assert capsys.readouterr().out == "[] []\n"
    # The drill lets webhooks come again: a message is counted once, however often it came.
    arrived = {message["id"]: message["type"] for message in callback.messages()}
    assert sorted(arrived.values()) == ["interactive", "text"]
