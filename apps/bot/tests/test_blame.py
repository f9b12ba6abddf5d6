import pytest

from apps.bot.services.blame import blamed, log_of
from apps.bot.turn.combine import joined
from apps.bot.turn.types import Feature


def test_an_error_is_blamed_on_the_enhancement_in_whose_room_it_arose() -> None:
    with pytest.raises(TypeError) as fault:
        joined(None)  # type: ignore[arg-type]  # whatever breaks in there

    feature = blamed(fault.value)
    assert feature is Feature.HARMONIZATION
    assert log_of(feature).name == "wabot.MessageHarmonizationService"


def test_what_breaks_elsewhere_is_nobodys_in_particular() -> None:
    with pytest.raises(ZeroDivisionError) as fault:
        _ = 1 / 0

    assert blamed(fault.value) is None
    assert log_of(None).name == "wabot.turn"
