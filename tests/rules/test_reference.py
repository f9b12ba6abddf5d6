"""Pages of the reference that are written by the code say what the code says."""

import re

import pytest

from config import ROOT
from config.reference import PAGE, page
from tests.without import reference
from tests.without.entry import Without
from tests.without.rules import RULES


def test_the_page_of_settings_is_the_codes_own() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m config.reference`"


def test_the_page_of_the_journals_rules_is_the_codes_own() -> None:
    written = reference.PAGE.read_text(encoding="utf-8")

    assert written == reference.page(), "run `python -m tests.without.reference`"


def test_each_rule_of_the_journal_has_something_to_take_out() -> None:
    assert {without.rule for without in RULES} == set(reference.RULE_NAMES)


@pytest.mark.parametrize("without", RULES, ids=lambda without: f"{without.rule}: {without.what}")
def test_what_is_taken_out_and_the_test_that_misses_it_are_there(without: Without) -> None:
    path, _, name = without.test.partition("::")

    assert (ROOT / without.file).read_text(encoding="utf-8").count(without.there) == 1
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
