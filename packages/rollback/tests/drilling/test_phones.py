import pytest
from wabot_rollback.drills.phones import Phones, words_of
from wabot_rollback.errors import StepFailed


def test_what_a_person_reads_of_a_list_are_its_words_and_rows() -> None:
    rows = [{"id": "p:1", "title": "Sandals", "description": "KSh 900"}, {"id": "m", "title": "More"}]
    content = {
        "type": "list",
        "body": {"text": "This is what I found"},
        "action": {"sections": [{"rows": rows}]},
    }

    said = words_of({"type": "interactive", "message": {"type": "interactive", "interactive": content}})

    assert said == "This is what I found\nSandals: KSh 900\nMore: "


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [("text", {"body": "Karibu"}, "Karibu"), ("image", {"link": "x", "caption": "Mug"}, "Mug")],
)
def test_of_other_messages_it_is_the_body_or_the_caption(
    kind: str, content: dict[str, str], said: str
) -> None:
    assert words_of({"type": kind, "message": {"type": kind, kind: content}}) == said


def test_a_simulator_that_is_not_there_is_named() -> None:
    with (
        Phones("http://127.0.0.1:9") as phones,
        pytest.raises(StepFailed, match="the simulator: GET /report"),
    ):
        phones.report()
