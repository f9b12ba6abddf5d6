"""Pages of the reference that are written by the code say what the code says."""

from config.reference import PAGE, page


def test_the_page_of_settings_is_the_codes_own() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m config.reference`"
